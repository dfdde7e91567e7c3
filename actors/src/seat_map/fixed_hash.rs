//! Tables of slots, found by keys that are as good as random already, or by numbers that count up: one
//! multiplication in place of a seeded hash, the same in every run. Nothing here is ever iterated for what
//! leaves the state.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use hashbrown::HashTable;

use super::slab::Slab;

/// A map with the fixed hash.
pub(super) type FixedMap<Key, Value> = HashMap<Key, Value, BuildHasherDefault<FixedHasher>>;

/// Folds what it is given into one word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FixedHasher(u64);

/// Odd, with its bits spread evenly: 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

const fn mix(word: u64) -> u64 {
    let mixed = word.wrapping_mul(SPREAD);
    mixed ^ (mixed >> 32)
}

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
        self.0 = mix(self.0 ^ word);
    }

    fn write_usize(&mut self, _length: usize) {
        // The lengths that arrays announce are all the same here.
    }
}

/// A value that its slab has once by key.
pub(super) trait Keyed {
    type Key: Copy + Eq;
    fn key(&self) -> Self::Key;
    /// Eight bytes of the key that differ.
    fn word(key: Self::Key) -> u64;
}

/// From keys to slots. The keys themselves are in the slab only: what is found is looked at anyway.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots(HashTable<u32>);

impl Slots {
    /// The slot of the value with this key.
    pub fn find<T: Keyed + Default>(&self, slab: &Slab<T>, key: T::Key) -> Option<u32> {
        self.0.find(mix(T::word(key)), |slot| slab[*slot].key() == key).copied()
    }

    /// Puts in a slot whose value's key is not in yet.
    pub fn insert<T: Keyed + Default>(&mut self, slab: &Slab<T>, slot: u32) {
        let hash = |slot: &u32| mix(T::word(slab[*slot].key()));
        self.0.insert_unique(hash(&slot), slot, hash);
    }

    /// Takes a slot out; its value must still be there.
    pub fn remove<T: Keyed + Default>(&mut self, slab: &Slab<T>, slot: u32) {
        let hash = mix(T::word(slab[slot].key()));
        if let Ok(entry) = self.0.find_entry(hash, |other| *other == slot) {
            entry.remove();
        }
    }

    /// Slots in it.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}
