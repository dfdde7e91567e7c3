//! What an event is sold under where it says nothing else.

use std::num::{NonZeroU32, NonZeroU64};

use super::setting::settings;

settings! {
    /// What an event is sold under where it says nothing else.
    pub struct Terms as "terms" {
        /// How long a hold lasts, in milliseconds.
        hold_time_ms: NonZeroU64 = "600000",
        /// How long a hold may last in all with extensions, in milliseconds.
        lifetime_cap_ms: NonZeroU64 = "1800000",
        /// How long one payment attempt may take, in milliseconds.
        payment_time_ms: NonZeroU64 = "600000",
        /// After this long in payment a hold is taken back, in milliseconds.
        payment_cap_ms: NonZeroU64 = "1800000",
        /// Most units in one hold.
        maximum_units_per_hold: NonZeroU32 = "10",
        /// Most units that one hold token holds at once.
        maximum_units_per_token: NonZeroU32 = "20",
        /// Most live hold tokens of one address prefix; 0 is no bound.
        maximum_tokens_per_address: u32 = "200",
    }
}
