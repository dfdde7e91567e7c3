//! Seeded chance: everything random a buyer does comes from here, so that a run can be repeated.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// One stream of chance.
#[derive(Debug)]
pub struct Chance(StdRng);

impl Chance {
    /// The stream number `stream` of the run with this seed.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&stream.to_le_bytes());
        Self(StdRng::from_seed(bytes))
    }

    /// A number below `bound`, or 0 where `bound` is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { self.0.random_range(0..bound) }
    }

    /// True with this probability.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.0.random::<f64>() < probability
    }

    /// A number below `bound` that leans towards 0, as people lean towards the front.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a list's length"
    )]
    pub fn towards_front(&mut self, bound: usize) -> usize {
        (self.0.random::<f64>().powi(2) * bound as f64) as usize
    }

    /// How long a human takes: log-normal around the median, with this standard deviation of the logarithm.
    pub fn hesitation(&mut self, median: Duration, spread: f64) -> Duration {
        let radius = (-2.0 * (1.0 - self.0.random::<f64>()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * self.0.random::<f64>()).cos();
        median.mul_f64((spread * normal).exp().min(20.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_stream_repeat_and_others_differ() {
        let draw = |seed, stream| {
            let mut chance = Chance::new(seed, stream);
            (0..8).map(|_| chance.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, 2), draw(1, 2));
        assert_ne!(draw(1, 2), draw(1, 3));
        assert_ne!(draw(1, 2), draw(2, 2));
    }

    #[test]
    fn half_of_all_hesitations_lie_below_the_median() {
        let mut chance = Chance::new(7, 0);
        let median = Duration::from_millis(800);
        let below = (0..10_000).filter(|_| chance.hesitation(median, 0.6) < median).count();
        assert!((4_800..5_200).contains(&below), "{below} of 10000 with seed 7");
    }
}
