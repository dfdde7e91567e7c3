//! An event's terms: everything that decides a command and is set by a record.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{ChannelIndex, ContentHash, LevelIndex};
use crate::seat::SaleState;
use crate::time::Timestamp;

/// What an event is sold under. Set whole by the event's first record and by each that changes it; the
/// catalogue keeps a copy for lists.
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
    /// How often a hold may be extended; 0 means that only the lifetime cap counts.
    pub maximum_extensions: u32,
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
    /// Channels that are closed, ascending: what comes back to them goes to general sale. Never general sale.
    pub closed_channels: Vec<ChannelIndex>,
    /// Tables whose way of sale differs from the plan's default: (table number in the plan, sold as a whole).
    pub tables: Vec<(u32, bool)>,
    /// When the sale moves by itself.
    pub schedule: SaleSchedule,
}

/// When a sale opens and ends by itself, on the engine's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SaleSchedule {
    /// A scheduled sale opens from this moment on.
    pub opens_at: Option<Timestamp>,
    /// A sale that is scheduled, on or paused ends from this moment on. Later than `opens_at`.
    pub closes_at: Option<Timestamp>,
}

impl SaleSchedule {
    /// What of it a sale in this state is still to do by itself.
    #[must_use]
    pub const fn to_come(self, sale: SaleState) -> Self {
        match sale {
            SaleState::Draft | SaleState::Scheduled => self,
            SaleState::OnSale | SaleState::Paused => Self { opens_at: None, ..self },
            SaleState::Ended | SaleState::Cancelled => Self { opens_at: None, closes_at: None },
        }
    }
}

/// Terms in the form that the log's first engine wrote. They had no bound on extensions, no closed channels
/// and no schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "as in `EventTerms`")]
pub struct FirstTerms {
    pub plan: ContentHash,
    pub stream: u32,
    pub hold_time_ms: u64,
    pub lifetime_cap_ms: u64,
    pub payment_time_ms: u64,
    pub payment_cap_ms: u64,
    pub maximum_units_per_hold: u32,
    pub maximum_units_per_token: u32,
    pub maximum_tokens_per_address: u32,
    pub currency: Currency,
    pub prices: Vec<LevelPrice>,
    pub channels: Vec<String>,
    pub tables: Vec<(u32, bool)>,
}

impl From<FirstTerms> for EventTerms {
    fn from(first: FirstTerms) -> Self {
        Self {
            plan: first.plan,
            stream: first.stream,
            hold_time_ms: first.hold_time_ms,
            lifetime_cap_ms: first.lifetime_cap_ms,
            maximum_extensions: 0,
            payment_time_ms: first.payment_time_ms,
            payment_cap_ms: first.payment_cap_ms,
            maximum_units_per_hold: first.maximum_units_per_hold,
            maximum_units_per_token: first.maximum_units_per_token,
            maximum_tokens_per_address: first.maximum_tokens_per_address,
            currency: first.currency,
            prices: first.prices,
            channels: first.channels,
            closed_channels: Vec::new(),
            tables: first.tables,
            schedule: SaleSchedule::default(),
        }
    }
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
