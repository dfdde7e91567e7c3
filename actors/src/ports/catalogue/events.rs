//! Events: their texts, and copies of what their logs hold.

use schemas::ids::{EventId, OrganiserId};
use schemas::seat::SaleState;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use super::audit::AuditEntry;
use super::{CatalogueError, Once, Reach, Written};
use crate::ports::journal::PortFuture;
use crate::seat_map::view::EventSetup;

/// What people read of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextsRow {
    /// Its name.
    pub name: String,
    /// When it takes place.
    pub starts_at: Timestamp,
    /// What is said about it.
    pub description: String,
    /// The venue's name.
    pub venue: String,
    /// The venue's IANA time zone.
    pub zone: String,
    /// When the doors open.
    pub doors_at: Option<Timestamp>,
}

/// What became of a change of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextsChange {
    /// They are the new ones.
    Done,
    /// There is no such event within reach.
    NotThere,
    /// They were changed since the version that was named.
    ChangedMeanwhile,
}

/// An event as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its id.
    pub id: EventId,
    /// Whose it is.
    pub organiser: OrganiserId,
    /// What people read of it.
    pub texts: TextsRow,
    /// 1 for the texts it was made with, one more with each change.
    pub texts_version: u64,
    /// When it was made.
    pub created: Timestamp,
    /// What its log begins with.
    pub first_terms: EventTerms,
    /// A copy of what it is sold under.
    pub terms: EventTerms,
    /// A copy of its sale's state.
    pub sale: SaleState,
    /// A copy of whether it was once more than a draft. What was not is seen by its organiser alone.
    pub announced: bool,
    /// A copy of when its sale moves next by itself.
    pub sale_moves_at: Option<Timestamp>,
    /// A command that may change what is copied is under way, or a crash ended one.
    pub changing: bool,
    /// Its log has its first record.
    pub created_in_log: bool,
}

impl EventRow {
    /// Whether the event may be another than the copies say.
    #[must_use]
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.changing || self.sale_moves_at.is_some_and(|at| at <= now)
    }

    /// Takes over what the event says of itself.
    pub fn take(&mut self, now: EventSetup) {
        self.terms = now.terms;
        self.sale = now.sale;
        self.announced = now.announced;
        self.sale_moves_at = now.sale_moves_at;
    }
}

/// Whether a list of events has those that were never announced: drafts, and what was cancelled as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// It has them.
    Seen,
    /// It has none.
    Hidden,
}

/// Where events are kept.
pub trait Events: Send + Sync + 'static {
    /// Adds events whose logs are still to begin, all of them or none; answers none, and adds none, where the
    /// organiser of one has no plan with the version it is sold on any more. `noted` is what the audit log says of each,
    /// where that is more than what it says of the POST.
    fn create_events(
        &self,
        events: Vec<EventRow>,
        noted: Vec<AuditEntry>,
        once: Once,
    ) -> PortFuture<Result<Option<Written>, CatalogueError>>;

    /// Gives an event other texts, where they are of version `only_if` if one is named. The entry is kept with it.
    fn set_texts(
        &self,
        reach: Reach,
        id: EventId,
        texts: TextsRow,
        only_if: Option<u64>,
        entry: AuditEntry,
    ) -> PortFuture<Result<TextsChange, CatalogueError>>;

    /// Takes an event away that was never announced, for good; false where there is none within reach. Its log and the
    /// plan versions that it names stay. The entry is kept with it.
    fn delete_event(
        &self,
        reach: Reach,
        id: EventId,
        entry: AuditEntry,
    ) -> PortFuture<Result<bool, CatalogueError>>;

    /// Notes that the event's log has begun.
    fn event_begun(&self, id: EventId) -> PortFuture<Result<(), CatalogueError>>;

    /// The event; none where there is none within reach.
    fn event(&self, reach: Reach, id: EventId) -> PortFuture<Result<Option<EventRow>, CatalogueError>>;

    /// At most `limit` events after the one of this beginning and id, in that order.
    fn events(
        &self,
        reach: Reach,
        drafts: Drafts,
        after: Option<(Timestamp, EventId)>,
        limit: u32,
    ) -> PortFuture<Result<Vec<EventRow>, CatalogueError>>;

    /// Notes, before a command that may change what is copied, that the copy may be stale until it is done.
    fn change_begun(&self, id: EventId) -> PortFuture<Result<(), CatalogueError>>;

    /// The command is done and this is the event. What is copied of a later version stays.
    fn change_done(&self, id: EventId, now: EventSetup) -> PortFuture<Result<(), CatalogueError>>;

    /// This is the event, whatever command may be under way. What is copied of a later version stays.
    fn copied(&self, id: EventId, now: EventSetup) -> PortFuture<Result<(), CatalogueError>>;

    /// The copy is certain again, whatever began before; at start, while no command is under way.
    fn repaired(&self, id: EventId, now: EventSetup) -> PortFuture<Result<(), CatalogueError>>;

    /// At most `limit` events whose sale was to move by itself at `now` or before, after the one of this moment
    /// and id, in order of moment and id.
    fn moves_due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, EventId)>,
        limit: u32,
    ) -> PortFuture<Result<Vec<(Timestamp, EventId)>, CatalogueError>>;

    /// Events whose log may not have begun, or whose copy may be stale; in order of id.
    fn to_repair(&self) -> PortFuture<Result<Vec<EventRow>, CatalogueError>>;
}
