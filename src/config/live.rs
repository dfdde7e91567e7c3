//! Live sessions.

use std::num::NonZeroU32;

use super::setting::settings;

settings! {
    /// Live sessions.
    pub struct Live as "live" {
        /// Origins of pages that may open one, as `https://tickets.example`; `*` is any, none is the server's own.
        origins: Vec<String> = "",
        /// Frames a second that one session may send for long.
        frames_per_second: NonZeroU32 = "100",
    }
}
