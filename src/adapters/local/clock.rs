//! The clock of this machine: wall time read once, advanced by the monotonic clock, slewed towards the wall.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use actors::ports::clock::Clock;
use schemas::time::Timestamp;

/// Most that one [`SlewedClock::slew`] corrects, in milliseconds.
const SLEW_STEP_MS: i64 = 5;

/// Never goes back and never jumps, whatever is done to the wall clock.
#[derive(Debug)]
pub struct SlewedClock {
    start: Instant,
    start_ms: u64,
    correction_ms: AtomicI64,
    told_ms: AtomicU64,
}

impl SlewedClock {
    /// A clock that shows the wall's time now.
    #[must_use]
    pub fn start() -> Self {
        Self::from(wall_ms())
    }

    /// A clock that shows the wall's time in `milliseconds`, and is slewed back towards it.
    #[must_use]
    pub fn ahead_by(milliseconds: u64) -> Self {
        Self::from(wall_ms().saturating_add(milliseconds))
    }

    fn from(start_ms: u64) -> Self {
        let (correction_ms, told_ms) = (AtomicI64::new(0), AtomicU64::new(0));
        Self { start: Instant::now(), start_ms, correction_ms, told_ms }
    }

    /// Moves a small step towards the wall's time; called once a second.
    pub fn slew(&self) {
        self.slew_to(wall_ms());
    }

    fn slew_to(&self, wall_ms: u64) {
        let difference = wall_ms.cast_signed().saturating_sub(self.raw_ms().cast_signed());
        let step = difference.clamp(-SLEW_STEP_MS, SLEW_STEP_MS);
        self.correction_ms.fetch_add(step, Ordering::Relaxed);
    }

    fn raw_ms(&self) -> u64 {
        let passed_ms = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let correction_ms = self.correction_ms.load(Ordering::Relaxed);
        self.start_ms.saturating_add(passed_ms).saturating_add_signed(correction_ms)
    }
}

impl Clock for SlewedClock {
    fn now(&self) -> Timestamp {
        let now_ms = self.raw_ms();
        // A step back is waited out: the clock stands still for as long.
        Timestamp(self.told_ms.fetch_max(now_ms, Ordering::Relaxed).max(now_ms))
    }
}

fn wall_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_that_jumps_is_followed_in_small_steps_and_never_back() {
        let clock = SlewedClock::from(1_000_000);
        let before = clock.now();
        clock.slew_to(0);
        assert_eq!(clock.correction_ms.load(Ordering::Relaxed), -SLEW_STEP_MS);
        assert!(clock.now() >= before);
        clock.slew_to(u64::MAX / 2);
        clock.slew_to(u64::MAX / 2);
        assert_eq!(clock.correction_ms.load(Ordering::Relaxed), SLEW_STEP_MS);
        assert!(clock.now() >= before);
    }
}
