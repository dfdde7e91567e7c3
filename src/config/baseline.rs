//! What only a build for benchmarks can be told.

use super::setting::settings;

settings! {
    /// Benchmarks.
    pub struct Baseline as "baseline" {
        /// Answers rest on a journal that acknowledges at once and keeps nothing.
        instant_journal: bool = "false",
    }
}
