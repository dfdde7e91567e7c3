//! A line of slots: who joins stands last, and anyone may leave. The links lie side by side by slot, apart from
//! the values, so that whoever leaves touches no value but its own.

use super::slab::NO_SLOT;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Neighbours {
    earlier: u32,
    later: u32,
}

/// Of a slot that is not in the line.
const NOT_IN: Neighbours = Neighbours { earlier: NO_SLOT - 1, later: NO_SLOT - 1 };

/// A line of slots.
#[derive(Clone, Debug)]
pub(super) struct SlotLine {
    first: u32,
    last: u32,
    neighbours: Vec<Neighbours>,
}

impl Default for SlotLine {
    fn default() -> Self {
        Self { first: NO_SLOT, last: NO_SLOT, neighbours: Vec::new() }
    }
}

const fn some(slot: u32) -> Option<u32> {
    if slot == NO_SLOT { None } else { Some(slot) }
}

impl SlotLine {
    /// The slot that has stood longest.
    pub const fn first(&self) -> Option<u32> {
        some(self.first)
    }

    /// The slot that joined last.
    pub const fn last(&self) -> Option<u32> {
        some(self.last)
    }

    /// Puts a slot last that is not in the line.
    pub fn join(&mut self, slot: u32) {
        let index = slot as usize;
        if self.neighbours.len() <= index {
            self.neighbours.resize(index + 1, NOT_IN);
        }
        self.neighbours[index] = Neighbours { earlier: self.last, later: NO_SLOT };
        match some(self.last) {
            None => self.first = slot,
            Some(last) => self.neighbours[last as usize].later = slot,
        }
        self.last = slot;
    }

    /// Takes a slot out; false where it is not in the line.
    pub fn leave(&mut self, slot: u32) -> bool {
        let Some(own) = self.neighbours.get_mut(slot as usize).filter(|own| **own != NOT_IN) else {
            return false;
        };
        let Neighbours { earlier, later } = std::mem::replace(own, NOT_IN);
        match some(earlier) {
            None => self.first = later,
            Some(earlier) => self.neighbours[earlier as usize].later = later,
        }
        match some(later) {
            None => self.last = earlier,
            Some(later) => self.neighbours[later as usize].earlier = earlier,
        }
        true
    }

    /// The slots, from the first.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        std::iter::successors(self.first(), |slot| some(self.neighbours[*slot as usize].later))
    }
}
