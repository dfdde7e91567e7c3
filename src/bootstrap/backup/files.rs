//! Files and folders of backups: made beside their name, hashed, synced.

use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use actors::journal::SEGMENTS;
use anyhow::Context;
use schemas::ids::ContentHash;

use super::list::ListedFile;
use crate::adapters::local::disk::{LOCK, LocalDisk};
use crate::limits::BACKUP_FILE_BUFFER_BYTES;

/// A folder that is made beside its name, and gets it once it is whole.
pub struct Making {
    /// Where it is made.
    pub folder: PathBuf,
    /// Locked, so that no two make the same.
    pub disk: LocalDisk,
    name: PathBuf,
}

impl Making {
    /// Begins `name`, which must not be there or be empty; what an interrupted attempt left is removed.
    ///
    /// # Errors
    /// Where `name` has something in it, or the system refuses.
    pub fn begin(name: &Path, ending: &str) -> anyhow::Result<Self> {
        let shown = name.display();
        let is_free = match fs::read_dir(name) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        anyhow::ensure!(
            is_free,
            "{shown} is there already: name another folder, or move that one away first (mv {shown} {shown}.before)"
        );
        let last = name.file_name().with_context(|| format!("{shown} is no name of a folder"))?;
        let mut beside = last.to_owned();
        beside.push(ending);
        let folder = name.with_file_name(beside);
        let disk = LocalDisk::take(&folder)?;
        // Without a folder for segments, be it empty, it is no data folder.
        clear(&folder)
            .and_then(|()| fs::create_dir(folder.join(SEGMENTS)))
            .with_context(|| format!("cannot clear {}", folder.display()))?;
        Ok(Self { folder, disk, name: name.to_owned() })
    }

    /// Gives the folder its name, durably.
    ///
    /// # Errors
    /// What the system says.
    pub fn end(self) -> anyhow::Result<()> {
        let (from, to) = (&self.folder, &self.name);
        let rename = || {
            fs::remove_file(from.join(LOCK))?;
            sync_folders(from)?;
            // Empty, where it is there.
            let _ = fs::remove_dir(to);
            fs::rename(from, to)?;
            File::open(above(to))?.sync_all()
        };
        rename().with_context(|| format!("{} is whole, but cannot be named {}", from.display(), to.display()))
    }
}

fn above(path: &Path) -> &Path {
    path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Removes everything but the lock.
fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == LOCK {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn sync_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    File::open(folder)?.sync_all()
}

/// Every file below `folder` but the lock, by its name with `/`, sorted.
///
/// # Errors
/// What the system says.
pub fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    collect(folder, "", &mut names)?;
    names.sort();
    Ok(names)
}

fn collect(folder: &Path, within: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string();
        let name = name.map_err(|name| io::Error::other(format!("{} is not text", name.display())))?;
        let whole = format!("{within}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{whole}/"), names)?;
        } else if whole != LOCK {
            names.push(whole);
        }
    }
    Ok(())
}

/// Length and hash of a file.
///
/// # Errors
/// What the system says.
pub fn listed(path: &Path) -> io::Result<ListedFile> {
    copy_into(path, &mut io::sink())
}

/// Copies a file, durably, for its owner alone; length and hash of what was copied.
///
/// # Errors
/// What the system says.
pub fn copy(from: &Path, to: &Path) -> io::Result<ListedFile> {
    fs::create_dir_all(above(to))?;
    let mut file = private(to)?;
    let copied = copy_into(from, &mut file)?;
    file.sync_all()?;
    Ok(copied)
}

fn copy_into(from: &Path, to: &mut dyn Write) -> io::Result<ListedFile> {
    let mut from = File::open(from)?;
    let (mut buffer, mut hash, mut bytes) = (vec![0; BACKUP_FILE_BUFFER_BYTES], blake3::Hasher::new(), 0);
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(ListedFile { bytes, hash: ContentHash(*hash.finalize().as_bytes()) });
        }
        hash.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        bytes += read as u64;
    }
}

/// Writes a new file, durably, for its owner alone.
///
/// # Errors
/// What the system says.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn private(path: &Path) -> io::Result<File> {
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

/// Makes a file that somebody else wrote durable, and its owner's alone.
///
/// # Errors
/// What the system says.
pub fn keep(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(0o600))?;
    File::open(path)?.sync_all()
}
