//! Events: their texts, and copies of what their logs hold.

use schemas::ids::{EventId, OrganiserId, Version};
use schemas::seat::SaleState;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use super::{CatalogueError, Once, Reach, Written};
use crate::ports::journal::PortFuture;

/// An event as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its id.
    pub id: EventId,
    /// Whose it is.
    pub organiser: OrganiserId,
    /// Its name.
    pub name: String,
    /// When it takes place.
    pub starts_at: Timestamp,
    /// When it was made.
    pub created: Timestamp,
    /// What its log begins with.
    pub terms: EventTerms,
    /// A copy of its sale's state.
    pub sale: SaleState,
    /// Its log has its first record.
    pub created_in_log: bool,
}

/// Where events are kept.
pub trait Events: Send + Sync + 'static {
    /// Adds an event whose log is still to begin.
    fn create_event(&self, event: EventRow, once: Once) -> PortFuture<Result<Written, CatalogueError>>;

    /// Notes that the event's log has begun.
    fn event_begun(&self, id: EventId) -> PortFuture<Result<(), CatalogueError>>;

    /// The event; none where there is none within reach.
    fn event(&self, reach: Reach, id: EventId) -> PortFuture<Result<Option<EventRow>, CatalogueError>>;

    /// At most `limit` events after the one of this moment and id, in that order.
    fn events(
        &self,
        reach: Reach,
        after: Option<(Timestamp, EventId)>,
        limit: u32,
    ) -> PortFuture<Result<Vec<EventRow>, CatalogueError>>;

    /// Notes, before a command that may change the sale, that the copy may be stale until it is done.
    fn sale_begun(&self, id: EventId) -> PortFuture<Result<(), CatalogueError>>;

    /// The command is done and this is the sale at this version. An older version changes nothing.
    fn sale_done(
        &self,
        id: EventId,
        sale: SaleState,
        version: Version,
    ) -> PortFuture<Result<(), CatalogueError>>;

    /// The copy is certain again, whatever began before; at start, while no command is under way.
    fn sale_repaired(
        &self,
        id: EventId,
        sale: SaleState,
        version: Version,
    ) -> PortFuture<Result<(), CatalogueError>>;

    /// Events whose log may not have begun, or whose copy may be stale; in order of id.
    fn to_repair(&self) -> PortFuture<Result<Vec<EventRow>, CatalogueError>>;
}
