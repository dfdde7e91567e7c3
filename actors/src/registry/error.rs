//! Why an event cannot be had.

use schemas::ids::{EventId, Version};

use crate::ports::journal::JournalError;
use crate::ports::plans::PlanError;
use crate::seat_map::TermsError;
use crate::seat_map::handle::Gone;

/// Why an event's seat map cannot be had.
#[derive(Clone, Debug, thiserror::Error)]
pub enum OpenError {
    /// The log has no record of it.
    #[error("there is no event {0}")]
    UnknownEvent(EventId),
    /// Its plan version cannot be had.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The journal failed or is damaged.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Its log ends elsewhere than the journal said.
    #[error("the log of {event} reads to {read}, but is durable to {durable}")]
    Short {
        /// Whose.
        event: EventId,
        /// Where reading ended.
        read: Version,
        /// Where it should have.
        durable: Version,
    },
    /// Terms that no event can be sold under; only where it was to be created.
    #[error(transparent)]
    Terms(#[from] TermsError),
    /// As many events are in memory as may and none is idle, or too many wait for this one. Try again after
    /// a moment.
    #[error("too much is waiting; try again after a moment")]
    Busy,
    /// The node stops.
    #[error("the node is stopping")]
    Stopping,
    /// Loading was cut short because the node ends.
    #[error("loading {0} was cut short")]
    Interrupted(EventId),
    /// Somebody else has taken the event over. Whether the commands took effect is unknown: repeat them with the
    /// same ids.
    #[error(
        "{0} was taken over by another owner; whether it took effect is unknown: repeat it with the same id"
    )]
    TakenOver(EventId),
    /// Seat maps died with the answer several times over.
    #[error(transparent)]
    Gone(#[from] Gone),
}

/// Why an event was not created.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CreateError {
    /// It exists with other terms.
    #[error("{0} exists already and has other terms")]
    Exists(EventId),
    /// It could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
}
