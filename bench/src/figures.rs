//! What a run counts and measures.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;
use schemas::refusal::RefusalCode;

/// The longest time a histogram tells apart, in microseconds.
const LONGEST_US: u64 = 120_000_000;

/// A histogram of times, in microseconds, to three digits.
#[derive(Clone, Debug)]
pub struct Times(Histogram<u64>);

impl Default for Times {
    fn default() -> Self {
        // The bounds are constants that the library accepts; `new` has no bounds and cannot fail either.
        let bounded = Histogram::new_with_bounds(1, LONGEST_US, 3).or_else(|_| Histogram::new(3));
        match bounded {
            Ok(histogram) => Self(histogram),
            Err(_) => unreachable!("three digits are a precision that the library has"),
        }
    }
}

impl Times {
    /// Notes one time.
    pub fn note(&mut self, time: Duration) {
        self.note_many(time, 1);
    }

    /// Notes one time that `count` things took.
    pub fn note_many(&mut self, time: Duration, count: u64) {
        let microseconds = u64::try_from(time.as_micros()).unwrap_or(LONGEST_US);
        self.0.saturating_record_n(microseconds.clamp(1, LONGEST_US), count);
    }

    /// How many were noted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// The time that this share of all was not longer than.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Duration {
        Duration::from_micros(if self.0.is_empty() { 0 } else { self.0.value_at_quantile(share) })
    }

    /// The longest.
    #[must_use]
    pub fn longest(&self) -> Duration {
        Duration::from_micros(if self.0.is_empty() { 0 } else { self.0.max() })
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.0.reset();
    }

    /// Median, 99th percentile and longest, for people.
    #[must_use]
    pub fn in_words(&self) -> String {
        let shown = |time: Duration| match time.as_micros() {
            microseconds @ 0..1_000 => format!("{microseconds} µs"),
            microseconds @ 1_000..1_000_000 => {
                format!("{}.{} ms", microseconds / 1_000, microseconds % 1_000 / 100)
            }
            microseconds => {
                format!("{}.{:02} s", microseconds / 1_000_000, microseconds % 1_000_000 / 10_000)
            }
        };
        let (middle, late) = (self.quantile(0.5), self.quantile(0.99));
        format!("p50 {}, p99 {}, longest {}", shown(middle), shown(late), shown(self.longest()))
    }
}

/// Everything a run of buyers counted.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// From a command on the live connection to its answer, pauses of a lost connection included. Buyers
    /// wait for an answer before they act again, so nobody's waiting hides another's.
    pub answers: Times,
    /// From an organiser call to its answer.
    pub calls: Times,
    /// From the wish to connect to an open session.
    pub openings: Times,
    /// Holds made.
    pub held: u64,
    /// Releases, of all or of a part.
    pub released: u64,
    /// Deadlines moved.
    pub extended: u64,
    /// Payments begun.
    pub payments: u64,
    /// Payments that failed.
    pub payments_failed: u64,
    /// Bookings.
    pub booked: u64,
    /// Bookings given back.
    pub unbooked: u64,
    /// Holds that ran out.
    pub expired: u64,
    /// Refusals by code.
    pub refused: BTreeMap<RefusalCode, u64>,
    /// Organiser calls that were refused or failed, by code.
    pub calls_refused: BTreeMap<String, u64>,
    /// Buyers who found nothing to their taste.
    pub found_nothing: u64,
    /// Tabs closed.
    pub tabs_closed: u64,
    /// Connections lost that nobody closed.
    pub lost_connections: u64,
    /// Buyers who could not go on, by reason.
    pub gave_up: BTreeMap<String, u64>,
    /// Text frames received.
    pub frames: u64,
    /// Bytes of text frames received.
    pub frame_bytes: u64,
}

impl Figures {
    /// Commands that were answered, refusals included, organiser calls not.
    #[must_use]
    pub fn answered(&self) -> u64 {
        self.held + self.released + self.extended + self.refusals()
    }

    /// Refusals of commands.
    #[must_use]
    pub fn refusals(&self) -> u64 {
        self.refused.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_units_that_people_read() {
        let mut times = Times::default();
        assert_eq!(times.in_words(), "p50 0 µs, p99 0 µs, longest 0 µs");
        for _ in 0..98 {
            times.note(Duration::from_micros(70));
        }
        times.note(Duration::from_micros(2_345));
        times.note(Duration::from_secs(3));
        assert_eq!(times.in_words(), "p50 70 µs, p99 2.3 ms, longest 3.00 s");
        assert_eq!(times.count(), 100);
    }
}
