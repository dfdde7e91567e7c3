//! Files as the journal needs them. Every call blocks. The real one is `server/adapters/local`; the
//! simulator's loses unsynced writes, tears them, flips bits, fills up and fails on command.

use std::io;
use std::sync::Arc;

/// One folder of files. Names are relative, `/`-separated, without `..`.
pub trait Disk: Send + Sync + 'static {
    /// Opens `name` for reading and writing; creates it where `create` is set, with its folders.
    ///
    /// # Errors
    /// `NotFound` where it does not exist and `create` is false; whatever the disk says.
    fn open(&self, name: &str, create: bool) -> io::Result<Arc<dyn DiskFile>>;

    /// Makes `name` a new, empty file, whatever was left under that name. A file whose sync failed is never written
    /// again: it may say of later syncs that they succeed, and have lost what it was given.
    ///
    /// # Errors
    /// Whatever the disk says.
    fn create(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        self.remove(name)?;
        self.open(name, true)
    }

    /// Names in a folder, sorted, files and folders alike; empty where the folder does not exist.
    ///
    /// # Errors
    /// Whatever the disk says.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;

    /// Replaces `to` with `from` in one step. Durable only after [`Disk::sync_folder`].
    ///
    /// # Errors
    /// Whatever the disk says.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file; absent is fine. Durable only after [`Disk::sync_folder`].
    ///
    /// # Errors
    /// Whatever the disk says.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Makes names created, renamed and removed in `folder` durable.
    ///
    /// # Errors
    /// Whatever the disk says.
    fn sync_folder(&self, folder: &str) -> io::Result<()>;
}

/// One open file.
pub trait DiskFile: Send + Sync + 'static {
    /// Fills `buffer` from `offset`; returns how many bytes there were before the end of the file.
    ///
    /// # Errors
    /// Whatever the disk says.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Writes all of `bytes` at `offset`.
    ///
    /// # Errors
    /// `StorageFull` where there is no room; whatever the disk says.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;

    /// Makes everything written so far durable (`fdatasync`).
    ///
    /// # Errors
    /// Whatever the disk says. A failed sync is never repeated.
    fn sync(&self) -> io::Result<()>;

    /// Length in bytes.
    ///
    /// # Errors
    /// Whatever the disk says.
    fn length(&self) -> io::Result<u64>;

    /// Cuts or extends the file to `length` bytes.
    ///
    /// # Errors
    /// Whatever the disk says.
    fn set_length(&self, length: u64) -> io::Result<()>;
}
