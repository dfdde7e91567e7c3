//! When holds end: a line of holds, and a tree for those that do not fit its end.
//!
//! New and extended holds nearly always end last of all (hold time is the same for everyone), so they join
//! the line's end in a few steps and without memory of their own. Payments, lifetime caps and reloads set
//! other ends; those go to the tree. Both are exact: nothing stale is ever in them.

use std::collections::BTreeSet;

use schemas::ids::{HoldId, Version};
use schemas::time::Timestamp;

use super::holds::Hold;
use super::slab::Slab;
use super::slot_line::SlotLine;

/// The queue of ends. A hold is in the line or in the tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Deadlines {
    line: SlotLine,
    tree: BTreeSet<(Timestamp, Version, HoldId, u32)>,
}

impl Deadlines {
    /// Queues a hold that is not queued.
    pub fn enqueue(&mut self, holds: &Slab<Hold>, slot: u32) {
        let turn = holds[slot].turn();
        if self.line.last().is_some_and(|last| holds[last].turn() > turn) {
            self.tree.insert((turn.0, turn.1, turn.2, slot));
        } else {
            self.line.join(slot);
        }
    }

    /// Takes a queued hold out; its end must be as it was when it was queued.
    pub fn dequeue(&mut self, holds: &Slab<Hold>, slot: u32) {
        if !self.line.leave(slot) {
            let turn = holds[slot].turn();
            self.tree.remove(&(turn.0, turn.1, turn.2, slot));
        }
    }

    /// The hold that ends first.
    pub fn first(&self, holds: &Slab<Hold>) -> Option<u32> {
        match (self.line.first(), self.tree.first()) {
            (Some(slot), Some((at, version, hold, _))) if holds[slot].turn() < (*at, *version, *hold) => {
                Some(slot)
            }
            (_, Some((.., slot))) => Some(*slot),
            (first, None) => first,
        }
    }

    /// Every hold that has run out by `now`, in no order that matters.
    pub fn due(&self, holds: &Slab<Hold>, now: Timestamp) -> impl Iterator<Item = u32> {
        let line = self.line.iter().take_while(move |slot| holds[*slot].ends_at() <= now);
        let tree = self.tree.iter().take_while(move |(at, ..)| *at <= now);
        line.chain(tree.map(|(.., slot)| *slot))
    }

    /// Whether a hold has run out by `now`.
    pub fn any_due(&self, holds: &Slab<Hold>, now: Timestamp) -> bool {
        self.line.first().is_some_and(|first| holds[first].ends_at() <= now)
            || self.tree.first().is_some_and(|(at, ..)| *at <= now)
    }
}
