//! Frames that the server sends. The hot ones are written by hand in [`super::encode`], which tests hold
//! equal to what serde makes of these types.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::state::{AreaFree, Snapshot};
use crate::ids::{ChannelIndex, ContentHash, HoldId, LevelIndex, PlaceIndex, Version};
use crate::refusal::{RefusalCode, RefusalParams};
use crate::seat::{Arrangement, SaleState};
use crate::time::Timestamp;

/// One frame from the server. A client ignores types and fields that it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The whole public state.
    Snapshot(Snapshot),
    /// What changed since.
    Delta(Delta),
    /// The sale changed.
    Sale(Sale),
    /// What the event is sold under changed.
    Terms(TermsChanged),
    /// The event moved to a later version of its plan.
    Plan(PlanMoved),
    /// Everything up to this version has been sent.
    Heartbeat(Heartbeat),
    /// All holds of the session's token.
    Holds(Holds),
    /// Answer to `hold` and `hold_best`.
    Held(Held),
    /// Answer to `release`.
    Released(Released),
    /// Answer to `extend`.
    Extended(Extended),
    /// A command was decided: no.
    Refused(Refused),
    /// A hold of the session's token ran out.
    Expired(Expired),
    /// A frame could not be used, or the outcome of a command is not known.
    Error(ErrorFrame),
    /// The last frame before the server closes.
    Bye(Bye),
}

/// The merged public changes of `from < version <= to`. Values are absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Delta {
    /// Applies to a state of this version or any later one below `to`.
    #[schema(value_type = u64)]
    pub from: Version,
    /// Leads to this version.
    #[schema(value_type = u64)]
    pub to: Version,
    /// Places by their new letter.
    pub changes: LetterChanges,
    /// Places by their new channel; only where a channel changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub channels: Vec<ChannelChange>,
    /// Places by their new price level; only where a level changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub levels: Vec<LevelChange>,
    /// GA areas, each with all its free units.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub areas: Vec<AreaFree>,
}

/// Place indexes by the letter they have now, each list ascending; letters without a place are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LetterChanges {
    /// Free.
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<u32>, required = false)]
    pub free: Vec<PlaceIndex>,
    /// Held.
    #[serde(rename = "h", default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<u32>, required = false)]
    pub held: Vec<PlaceIndex>,
    /// Booked.
    #[serde(rename = "b", default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<u32>, required = false)]
    pub booked: Vec<PlaceIndex>,
    /// Killed.
    #[serde(rename = "k", default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<u32>, required = false)]
    pub killed: Vec<PlaceIndex>,
    /// Retired.
    #[serde(rename = "x", default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<u32>, required = false)]
    pub retired: Vec<PlaceIndex>,
}

/// Places that are sold through this channel from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChannelChange {
    /// The channel; 0 is general sale.
    #[schema(value_type = u8)]
    pub channel: ChannelIndex,
    /// The places, ascending.
    #[schema(value_type = Vec<u32>)]
    pub places: Vec<PlaceIndex>,
}

/// Places that have this price level from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LevelChange {
    /// The level, by its number in the plan; left out where it is the one that the plan gives each.
    #[serde(default = "of_plan", skip_serializing_if = "is_of_plan")]
    #[schema(value_type = u8, required = false)]
    pub level: LevelIndex,
    /// The places, ascending.
    #[schema(value_type = Vec<u32>)]
    pub places: Vec<PlaceIndex>,
}

/// The sale changed, or when it moves by itself. Follows the delta whose `to` is this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sale {
    /// The version of the state in which it is so.
    #[schema(value_type = u64)]
    pub version: Version,
    /// The state of the sale.
    pub state: SaleState,
    /// When a scheduled sale opens by itself, in milliseconds since the Unix epoch; left out where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    pub opens_at_ms: Option<Timestamp>,
    /// When the sale ends by itself, in milliseconds since the Unix epoch; left out where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    pub closes_at_ms: Option<Timestamp>,
}

/// What the event is sold under changed: prices, bounds, the names of its channels. Read the event anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TermsChanged {
    /// The version at which it changed.
    #[schema(value_type = u64)]
    pub version: Version,
}

/// The event moved to a later version of its plan. Comes before the delta whose `to` is this version, and takes
/// effect with it: indexes stand for the same places; new ones begin as retired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanMoved {
    /// The version at which it is so.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Hash of the published plan version, 64 hexadecimal digits.
    #[schema(value_type = String)]
    pub plan: ContentHash,
    /// How many place indexes it has, never fewer than before.
    pub places: u32,
}

/// Everything public up to this version has been sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Heartbeat {
    /// The client's version from here on.
    #[schema(value_type = u64)]
    pub version: Version,
    /// The server's clock: milliseconds since the Unix epoch. Deadlines are on this clock.
    #[schema(value_type = u64)]
    pub now_ms: Timestamp,
}

/// All holds of the session's token: always the whole set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Holds {
    /// The version of the state it is the set of. The higher version wins.
    #[schema(value_type = u64)]
    pub version: Version,
    /// In order of id.
    pub holds: Vec<OwnHold>,
}

/// One hold, as its buyer sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnHold {
    /// Its id.
    #[schema(value_type = u64)]
    pub hold: HoldId,
    /// When it runs out (in payment: when the attempt does). Milliseconds since the Unix epoch.
    #[schema(value_type = u64)]
    pub deadline_ms: Timestamp,
    /// The latest that extending can reach. Milliseconds since the Unix epoch.
    #[schema(value_type = u64)]
    pub lifetime_end_ms: Timestamp,
    /// In payment: it can be neither released nor extended.
    pub in_payment: bool,
    /// What, at which price.
    pub places: Vec<HoldLine>,
}

/// One line of a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoldLine {
    /// The place.
    #[schema(value_type = u32)]
    pub place: PlaceIndex,
    /// How many units; left out where it is 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schema(required = false, default = 1)]
    pub units: u32,
    /// The channel they are sold through; left out for general sale (0).
    #[serde(default, skip_serializing_if = "is_general")]
    #[schema(value_type = u8, required = false, default = 0)]
    pub channel: ChannelIndex,
    /// Price of one unit, in minor units of the event's currency.
    pub price_minor: u64,
}

/// Units of one place that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitLine {
    /// The place.
    #[schema(value_type = u32)]
    pub place: PlaceIndex,
    /// How many units; left out where it is 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schema(required = false, default = 1)]
    pub units: u32,
    /// The channel they were held in; left out for general sale (0).
    #[serde(default, skip_serializing_if = "is_general")]
    #[schema(value_type = u8, required = false, default = 0)]
    pub channel: ChannelIndex,
}

/// The places are yours until the deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Held {
    /// The command's id.
    pub id: String,
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// The new hold.
    #[schema(value_type = u64)]
    pub hold: HoldId,
    /// When it runs out, in milliseconds since the Unix epoch.
    #[schema(value_type = u64)]
    pub deadline_ms: Timestamp,
    /// What, at which price.
    pub places: Vec<HoldLine>,
    /// How the places lie, where the engine picked them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrangement: Option<Arrangement>,
}

/// The places are free again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Released {
    /// The command's id.
    pub id: String,
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Which hold.
    #[schema(value_type = u64)]
    pub hold: HoldId,
    /// Nothing is left in it.
    pub ended: bool,
    /// What came back.
    pub places: Vec<UnitLine>,
}

/// The hold's deadline, moved or already as late as it can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Extended {
    /// The command's id.
    pub id: String,
    /// The version at which it became true.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Which hold.
    #[schema(value_type = u64)]
    pub hold: HoldId,
    /// When it runs out, in milliseconds since the Unix epoch.
    #[schema(value_type = u64)]
    pub deadline_ms: Timestamp,
}

/// The command was decided, and the answer is no. A repeat is decided anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Refused {
    /// The command's id.
    pub id: String,
    /// The version of the state it was decided on.
    #[schema(value_type = u64)]
    pub version: Version,
    /// Why.
    pub code: RefusalCode,
    /// The places it is about, at most 64, in the order asked.
    #[schema(value_type = Vec<u32>)]
    pub places: Vec<PlaceIndex>,
    /// Numbers that belong to the code, where it has any.
    #[serde(default, skip_serializing_if = "RefusalParams::is_none")]
    #[schema(inline)]
    pub params: RefusalParams,
}

/// A hold ran out; its places are no longer yours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Expired {
    /// Which hold.
    #[schema(value_type = u64)]
    pub hold: HoldId,
    /// The version of the state in which it is gone.
    #[schema(value_type = u64)]
    pub version: Version,
}

/// A frame could not be used, or the outcome of a command is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErrorFrame {
    /// What is wrong.
    pub code: ErrorFrameCode,
    /// The command's id, where it has one that could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// For people who write clients; its wording may change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What is wrong with a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorFrameCode {
    /// Not a JSON object of a known frame: wrong type of a field, a field missing or unknown.
    Malformed,
    /// No frame of this type exists.
    UnknownType,
    /// A command's id is empty or longer than 64 bytes.
    InvalidId,
    /// More places in one command than the protocol takes.
    TooManyPlaces,
    /// The first frame must be `hello`.
    HelloFirst,
    /// `hello` was sent before.
    HelloTwice,
    /// The command needs a hold token, and `hello` gave none.
    HoldTokenMissing,
    /// The hold token is not one of this event, or not one at all. The session closes.
    HoldTokenInvalid,
    /// The hold token is too old. The session closes.
    HoldTokenExpired,
    /// The outcome of this command is not known: repeat it with the same id.
    OutcomeUnknown,
}

/// The last frame before the server closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bye {
    /// Why.
    pub code: ByeCode,
}

/// Why the server closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ByeCode {
    /// The client did not read for too long.
    Slow,
    /// Nothing was heard from the client for too long, not even a pong.
    Idle,
    /// No `hello` came in time.
    HelloTimeout,
    /// More frames a second than allowed.
    TooFast,
    /// The hold token was not accepted.
    HoldToken,
    /// The server stops or the event moves; come back in a moment.
    Restart,
    /// The event cannot be served at present.
    Unavailable,
}

const fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
const fn is_one(units: &u32) -> bool {
    *units == 1
}

const fn of_plan() -> LevelIndex {
    LevelIndex::OF_PLAN
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
const fn is_of_plan(level: &LevelIndex) -> bool {
    level.0 == LevelIndex::OF_PLAN.0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
const fn is_general(channel: &ChannelIndex) -> bool {
    channel.0 == 0
}
