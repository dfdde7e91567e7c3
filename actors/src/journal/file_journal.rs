//! The handle of a journal in segment files: what actors hold.

use std::sync::{Arc, Mutex, PoisonError};

use schemas::ids::{ContentHash, EventId, Version};
use tokio::sync::watch;

use super::checkpoints;
use super::covered::Covered;
use super::layout::Position;
use super::options::{JournalOptions, OpenError};
use super::recovery::{self, Opened};
use super::shared::Shared;
use crate::ports::disk::Disk;
use crate::ports::journal::{
    Checkpoint, Fence, Intake, Journal, JournalError, PortFuture, RecordGroup, Visit, Wake,
};

/// See the module.
pub struct FileJournal {
    pub(super) shared: Arc<Shared>,
    covered: Mutex<Option<Covered>>,
}

impl FileJournal {
    /// Recovers the journal on `disk`, or makes a new one.
    ///
    /// # Errors
    /// `Format` where another version wrote it, `Disk`, `Log` where something durable is damaged or gone.
    pub fn open(disk: Arc<dyn Disk>, options: JournalOptions) -> Result<Opened, OpenError> {
        recovery::open(disk, options)
    }

    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self { shared, covered: Mutex::new(None) }
    }

    /// Changes once, to the reason, when the journal is poisoned: the process must stop. Also when it is
    /// closed.
    #[must_use]
    pub fn failure(&self) -> watch::Receiver<Option<String>> {
        self.shared.queue.watch_failure()
    }

    /// Asks the writer and the preallocator to end once everything queued is written.
    pub fn stop(&self) {
        self.shared.queue.stop();
    }

    /// Where no further segment could be made: looks for room again. Call it from time to time.
    pub fn look_for_room(&self) {
        self.shared.queue.preallocator.ring();
    }

    /// The end of the durable log.
    #[must_use]
    pub fn end(&self) -> Position {
        self.shared.index.end()
    }

    /// The event's last durable version.
    #[must_use]
    pub fn last_version(&self, event: EventId) -> Version {
        self.shared.index.last(event)
    }

    /// Syncs made so far by the writer.
    #[must_use]
    pub fn syncs(&self) -> u64 {
        self.shared.figures.syncs.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Raises the covered position, opening its file at first.
    fn cover(&self, position: Position) -> std::io::Result<()> {
        let mut covered = self.covered.lock().unwrap_or_else(PoisonError::into_inner);
        if covered.is_none() {
            *covered = Some(Covered::open(self.shared.disk.as_ref())?);
        }
        covered.as_mut().map_or(Ok(()), |covered| covered.raise(position))
    }
}

impl Journal for FileJournal {
    fn fence(&self, event: EventId, wake: Wake) -> PortFuture<Result<Fence, JournalError>> {
        let answered = self.shared.queue.fence(event, wake);
        Box::pin(async move {
            answered
                .await
                .unwrap_or_else(|_| Err(JournalError::Poisoned("the journal's writer is gone".into())))
        })
    }

    fn append(&self, group: RecordGroup) -> Result<(), JournalError> {
        self.shared.queue.append(group)
    }

    fn intake(&self) -> Intake {
        self.shared.queue.intake()
    }

    fn read(&self, event: EventId, after: Version, visit: Visit<'_>) -> Result<Version, JournalError> {
        Ok(self.shared.read(event, after, Version(u64::MAX), visit)?.version)
    }

    fn load_checkpoint(&self, event: EventId, at_most: Version) -> Result<Option<Checkpoint>, JournalError> {
        checkpoints::load(&self.shared, event, at_most)
    }

    fn save_checkpoint(
        &self,
        checkpoint: &Checkpoint,
        verify: &dyn Fn(&Checkpoint) -> Result<ContentHash, JournalError>,
    ) -> Result<(), JournalError> {
        checkpoints::save(&self.shared, checkpoint, verify, &|position| self.cover(position))
    }

    fn events(&self) -> Result<Vec<EventId>, JournalError> {
        Ok(self.shared.index.state().events.keys().copied().collect())
    }
}
