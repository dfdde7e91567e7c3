//! What a hub needs of an event: a question for what changed, a question for holds, a door for commands.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use schemas::ids::{EventId, TokenHash, Version};
use schemas::time::Timestamp;

use crate::seat_map::command::Request;
use crate::seat_map::outcome::Outcome;
use crate::seat_map::view::{Observation, TokenHolds};

/// A future on the hub's own thread.
pub type SourceFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// Why an event gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// There is no such event.
    #[error("there is no such event")]
    NotFound,
    /// Nothing was decided; too much is waiting.
    #[error("the event has too much waiting")]
    Busy,
    /// The event cannot be served at present.
    #[error("the event cannot be served at present")]
    Unavailable,
    /// The question was taken and its answer lost: whether it had an effect is unknown.
    #[error("the answer was lost; whether the question had an effect is unknown")]
    Unknown,
}

/// One event. While a hub keeps it, the event is not passivated.
pub trait EventSource {
    /// The last version let out, where it can be read without asking; the hub then asks only when it moved.
    fn published_version(&self) -> Option<Version>;

    /// When the first version after `known` was let out, where that is known; counted and never decided by.
    fn let_out_after(&self, known: Version) -> Option<Timestamp>;

    /// What changed since, or everything.
    fn observe(&self, since: Option<Version>) -> SourceFuture<Result<Observation, SourceError>>;

    /// The holds of these tokens, one answer a token in the order asked.
    fn holds_of(&self, tokens: Vec<TokenHash>) -> SourceFuture<Result<Vec<TokenHolds>, SourceError>>;

    /// Decides commands in order; one outcome each. They are sent by the call itself, whether or not anybody
    /// polls for the outcomes.
    fn submit(&self, requests: Vec<Request>) -> SourceFuture<Result<Vec<Outcome>, SourceError>>;
}

/// Where events come from.
pub trait EventSources {
    /// The event, loaded.
    fn open(&self, event: EventId) -> SourceFuture<Result<Rc<dyn EventSource>, SourceError>>;
}
