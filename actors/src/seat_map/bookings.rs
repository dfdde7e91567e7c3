//! Bookings by slot and by id.

use schemas::ids::BookingId;
use schemas::record::{BookingReference, HeldPlaces};

use super::fixed_hash::FixedMap;
use super::slab::Slab;

/// One booking. The default is a vacant slot.
#[derive(Clone, Debug)]
pub(super) struct Booking {
    pub id: BookingId,
    /// The organiser's own reference.
    pub reference: BookingReference,
    pub places: HeldPlaces,
}

impl Default for Booking {
    fn default() -> Self {
        Self { id: BookingId(0), reference: BookingReference::new(), places: HeldPlaces::new() }
    }
}

/// All bookings with something left in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Bookings {
    pub slab: Slab<Booking>,
    by_id: FixedMap<u64, u32>,
}

impl Bookings {
    /// The slot of a booking.
    pub fn slot(&self, booking: BookingId) -> Option<u32> {
        self.by_id.get(&booking.0).copied()
    }

    /// Puts a booking in.
    pub fn insert(&mut self, booking: Booking) -> u32 {
        let id = booking.id;
        let slot = self.slab.insert(booking);
        self.by_id.insert(id.0, slot);
        slot
    }

    /// Takes a booking out.
    pub fn remove(&mut self, slot: u32) {
        self.by_id.remove(&self.slab[slot].id.0);
        self.slab.remove(slot);
    }

    /// The bookings, by slot.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Booking)> {
        self.slab.iter().filter(|(_, booking)| booking.id.0 != 0)
    }

    /// The bookings, in order of id.
    pub fn in_order(&self) -> Vec<&Booking> {
        let mut bookings: Vec<&Booking> = self.iter().map(|(_, booking)| booking).collect();
        bookings.sort_unstable_by_key(|booking| booking.id);
        bookings
    }
}
