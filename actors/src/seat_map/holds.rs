//! Holds by slot, by id and by token.

use schemas::ids::{HoldId, Version};
use schemas::record::HeldPlaces;
use schemas::seat::HeldPlace;
use schemas::time::Timestamp;

use super::deadlines::Deadlines;
use super::fixed_hash::{Keyed, Slots};
use super::slab::{NO_SLOT, Slab};

/// One hold. The default is a vacant slot: it has no units.
#[derive(Clone, Debug)]
pub(super) struct Hold {
    pub id: HoldId,
    /// The slot of its token.
    pub token: u32,
    pub started: Timestamp,
    /// When it runs out while it is not in payment.
    pub deadline: Timestamp,
    /// The record that last set when it ends: among holds that end at one moment, the earlier set goes first.
    pub deadline_set: Version,
    /// How often it was extended.
    pub extensions: u32,
    /// Payment attempts so far.
    pub payments: u8,
    /// When the first of them began.
    pub first_payment_at: Timestamp,
    pub payment: Option<Payment>,
    pub places: HeldPlaces,
    /// Neighbours among the holds of its token.
    pub next_of_token: u32,
    pub previous_of_token: u32,
}

/// A payment attempt under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Payment {
    pub begun_at: Timestamp,
    /// When the attempt should have an outcome. Nothing ends by itself then: the outcome may be late.
    pub deadline: Timestamp,
    /// When the hold ends whatever happens.
    pub hard_cap: Timestamp,
}

impl Default for Hold {
    fn default() -> Self {
        Self {
            id: HoldId(0),
            token: NO_SLOT,
            started: Timestamp(0),
            deadline: Timestamp(0),
            deadline_set: Version(0),
            extensions: 0,
            payments: 0,
            first_payment_at: Timestamp(0),
            payment: None,
            places: HeldPlaces::new(),
            next_of_token: NO_SLOT,
            previous_of_token: NO_SLOT,
        }
    }
}

impl Keyed for Hold {
    type Key = HoldId;
    fn key(&self) -> HoldId {
        self.id
    }
    fn word(hold: HoldId) -> u64 {
        hold.0
    }
}

impl Hold {
    /// When it ends by itself: its deadline, or the hard cap while it is in payment.
    pub fn ends_at(&self) -> Timestamp {
        self.payment.map_or(self.deadline, |payment| payment.hard_cap)
    }

    /// What comes before in the line of deadlines.
    pub fn turn(&self) -> (Timestamp, Version, HoldId) {
        (self.ends_at(), self.deadline_set, self.id)
    }
}

/// Units in a list of places.
pub(super) fn units_of(places: &[HeldPlace]) -> u32 {
    places.iter().fold(0, |total, line| total.saturating_add(line.units.units))
}

/// All holds that have not ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Holds {
    pub slab: Slab<Hold>,
    by_id: Slots,
    pub deadlines: Deadlines,
}

impl Holds {
    /// The slot of a hold that has not ended.
    pub fn slot(&self, hold: HoldId) -> Option<u32> {
        self.by_id.find(&self.slab, hold)
    }

    /// Live holds.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Puts a hold in and queues its end.
    pub fn insert(&mut self, hold: Hold) -> u32 {
        let slot = self.slab.insert(hold);
        self.by_id.insert(&self.slab, slot);
        self.deadlines.enqueue(&self.slab, slot);
        slot
    }

    /// Takes a hold out.
    pub fn remove(&mut self, slot: u32) -> Hold {
        self.deadlines.dequeue(&self.slab, slot);
        self.by_id.remove(&self.slab, slot);
        self.slab.remove(slot)
    }

    /// Changes what says when a hold ends, and queues its end anew.
    pub fn change_end(&mut self, slot: u32, version: Version, change: impl FnOnce(&mut Hold)) {
        self.deadlines.dequeue(&self.slab, slot);
        let hold = &mut self.slab[slot];
        change(hold);
        hold.deadline_set = version;
        self.deadlines.enqueue(&self.slab, slot);
    }

    /// The holds, by slot.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Hold)> {
        self.slab.iter().filter(|(_, hold)| hold.id.0 != 0)
    }

    /// The holds, in order of id.
    pub fn in_order(&self) -> Vec<&Hold> {
        let mut holds: Vec<&Hold> = self.iter().map(|(_, hold)| hold).collect();
        holds.sort_unstable_by_key(|hold| hold.id);
        holds
    }
}
