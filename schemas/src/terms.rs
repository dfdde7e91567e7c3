//! An event's terms: everything that decides a command and is set by a record.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{ContentHash, LevelIndex};

/// What an event is sold under. Set by the event's first record; the catalogue keeps a copy for lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventTerms {
    /// The published plan version this event is sold on.
    pub plan: ContentHash,
    /// Raised by a restore from backup, so that a stale client position is recognised.
    pub stream: u32,
    /// How long a hold lasts, in milliseconds.
    pub hold_time_ms: u64,
    /// How long a hold may last in all with extensions, from its start, in milliseconds.
    pub lifetime_cap_ms: u64,
    /// How long one payment attempt may take, in milliseconds.
    pub payment_time_ms: u64,
    /// After this long since payment first began the hold is taken back whatever the provider says, in
    /// milliseconds.
    pub payment_cap_ms: u64,
    /// Most places (GA: units) in one hold.
    pub maximum_units_per_hold: u32,
    /// Most places (GA: units) that one hold token may hold at once.
    pub maximum_units_per_token: u32,
    /// Most live hold tokens per address prefix; 0 means no bound.
    pub maximum_tokens_per_address: u32,
    /// ISO 4217 code of every price.
    pub currency: Currency,
    /// Price of one unit per price level of the plan, in minor units, by level number.
    pub prices: Vec<LevelPrice>,
    /// Keys of the channels beside general sale; channel n is `channels[n - 1]`. At most 63.
    pub channels: Vec<String>,
    /// Tables whose way of sale differs from the plan's default: (table number in the plan, sold as a whole).
    pub tables: Vec<(u32, bool)>,
}

/// A currency by its ISO 4217 code, three capital letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(pub [u8; 3]);

/// What one unit of a price level costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LevelPrice {
    /// The level's number in the plan.
    #[schema(value_type = u8)]
    pub level: LevelIndex,
    /// Minor units of the event's currency.
    pub amount_minor: u64,
}
