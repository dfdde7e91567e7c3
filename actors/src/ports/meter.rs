//! A stopwatch for what is measured and never decided by: turns, latencies.

/// Counts microseconds from some start, never backwards. No decision about seats may rest on it; that is
/// [`super::clock::Clock`]'s part.
pub trait Meter: Send + Sync + 'static {
    /// Microseconds since the start.
    fn microseconds(&self) -> u64;
}

/// Stands still: in a simulation nothing takes time, so that turns alone decide when an actor yields.
#[derive(Clone, Copy, Debug, Default)]
pub struct StillMeter;

impl Meter for StillMeter {
    fn microseconds(&self) -> u64 {
        0
    }
}
