//! Numbers that look random and follow from a seed alone, the same on every machine and for ever.

/// A splitmix64 sequence.
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let offset = mixed % (u64::from(high - low) + 1);
        low + u32::try_from(offset).unwrap_or_default()
    }

    /// One of so many choices, counted from 0.
    pub(super) fn choice(&mut self, choices: u32) -> usize {
        usize::try_from(self.between(0, choices - 1)).unwrap_or_default()
    }
}
