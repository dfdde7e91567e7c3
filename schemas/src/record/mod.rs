//! Records: what happened in an event, as effects. Replay performs them and decides nothing, so a rule
//! that changes later cannot rewrite history.

mod decode;
mod encode;
mod kind;
#[cfg(test)]
mod tests;

pub use decode::{DecodeError, decode};
pub use encode::encode;
pub use kind::RecordKind;

use smallvec::SmallVec;

use crate::ids::{BookingId, ChannelIndex, CommandHash, HoldId, PrincipalHash, TokenHash, Version};
use crate::seat::{HeldPlace, PlaceUnits, SaleState};
use crate::terms::EventTerms;
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

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The event came to be. Always and only version 1. Boxed: rare and large.
    Created(Box<EventTerms>),
    /// The sale opened, paused, resumed or ended.
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
        reference: String,
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
    /// The sale, which is in the state asked for.
    Sale,
}
