//! The journal as registries have it in a run: each checkpoint that is to be saved is held against what is
//! durable.

use std::sync::{Arc, Mutex, PoisonError};

use actors::journal::FileJournal;
use actors::ports::journal::{
    Checkpoint, Fence, Intake, Journal, JournalError, PortFuture, RecordGroup, Visit, Wake,
};
use schemas::ids::{ContentHash, EventId, Version};

/// See the module.
pub struct WatchedJournal {
    pub file: Arc<FileJournal>,
    wrong: Mutex<Option<String>>,
}

impl WatchedJournal {
    pub const fn new(file: Arc<FileJournal>) -> Self {
        Self { file, wrong: Mutex::new(None) }
    }

    /// What was found wrong, once.
    pub fn wrong(&self) -> Option<String> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Journal for WatchedJournal {
    fn fence(&self, event: EventId, wake: Wake) -> PortFuture<Result<Fence, JournalError>> {
        self.file.fence(event, wake)
    }

    fn append(&self, group: RecordGroup) -> Result<(), JournalError> {
        self.file.append(group)
    }

    fn intake(&self) -> Intake {
        self.file.intake()
    }

    fn read(&self, event: EventId, after: Version, visit: Visit<'_>) -> Result<Version, JournalError> {
        self.file.read(event, after, visit)
    }

    fn load_checkpoint(&self, event: EventId, at_most: Version) -> Result<Option<Checkpoint>, JournalError> {
        self.file.load_checkpoint(event, at_most)
    }

    fn save_checkpoint(
        &self,
        checkpoint: &Checkpoint,
        verify: &dyn Fn(&Checkpoint) -> Result<ContentHash, JournalError>,
    ) -> Result<(), JournalError> {
        let (event, version) = (checkpoint.event, checkpoint.version);
        let durable = self.file.last_version(event);
        if version > durable {
            let why = format!("a checkpoint of {event} at {version}, whose log is durable to {durable}");
            self.wrong.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
        }
        self.file.save_checkpoint(checkpoint, verify)
    }

    fn events(&self) -> Result<Vec<EventId>, JournalError> {
        self.file.events()
    }
}
