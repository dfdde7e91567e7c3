//! The whole public state of an event, as the `snapshot` frame and `GET …/seats` give it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{ChannelIndex, ContentHash, LevelIndex, PlaceIndex, Version};
use crate::seat::SaleState;
use crate::time::Timestamp;

/// Everything that everyone may see of an event at one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Snapshot {
    /// Changes after a restore from backup; versions of two streams cannot be compared.
    pub stream: u32,
    /// The version it is the state of.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Hash of the published plan version that place indexes belong to, 64 hexadecimal digits.
    #[schema(value_type = String)]
    pub plan: ContentHash,
    /// The sale.
    pub sale: SaleState,
    /// When a scheduled sale opens by itself, in milliseconds since the Unix epoch; left out where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    pub opens_at_ms: Option<Timestamp>,
    /// When the sale ends by itself, in milliseconds since the Unix epoch; left out where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    pub closes_at_ms: Option<Timestamp>,
    /// The version at which what the event is sold under last changed.
    #[schema(value_type = u64)]
    pub terms: Version,
    /// One letter a place, by index; `f` for a GA area, whose units are in `areas`.
    pub letters: String,
    /// Runs of places that are sold through a channel, ascending; all others are in general sale.
    pub channels: Vec<ChannelRun>,
    /// Runs of places that the event gives another price level than the plan, ascending.
    pub levels: Vec<LevelRun>,
    /// Every GA area, ascending.
    pub areas: Vec<AreaFree>,
}

/// Consecutive places of one price level that the event gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LevelRun {
    /// The first place.
    #[schema(value_type = u32)]
    pub first: PlaceIndex,
    /// How many places, at least 1.
    pub count: u32,
    /// Their level, by its number in the plan.
    #[schema(value_type = u8)]
    pub level: LevelIndex,
}

/// Consecutive places of one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChannelRun {
    /// The first place.
    #[schema(value_type = u32)]
    pub first: PlaceIndex,
    /// How many places, at least 1.
    pub count: u32,
    /// Their channel, never 0.
    #[schema(value_type = u8)]
    pub channel: ChannelIndex,
}

/// A GA area's free units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AreaFree {
    /// The area.
    #[schema(value_type = u32)]
    pub place: PlaceIndex,
    /// By channel, ascending; general sale (0) is always there, other channels where they have any.
    pub free: Vec<ChannelFree>,
}

/// Free units of one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChannelFree {
    /// The channel; 0 is general sale.
    #[schema(value_type = u8)]
    pub channel: ChannelIndex,
    /// How many units.
    pub units: u32,
}
