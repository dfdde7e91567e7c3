//! A file journal on a faulty disk, driven by tasks of the runtime it is opened on instead of threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::task::JoinHandle;

use super::faulty_disk::FaultyDisk;
use super::journal_conformance::Subject;
use crate::journal::{
    FileJournal, Fill, JournalOptions, JournalWriter, OpenError, Preallocator, Recovered, SegmentIds, Turn,
};
use crate::ports::journal::Journal;

/// Steps the writer whenever there is work and the disk's gate is open, until it is stopped or poisoned.
pub async fn drive_writer(disk: FaultyDisk, mut writer: JournalWriter) {
    loop {
        disk.gate().await;
        match writer.step() {
            Turn::Worked => tokio::task::yield_now().await,
            Turn::Idle | Turn::NoRoom => writer.ready().await,
            Turn::Stopping => return drop(writer.close()),
            Turn::Poisoned => return,
        }
    }
}

/// Steps the preallocator likewise.
pub async fn drive_preallocator(disk: FaultyDisk, mut preallocator: Preallocator) {
    loop {
        disk.gate().await;
        match preallocator.step() {
            Fill::Worked => tokio::task::yield_now().await,
            Fill::Ready | Fill::Refused => preallocator.ready().await,
            Fill::Ended => return,
        }
    }
}

/// Segment ids that count up from `first`, for runs that must repeat.
#[must_use]
pub fn counted_segment_ids(first: u64) -> SegmentIds {
    let next = AtomicU64::new(first);
    Arc::new(move || {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&next.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        id[8..].copy_from_slice(b"segments");
        id
    })
}

/// A journal with the tasks that drive it.
pub struct DrivenJournal {
    /// Where it is.
    pub disk: FaultyDisk,
    /// The port, and more.
    pub journal: Arc<FileJournal>,
    /// What opening found.
    pub recovered: Recovered,
    options: JournalOptions,
    tasks: Vec<JoinHandle<()>>,
    crashes: u64,
}

impl DrivenJournal {
    /// Opens the journal on `disk` and starts its tasks on the current runtime.
    ///
    /// # Errors
    /// As [`FileJournal::open`].
    pub fn open(disk: FaultyDisk, options: JournalOptions) -> Result<Self, OpenError> {
        let opened = FileJournal::open(Arc::new(disk.clone()), options.clone())?;
        let tasks = vec![
            tokio::spawn(drive_writer(disk.clone(), opened.writer)),
            tokio::spawn(drive_preallocator(disk.clone(), opened.preallocator)),
        ];
        Ok(Self { disk, journal: opened.journal, recovered: opened.recovered, options, tasks, crashes: 0 })
    }

    /// Takes the power away with this seed and opens again.
    ///
    /// # Errors
    /// As [`FileJournal::open`].
    pub fn crash(&mut self, seed: u64) -> Result<(), OpenError> {
        self.end();
        self.disk.crash(seed);
        self.reopen()
    }

    /// Ends the process, the disk keeping what was written, and opens again.
    ///
    /// # Errors
    /// As [`FileJournal::open`].
    pub fn end_process(&mut self) -> Result<(), OpenError> {
        self.end();
        self.disk.end_process();
        self.reopen()
    }

    fn end(&mut self) {
        for task in self.tasks.drain(..) {
            task.abort();
        }
    }

    fn reopen(&mut self) -> Result<(), OpenError> {
        let crashes = self.crashes + 1;
        *self = Self::open(self.disk.clone(), self.options.clone())?;
        self.crashes = crashes;
        Ok(())
    }
}

impl Drop for DrivenJournal {
    fn drop(&mut self) {
        self.end();
    }
}

impl Subject for DrivenJournal {
    fn journal(&self) -> Arc<dyn Journal> {
        self.journal.clone()
    }

    fn restart(&mut self) {
        let outcome = self.crash(self.crashes + 1);
        assert!(outcome.is_ok(), "opening after a crash: {outcome:?}");
    }
}
