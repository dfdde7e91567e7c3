//! A buyer's holds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::moment::Moment;
use crate::api::money::Money;
use crate::api::place_name::PlaceName;
use crate::ids::{HoldId, Version};
use crate::seat::Arrangement;
use crate::ws::server::{HoldLine, UnitLine};

/// Units of one GA area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AreaUnitsWanted {
    /// The area.
    pub place: PlaceName,
    /// How many units. For an area sold as a whole: how many will come.
    #[schema(minimum = 1)]
    pub units: u32,
    /// Key of the channel whose units are meant; general sale where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
}

/// Places and units of areas. For a hold: all of them or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacesWanted {
    /// Seats and booths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceName>,
    /// Units of GA areas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaUnitsWanted>,
}

impl PlacesWanted {
    /// Whether nothing is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.areas.is_empty()
    }
}

/// The best places that match, picked and held in one step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BestPlacesWanted {
    /// How many places.
    #[schema(minimum = 1)]
    pub count: u32,
    /// How many of them are to have room for a wheelchair. Such places, and those for companions beside them, go
    /// to nobody who does not ask.
    #[serde(default)]
    pub accessible: u32,
    /// Keys of the price levels they may have; any where left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
    /// Labels of the sections they may be in; any where left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<String>,
    /// Keys of the zones they may be in; any where left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<String>,
    /// Key of the channel they are sold through; any that the hold token has opened where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Side by side or not at all.
    #[serde(default)]
    pub together: bool,
}

/// What the same question would hold at this moment. Nothing is held: others may take it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BestPreview {
    /// Always true: it is a preview, and no hold.
    pub preview: bool,
    /// The version it is of.
    #[schema(value_type = u64)]
    pub version: Version,
    /// What, at which price.
    pub places: Vec<HoldLine>,
    /// The price of all of it.
    pub total: Money,
    /// How the places lie.
    pub arrangement: Arrangement,
}

/// Places are held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoldMade {
    /// The new hold.
    #[schema(value_type = u64)]
    pub hold: HoldId,
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// When it runs out.
    #[schema(inline)]
    pub deadline: Moment,
    /// What, at which price.
    pub places: Vec<HoldLine>,
    /// The price of all of it.
    pub total: Money,
    /// How the places lie, where the engine picked them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrangement: Option<Arrangement>,
}

/// Places of a hold were given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoldReleased {
    /// Which hold.
    #[schema(value_type = u64)]
    pub hold: HoldId,
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Nothing is left in it.
    pub ended: bool,
    /// What came back.
    pub places: Vec<UnitLine>,
}

/// A hold has this deadline now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoldDeadline {
    /// Which hold.
    #[schema(value_type = u64)]
    pub hold: HoldId,
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// When it runs out; in payment: when the attempt does.
    #[schema(inline)]
    pub deadline: Moment,
}

/// One of a buyer's holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MyHold {
    /// Its id.
    #[schema(value_type = u64)]
    pub hold: HoldId,
    /// When it runs out; in payment: when the attempt does.
    #[schema(inline)]
    pub deadline: Moment,
    /// The latest that extending can reach.
    #[schema(inline)]
    pub lifetime_end: Moment,
    /// In payment: it can be neither released nor extended.
    pub in_payment: bool,
    /// What, at which price.
    pub places: Vec<HoldLine>,
    /// The price of all of it.
    pub total: Money,
}

/// All of a buyer's holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MyHolds {
    /// The version it is the state of.
    #[schema(value_type = u64)]
    pub version: Version,
    /// In order of id.
    pub holds: Vec<MyHold>,
}
