//! A journal that acknowledges at once: what remains of a command's cost without the disk.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actors::ports::journal::{
    Checkpoint, Fence, Intake, Journal, JournalError, PortFuture, RecordGroup, Visit, Wake, Watermark,
};
use schemas::ids::{ContentHash, EventId, Version};

/// Keeps no record. An event that was put away cannot be loaded again.
#[derive(Debug, Default)]
pub struct InstantJournal {
    owners: Mutex<BTreeMap<EventId, Owner>>,
}

#[derive(Debug, Default)]
struct Owner {
    fence: u64,
    watermark: Arc<Watermark>,
}

impl InstantJournal {
    fn owners(&self) -> MutexGuard<'_, BTreeMap<EventId, Owner>> {
        self.owners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for InstantJournal {
    fn fence(&self, event: EventId, _: Wake) -> PortFuture<Result<Fence, JournalError>> {
        let mut owners = self.owners();
        let owner = owners.entry(event).or_default();
        let durable_version = owner.watermark.durable();
        owner.fence += 1;
        // The one before stands still from now on.
        owner.watermark = Arc::new(Watermark::new(durable_version));
        let fence = Fence { number: owner.fence, durable_version, watermark: Arc::clone(&owner.watermark) };
        Box::pin(std::future::ready(Ok(fence)))
    }

    fn append(&self, group: RecordGroup) -> Result<(), JournalError> {
        let owners = self.owners();
        let owner = owners.get(&group.event).filter(|owner| owner.fence == group.fence);
        let owner = owner.ok_or(JournalError::Fenced)?;
        let next = owner.watermark.durable().next();
        if group.first_version != next {
            return Err(JournalError::Misfit(format!("from {} where {next} is next", group.first_version)));
        }
        owner.watermark.publish(group.last_version());
        Ok(())
    }

    fn intake(&self) -> Intake {
        Intake::Open
    }

    fn read(&self, event: EventId, after: Version, _: Visit<'_>) -> Result<Version, JournalError> {
        let last = self.owners().get(&event).map_or(Version(0), |owner| owner.watermark.durable());
        if last == after {
            return Ok(after);
        }
        let what = format!("the records {after} to {last} were kept nowhere");
        Err(JournalError::Corrupt { place: "the journal of a benchmark".to_owned(), what })
    }

    fn load_checkpoint(&self, _: EventId, _: Version) -> Result<Option<Checkpoint>, JournalError> {
        Ok(None)
    }

    fn save_checkpoint(
        &self,
        _: &Checkpoint,
        _: &dyn Fn(&Checkpoint) -> Result<ContentHash, JournalError>,
    ) -> Result<(), JournalError> {
        Ok(())
    }

    fn events(&self) -> Result<Vec<EventId>, JournalError> {
        Ok(self.owners().keys().copied().collect())
    }
}
