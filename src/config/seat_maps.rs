//! The seat maps' threads and number.

use std::num::NonZeroUsize;

use super::setting::settings;

settings! {
    /// The seat maps' threads and number.
    pub struct SeatMaps as "seat_maps" {
        /// Threads that seat maps live on; 0 is one a core.
        threads: usize = "0",
        /// Events in memory at once; beyond it idle ones make room.
        live_events: NonZeroUsize = "1024",
    }
}
