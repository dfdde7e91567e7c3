//! The obvious map's checkpoint: the same bytes as the fast one's.

use std::collections::BTreeSet;

use schemas::ids::ContentHash;
use schemas::wire::{AddressBytes, Wire};

use super::{Naive, Token};

impl Naive {
    /// As [`crate::seat_map::SeatMap::checkpoint`].
    pub fn checkpoint(&self) -> Vec<u8> {
        let mut out = vec![crate::seat_map::checkpoint::FORMAT];
        out.extend(self.event.0.to_le_bytes());
        self.version.put(&mut out);
        self.at.put(&mut out);
        Some(self.terms.clone()).put(&mut out);
        crate::seat_map::terms::hash_of_terms(&self.first_terms).put(&mut out);
        self.terms_set.put(&mut out);
        self.configured.put(&mut out);
        self.sale.put(&mut out);
        self.announced.put(&mut out);
        self.put_places(&mut out);
        (self.holds.len() as u64).put(&mut out);
        for (id, hold) in &self.holds {
            id.put(&mut out);
            hold.token.put(&mut out);
            hold.started.put(&mut out);
            hold.deadline.put(&mut out);
            hold.deadline_set.put(&mut out);
            hold.extensions.put(&mut out);
            out.push(u8::try_from(hold.payments.len()).unwrap());
            hold.payments.first().copied().unwrap_or_default().put(&mut out);
            let last = hold.payments.last().copied().unwrap_or_default();
            hold.in_payment.map(|ends| (last, ends)).put(&mut out);
            hold.places.put(&mut out);
        }
        (self.bookings.len() as u64).put(&mut out);
        for (id, (reference, places)) in &self.bookings {
            id.put(&mut out);
            reference.put(&mut out);
            places.put(&mut out);
        }
        (self.tokens.len() as u64).put(&mut out);
        for (hash, token) in &self.tokens {
            hash.put(&mut out);
            token.put(&mut out);
        }
        (self.organisers.len() as u64).put(&mut out);
        for (at, cause, answer) in &self.organisers {
            at.put(&mut out);
            let schemas::record::Principal::Organiser(organiser) = cause.principal else { panic!("a buyer") };
            organiser.put(&mut out);
            cause.command.put(&mut out);
            cause.digest.put(&mut out);
            answer.version.put(&mut out);
            answer.done.put(&mut out);
        }
        out
    }

    fn put_places(&self, out: &mut Vec<u8>) {
        let count = u32::try_from(self.plan.len()).unwrap();
        let places = || (0..count).map(schemas::ids::PlaceIndex);
        u64::from(count).put(out);
        out.extend(places().map(|place| self.letter(place).as_byte()));
        out.extend(places().map(|place| self.channel(place).0));
        self.levels.clone().into_iter().collect::<Vec<_>>().put(out);
        for place in places().filter(|place| self.is_area(*place)) {
            self.capacities[&place].put(out);
            for channel in self.all_channels() {
                self.free(place, channel).put(out);
                self.held(place, Some(channel)).put(out);
                self.booked(place, Some(channel)).put(out);
                self.killed(place, channel).put(out);
            }
        }
        let texts: BTreeSet<&String> = self.reasons.values().collect();
        let texts: Vec<String> = texts.into_iter().cloned().collect();
        texts.put(out);
        (self.reasons.len() as u64).put(out);
        for (place, reason) in &self.reasons {
            place.put(out);
            (texts.iter().position(|text| text == reason).unwrap() as u64).put(out);
        }
    }

    /// As [`crate::seat_map::SeatMap::state_hash`].
    pub fn state_hash(&self) -> ContentHash {
        ContentHash(*blake3::hash(&self.checkpoint()).as_bytes())
    }
}

impl Token {
    fn put(&self, out: &mut Vec<u8>) {
        self.address.map(AddressBytes).put(out);
        self.idle.put(out);
        (self.memory.len() as u64).put(out);
        for (cause, answer) in &self.memory {
            cause.command.put(out);
            cause.digest.put(out);
            answer.version.put(out);
            answer.done.put(out);
        }
    }
}
