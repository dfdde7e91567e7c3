//! How long a buyer takes over each thing.

use std::time::Duration;

/// Medians of a buyer's pauses. A pace of 2 halves them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Before reaching for seats.
    pub look: Duration,
    /// After losing them to somebody else.
    pub after_loss: Duration,
    /// With seats in hand, before the next step.
    pub decide: Duration,
    /// At the till.
    pub pay: Duration,
    /// With the tab closed, before coming back.
    pub away: Duration,
    /// Between one purchase and the next buyer in this one's place.
    pub rest: Duration,
}

/// The standard deviation of the logarithm of a pause.
pub const SPREAD: f64 = 0.6;

impl Pace {
    /// Medians of an unhurried human, divided by `pace`.
    #[must_use]
    pub fn new(pace: f64) -> Self {
        let median = |seconds: f64| Duration::from_secs_f64(seconds / pace.max(0.001));
        Self {
            look: median(4.0),
            after_loss: median(1.5),
            decide: median(5.0),
            pay: median(6.0),
            away: median(8.0),
            rest: median(3.0),
        }
    }
}
