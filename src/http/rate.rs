//! Token buckets by address prefix.

use dashmap::DashMap;

use super::address::AddressPrefix;
use crate::limits::{RATE_BUCKETS, RATE_SWEEP_MS};

/// A token, in the unit that buckets count in.
const TOKEN: u64 = 60_000;

/// How many tokens come back and how many a bucket holds.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Tokens a minute.
    pub per_minute: u64,
    /// Tokens of a full bucket.
    pub at_once: u64,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// In units of 1 / [`TOKEN`].
    level: u64,
    at_ms: u64,
}

/// A bucket a prefix. Time comes from the caller, in milliseconds that never go back.
#[derive(Debug)]
pub struct RateLimiter {
    rate: Rate,
    buckets: DashMap<AddressPrefix, Bucket>,
    swept_ms: std::sync::atomic::AtomicU64,
}

impl RateLimiter {
    /// A limiter whose buckets are all full.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self { rate, buckets: DashMap::new(), swept_ms: std::sync::atomic::AtomicU64::new(0) }
    }

    /// Takes a token of `prefix`.
    ///
    /// # Errors
    /// After how many seconds there will be one, at least 1.
    pub fn take(&self, prefix: AddressPrefix, now_ms: u64) -> Result<(), u64> {
        self.sweep(now_ms);
        let full = self.rate.at_once * TOKEN;
        let mut bucket = self.buckets.entry(prefix).or_insert(Bucket { level: full, at_ms: now_ms });
        bucket.level = self.level(*bucket, now_ms);
        bucket.at_ms = now_ms.max(bucket.at_ms);
        if bucket.level >= TOKEN {
            bucket.level -= TOKEN;
            return Ok(());
        }
        let missing_ms = (TOKEN - bucket.level).div_ceil(self.rate.per_minute);
        Err(missing_ms.div_ceil(1_000))
    }

    fn level(&self, bucket: Bucket, now_ms: u64) -> u64 {
        // Per minute of 60,000 ms and in units of 1 / 60,000: the two cancel out.
        let back = now_ms.saturating_sub(bucket.at_ms).saturating_mul(self.rate.per_minute);
        bucket.level.saturating_add(back).min(self.rate.at_once * TOKEN)
    }

    /// Lets go of buckets that are full again, now and then; of all where there are too many.
    fn sweep(&self, now_ms: u64) {
        use std::sync::atomic::Ordering;
        let swept_ms = self.swept_ms.load(Ordering::Relaxed);
        if now_ms.saturating_sub(swept_ms) < RATE_SWEEP_MS
            || self.swept_ms.compare_exchange(swept_ms, now_ms, Ordering::Relaxed, Ordering::Relaxed).is_err()
        {
            return;
        }
        let full = self.rate.at_once * TOKEN;
        self.buckets.retain(|_, bucket| self.level(*bucket, now_ms) < full);
        if self.buckets.len() > RATE_BUCKETS {
            self.buckets.clear();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    fn prefix(text: &str) -> AddressPrefix {
        AddressPrefix::of(text.parse().unwrap())
    }

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let limiter = RateLimiter::new(Rate { per_minute: 30, at_once: 2 });
        let one = prefix("10.0.0.1");
        let answers: Vec<_> =
            [0, 0, 0, 1_000, 1_999, 2_000, 2_001].into_iter().map(|now| limiter.take(one, now)).collect();
        assert_eq!(answers, [Ok(()), Ok(()), Err(2), Err(1), Err(1), Ok(()), Err(2)]);
    }

    #[test]
    fn each_prefix_has_its_own_bucket() {
        let limiter = RateLimiter::new(Rate { per_minute: 60, at_once: 1 });
        assert_eq!(limiter.take(prefix("10.0.0.1"), 0), Ok(()));
        assert_eq!(limiter.take(prefix("10.0.0.1"), 0), Err(1));
        assert_eq!(limiter.take(prefix("10.0.0.2"), 0), Ok(()));
    }

    #[test]
    fn full_buckets_are_let_go() {
        let limiter = RateLimiter::new(Rate { per_minute: 60, at_once: 1 });
        for last in 0..100_u32 {
            limiter.take(AddressPrefix::of(std::net::Ipv4Addr::from(last).into()), 0).unwrap();
        }
        assert_eq!(limiter.buckets.len(), 100);
        limiter.take(prefix("10.0.0.1"), RATE_SWEEP_MS).unwrap();
        assert_eq!(limiter.buckets.len(), 1);
    }
}
