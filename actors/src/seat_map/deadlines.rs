//! When holds end: a line through the holds themselves, and a tree for those that do not fit its end.
//!
//! New and extended holds nearly always end last of all (hold time is the same for everyone), so they join
//! the line's end in a few steps and without memory of their own. Payments, lifetime caps and reloads set
//! other ends; those go to the tree. Both are exact: nothing stale is ever in them.

use std::collections::BTreeSet;

use schemas::ids::{HoldId, Version};
use schemas::time::Timestamp;

use super::holds::Hold;
use super::slab::{NO_SLOT, Slab};

/// Where a hold is queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Queued {
    /// In the line, between these slots.
    Line { earlier: u32, later: u32 },
    /// In the tree.
    Tree,
}

impl Default for Queued {
    fn default() -> Self {
        Self::Line { earlier: NO_SLOT, later: NO_SLOT }
    }
}

/// The queue of ends.
#[derive(Clone, Debug)]
pub(super) struct Deadlines {
    first: u32,
    last: u32,
    tree: BTreeSet<(Timestamp, Version, HoldId, u32)>,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self { first: NO_SLOT, last: NO_SLOT, tree: BTreeSet::new() }
    }
}

impl Deadlines {
    /// Queues a hold that is not queued.
    pub fn enqueue(&mut self, holds: &mut Slab<Hold>, slot: u32) {
        let turn = holds[slot].turn();
        if self.last != NO_SLOT && holds[self.last].turn() > turn {
            holds[slot].queued = Queued::Tree;
            self.tree.insert((turn.0, turn.1, turn.2, slot));
            return;
        }
        holds[slot].queued = Queued::Line { earlier: self.last, later: NO_SLOT };
        if self.last == NO_SLOT {
            self.first = slot;
        } else if let Queued::Line { later, .. } = &mut holds[self.last].queued {
            *later = slot;
        }
        self.last = slot;
    }

    /// Takes a queued hold out; its end must be as it was when it was queued.
    pub fn dequeue(&mut self, holds: &mut Slab<Hold>, slot: u32) {
        let Queued::Line { earlier, later } = holds[slot].queued else {
            let turn = holds[slot].turn();
            self.tree.remove(&(turn.0, turn.1, turn.2, slot));
            return;
        };
        if earlier == NO_SLOT {
            self.first = later;
        } else if let Queued::Line { later: link, .. } = &mut holds[earlier].queued {
            *link = later;
        }
        if later == NO_SLOT {
            self.last = earlier;
        } else if let Queued::Line { earlier: link, .. } = &mut holds[later].queued {
            *link = earlier;
        }
    }

    /// The hold that ends first.
    pub fn first(&self, holds: &Slab<Hold>) -> Option<u32> {
        let in_tree = self.tree.first();
        if self.first == NO_SLOT {
            return in_tree.map(|(_, _, _, slot)| *slot);
        }
        let turn = holds[self.first].turn();
        match in_tree {
            Some((at, version, hold, slot)) if (*at, *version, *hold) < turn => Some(*slot),
            _ => Some(self.first),
        }
    }

    /// Every hold that has run out by `now`, in no order that matters.
    pub fn due<'queue>(
        &'queue self,
        holds: &'queue Slab<Hold>,
        now: Timestamp,
    ) -> impl Iterator<Item = u32> + 'queue {
        let start = (self.first != NO_SLOT).then_some(self.first);
        let line = std::iter::successors(start, |slot| match holds[*slot].queued {
            Queued::Line { later, .. } if later != NO_SLOT => Some(later),
            _ => None,
        });
        let line = line.take_while(move |slot| holds[*slot].ends_at() <= now);
        let tree = self.tree.iter().take_while(move |(at, ..)| *at <= now);
        line.chain(tree.map(|(_, _, _, slot)| *slot))
    }

    /// Whether a hold has run out by `now`.
    pub fn any_due(&self, holds: &Slab<Hold>, now: Timestamp) -> bool {
        (self.first != NO_SLOT && holds[self.first].ends_at() <= now)
            || self.tree.first().is_some_and(|(at, ..)| *at <= now)
    }
}
