//! Records: what happened in an event, as effects. Replay performs them and decides nothing, so a rule
//! that changes later cannot rewrite history.

mod decode;
mod encode;
mod kind;
#[cfg(test)]
mod tests;

pub use decode::{DecodeError, decode};
pub use encode::{deadline_and_places, encode};
pub use kind::RecordKind;

use arrayvec::ArrayString;
use smallvec::SmallVec;

use crate::ids::{
    BookingId, ChannelIndex, CommandHash, ContentHash, HoldId, LevelIndex, PlaceIndex, PrincipalHash,
    TokenHash, Version,
};
use crate::seat::{Arrangement, HeldPlace, PlaceUnits, SaleState};
use crate::terms::{EventTerms, FirstTerms};
use crate::time::Timestamp;

/// One durable record of an event's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its number.
    pub version: Version,
    /// When, on the engine's clock. Never earlier than the record before it.
    pub at: Timestamp,
    /// The command behind it; none for what the engine does by itself. Where one command writes several
    /// records, only the last carries it.
    pub cause: Option<Cause>,
    /// What happened.
    pub effect: Effect,
}

/// Whose command, which command, and what it said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cause {
    /// Who.
    pub principal: Principal,
    /// Keyed hash of the id the client gave.
    pub command: CommandHash,
    /// Keyed hash of the request as received.
    pub digest: CommandHash,
}

/// Who stands behind a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// A buyer, by hold token.
    Buyer(TokenHash),
    /// An organiser's key.
    Organiser(PrincipalHash),
}

/// Places of one hold, inline for the usual sizes.
pub type HeldPlaces = SmallVec<[HeldPlace; 4]>;
/// Places with units, inline for the usual sizes.
pub type UnitList = SmallVec<[PlaceUnits; 4]>;

/// Bytes of an organiser's reference of a booking.
pub const BOOKING_REFERENCE_BYTES: usize = 64;
/// An organiser's reference of a booking, inline: it is short, and there is one a booking.
pub type BookingReference = ArrayString<BOOKING_REFERENCE_BYTES>;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The event came to be with its sale scheduled, as the first engine began every log. Boxed: rare and large.
    Created(Box<FirstTerms>),
    /// The event came to be as a draft. This or [`Effect::Created`] is always and only version 1.
    Drafted(Box<EventTerms>),
    /// The event is under these terms from here on; what is held or booked keeps the price of its record.
    /// Channels may have been added at the end, closed and opened again: while a channel is closed, what
    /// comes back to it goes to general sale.
    TermsChanged {
        /// All of them.
        terms: Box<EventTerms>,
        /// Free units of channels that closed with this, now in general sale; `channel` is the one they came
        /// from.
        moved: UnitList,
    },
    /// Places have other price levels from here on; what is held or booked keeps the price of its record.
    Repainted {
        /// Each place whose level changed, with the one that the event gives it, or [`LevelIndex::OF_PLAN`].
        /// Never the number of the plan's own level.
        levels: Vec<(PlaceIndex, LevelIndex)>,
    },
    /// A GA area has room for another number of units.
    CapacitySet {
        /// Which.
        place: PlaceIndex,
        /// How many units it has in all.
        capacity: u32,
        /// Free units that are gone, by the channel they were in. What is missing from `capacity` after that
        /// is new and in general sale.
        removed: UnitList,
    },
    /// The event is on a later version of its plan from here on. Boxed: rare and large.
    MovedToPlan(Box<PlanMove>),
    /// The sale was scheduled, opened, paused, resumed, ended or called off.
    SaleChanged {
        /// The new state.
        state: SaleState,
    },
    /// A hold began; its id is this record's version.
    Held {
        /// Whose.
        token: TokenHash,
        /// Keyed hash of the buyer's address prefix; none where address bounds are lifted.
        address: Option<u64>,
        /// When it runs out.
        deadline: Timestamp,
        /// What, at which price.
        places: HeldPlaces,
        /// How the places lie, where the engine picked them.
        arrangement: Option<Arrangement>,
    },
    /// Some or all places of a hold were given back; with none left the hold ended.
    Released {
        /// Which hold.
        hold: HoldId,
        /// What came back.
        places: UnitList,
    },
    /// A hold's deadline moved.
    Extended {
        /// Which hold.
        hold: HoldId,
        /// The new deadline.
        deadline: Timestamp,
    },
    /// A hold ran out.
    Expired {
        /// Which hold.
        hold: HoldId,
    },
    /// The organiser took a hold away.
    Revoked {
        /// Which hold.
        hold: HoldId,
    },
    /// A hold's payment began.
    PaymentBegun {
        /// Which hold.
        hold: HoldId,
        /// When this attempt runs out.
        deadline: Timestamp,
        /// When the hold ends whatever happens.
        hard_cap: Timestamp,
    },
    /// A payment failed; the hold is an ordinary one again.
    PaymentFailed {
        /// Which hold.
        hold: HoldId,
        /// Its deadline from here on.
        deadline: Timestamp,
    },
    /// A hold became a booking, whose id is this record's version.
    Booked {
        /// Which hold; it ended with this.
        hold: HoldId,
        /// The organiser's own reference, at most 64 bytes, no personal data.
        reference: BookingReference,
    },
    /// Some or all places of a booking were given back.
    Unbooked {
        /// Which booking.
        booking: BookingId,
        /// What came back.
        places: UnitList,
    },
    /// Places were taken off sale.
    Killed {
        /// What; only places that were free.
        places: UnitList,
        /// The organiser's label.
        reason: String,
        /// Holds that the same command ended, each by a record before this one.
        ended_holds: u32,
    },
    /// Killed places came back on sale.
    Restored {
        /// What.
        places: UnitList,
    },
    /// Free places changed the channel they are sold through.
    Allocated {
        /// What; `channel` is the one they came from.
        places: UnitList,
        /// Where they are sold from now on.
        channel: ChannelIndex,
    },
    /// The event was loaded again and its ordinary holds were given these deadlines.
    Resumed {
        /// Each hold that was neither ended nor in payment, with its deadline.
        deadlines: Vec<(HoldId, Timestamp)>,
    },
    /// The event goes on in another stream: the node was restored from a backup, and versions after the one
    /// before this may once have been others.
    StreamBegun {
        /// The stream of the event's versions from here on.
        stream: u32,
    },
    /// A command was accepted and nothing changed; the record remembers its id and what it was about, so
    /// that its answer can be given again.
    Unchanged(Unchanged),
}

/// What a command that changed nothing was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unchanged {
    /// A hold's deadline, which is as late as it was.
    Deadline {
        /// Which hold.
        hold: HoldId,
    },
    /// Places to kill, all killed already.
    Kill,
    /// Places to restore, none killed.
    Restore,
    /// Places to allocate, all there already.
    Allocate {
        /// The channel asked for.
        channel: ChannelIndex,
    },
    /// The sale, which is in the state asked for. In logs of old alone: such a step is refused.
    Sale,
    /// The terms, which are those asked for.
    Terms,
    /// Places to repaint, which all have that level.
    Repaint,
    /// A GA area, which has the capacity asked for.
    Capacity {
        /// Which.
        place: PlaceIndex,
    },
    /// The plan, which is that version.
    Plan,
}

/// What a move to another plan version says beyond the plan itself: places that it has and the one before had
/// not are free, those that it dropped retire, all others stay as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanMove {
    /// All terms, by the numbers of the new version; `plan` is its hash.
    pub terms: EventTerms,
    /// Every level that the event gives a place instead of the plan, by the new version's numbers.
    pub levels: Vec<(PlaceIndex, LevelIndex)>,
    /// The areas of both versions that have another capacity from here on.
    pub capacities: Vec<AreaCapacity>,
}

/// Another capacity of a GA area, as in [`Effect::CapacitySet`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaCapacity {
    /// Which.
    pub place: PlaceIndex,
    /// How many units it has in all.
    pub capacity: u32,
    /// Free units that are gone.
    pub removed: UnitList,
}

impl Effect {
    /// The plan version that this moves the event to.
    #[must_use]
    pub fn moves_to(&self) -> Option<ContentHash> {
        match self {
            Self::MovedToPlan(moved) => Some(moved.terms.plan),
            _ => None,
        }
    }

    /// What an event begins with, where this is a first record: its terms, and where its sale stands.
    #[must_use]
    pub fn beginning(&self) -> Option<(EventTerms, SaleState)> {
        match self {
            Self::Created(terms) => Some(((**terms).clone().into(), SaleState::Scheduled)),
            Self::Drafted(terms) => Some(((**terms).clone(), SaleState::Draft)),
            _ => None,
        }
    }

    /// Whether this is a first record.
    #[must_use]
    pub const fn is_beginning(&self) -> bool {
        matches!(self, Self::Created(_) | Self::Drafted(_))
    }
}
