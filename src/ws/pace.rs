//! How many frames a session may send.

use std::time::{Duration, Instant};

/// A bucket of frames: it holds two seconds' worth and fills evenly.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    per_second: u32,
    /// The moment at which the bucket would be full again.
    full_at: Instant,
}

impl Pace {
    /// A full bucket.
    #[must_use]
    pub fn new(per_second: u32, now: Instant) -> Self {
        Self { per_second: per_second.max(1), full_at: now }
    }

    /// Takes room for `frames`; false where there is none left.
    pub fn take(&mut self, frames: u32, now: Instant) -> bool {
        let empty_before = self.full_at.max(now) + Duration::from_secs(1) / self.per_second * frames;
        if empty_before > now + Duration::from_secs(2) {
            return false;
        }
        self.full_at = empty_before;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_seconds_worth_at_once_and_then_the_rate() {
        let start = Instant::now();
        let mut pace = Pace::new(10, start);
        assert_eq!((0..30).filter(|_| pace.take(1, start)).count(), 20);
        let later = start + Duration::from_millis(500);
        assert_eq!((0..30).filter(|_| pace.take(1, later)).count(), 5);
        let much_later = start + Duration::from_mins(1);
        assert!(pace.take(20, much_later));
        assert!(!pace.take(1, much_later));
    }
}
