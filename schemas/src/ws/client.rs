//! Frames that a client sends, as a client builds them. The server reads them with the borrowing decoder
//! beside this file ([`super::decode`]), which tests hold equal to these types.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{ChannelIndex, ContentHash, HoldId, LevelIndex, PlaceIndex, Version};

/// One frame from a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// Opens the session. Always the first frame, and sent once.
    Hello(Hello),
    /// Claims places, all or none. Answered `held`, `refused` or `error`.
    Hold(Hold),
    /// Has the best places picked and claims them. Answered `held`, `refused` or `error`.
    HoldBest(HoldBest),
    /// Gives places of a hold back. Answered `released`, `refused` or `error`.
    Release(Release),
    /// Gives a hold its full time again. Answered `extended`, `refused` or `error`.
    Extend(Extend),
    /// Asks for a `snapshot` frame.
    Snapshot(SnapshotRequest),
}

/// Opens the session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The buyer's secret, issued by the server for this event. Without one the session only watches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_token: Option<String>,
    /// The version of the state that the client has already. Without one, or where the gap is too wide, the
    /// server sends a `snapshot`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    pub resume_from: Option<Version>,
    /// The `stream` of the state that `resume_from` belongs to. Required with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<u32>,
}

/// Claims all these places or none, for the event's hold time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Made by the client, 1 to 64 bytes. A repeat with the same id and content gets the same answer.
    #[schema(min_length = 1, max_length = 64)]
    pub id: String,
    /// Seats, booths: places of one unit, by index.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<u32>, required = false)]
    pub places: Vec<PlaceIndex>,
    /// Units of GA areas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub areas: Vec<WantedArea>,
}

/// Picks the best places that match and claims them, for the event's hold time. `held` says how they lie.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldBest {
    /// Made by the client, as in `hold`.
    #[schema(min_length = 1, max_length = 64)]
    pub id: String,
    /// How many places.
    #[schema(minimum = 1)]
    pub count: u32,
    /// How many of them are to have room for a wheelchair. Such places, and those for companions beside them, go
    /// to nobody who does not ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accessible: Option<u32>,
    /// Only of these price levels, by number in the plan; any where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<u8>>)]
    pub levels: Option<Vec<LevelIndex>>,
    /// Only in one of these sections, by number in the plan; any where left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub sections: Vec<u16>,
    /// Only in one of these zones, by number in the plan; any where left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub zones: Vec<u16>,
    /// Only through this channel; any that the token has opened where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u8>)]
    pub channel: Option<ChannelIndex>,
    /// Side by side or not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<bool>,
    /// The plan version in which levels, sections and zones have these numbers; where it is not the event's any
    /// more, the answer is `plan_moved`. The present one where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub plan: Option<ContentHash>,
}

/// Units of one GA area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedArea {
    /// The area's place index.
    #[schema(value_type = u32)]
    pub place: PlaceIndex,
    /// How many units. For an area sold as a whole: how many will come.
    #[schema(minimum = 1)]
    pub units: u32,
    /// The channel whose units are wanted; general sale where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u8>)]
    pub channel: Option<ChannelIndex>,
}

/// Gives places of a hold back: those named, or everything where neither list is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Made by the client, as in `hold`.
    #[schema(min_length = 1, max_length = 64)]
    pub id: String,
    /// Which hold.
    #[schema(value_type = u64)]
    pub hold: HoldId,
    /// Seats and booths of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<u32>, required = false)]
    pub places: Vec<PlaceIndex>,
    /// Units of GA areas of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub areas: Vec<WantedArea>,
}

/// Gives a hold its full hold time again, up to its lifetime cap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// Made by the client, as in `hold`.
    #[schema(min_length = 1, max_length = 64)]
    pub id: String,
    /// Which hold.
    #[schema(value_type = u64)]
    pub hold: HoldId,
}

/// Asks for the whole state as a `snapshot` frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SnapshotRequest {}
