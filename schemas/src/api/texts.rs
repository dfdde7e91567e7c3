//! What people read of an event; copies of it, and series.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::change::Change;
use crate::api::events::{Event, ScheduleChange};
use crate::api::moment::Moment;

/// Where an event takes place, when its doors open, and what is said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// What is said about it, for people; lines end with a line feed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(max_length = 10000)]
    pub description: String,
    /// The venue's name, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(max_length = 200)]
    pub venue: String,
    /// The IANA time zone of the venue, such as `Europe/Berlin`. A new event's is UTC where it is left out; texts that
    /// are put name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// When the doors open; not later than the event begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub doors_at: Option<Moment>,
}

/// What people read of an event, as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventTexts {
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// When it takes place.
    #[schema(inline)]
    pub starts_at: Moment,
    /// The rest.
    #[serde(default)]
    #[schema(inline)]
    pub about: About,
}

/// One date of a series: an event like another, at another time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventDate {
    /// Its name; the other's where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// When it takes place; this or `starts_local`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub starts_at: Option<Moment>,
    /// The same by the clock of the other's zone, `2030-01-01T20:30` or with seconds; a time that this clock shows
    /// never or twice on that day is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_local: Option<String>,
    /// When the doors open; as long before, by the clock of the zone, as the other's where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub doors_at: Option<Moment>,
    /// When its sale opens and ends by itself, once it is scheduled. A moment that is left out is as long before the
    /// beginning, by the clock of the zone, as the other's; `null` takes it away, and `null` for the whole takes both.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    #[schema(value_type = Option<ScheduleChange>)]
    pub schedule: Change<ScheduleChange>,
}

/// Several dates of one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSeries {
    /// The dates, 1 to 100.
    #[schema(min_items = 1, max_items = 100)]
    pub dates: Vec<EventDate>,
}

/// The events of a series, in the order of their dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeriesMade {
    /// Drafts, each.
    pub events: Vec<Event>,
}
