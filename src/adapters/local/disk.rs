//! A folder of this machine as the journal's disk, locked for one process.

mod onlooker;

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use actors::ports::disk::{Disk, DiskFile};

pub use self::onlooker::Onlooker;

/// Name of the file that is locked.
pub const LOCK: &str = "lock";

/// A folder, locked while this lives.
pub struct LocalDisk {
    folder: PathBuf,
    _lock: File,
}

/// Why a folder could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeFolderError {
    /// Another process, or another part of this one, has it.
    #[error(
        "{0} is in use by another frontrow process: stop that one first, or give this one a folder of its own"
    )]
    InUse(PathBuf),
    /// It could not be made, opened or locked.
    #[error("{0} cannot be used: {1}{advice}", advice = advice(.1))]
    Unusable(PathBuf, io::Error),
}

/// What to do about a folder that the system refuses.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied
        | io::ErrorKind::ReadOnlyFilesystem
        | io::ErrorKind::NotADirectory => ": give this user a folder to write to, or name another by --data",
        _ => "",
    }
}

impl LocalDisk {
    /// Takes a folder, made where it is not there, for this process alone.
    ///
    /// # Errors
    /// `InUse` where it is locked, `Unusable` where the system refuses.
    pub fn take(folder: &Path) -> Result<Self, TakeFolderError> {
        let unusable = |error| TakeFolderError::Unusable(folder.to_owned(), error);
        make_folder(folder).map_err(unusable)?;
        let mut options = OpenOptions::new();
        let lock = options.read(true).write(true).create(true).truncate(false).open(folder.join(LOCK));
        let lock = lock.map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder: folder.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(TakeFolderError::InUse(folder.to_owned())),
            Err(TryLockError::Error(error)) => Err(unusable(error)),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Makes a folder and those above it, each durable in the one above and its owner's alone: the data folder has
/// secrets in it.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or(Path::new(""));
    make_folder(above)?;
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    sync_folder(if above.as_os_str().is_empty() { Path::new(".") } else { above })
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Absent is fine.
fn or_absent<T: Default>(outcome: io::Result<T>) -> io::Result<T> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(T::default()),
        outcome => outcome,
    }
}

/// Names in a folder, sorted; none where it is not there.
fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    or_absent(fs::read_dir(folder).and_then(|entries| {
        let mut names = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            names.push(name.into_string().map_err(|name| {
                io::Error::new(io::ErrorKind::InvalidData, format!("{} is not text", name.display()))
            })?);
        }
        names.sort();
        Ok(names)
    }))
}

impl Disk for LocalDisk {
    fn open(&self, name: &str, create: bool) -> io::Result<Arc<dyn DiskFile>> {
        let path = self.path(name);
        if let Some(folder) = path.parent().filter(|_| create) {
            make_folder(folder)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(create).truncate(false).mode(0o600);
        let file = options.open(path)?;
        Ok(Arc::new(LocalFile(file)))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        names_in(&self.path(folder))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let to = self.path(to);
        if let Some(folder) = to.parent() {
            make_folder(folder)?;
        }
        fs::rename(self.path(from), to)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        or_absent(fs::remove_file(self.path(name)))
    }

    fn sync_folder(&self, folder: &str) -> io::Result<()> {
        or_absent(sync_folder(&self.path(folder)))
    }
}

struct LocalFile(File);

impl DiskFile for LocalFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut read = 0;
        while read < buffer.len() {
            match self.0.read_at(&mut buffer[read..], offset + read as u64) {
                Ok(0) => break,
                Ok(part) => read += part,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(read)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn set_length(&self, length: u64) -> io::Result<()> {
        self.0.set_len(length)
    }
}

#[cfg(test)]
mod tests;
