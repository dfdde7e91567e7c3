//! What every implementation of [`crate::ports::journal::Journal`] must do, as one suite.
//!
//! A test gives a way to make a fresh [`Subject`]; [`run`] plays every case on a fresh one. The cases await
//! wakes, never time, so they run on a paused clock and on one thread.
#![allow(clippy::missing_panics_doc, clippy::unwrap_used, clippy::panic)]

mod cases;
mod checkpoints;
mod tape;

use std::sync::Arc;

use schemas::ids::{EventId, Version};
use tokio::sync::Notify;

use crate::ports::journal::{Fence, Journal, JournalError, RecordGroup, Wake};

/// A journal under test, with whatever drives it.
pub trait Subject {
    /// The journal as it is now.
    fn journal(&self) -> Arc<dyn Journal>;

    /// Ends the process without notice and starts again on what is durable; what was not durable may be
    /// there or not.
    fn restart(&mut self);
}

/// Plays every case, each on a fresh subject.
pub async fn run<S: Subject>(make: impl Fn() -> S) {
    cases::fresh_event(make()).await;
    cases::append_becomes_durable(make()).await;
    cases::stale_fence_is_refused(make()).await;
    cases::fence_with_appends_in_flight(make()).await;
    cases::a_stale_watermark_stands_still(make()).await;
    cases::an_owner_is_told_and_woken_when_another_fences(make()).await;
    cases::misfits_are_refused(make()).await;
    cases::events_are_apart(make()).await;
    cases::restart_keeps_what_is_durable(make()).await;
    cases::a_failing_visitor_ends_the_read(make()).await;
    checkpoints::newest_at_most(make()).await;
    checkpoints::unverified_does_not_count(make()).await;
    checkpoints::only_durable_versions(make()).await;
    for seed in 1..=24 {
        tape::owners_killed_with_appends_in_flight(make(), seed).await;
    }
}

/// One owner of an event: a fence and what wakes it.
pub struct Owner {
    /// Whose.
    pub event: EventId,
    /// What the journal gave.
    pub fence: Fence,
    next: Version,
    woken: Arc<Notify>,
}

impl Owner {
    /// Fences the event.
    ///
    /// # Errors
    /// What the journal answers.
    pub async fn take(journal: &Arc<dyn Journal>, event: EventId) -> Result<Self, JournalError> {
        let woken = Arc::new(Notify::new());
        let bell = woken.clone();
        let wake: Wake = Arc::new(move || bell.notify_one());
        let fence = journal.fence(event, wake).await?;
        Ok(Self { event, next: fence.durable_version.next(), fence, woken })
    }

    /// Appends records behind what this owner appended before; returns the last version.
    ///
    /// # Errors
    /// What the journal answers.
    pub fn append(&mut self, journal: &Arc<dyn Journal>, records: &[&[u8]]) -> Result<Version, JournalError> {
        let group = group(self.event, self.fence.number, self.next, records);
        let last = group.last_version();
        journal.append(group)?;
        self.next = last.next();
        Ok(last)
    }

    /// Waits until the watermark has reached `version`, from wake to wake.
    pub async fn durable(&self, version: Version) {
        while self.fence.watermark.durable() < version {
            self.woken.notified().await;
        }
    }
}

/// Records as a group.
#[must_use]
pub fn group(event: EventId, fence: u64, first_version: Version, records: &[&[u8]]) -> RecordGroup {
    let mut bytes = Vec::new();
    for record in records {
        bytes.extend_from_slice(&u32::try_from(record.len()).unwrap().to_le_bytes());
        bytes.extend_from_slice(record);
    }
    RecordGroup { event, fence, first_version, count: u32::try_from(records.len()).unwrap(), bytes }
}

/// An event's records after `after`, checked to be consecutive.
///
/// # Errors
/// What the journal answers.
pub fn read_after(
    journal: &Arc<dyn Journal>,
    event: EventId,
    after: Version,
) -> Result<Vec<Vec<u8>>, JournalError> {
    let mut records = Vec::new();
    let mut next = after.next();
    let last = journal.read(event, after, &mut |version, bytes| {
        assert_eq!(version, next, "records of {event} come one by one");
        next = next.next();
        records.push(bytes.to_vec());
        Ok(())
    })?;
    assert_eq!(last.next(), next, "read of {event} returns the last version visited");
    Ok(records)
}
