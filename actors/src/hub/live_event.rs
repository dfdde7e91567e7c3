//! Events of the registry as sources of a hub.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use schemas::ids::{EventId, TokenHash, Version};
use schemas::refusal::RefusalCode;
use schemas::time::Timestamp;

use super::source::{EventSource, EventSources, SourceError, SourceFuture};
use crate::registry::{OpenError, Registry};
use crate::seat_map::Pin;
use crate::seat_map::command::Request;
use crate::seat_map::handle::{AskRefused, Batch, BatchReply, Pending, SeatMapHandle, SubmitRefused};
use crate::seat_map::outcome::{Outcome, Refusal};
use crate::seat_map::view::{Observation, TokenHolds};

/// The registry's events.
pub struct LiveEvents(pub Registry);

impl EventSources for LiveEvents {
    fn open(&self, event: EventId) -> SourceFuture<Result<Rc<dyn EventSource>, SourceError>> {
        let registry = self.0.clone();
        Box::pin(async move {
            let life = Life::of(registry.handle(event).await.map_err(|error| cause(&error))?);
            let event = LiveEvent(Rc::new(Inner { registry, event, life: RefCell::new(life) }));
            Ok(Rc::new(event) as Rc<dyn EventSource>)
        })
    }
}

/// One life of a seat map, kept from being passivated.
struct Life {
    handle: SeatMapHandle,
    _pin: Pin,
}

impl Life {
    fn of(handle: SeatMapHandle) -> Self {
        let pin = handle.pin();
        Self { handle, _pin: pin }
    }
}

struct Inner {
    registry: Registry,
    event: EventId,
    life: RefCell<Life>,
}

/// One event, through all its lives.
struct LiveEvent(Rc<Inner>);

impl Inner {
    fn handle(&self) -> SeatMapHandle {
        self.life.borrow().handle.clone()
    }

    /// The next life: loaded where it must be.
    async fn next_life(&self) -> Result<(), SourceError> {
        let handle = self.registry.handle(self.event).await.map_err(|error| cause(&error))?;
        *self.life.borrow_mut() = Life::of(handle);
        Ok(())
    }

    /// Asks a question; of the next life where this one has ended.
    async fn ask<Reading>(
        &self,
        question: impl Fn(&SeatMapHandle) -> Result<Pending<Reading>, AskRefused>,
    ) -> Result<Reading, SourceError> {
        let answer = match question(&self.handle()) {
            Ok(answer) => answer.await.ok(),
            Err(AskRefused::Full) => return Err(SourceError::Busy),
            Err(AskRefused::Closed) => None,
        };
        if let Some(reading) = answer {
            return Ok(reading);
        }
        self.next_life().await?;
        let answer = question(&self.handle()).map_err(|_| SourceError::Unavailable)?;
        answer.await.map_err(|_| SourceError::Unavailable)
    }

    /// Waits for a batch that was sent to this life, and repeats it in the next one where it ended.
    async fn decided(
        &self,
        life: SeatMapHandle,
        batch: Batch,
        sent: Result<Pending<BatchReply>, SubmitRefused>,
    ) -> Result<Vec<Outcome>, SourceError> {
        match sent {
            Ok(answer) => {
                if let Ok(BatchReply::Decided(outcomes)) = answer.await {
                    return Ok(outcomes);
                }
                if life.is_taken_over() {
                    return Err(SourceError::Unknown);
                }
            }
            Err(SubmitRefused::Closed(_)) => {}
            Err(SubmitRefused::Full(_) | SubmitRefused::TooMany(_)) => {
                return Ok(busy(batch.len(), life.durable()));
            }
        }
        // Repeated with the same ids, each command is answered as it was or decided for the first time.
        let requests = Arc::try_unwrap(batch).unwrap_or_else(|shared| shared.to_vec());
        let outcomes = self.registry.submit(self.event, requests).await;
        self.next_life().await?;
        outcomes.map_err(|error| cause(&error))
    }
}

impl EventSource for LiveEvent {
    fn published_version(&self) -> Option<Version> {
        let life = self.0.life.borrow();
        // A life that ended publishes nothing more: asking finds the next.
        (!life.handle.is_closed()).then(|| life.handle.durable())
    }

    fn let_out_after(&self, known: Version) -> Option<Timestamp> {
        self.0.life.borrow().handle.let_out_after(known)
    }

    fn observe(&self, since: Option<Version>) -> SourceFuture<Result<Observation, SourceError>> {
        let event = Rc::clone(&self.0);
        Box::pin(async move { event.ask(|handle| handle.observe(since)).await })
    }

    fn holds_of(&self, tokens: Vec<TokenHash>) -> SourceFuture<Result<Vec<TokenHolds>, SourceError>> {
        let event = Rc::clone(&self.0);
        Box::pin(async move { event.ask(|handle| handle.holds_of(tokens.clone())).await })
    }

    fn submit(&self, requests: Vec<Request>) -> SourceFuture<Result<Vec<Outcome>, SourceError>> {
        let (event, batch, life) = (Rc::clone(&self.0), Arc::new(requests), self.0.handle());
        // Sent now, so that it is decided also where the session goes away before it is polled.
        let sent = life.submit(batch.clone());
        Box::pin(async move { event.decided(life, batch, sent).await })
    }
}

fn busy(commands: usize, version: Version) -> Vec<Outcome> {
    let refusal = Refusal::plain(RefusalCode::Busy, version);
    vec![Outcome::Refused(refusal); commands]
}

fn cause(error: &OpenError) -> SourceError {
    match error {
        OpenError::UnknownEvent(_) => SourceError::NotFound,
        OpenError::Busy => SourceError::Busy,
        OpenError::Gone(_) | OpenError::TakenOver(_) => SourceError::Unknown,
        _ => SourceError::Unavailable,
    }
}
