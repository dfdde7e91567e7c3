//! Stopping.

use std::num::NonZeroU64;

use super::setting::settings;

settings! {
    /// Stopping.
    pub struct Stop as "stop" {
        /// How long a stop may take in all before the process leaves anyway, in milliseconds.
        within_ms: NonZeroU64 = "10000",
    }
}
