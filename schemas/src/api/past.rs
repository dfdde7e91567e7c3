//! An event as it was, replayed from its log.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::events::SectionNumbers;
use crate::api::moment::Moment;
use crate::api::places::UnitCounts;
use crate::ids::{ContentHash, PlaceIndex, Version};
use crate::seat::SaleState;

/// A moment of an event: the state after one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PastMoment {
    /// The record.
    #[schema(value_type = u64)]
    pub version: Version,
    /// When it was written.
    #[schema(inline)]
    pub at: Moment,
    /// The sale.
    pub sale: SaleState,
    /// The plan version.
    #[schema(value_type = String)]
    pub plan: ContentHash,
    /// Units of the whole event by state.
    pub all: UnitCounts,
    /// Live holds.
    pub holds: u64,
}

/// An event in numbers at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PastState {
    /// The moment.
    #[serde(flatten)]
    pub moment: PastMoment,
    /// Units by section of the plan version of then, in its order.
    pub sections: Vec<SectionNumbers>,
    /// The hash of what everybody could see.
    #[schema(value_type = String)]
    pub public_hash: ContentHash,
}

/// What two moments of an event differ in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PastChanges {
    /// The earlier moment.
    pub from: PastMoment,
    /// The later one.
    pub to: PastMoment,
    /// Places that are otherwise at the later one, each once, in order of number; what happened and was undone in
    /// between is not seen.
    pub places: Vec<PastChange>,
}

/// What became of one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PastChange {
    /// Its number.
    #[schema(value_type = u32)]
    pub place: PlaceIndex,
    /// Its label in the plan version of the later moment; in that of the earlier one, where the later dropped it.
    pub label: String,
    /// Its units before; all 0 where the plan version did not have it.
    pub before: UnitCounts,
    /// Its units after; all 0 where the plan version dropped it.
    pub after: UnitCounts,
}
