//! A disk in front of a disk: its power is cut before a given call, and what is read back of a checkpoint can
//! be spoiled.
//!
//! Once the power is cut every call fails and changes nothing, so that the disk behind stays as it was at that
//! moment, be it between a write and its sync, until [`PowerDisk::restore`].

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::ports::disk::{Disk, DiskFile};

/// Calls that a disk had, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiskCalls {
    /// Writes that were let through.
    pub writes: u64,
    /// Syncs of files that were let through.
    pub syncs: u64,
    /// Renames, removals, lengths set and syncs of folders that were let through.
    pub others: u64,
    /// Writes that found the disk full.
    pub full: u64,
    /// Writes that failed otherwise.
    pub failed_writes: u64,
    /// Syncs that failed.
    pub failed_syncs: u64,
    /// Reads that were spoiled.
    pub spoiled: u64,
    /// Power cuts.
    pub cuts: u64,
    /// Power cuts that came between a write and a sync.
    pub cuts_before_sync: u64,
}

/// See the module. Clones are the same disk.
#[derive(Clone)]
pub struct PowerDisk {
    behind: Arc<dyn Disk>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    calls: DiskCalls,
    /// Calls that still pass; none where no cut is coming.
    left: Option<u64>,
    /// The cut waits for a sync.
    waits_for_sync: bool,
    is_cut: bool,
    spoils: bool,
}

/// What a call changes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    Write,
    Sync,
    Other,
}

impl PowerDisk {
    /// In front of `behind`.
    #[must_use]
    pub fn new(behind: Arc<dyn Disk>) -> Self {
        Self { behind, state: Arc::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cuts the power before the call that follows this many further ones which change the disk.
    pub fn cut_after(&self, calls: u64) {
        self.state().left = Some(calls);
    }

    /// Cuts the power before the first sync of a file after this many further calls which change the disk: what
    /// was written is written, and nothing says that it will stay.
    pub fn cut_before_sync_after(&self, calls: u64) {
        let mut state = self.state();
        state.left = Some(calls);
        state.waits_for_sync = true;
    }

    /// Turns the power on; no cut is coming.
    pub fn restore(&self) {
        let mut state = self.state();
        state.is_cut = false;
        state.left = None;
        state.waits_for_sync = false;
        state.spoils = false;
    }

    /// Whether the power is off.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.state().is_cut
    }

    /// Lets the next checkpoint that is read back differ by one bit from what was written.
    pub fn spoil_checkpoint(&self) {
        self.state().spoils = true;
    }

    /// What was called so far.
    #[must_use]
    pub fn calls(&self) -> DiskCalls {
        self.state().calls
    }

    fn pass<T>(&self, call: Call, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        {
            let mut state = self.state();
            let is_moment = call == Call::Sync || !state.waits_for_sync;
            if !state.is_cut && state.left == Some(0) && is_moment {
                state.is_cut = true;
                state.calls.cuts += 1;
                state.calls.cuts_before_sync += u64::from(call == Call::Sync);
            }
            if state.is_cut {
                return Err(no_power());
            }
            state.left = state.left.map(|left| left.saturating_sub(1));
        }
        let done = act();
        let calls = &mut self.state().calls;
        match (call, &done) {
            (Call::Write, Ok(_)) => calls.writes += 1,
            (Call::Write, Err(error)) if error.kind() == io::ErrorKind::StorageFull => calls.full += 1,
            (Call::Write, Err(_)) => calls.failed_writes += 1,
            (Call::Sync, Ok(_)) => calls.syncs += 1,
            (Call::Sync, Err(_)) => calls.failed_syncs += 1,
            (Call::Other, _) => calls.others += 1,
        }
        done
    }

    fn look<T>(&self, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        if self.is_cut() { Err(no_power()) } else { act() }
    }
}

fn no_power() -> io::Error {
    io::Error::other("the power is off")
}

struct PowerFile {
    disk: PowerDisk,
    behind: Arc<dyn DiskFile>,
    /// It is a checkpoint that is being saved.
    is_saving: bool,
}

impl Disk for PowerDisk {
    fn open(&self, name: &str, create: bool) -> io::Result<Arc<dyn DiskFile>> {
        let behind = self.look(|| self.behind.open(name, create))?;
        let is_saving = name.ends_with(".saving");
        Ok(Arc::new(PowerFile { disk: self.clone(), behind, is_saving }))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.look(|| self.behind.list(folder))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.pass(Call::Other, || self.behind.rename(from, to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.pass(Call::Other, || self.behind.remove(name))
    }

    fn sync_folder(&self, folder: &str) -> io::Result<()> {
        self.pass(Call::Other, || self.behind.sync_folder(folder))
    }
}

impl DiskFile for PowerFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let read = self.disk.look(|| self.behind.read_at(buffer, offset))?;
        let mut state = self.disk.state();
        if self.is_saving && read > 0 && state.spoils {
            state.spoils = false;
            state.calls.spoiled += 1;
            buffer[read / 2] ^= 1;
        }
        Ok(read)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.disk.pass(Call::Write, || self.behind.write_at(bytes, offset))
    }

    fn sync(&self) -> io::Result<()> {
        self.disk.pass(Call::Sync, || self.behind.sync())
    }

    fn length(&self) -> io::Result<u64> {
        self.disk.look(|| self.behind.length())
    }

    fn set_length(&self, length: u64) -> io::Result<()> {
        self.disk.pass(Call::Other, || self.behind.set_length(length))
    }
}
