//! A folder of this machine that another process may be working on: looked at, never changed, never locked.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use actors::ports::disk::{Disk, DiskFile};

use super::{LocalFile, names_in};

/// See the module.
pub struct Onlooker {
    folder: PathBuf,
}

impl Onlooker {
    /// Over `folder`.
    #[must_use]
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

fn no_business(name: &str) -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, format!("{name} is only looked at"))
}

impl Disk for Onlooker {
    fn open(&self, name: &str, create: bool) -> io::Result<Arc<dyn DiskFile>> {
        if create {
            return Err(no_business(name));
        }
        // Opened for reading alone, so the system refuses whatever writes.
        Ok(Arc::new(LocalFile(File::open(self.folder.join(name))?)))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        names_in(&self.folder.join(folder))
    }

    fn rename(&self, from: &str, _: &str) -> io::Result<()> {
        Err(no_business(from))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        Err(no_business(name))
    }

    fn sync_folder(&self, folder: &str) -> io::Result<()> {
        Err(no_business(folder))
    }
}
