//! The engine's clock.

use schemas::time::Timestamp;

/// Tells the time. Never goes back and never jumps: wall time read once at start, advanced by the
/// monotonic clock (a difference to the wall clock is slewed).
pub trait Clock: Send + Sync + 'static {
    /// This moment.
    fn now(&self) -> Timestamp;
}
