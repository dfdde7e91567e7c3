//! Maps keyed by what is as good as random already, or by numbers that count up: one multiplication in
//! place of a seeded hash, the same in every run. None of these maps is ever iterated for what leaves the
//! state.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map with the fixed hash.
pub(super) type FixedMap<Key, Value> = HashMap<Key, Value, BuildHasherDefault<FixedHasher>>;

/// Folds what it is given into one word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FixedHasher(u64);

/// Odd, with its bits spread evenly: 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Hasher for FixedHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..piece.len()].copy_from_slice(piece);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(SPREAD);
        self.0 = mixed ^ (mixed >> 32);
    }

    fn write_usize(&mut self, _length: usize) {
        // The lengths that arrays announce are all the same here.
    }
}
