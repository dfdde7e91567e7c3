//! A disk in memory that loses, tears, fails, fills up and stalls on command; the same seed does the same.
//!
//! What is written but not synced is kept apart, sector by sector, as the images that reached the cache one
//! after the other. A crash keeps of each sector any one of them, and of changed names any first part.

mod crash;
mod files;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::ports::disk::{Disk, DiskFile};
use files::Files;

/// Bytes that reach the disk together or not at all.
pub const SECTOR_BYTES: usize = 512;

/// See the module. Clones are the same disk.
#[derive(Clone, Default)]
pub struct FaultyDisk {
    inside: Arc<Inside>,
}

#[derive(Default)]
struct Inside {
    files: Mutex<Files>,
    gate: Notify,
}

/// What a disk did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiskFigures {
    /// Calls of `write_at`.
    pub writes: u64,
    /// Calls of `sync`.
    pub syncs: u64,
}

impl FaultyDisk {
    /// An empty disk without end.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        self.inside.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the power away: of what was not synced, anything may be lost. Open files are dead afterwards.
    pub fn crash(&self, seed: u64) {
        self.files().crash(seed);
        self.open_gate();
    }

    /// Ends the process only: everything written stays, open files are dead afterwards.
    pub fn end_process(&self) {
        self.files().epoch += 1;
        self.open_gate();
    }

    /// Lets the write after `writes` further ones fail, having written a part.
    pub fn fail_write_after(&self, writes: u64) {
        let mut files = self.files();
        files.fail_write_at = Some(files.figures.writes + writes + 1);
    }

    /// Lets the sync after `syncs` further ones fail. What it should have made durable never will be, though
    /// later syncs of that file say so.
    pub fn fail_sync_after(&self, syncs: u64) {
        let mut files = self.files();
        files.fail_sync_at = Some(files.figures.syncs + syncs + 1);
    }

    /// Leaves room for this many bytes more; `None` for no end.
    pub fn leave_room(&self, bytes: Option<u64>) {
        self.files().room = bytes;
    }

    /// Turns one bit of a file around, in what is durable.
    ///
    /// # Errors
    /// `NotFound`, or `InvalidInput` beyond the file's end.
    pub fn flip_bit(&self, name: &str, bit: u64) -> io::Result<()> {
        self.files().flip_bit(name, bit)
    }

    /// A file's bytes as a reader sees them.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn bytes(&self, name: &str) -> io::Result<Vec<u8>> {
        self.files().bytes(name)
    }

    /// Replaces a file's bytes, durably; creates it where it is not there.
    pub fn set_bytes(&self, name: &str, bytes: Vec<u8>) {
        self.files().set_bytes(name, bytes);
    }

    /// Every file's name.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.files().names()
    }

    /// Another disk with what this one has, all of it durable and without faults.
    #[must_use]
    pub fn copy(&self) -> Self {
        let copy = Self::new();
        for name in self.names() {
            copy.set_bytes(&name, self.bytes(&name).unwrap_or_default());
        }
        copy
    }

    /// What was done so far.
    #[must_use]
    pub fn figures(&self) -> DiskFigures {
        self.files().figures
    }

    /// Closes the gate: whoever drives the journal waits at [`FaultyDisk::gate`] until it opens.
    pub fn stall(&self) {
        self.files().is_stalled = true;
    }

    /// Opens the gate.
    pub fn open_gate(&self) {
        self.files().is_stalled = false;
        self.inside.gate.notify_waiters();
    }

    /// Returns once the gate is open. Calls on the disk never wait here themselves, as they block: a driver
    /// passes the gate before each step of the journal.
    pub async fn gate(&self) {
        loop {
            let opened = self.inside.gate.notified();
            if !self.files().is_stalled {
                return;
            }
            opened.await;
        }
    }
}

struct FaultyFile {
    disk: FaultyDisk,
    inode: usize,
    epoch: u64,
}

impl Disk for FaultyDisk {
    fn open(&self, name: &str, create: bool) -> io::Result<Arc<dyn DiskFile>> {
        let mut files = self.files();
        let inode = files.open(name, create)?;
        let epoch = files.epoch;
        drop(files);
        Ok(Arc::new(FaultyFile { disk: self.clone(), inode, epoch }))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        Ok(self.files().list(folder))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.files().rename(from, to)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.files().remove(name);
        Ok(())
    }

    fn sync_folder(&self, folder: &str) -> io::Result<()> {
        self.files().sync_folder(folder);
        Ok(())
    }
}

impl DiskFile for FaultyFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.disk.files().read(self.inode, self.epoch, buffer, offset)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.disk.files().write(self.inode, self.epoch, bytes, offset)
    }

    fn sync(&self) -> io::Result<()> {
        self.disk.files().sync(self.inode, self.epoch)
    }

    fn length(&self) -> io::Result<u64> {
        self.disk.files().length(self.inode, self.epoch)
    }

    fn set_length(&self, length: u64) -> io::Result<()> {
        self.disk.files().set_length(self.inode, self.epoch, length)
    }
}
