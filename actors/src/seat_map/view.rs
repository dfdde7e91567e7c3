//! What a seat map shows: the public state, what changed, one token's holds, one place.
//!
//! The state computes these from what it has applied; the actor lets none of them out before it is durable.

use std::sync::Arc;

use schemas::ids::{
    BookingId, ChannelIndex, ContentHash, HoldId, LevelIndex, PlaceIndex, TokenHash, Version,
};
use schemas::record::HeldPlaces;
use schemas::seat::{Arrangement, Letter, SaleState};
use schemas::terms::{EventTerms, SaleSchedule};
use schemas::time::Timestamp;

/// Everything that everyone may see of an event at one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicState {
    /// The version it is the state of.
    pub version: Version,
    /// Raised by a restore from backup.
    pub stream: u32,
    /// The published plan version.
    pub plan: ContentHash,
    /// The sale.
    pub sale: PublicSale,
    /// The record that last changed what the event is sold under.
    pub terms: Version,
    /// A letter a place, by index; for a GA area `Free`, and its counts are in `areas`.
    pub letters: Vec<Letter>,
    /// The channel of each place, by index; 0 for GA areas.
    pub channels: Vec<ChannelIndex>,
    /// The price level that the event gives each place, by index; [`LevelIndex::OF_PLAN`] where it gives none.
    pub levels: Vec<LevelIndex>,
    /// Free units of every GA area, in order of place.
    pub areas: Vec<AreaUnits>,
}

/// A plan version as everyone sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicPlan {
    /// Its content hash.
    pub hash: ContentHash,
    /// How many place indexes it has, retired ones included.
    pub places: u32,
}

/// What best available would hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BestPlaces {
    /// The version it is of.
    pub version: Version,
    /// What, at which price.
    pub places: HeldPlaces,
    /// How the places lie.
    pub arrangement: Arrangement,
}

/// A sale as everyone sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicSale {
    /// Where it stands.
    pub state: SaleState,
    /// When it moves by itself.
    pub schedule: SaleSchedule,
}

/// A GA area's free units by channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaUnits {
    /// The area.
    pub place: PlaceIndex,
    /// (channel, free units) in order of channel; channels with none left out, general sale always there.
    pub free: Vec<(ChannelIndex, u32)>,
}

/// One place, absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceChange {
    /// A seat, booth or whole area.
    Seat {
        /// Which.
        place: PlaceIndex,
        /// Its letter now.
        letter: Letter,
        /// Its channel now.
        channel: ChannelIndex,
        /// The price level that the event gives it; [`LevelIndex::OF_PLAN`] where it gives none.
        level: LevelIndex,
    },
    /// A GA area.
    Area {
        /// Its free units.
        units: AreaUnits,
        /// Its level, likewise.
        level: LevelIndex,
    },
}

impl PlaceChange {
    /// Which place.
    #[must_use]
    pub const fn place(&self) -> PlaceIndex {
        match self {
            Self::Seat { place, .. } => *place,
            Self::Area { units, .. } => units.place,
        }
    }
}

/// What an observer gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observation {
    /// Nothing happened since.
    Nothing {
        /// Still the version.
        version: Version,
    },
    /// What changed.
    Changes(Arc<Changes>),
    /// The observer was too far behind, or knew nothing.
    Snapshot(Arc<PublicState>),
}

/// The merged changes of `from < version <= to`; each place at most once, as it is at `to`, in order of
/// index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The observer's version.
    pub from: Version,
    /// The version this leads to.
    pub to: Version,
    /// The places.
    pub places: Vec<PlaceChange>,
    /// The sale, where its state or schedule changed.
    pub sale: Option<PublicSale>,
    /// The record that last changed what the event is sold under, where one did.
    pub terms: Option<Version>,
    /// The plan version, where the event moved to another. A place that is in `places` then is what it is there:
    /// seats may have been areas, and areas seats; those that were not there were retired.
    pub plan: Option<PublicPlan>,
    /// Whose holds changed: one entry for every record that changed a token's holds, in order of version. Not
    /// merged, so that a hub can tell which of them a session's own answers carried already.
    pub tokens: Vec<(TokenHash, Version)>,
    /// Holds that ran out, in order of version; their buyers are told.
    pub expired: Vec<ExpiredHold>,
}

/// A hold that ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiredHold {
    /// Whose.
    pub token: TokenHash,
    /// Which.
    pub hold: HoldId,
    /// The version of the record that ended it.
    pub version: Version,
}

/// All holds of one token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenHolds {
    /// Whose.
    pub token: TokenHash,
    /// The version it is the state of.
    pub version: Version,
    /// In order of id.
    pub holds: Vec<HoldView>,
}

/// One hold as its buyer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldView {
    /// Its id.
    pub hold: HoldId,
    /// When it runs out (in payment: when the attempt does).
    pub deadline: Timestamp,
    /// The latest that extending can reach.
    pub lifetime_end: Timestamp,
    /// In payment.
    pub in_payment: bool,
    /// What, at which price.
    pub places: HeldPlaces,
}

/// One place as an organiser sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceState {
    /// The version it is the state of.
    pub version: Version,
    /// Which.
    pub place: PlaceIndex,
    /// Units it has in all.
    pub capacity: u32,
    /// Units by state.
    pub counts: Counts,
    /// Letter and channel, as everyone sees it.
    pub public: PlaceChange,
    /// Holds that have units of it.
    pub holds: Vec<HoldId>,
    /// Bookings that have units of it.
    pub bookings: Vec<BookingId>,
    /// The label it was killed with, where it is.
    pub reason: Option<String>,
}

/// Units by state. The four add up to the capacity of what was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Can be held.
    pub free: u64,
    /// In holds, payment included.
    pub held: u64,
    /// Sold.
    pub booked: u64,
    /// Off sale.
    pub killed: u64,
}

/// An event in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventCounts {
    /// The version it is the state of.
    pub version: Version,
    /// The sale.
    pub sale: SaleState,
    /// Units of the whole event.
    pub all: Counts,
    /// Units by section number of the plan.
    pub sections: Vec<Counts>,
    /// Live holds.
    pub holds: u64,
}

/// Units of one section, price level and channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountedGroup {
    /// The section's number in the plan; none outside sections.
    pub section: Option<u16>,
    /// The level that counts.
    pub level: LevelIndex,
    /// The channel that the units belong to, also while it is closed.
    pub channel: ChannelIndex,
}

/// An event in numbers, group by group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakdown {
    /// The version it is the state of.
    pub version: Version,
    /// The plan version that numbers sections and levels.
    pub plan: ContentHash,
    /// The units of every group that has any, in order; together they are those of the event.
    pub groups: Vec<(CountedGroup, Counts)>,
}

/// What an event is sold under, and where its sale stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventSetup {
    /// The version it is the state of.
    pub version: Version,
    /// The record that last changed what organisers configure; [`super::command::Command::ChangeTerms`] and its
    /// like can be told to go on only from there.
    pub configured: Version,
    /// The terms.
    pub terms: EventTerms,
    /// The sale.
    pub sale: SaleState,
    /// Whether it was once more than a draft, so that others than its organiser may know of it.
    pub announced: bool,
    /// When it moves next by itself. Where the event is not loaded then, it does when it is.
    pub sale_moves_at: Option<Timestamp>,
}
