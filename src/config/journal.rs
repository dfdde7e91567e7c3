//! The journal.

use std::num::NonZeroU64;

use super::setting::settings;

settings! {
    /// The journal.
    pub struct Journal as "journal" {
        /// How large a segment file is, in bytes.
        segment_bytes: NonZeroU64 = "67108864",
        /// How often the checkpointer looks for events whose checkpoint lags, in milliseconds.
        checkpoint_every_ms: NonZeroU64 = "30000",
    }
}
