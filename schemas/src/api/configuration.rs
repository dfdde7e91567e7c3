//! What an event is sold under, as its organiser reads and changes it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::change::Change;
use crate::api::events::{LevelPriced, SaleTerms, Schedule, ScheduleChange, TableSold};
use crate::api::moment::Moment;
use crate::api::places::UnitCounts;
use crate::api::warning::Warning;
use crate::ids::{ContentHash, Version};
use crate::seat::SaleState;

/// A price level of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConfiguredLevel {
    /// Its key.
    pub level: String,
    /// Its name, for people; the plan's.
    pub name: String,
    /// The colour its places are drawn in, as `#rrggbb`; the plan's.
    pub color: String,
    /// What one unit costs, in minor units of the event's currency.
    pub amount_minor: u64,
}

/// A channel of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConfiguredChannel {
    /// Its key.
    pub channel: String,
    /// Its number on the live protocol, from 1; general sale is 0.
    pub number: u8,
    /// Whether it sells anything. What comes back to a closed one goes to general sale.
    pub open: bool,
}

/// What an event is sold under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventConfiguration {
    /// The answer's `ETag`: what a change names as `If-Match`.
    pub tag: String,
    /// The version it is the state of.
    #[schema(value_type = u64)]
    pub version: Version,
    /// The version at which it was last changed by an organiser.
    #[schema(value_type = u64)]
    pub configured: Version,
    /// Where the sale stands.
    pub sale: SaleState,
    /// When the sale moves next by itself; left out where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub sale_moves_at: Option<Moment>,
    /// The published plan version it is sold on.
    #[schema(value_type = String)]
    pub plan: ContentHash,
    /// ISO 4217 code of every price.
    pub currency: String,
    /// The plan's price levels with their prices, in the plan's order.
    pub levels: Vec<ConfiguredLevel>,
    /// Channels beside general sale, in order of their numbers.
    pub channels: Vec<ConfiguredChannel>,
    /// Tables that are sold in another way than the plan says.
    pub tables: Vec<TableSold>,
    /// When the sale opens and ends by itself, also where it has done so since.
    pub schedule: Schedule,
    /// Times and bounds, each given.
    pub terms: SaleTerms,
    /// What may not be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// A change of what an event is sold under. Whatever is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsChange {
    /// ISO 4217 code of every price; only in a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 3, max_length = 3)]
    pub currency: Option<String>,
    /// Prices of price levels; levels left out keep theirs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<LevelPriced>,
    /// Keys of all channels beside general sale: those that there are, in their order, then new ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<String>>,
    /// Keys of all channels that are closed; the others are open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_channels: Option<Vec<String>>,
    /// All tables that are sold in another way than the plan says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables: Option<Vec<TableSold>>,
    /// When the sale opens and ends by itself. A moment that is left out stays as it is, `null` takes it away, and
    /// `null` for the whole takes both.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    #[schema(value_type = Option<ScheduleChange>)]
    pub schedule: Change<ScheduleChange>,
    /// Times and bounds.
    #[serde(default)]
    pub terms: SaleTerms,
}

/// The event is under the terms asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TermsChanged {
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Units that went to general sale because their channel closed.
    pub units_moved: u32,
    /// When the sale opens and ends by itself, as it is now.
    pub schedule: Schedule,
    /// What may not be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// Moves an event to a later version of its plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveToVersion {
    /// The published plan version, by its content hash.
    #[schema(value_type = String)]
    pub plan: ContentHash,
    /// Prices of levels that are new in it, and others where they change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<LevelPriced>,
}

/// The event is on the plan version asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MovedToVersion {
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// The plan version.
    #[schema(value_type = String)]
    pub plan: ContentHash,
}

/// An event in numbers, group by group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventBreakdown {
    /// The version it is the state of.
    #[schema(value_type = u64)]
    pub version: Version,
    /// The groups that have any units, in order of section, level and channel. Together they are the event.
    pub groups: Vec<CountedUnits>,
}

/// Units of one section, price level and channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountedUnits {
    /// The section's label; none for places outside sections.
    pub section: Option<String>,
    /// The key of the level that counts.
    pub level: String,
    /// Key of the channel that the units belong to, also while it is closed; none for general sale.
    pub channel: Option<String>,
    /// The units by state.
    #[serde(flatten)]
    pub units: UnitCounts,
}
