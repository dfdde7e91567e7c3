//! What a run did, so that a reader sees that it did something, and that every kind of fault was there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

/// Counts of one run or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    counts: BTreeMap<&'static str, u64>,
    /// Hashes of what happened between two restarts.
    interleavings: BTreeSet<[u8; 32]>,
}

impl Figures {
    pub fn count(&mut self, what: &'static str) {
        self.add(what, 1);
    }

    pub fn add(&mut self, what: &'static str, more: u64) {
        *self.counts.entry(what).or_default() += more;
    }

    pub fn interleaving(&mut self, hash: blake3::Hash) {
        self.interleavings.insert(*hash.as_bytes());
    }

    pub fn of(&self, what: &str) -> u64 {
        self.counts.get(what).copied().unwrap_or(0)
    }

    /// A table of everything.
    pub fn table(&self) -> String {
        let lines = self.counts.iter().map(|(what, count)| format!("{count:>10}  {what}\n"));
        let interleavings =
            format!("{:>10}  distinct interleavings between restarts\n", self.interleavings.len());
        lines.chain([interleavings]).collect()
    }

    pub fn interleavings(&self) -> usize {
        self.interleavings.len()
    }
}

impl AddAssign<&Self> for Figures {
    fn add_assign(&mut self, other: &Self) {
        for (what, count) in &other.counts {
            self.add(what, *count);
        }
        self.interleavings.extend(&other.interleavings);
    }
}
