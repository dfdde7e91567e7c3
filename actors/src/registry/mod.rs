//! The registry: from an event's id to its live seat map. It loads what is cold, behind a fence; passivates
//! what nobody needs; and carries commands over from one life of a seat map to the next.
//!
//! Enter by [`Registry::submit`] and [`Registry::handle`]. It must never hold a lock on its map across an
//! await or a send, start an actor inside a caller's task, or let two actors decide for one event: a load
//! always fences first, so that whatever an older actor still queues is refused.

mod arbiters;
mod checkpointer;
mod entries;
mod error;
mod load;
mod recovery;
mod stop;
mod sweep;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use schemas::ids::{EventId, Version};
use schemas::refusal::RefusalCode;
use schemas::terms::EventTerms;

pub use arbiters::Arbiters;
pub use error::{CreateError, OpenError};

use crate::figures::Figures;
use crate::limits::{COMMANDS_PER_BATCH, REPEATS_AFTER_GONE};
use crate::ports::clock::Clock;
use crate::ports::journal::Journal;
use crate::ports::meter::Meter;
use crate::ports::plans::PlanSource;
use crate::ports::spawn::Offload;
use crate::seat_map::command::Request;
use crate::seat_map::handle::{AskRefused, Batch, BatchReply, SeatMapHandle, SubmitRefused};
use crate::seat_map::outcome::{Outcome, Refusal};
use crate::seat_map::terms::hash_of_terms;
use entries::{Entries, Look};

/// What a registry stands on.
pub struct RegistryParts {
    /// The log.
    pub journal: Arc<dyn Journal>,
    /// The engine's time.
    pub clock: Arc<dyn Clock>,
    /// For latencies and turns.
    pub meter: Arc<dyn Meter>,
    /// Published plans.
    pub plans: Arc<dyn PlanSource>,
    /// Where blocking work runs.
    pub offload: Arc<dyn Offload>,
    /// Where actors live.
    pub arbiters: Arbiters,
    /// Where everything is counted.
    pub figures: Arc<Figures>,
    /// Events in memory at once; [`crate::limits::LIVE_EVENTS`] unless configured.
    pub live_events: usize,
    /// The stream of the node's events: raised by a restore from backup. Events go on in it from their next load.
    pub stream: u32,
}

/// All events of a node. Cheap to clone.
#[derive(Clone)]
pub struct Registry(Arc<Inner>);

/// Handles and registry go to every thread.
const fn goes_everywhere<Shared: Clone + Send + Sync>() {}
const _: () = goes_everywhere::<Registry>();
const _: () = goes_everywhere::<SeatMapHandle>();

struct Inner {
    parts: RegistryParts,
    entries: Entries,
    stopping: AtomicBool,
}

impl Registry {
    /// A registry with nothing loaded. Spawn [`Registry::keep`] beside it.
    #[must_use]
    pub fn new(parts: RegistryParts) -> Self {
        let entries = Entries::new(parts.live_events);
        Self(Arc::new(Inner { parts, entries, stopping: AtomicBool::new(false) }))
    }

    /// The event's live seat map; loads it where it is cold, waits where it is loading or stopping.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn handle(&self, event: EventId) -> Result<SeatMapHandle, OpenError> {
        self.open(event, None).await
    }

    /// Creates the event by its first record, and waits until that is durable. Where the log has the event
    /// and it began with exactly these terms, that is its creation, whatever became of it since.
    ///
    /// # Errors
    /// [`CreateError`].
    pub async fn create(&self, event: EventId, terms: EventTerms) -> Result<Version, CreateError> {
        let mut repeats = 0;
        let asked = hash_of_terms(&terms);
        loop {
            let handle = match self.open(event, Some(&terms)).await {
                // Somebody was just finding out that it does not exist.
                Err(OpenError::UnknownEvent(_)) => continue,
                opened => opened?,
            };
            let answer = match handle.first_terms() {
                Ok(answer) => answer,
                Err(AskRefused::Closed) => continue,
                Err(AskRefused::Full) => return Err(OpenError::Busy.into()),
            };
            match answer.await {
                Ok(present) if present == asked => return Ok(Version(1)),
                Ok(_) => return Err(CreateError::Exists(event)),
                Err(_) if handle.is_taken_over() => return Err(OpenError::TakenOver(event).into()),
                Err(gone) if repeats == REPEATS_AFTER_GONE => return Err(OpenError::from(gone).into()),
                Err(_) => repeats += 1,
            }
        }
    }

    /// Has commands decided, in order, wherever and in whichever life the event's seat map is, and returns
    /// one outcome a command once all are durable. Each [`COMMANDS_PER_BATCH`] of them are decided in one
    /// turn.
    ///
    /// Where a seat map dies with the answer it is loaded again and the commands are repeated with the same
    /// ids: what had become durable is answered as it was, the rest is decided for the first time. A command
    /// is never lost and never applied twice. Where somebody else has taken the event over meanwhile, whoever waits
    /// is told so.
    ///
    /// # Errors
    /// [`OpenError`]; with [`OpenError::Gone`] and [`OpenError::TakenOver`] it is unknown which of the commands took
    /// effect, and repeating them with the same ids is how to find out. With others of several batches the first
    /// ones may have.
    pub async fn submit(&self, event: EventId, requests: Vec<Request>) -> Result<Vec<Outcome>, OpenError> {
        if requests.len() <= COMMANDS_PER_BATCH {
            return self.submit_batch(event, Arc::new(requests)).await;
        }
        let mut outcomes = Vec::with_capacity(requests.len());
        for chunk in requests.chunks(COMMANDS_PER_BATCH) {
            outcomes.extend(self.submit_batch(event, Arc::new(chunk.to_vec())).await?);
        }
        Ok(outcomes)
    }

    async fn submit_batch(&self, event: EventId, batch: Batch) -> Result<Vec<Outcome>, OpenError> {
        let mut repeats = 0;
        loop {
            let handle = self.handle(event).await?;
            let answer = match handle.submit(batch.clone()) {
                Ok(answer) => answer,
                Err(SubmitRefused::Closed(_)) => continue,
                Err(SubmitRefused::Full(_) | SubmitRefused::TooMany(_)) => {
                    return Ok(self.busy(&batch, handle.durable()));
                }
            };
            match answer.await {
                Ok(BatchReply::Decided(outcomes)) => return Ok(outcomes),
                // Not taken back: who is to have the event is not for a command that waits to decide.
                Ok(BatchReply::NotTaken(_)) | Err(_) if handle.is_taken_over() => {
                    return Err(OpenError::TakenOver(event));
                }
                Ok(BatchReply::NotTaken(_)) => {}
                Err(gone) if repeats == REPEATS_AFTER_GONE => return Err(gone.into()),
                Err(_) => repeats += 1,
            }
        }
    }

    /// Nothing was decided, so the answer rests on nothing but what is durable.
    fn busy(&self, batch: &[Request], version: Version) -> Vec<Outcome> {
        let busy = |request: &Request| {
            let refusal = Refusal::plain(RefusalCode::Busy, version);
            let outcome = Outcome::Refused(refusal);
            self.0.parts.figures.count(&request.command, &outcome);
            outcome
        };
        batch.iter().map(busy).collect()
    }

    /// Events in memory that take commands, in order of id.
    #[must_use]
    pub fn live(&self) -> Vec<EventId> {
        let open = self.0.entries.live().into_iter().filter(|handle| !handle.is_closed());
        open.map(|handle| handle.event()).collect()
    }

    async fn open(&self, event: EventId, create: Option<&EventTerms>) -> Result<SeatMapHandle, OpenError> {
        loop {
            if self.0.stopping.load(Ordering::SeqCst) {
                return Err(OpenError::Stopping);
            }
            let change = match self.0.entries.look(event) {
                Look::Live(handle) => return Ok(handle),
                Look::Full if self.make_room().await => continue,
                Look::Full | Look::Crowded => return Err(OpenError::Busy),
                Look::Wait(change) => change,
                Look::Load(change) => {
                    self.start_load(event, create.cloned());
                    change
                }
            };
            // A waiter that was dropped looks again, like one that was told to.
            change.await.unwrap_or(Ok(()))?;
        }
    }
}
