//! What a seat map can be told.

use std::sync::Arc;

use schemas::best::BestWish;
use schemas::ids::{
    BookingId, ChannelIndex, CommandHash, ContentHash, HoldId, LevelIndex, PlaceIndex, Version,
};
use schemas::plan::PlanIndex;
use schemas::record::Principal;
use schemas::seat::SaleState;
use schemas::terms::{EventTerms, LevelPrice};
use smallvec::SmallVec;

/// A command with whoever stands behind it. What the engine does by itself (expiry, resuming after a load)
/// is no command: the actor calls those parts of the state directly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: Principal,
    /// Keyed hash of the client's id for this command.
    pub id: CommandHash,
    /// Keyed hash of the request as received; the same id with another digest is refused.
    pub digest: CommandHash,
    /// What is asked.
    pub command: Command,
}

/// A place asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WantedPlace {
    /// Which.
    pub place: PlaceIndex,
    /// How many units; 1 for a seat or booth. For an area sold as a whole: how many will come.
    pub units: u32,
    /// The channel whose units are wanted, for a GA area; none is general sale. For a seat it may be left
    /// out: the seat's own channel counts.
    pub channel: Option<ChannelIndex>,
}

/// Wanted places, inline for the usual sizes.
pub type WantedPlaces = SmallVec<[WantedPlace; 4]>;

/// Channels, as bits by channel number. Of those that a buyer's token has opened general sale is always one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ChannelSet(pub u64);

impl ChannelSet {
    /// Whether `channel` is open to a buyer who has opened these.
    #[must_use]
    pub const fn contains(self, channel: ChannelIndex) -> bool {
        channel.0 == 0 || self.has(channel)
    }

    /// The set of these channels.
    #[must_use]
    pub fn of(channels: &[ChannelIndex]) -> Self {
        Self(channels.iter().filter(|channel| channel.0 < 64).fold(0, |set, channel| set | 1 << channel.0))
    }

    /// Whether the channel itself is in the set.
    #[must_use]
    pub const fn has(self, channel: ChannelIndex) -> bool {
        channel.0 < 64 && self.0 & (1 << channel.0) != 0
    }

    /// What is in this set and not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// A whole or a part of a hold or booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everything in it.
    All,
    /// These places and units.
    Some(WantedPlaces),
}

/// A compiled plan version, known by its content hash.
#[derive(Clone)]
pub struct CompiledPlan(pub Arc<PlanIndex>);

impl PartialEq for CompiledPlan {
    fn eq(&self, other: &Self) -> bool {
        self.0.hash() == other.0.hash()
    }
}

impl Eq for CompiledPlan {}

impl std::fmt::Debug for CompiledPlan {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "CompiledPlan({})", self.0.hash())
    }
}

/// What an organiser points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A place; for a GA area this many units of that channel (general sale where none).
    Place(WantedPlace),
    /// A place with all its units, whatever their channel.
    Whole(PlaceIndex),
    /// Every place of a row, by the row's number in the plan.
    Row(u32),
    /// Every place of a section, by the section's number in the plan.
    Section(u32),
    /// Every place that has this price level at present.
    Level(LevelIndex),
}

/// What a seat map can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Claims all these places or none, for the event's hold time. Buyers only.
    Hold {
        /// What.
        places: WantedPlaces,
        /// Channels that the token has opened.
        channels: ChannelSet,
        /// Keyed hash of the buyer's address prefix; none where address bounds are lifted.
        address: Option<u64>,
    },
    /// Picks the best places that match and claims them, for the event's hold time. Buyers only.
    HoldBest {
        /// What.
        wish: Box<BestWish>,
        /// Channels that the token has opened.
        channels: ChannelSet,
        /// Keyed hash of the buyer's address prefix; none where address bounds are lifted.
        address: Option<u64>,
    },
    /// Gives places of a hold back. The hold's buyer, or an organiser.
    Release {
        /// Which hold.
        hold: HoldId,
        /// What of it.
        part: Part,
    },
    /// Gives a hold its full hold time again, up to its lifetime cap.
    Extend {
        /// Which hold.
        hold: HoldId,
    },
    /// A payment for a hold begins. Organisers only, as all below.
    BeginPayment {
        /// Which hold.
        hold: HoldId,
    },
    /// The payment failed; the hold goes on with what it had left, at least a minute.
    PaymentFailed {
        /// Which hold.
        hold: HoldId,
    },
    /// Makes a hold, in payment or not, a booking.
    Book {
        /// Which hold.
        hold: HoldId,
        /// The organiser's own reference.
        reference: String,
    },
    /// Gives places of a booking back.
    Unbook {
        /// Which booking.
        booking: BookingId,
        /// What of it.
        part: Part,
    },
    /// Takes places off sale. What is killed already is left as it is.
    Kill {
        /// What.
        targets: Vec<Target>,
        /// A label, shown to organisers.
        reason: String,
        /// Ends holds that stand in the way, except those in payment.
        force: bool,
        /// The plan version in which rows, sections and levels have these numbers; none for the present one.
        plan: Option<ContentHash>,
    },
    /// Puts killed places back on sale. What is not killed is left as it is.
    Restore {
        /// What.
        targets: Vec<Target>,
        /// The plan version in which rows, sections and levels have these numbers; none for the present one.
        plan: Option<ContentHash>,
    },
    /// Sells free places through another channel from now on.
    Allocate {
        /// What.
        targets: Vec<Target>,
        /// Which channel.
        channel: ChannelIndex,
        /// The plan version in which rows, sections and levels have these numbers; none for the present one.
        plan: Option<ContentHash>,
    },
    /// Schedules, opens, pauses, resumes or ends the sale, or calls the event off.
    SetSale {
        /// Which step.
        step: SaleStep,
        /// Only if it is in this state.
        only_if: Option<SaleState>,
    },
    /// Calls a draft off that was never announced, so that it can be deleted.
    Discard {
        /// Only if the event is configured as this record left it.
        only_if: Option<Version>,
    },
    /// Changes what the event is sold under.
    ChangeTerms {
        /// All of the terms, as they are to be.
        terms: Box<EventTerms>,
        /// Only if the event is configured as this record left it.
        only_if: Option<Version>,
    },
    /// Gives places another price level. Holds and bookings keep the prices they were made at.
    Repaint {
        /// What; units and channels do not count.
        targets: Vec<Target>,
        /// Which level; none for the one that the plan gives each.
        level: Option<LevelIndex>,
        /// The plan version in which rows, sections and levels have these numbers; none for the present one.
        plan: Option<ContentHash>,
        /// Only if the event is configured as this record left it.
        only_if: Option<Version>,
    },
    /// Moves the event to a later version of its plan.
    MoveToPlan {
        /// Which.
        plan: CompiledPlan,
        /// Prices of levels, by its numbers: of those that are new to the event, and others where they change.
        prices: Vec<LevelPrice>,
        /// Only if the event is configured as this record left it.
        only_if: Option<Version>,
    },
    /// Gives a GA area room for this many units in all.
    SetCapacity {
        /// Which area.
        place: PlaceIndex,
        /// How many units.
        capacity: u32,
        /// Only if this is so.
        only_if: CapacityIs,
    },
}

/// What a change of a GA area's capacity rests on; what is not named may be whatever it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CapacityIs {
    /// The event is configured as this record left it.
    pub configured: Option<Version>,
    /// The area has this many units in all.
    pub capacity: Option<u32>,
}

/// A step of the sale. Each leads on from some states alone, and to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaleStep {
    /// From a draft: it can be announced.
    Schedule,
    /// From a draft or a scheduled sale.
    Open,
    /// From a sale that is on.
    Pause,
    /// From a paused sale.
    Resume,
    /// From a scheduled sale, one that is on, or a paused one; for good.
    End,
    /// From anything but a called-off event; for good.
    Cancel,
}

impl SaleStep {
    /// Where it leads.
    #[must_use]
    pub const fn state(self) -> SaleState {
        match self {
            Self::Schedule => SaleState::Scheduled,
            Self::Open | Self::Resume => SaleState::OnSale,
            Self::Pause => SaleState::Paused,
            Self::End => SaleState::Ended,
            Self::Cancel => SaleState::Cancelled,
        }
    }

    /// Whether it leads on from there. No step leads to where the sale stands.
    #[must_use]
    pub const fn leads_from(self, sale: SaleState) -> bool {
        use SaleState::{Cancelled, Draft, OnSale, Paused, Scheduled};
        match self {
            Self::Schedule => matches!(sale, Draft),
            Self::Open => matches!(sale, Draft | Scheduled),
            Self::Pause => matches!(sale, OnSale),
            Self::Resume => matches!(sale, Paused),
            Self::End => matches!(sale, Scheduled | OnSale | Paused),
            Self::Cancel => !matches!(sale, Cancelled),
        }
    }
}

impl Command {
    /// Whether this is new work, which is refused while the journal is short of room. Everything else ends
    /// something and is always taken.
    #[must_use]
    pub const fn is_intake(&self) -> bool {
        matches!(
            self,
            Self::Hold { .. }
                | Self::HoldBest { .. }
                | Self::Extend { .. }
                | Self::BeginPayment { .. }
                | Self::Allocate { .. }
                | Self::ChangeTerms { .. }
                | Self::Repaint { .. }
                | Self::MoveToPlan { .. }
                | Self::SetCapacity { .. }
        )
    }
}

/// Wanted seats by number, one unit each.
#[must_use]
pub fn wanted_seats(places: &[PlaceIndex]) -> WantedPlaces {
    places.iter().map(|&place| WantedPlace { place, units: 1, channel: None }).collect()
}
