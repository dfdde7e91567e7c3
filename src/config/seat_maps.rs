//! The seat maps' threads and rest.

use std::num::NonZeroU64;

use super::setting::settings;

settings! {
    /// The seat maps' threads and rest.
    pub struct SeatMaps as "seat_maps" {
        /// Threads that seat maps live on; 0 is one a core.
        threads: usize = "0",
        /// An event that nobody asked for this long is put away, in milliseconds.
        idle_ms: NonZeroU64 = "600000",
    }
}
