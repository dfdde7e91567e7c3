//! What the handle, the writer and the preallocator of one journal share.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::log_index::LogIndex;
use super::options::JournalOptions;
use super::preallocate::Prepared;
use super::queue::Queue;
use crate::ports::disk::Disk;

/// See the module.
pub(super) struct Shared {
    pub disk: Arc<dyn Disk>,
    pub options: JournalOptions,
    pub queue: Queue,
    pub index: LogIndex,
    pub figures: Figures,
    prepared: Mutex<Option<Prepared>>,
}

/// Counters for metrics.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub syncs: AtomicU64,
}

impl Shared {
    pub fn new(
        disk: Arc<dyn Disk>,
        options: JournalOptions,
        index: LogIndex,
        prepared: Option<Prepared>,
    ) -> Self {
        let queue = Queue::new(&options);
        Self { disk, options, queue, index, figures: Figures::default(), prepared: Mutex::new(prepared) }
    }

    pub fn take_prepared(&self) -> Option<Prepared> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Hands the next segment over; the writer may be waiting for it.
    pub fn give_prepared(&self, prepared: Prepared) {
        *self.prepared.lock().unwrap_or_else(PoisonError::into_inner) = Some(prepared);
        self.queue.full.store(false, Ordering::Release);
        self.queue.writer.ring();
    }

    /// Notes whether the current segment is down to its reserve; where no next one could be made, that is
    /// also the moment to look for room again.
    pub fn note_room(&self, is_low: bool) {
        self.queue.low.store(is_low, Ordering::Release);
        if is_low && self.queue.full.load(Ordering::Acquire) {
            self.queue.preallocator.ring();
        }
    }
}
