//! Events: what is on sale, under which terms.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::change::Change;
use crate::api::moment::Moment;
use crate::api::places::UnitCounts;
use crate::api::texts::About;
use crate::api::warning::Warning;
use crate::ids::{ContentHash, EventId, OrganiserId, Version};
use crate::seat::SaleState;

/// What one unit of a price level costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelPriced {
    /// The level's key in the plan.
    pub level: String,
    /// Minor units of the event's currency.
    pub amount_minor: u64,
}

/// How one table is sold, where that differs from the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TableSold {
    /// The table's label in the whole plan.
    pub table: String,
    /// All its seats together.
    pub as_a_whole: bool,
}

/// When a sale opens and ends by itself, on the server's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// A scheduled sale opens from this moment on; left out, it opens by a call alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub opens_at: Option<Moment>,
    /// A sale that is scheduled, on or paused ends from this moment on; left out, it ends by a call alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub closes_at: Option<Moment>,
}

impl Schedule {
    /// Whether nothing happens by itself.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Other moments for a schedule: one that is left out stays as it is, `null` takes it away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleChange {
    /// A scheduled sale opens from this moment on; `null`: by a call alone.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    #[schema(inline, value_type = Option<Moment>)]
    pub opens_at: Change<Moment>,
    /// A sale that is scheduled, on or paused ends from this moment on; `null`: by a call alone.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    #[schema(inline, value_type = Option<Moment>)]
    pub closes_at: Change<Moment>,
}

/// Times and bounds of an event's sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaleTerms {
    /// How long a hold lasts, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_time_ms: Option<u64>,
    /// How long a hold may last in all with extensions, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime_cap_ms: Option<u64>,
    /// How often a hold may be extended; 0 means that only the lifetime cap counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_extensions: Option<u32>,
    /// How long one payment attempt may take, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_time_ms: Option<u64>,
    /// After this long in payment a hold is taken back, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_cap_ms: Option<u64>,
    /// Most units in one hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_units_per_hold: Option<u32>,
    /// Most units that one hold token holds at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_units_per_token: Option<u32>,
    /// Most live hold tokens of one address prefix; 0 is no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_tokens_per_address: Option<u32>,
}

/// A new event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvent {
    /// Its name, for people.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// When it takes place.
    #[schema(inline)]
    pub starts_at: Moment,
    /// Where, and what is said about it.
    #[serde(default)]
    #[schema(inline)]
    pub about: About,
    /// The published plan version it is sold on, by its content hash.
    #[schema(value_type = String)]
    pub plan: ContentHash,
    /// ISO 4217 code of every price.
    #[schema(min_length = 3, max_length = 3)]
    pub currency: String,
    /// A price for each price level of the plan.
    pub prices: Vec<LevelPriced>,
    /// Keys of channels beside general sale.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// Tables that are sold in another way than the plan says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<TableSold>,
    /// When the sale opens and ends by itself, once it is scheduled.
    #[serde(default, skip_serializing_if = "Schedule::is_empty")]
    pub schedule: Schedule,
    /// Times and bounds; the server's own where left out.
    #[serde(default)]
    pub terms: SaleTerms,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Its id.
    #[schema(value_type = String)]
    pub event: EventId,
    /// Whose it is.
    #[schema(value_type = String)]
    pub organiser: OrganiserId,
    /// Its name, for people.
    pub name: String,
    /// When it takes place.
    #[schema(inline)]
    pub starts_at: Moment,
    /// The same by the clock of its zone, with the distance from UTC: `2030-01-01T20:30:00+01:00`.
    pub starts_local: String,
    /// Where, and what is said about it.
    #[schema(inline)]
    pub about: About,
    /// When it was made.
    #[schema(inline)]
    pub created_at: Moment,
    /// Where its sale stands.
    pub sale: SaleState,
    /// The published plan version it is sold on.
    #[schema(value_type = String)]
    pub plan: ContentHash,
    /// ISO 4217 code of every price.
    pub currency: String,
    /// A price for each price level of the plan.
    pub prices: Vec<LevelPriced>,
    /// Keys of channels beside general sale; channel n of the wire is the n-th of these, from 1.
    pub channels: Vec<String>,
    /// Those of them that sell nothing at present.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed_channels: Vec<String>,
    /// Tables that are sold in another way than the plan says.
    pub tables: Vec<TableSold>,
    /// What the sale still does by itself, once it is scheduled: it opens where it has not opened, and ends where it
    /// has not ended.
    #[serde(default, skip_serializing_if = "Schedule::is_empty")]
    pub schedule: Schedule,
    /// Times and bounds, each given.
    pub terms: SaleTerms,
    /// What may not be meant; told to whoever makes an event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// A page of events, in order of their beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventPage {
    /// The events.
    pub events: Vec<Event>,
    /// Ask with `?after=` this for the page behind; none where this is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Where the sale stands after a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SaleChanged {
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// The sale.
    pub sale: SaleState,
}

/// An event in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventNumbers {
    /// The version it is the state of.
    #[schema(value_type = u64)]
    pub version: Version,
    /// The sale.
    pub sale: SaleState,
    /// Units of the whole event by state.
    pub all: UnitCounts,
    /// Units by section.
    pub sections: Vec<SectionNumbers>,
    /// Live holds.
    pub holds: u64,
}

/// A section in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SectionNumbers {
    /// The section's label.
    pub section: String,
    /// Its units by state.
    pub units: UnitCounts,
}
