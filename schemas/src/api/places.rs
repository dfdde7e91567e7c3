//! What an organiser does with places, and sees of one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::holds::AreaUnitsWanted;
use crate::api::moment::Moment;
use crate::api::place_name::PlaceName;
use crate::ids::{BookingId, HoldId, PlaceIndex, Version};
use crate::seat::Letter;

/// What an organiser points at; everything named counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// Seats, booths, whole areas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceName>,
    /// Units of GA areas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaUnitsWanted>,
    /// Labels of rows in the whole plan, such as `A-12`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<String>,
    /// Labels of sections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<String>,
    /// Keys of price levels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
}

/// Takes places off sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Kill {
    /// What.
    pub targets: Targets,
    /// A label, shown to organisers; at most 64 bytes.
    #[schema(max_length = 64)]
    pub reason: String,
    /// Ends holds that stand in the way, except those in payment.
    #[serde(default)]
    pub force: bool,
}

/// Puts killed places back on sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// What.
    pub targets: Targets,
}

/// Sells free places through another channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Allocate {
    /// What.
    pub targets: Targets,
    /// The channel's key; general sale where left out.
    #[serde(default)]
    pub channel: Option<String>,
}

/// Gives places another price level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Repaint {
    /// What. Units and channels of areas do not count: a place has one level.
    pub targets: Targets,
    /// The level's key; left out, each place has the one that the plan gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

/// How many places have another price level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Repainted {
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Places that changed.
    pub places: u32,
}

/// Gives a GA area room for another number of units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCapacity {
    /// The area, by number or label.
    pub place: PlaceName,
    /// How many units it has in all, at least what is held, booked and killed of it.
    pub capacity: u32,
}

/// What an area has room for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CapacityNow {
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// The area's number in the plan.
    #[schema(value_type = u32)]
    pub place: PlaceIndex,
    /// Units in all.
    pub capacity: u32,
}

/// How many places changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlacesChanged {
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Units that changed.
    pub units: u32,
    /// Holds that ended for it.
    pub ended_holds: u32,
}

/// Units by state. The four add up to the capacity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitCounts {
    /// Can be held.
    pub free: u64,
    /// In holds, payment included.
    pub held: u64,
    /// Sold.
    pub booked: u64,
    /// Off sale.
    pub killed: u64,
}

/// One place as an organiser sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlaceNow {
    /// The version it is the state of.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Its number in the plan.
    #[schema(value_type = u32)]
    pub place: PlaceIndex,
    /// Its label in the plan.
    pub label: String,
    /// Units it has in all.
    pub capacity: u32,
    /// Units by state.
    pub units: UnitCounts,
    /// Its letter, as everyone sees it; none for a GA area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    /// Key of the channel it is sold through; none for general sale and for a GA area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Holds that have units of it.
    #[schema(value_type = Vec<u64>)]
    pub holds: Vec<HoldId>,
    /// Bookings that have units of it.
    #[schema(value_type = Vec<u64>)]
    pub bookings: Vec<BookingId>,
    /// The label it was killed with, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What happened to one place, in one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlaceHappening {
    /// The record's number.
    #[schema(value_type = u64)]
    pub version: Version,
    /// When.
    #[schema(inline)]
    pub at: Moment,
    /// What: `held`, `released`, `expired`, `revoked`, `payment_begun`, `payment_failed`, `extended`,
    /// `booked`, `unbooked`, `killed`, `restored`, `allocated`, `terms_changed`, `repainted`, `capacity_set`,
    /// `moved_to_plan`.
    pub what: String,
    /// Units of this place it was about.
    pub units: u32,
    /// The hold it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    pub hold: Option<HoldId>,
    /// The booking it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    pub booking: Option<BookingId>,
    /// Keyed hash of whoever asked; none for what the engine does by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// A kill's reason, a booking's reference, the price level or the room that the place has from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// All that happened to one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlaceHistory {
    /// The last record that was looked at.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Its number in the plan.
    #[schema(value_type = u32)]
    pub place: PlaceIndex,
    /// In order of version.
    pub happenings: Vec<PlaceHappening>,
}
