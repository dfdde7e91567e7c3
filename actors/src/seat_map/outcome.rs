//! What a seat map answers.

use schemas::ids::{BookingId, ChannelIndex, ContentHash, HoldId, PlaceIndex, Version};
use schemas::record::{HeldPlaces, UnitList};
use schemas::refusal::{RefusalCode, RefusalParams};
use schemas::seat::{Arrangement, SaleState};
use schemas::time::Timestamp;
use smallvec::SmallVec;

/// Accepted or refused. A refusal is an outcome, not an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done. A repeat of the command gets this same answer.
    Accepted(Answer),
    /// Not done. A repeat is decided anew.
    Refused(Refusal),
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The version at which it became true: that of the last record it wrote.
    pub version: Version,
    /// What.
    pub done: Done,
}

/// What was done, by command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Places are held.
    Held {
        /// The new hold.
        hold: HoldId,
        /// When it runs out.
        deadline: Timestamp,
        /// What, at which price.
        places: HeldPlaces,
        /// How the places lie, where the engine picked them.
        arrangement: Option<Arrangement>,
    },
    /// Places were given back; the hold ended where `ended`.
    Released {
        /// Which hold.
        hold: HoldId,
        /// What came back.
        places: UnitList,
        /// Nothing is left in it.
        ended: bool,
    },
    /// The hold's deadline, moved or already as late as it can be.
    Extended {
        /// Which hold.
        hold: HoldId,
        /// Its deadline.
        deadline: Timestamp,
    },
    /// Payment began.
    PaymentBegun {
        /// Which hold.
        hold: HoldId,
        /// When this attempt runs out.
        deadline: Timestamp,
    },
    /// Payment failed; the hold goes on.
    PaymentFailed {
        /// Which hold.
        hold: HoldId,
        /// Its deadline.
        deadline: Timestamp,
    },
    /// Sold.
    Booked {
        /// The new booking.
        booking: BookingId,
        /// What, at which price.
        places: HeldPlaces,
    },
    /// Places of a booking are free again.
    Unbooked {
        /// Which booking.
        booking: BookingId,
        /// What came back.
        places: UnitList,
        /// Nothing is left in it.
        ended: bool,
    },
    /// Units are off sale.
    Killed {
        /// How many units changed.
        units: u32,
        /// How many holds ended for it.
        ended_holds: u32,
    },
    /// Units are back on sale.
    Restored {
        /// How many units changed.
        units: u32,
    },
    /// Units are sold through another channel.
    Allocated {
        /// How many units changed.
        units: u32,
        /// The channel.
        channel: ChannelIndex,
    },
    /// The sale's state.
    Sale {
        /// Now.
        state: SaleState,
    },
    /// The event is under the terms asked for.
    TermsChanged {
        /// Units that went to general sale because their channel closed.
        moved: u32,
    },
    /// Places have the level asked for.
    Repainted {
        /// How many changed.
        places: u32,
    },
    /// The event is on the plan version asked for.
    MovedToPlan {
        /// Which.
        plan: ContentHash,
    },
    /// A GA area has the capacity asked for.
    CapacitySet {
        /// How many units it has in all.
        capacity: u32,
    },
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reason; the first by precedence.
    pub code: RefusalCode,
    /// The places it is about, in the order asked, at most [`REFUSED_PLACES_NAMED`]; with
    /// [`RefusalCode::InUse`] all of them, in order of index.
    pub places: SmallVec<[PlaceIndex; 4]>,
    /// Numbers that belong to the code.
    pub params: RefusalParams,
    /// The version of the state it was decided on.
    pub version: Version,
}

impl Refusal {
    /// One that is about no place and no number.
    #[must_use]
    pub fn plain(code: RefusalCode, version: Version) -> Self {
        Self { code, places: SmallVec::new(), params: RefusalParams::NONE, version }
    }
}

/// Places that a refusal names at most.
pub const REFUSED_PLACES_NAMED: usize = 64;
