//! Values in numbered slots that are used again.

use std::ops::{Index, IndexMut};

/// A slab: values by slot number. A slot that was given back holds the default value.
#[derive(Clone, Debug, Default)]
pub(super) struct Slab<T> {
    values: Vec<T>,
    vacant: Vec<u32>,
}

/// Stands for "no slot".
pub(super) const NO_SLOT: u32 = u32::MAX;

impl<T: Default> Slab<T> {
    /// Puts `value` into a slot and says which.
    pub fn insert(&mut self, value: T) -> u32 {
        if let Some(slot) = self.vacant.pop() {
            self.values[slot as usize] = value;
            return slot;
        }
        let slot = u32::try_from(self.values.len()).unwrap_or(NO_SLOT);
        self.values.push(value);
        slot
    }

    /// Gives the slot back and its value out.
    pub fn remove(&mut self, slot: u32) -> T {
        self.vacant.push(slot);
        std::mem::take(&mut self.values[slot as usize])
    }

    /// Values in slots, given-back ones included: those are the default.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        (0..).zip(&self.values)
    }

    /// Slots in use.
    pub fn len(&self) -> usize {
        self.values.len() - self.vacant.len()
    }
}

impl<T> Index<u32> for Slab<T> {
    type Output = T;
    fn index(&self, slot: u32) -> &T {
        &self.values[slot as usize]
    }
}

impl<T> IndexMut<u32> for Slab<T> {
    fn index_mut(&mut self, slot: u32) -> &mut T {
        &mut self.values[slot as usize]
    }
}
