//! Places as everybody sees them: letters, units, the state of a sale.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{ChannelIndex, PlaceIndex};

/// The public state of a seat or of anything sold as one unit. The same for everyone: whose hold it is
/// never shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Letter {
    /// Can be held.
    #[serde(rename = "f")]
    Free,
    /// In somebody's hold, payment included.
    #[serde(rename = "h")]
    Held,
    /// Sold.
    #[serde(rename = "b")]
    Booked,
    /// Off sale by the organiser.
    #[serde(rename = "k")]
    Killed,
    /// A place of an earlier plan version that the present one dropped.
    #[serde(rename = "x")]
    Retired,
}

impl Letter {
    /// Every letter, in order of its code in the binary first state: free is 0.
    pub const ALL: [Self; 5] = [Self::Free, Self::Held, Self::Booked, Self::Killed, Self::Retired];

    /// The letter's code in the binary first state, 0 to 4.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Free => 0,
            Self::Held => 1,
            Self::Booked => 2,
            Self::Killed => 3,
            Self::Retired => 4,
        }
    }

    /// The letter with this code.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// The letter on the wire.
    #[must_use]
    pub const fn as_char(self) -> char {
        match self {
            Self::Free => 'f',
            Self::Held => 'h',
            Self::Booked => 'b',
            Self::Killed => 'k',
            Self::Retired => 'x',
        }
    }

    /// The letter as one byte of ASCII.
    #[must_use]
    pub const fn as_byte(self) -> u8 {
        match self {
            Self::Free => b'f',
            Self::Held => b'h',
            Self::Booked => b'b',
            Self::Killed => b'k',
            Self::Retired => b'x',
        }
    }

    /// The letter that this byte of ASCII is.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            b'f' => Self::Free,
            b'h' => Self::Held,
            b'b' => Self::Booked,
            b'k' => Self::Killed,
            b'x' => Self::Retired,
            _ => return None,
        })
    }
}

/// Units of one place in one channel. A seat, a booth and an area sold as a whole have exactly one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceUnits {
    /// Which place.
    pub place: PlaceIndex,
    /// How many units, at least 1.
    pub units: u32,
    /// The channel they are sold through, and return to.
    pub channel: ChannelIndex,
}

/// One line of a hold: units and the price of one unit at the moment of the hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeldPlace {
    /// The place, its units, their channel.
    pub units: PlaceUnits,
    /// Price of one unit, in minor units of the event's currency.
    pub price_minor: u64,
}

/// How places that best available picked lie to each other: the step of its ladder that had them, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Arrangement {
    /// Side by side, and no free seat is left alone.
    SideBySide,
    /// Side by side; a free seat is left alone, or two are.
    SideBySideLeavingOrphan,
    /// In two neighbouring rows, one half behind the other.
    OneBehindAnother,
    /// In groups of two, one of three where the number is odd.
    InPairs,
    /// Each for itself.
    Apart,
    /// In one standing area.
    Standing,
    /// An area sold as a whole, or a booth.
    Whole,
}

impl Arrangement {
    /// Every arrangement, in order of its code: side by side is 0.
    pub const ALL: [Self; 7] = [
        Self::SideBySide,
        Self::SideBySideLeavingOrphan,
        Self::OneBehindAnother,
        Self::InPairs,
        Self::Apart,
        Self::Standing,
        Self::Whole,
    ];

    /// Its code in records, 0 to 6.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SideBySide => "side_by_side",
            Self::SideBySideLeavingOrphan => "side_by_side_leaving_orphan",
            Self::OneBehindAnother => "one_behind_another",
            Self::InPairs => "in_pairs",
            Self::Apart => "apart",
            Self::Standing => "standing",
            Self::Whole => "whole",
        }
    }

    /// The arrangement with this code.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// Where the sale of an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SaleState {
    /// Announced, not yet open.
    Scheduled,
    /// Holds are taken.
    OnSale,
    /// Stopped for now: no new hold, extension or payment; releases, bookings in payment go on.
    Paused,
    /// Over for good.
    Ended,
    /// Being prepared: nobody can hold, and it is not to be listed publicly.
    Draft,
    /// Called off for good: its holds ended, its bookings stay to be refunded.
    Cancelled,
}

impl SaleState {
    /// Every state, in order of its code: scheduled is 0.
    pub const ALL: [Self; 6] =
        [Self::Scheduled, Self::OnSale, Self::Paused, Self::Ended, Self::Draft, Self::Cancelled];

    /// The state's code in records and in the binary first state, 0 to 5.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Scheduled => 0,
            Self::OnSale => 1,
            Self::Paused => 2,
            Self::Ended => 3,
            Self::Draft => 4,
            Self::Cancelled => 5,
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::OnSale => "on_sale",
            Self::Paused => "paused",
            Self::Ended => "ended",
            Self::Draft => "draft",
            Self::Cancelled => "cancelled",
        }
    }

    /// Nobody can hold before it opens.
    #[must_use]
    pub const fn is_before_opening(self) -> bool {
        matches!(self, Self::Draft | Self::Scheduled)
    }
}
