//! The invariants that a state alone can show, by the names they have everywhere. Meant for tests, the
//! simulator and a state just loaded; it walks everything.

use std::collections::BTreeMap;

use schemas::ids::{ChannelIndex, PlaceIndex};
use schemas::seat::{HeldPlace, Letter};

use super::best_available::FreeSeats;
use super::places::Rule;
use super::state::SeatMap;
use super::view::Counts;

/// A broken invariant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} is broken: {what}")]
pub struct InvariantBroken {
    /// Its name: `SM-1` and so on.
    pub name: &'static str,
    /// What was found.
    pub what: String,
}

fn broken(name: &'static str, what: String) -> Result<(), InvariantBroken> {
    Err(InvariantBroken { name, what })
}

type Units = BTreeMap<(PlaceIndex, ChannelIndex), u64>;

impl SeatMap {
    /// Checks every invariant that the state alone can show.
    ///
    /// # Errors
    /// The first that is broken.
    pub fn check_invariants(&self) -> Result<(), InvariantBroken> {
        if self.terms.is_none() {
            return Ok(());
        }
        let held = self.holds.iter().map(|(slot, hold)| (slot, &hold.places[..]));
        let held = self.check_one_holder(held, Letter::Held)?;
        let booked = self.bookings.iter().map(|(slot, booking)| (slot, &booking.places[..]));
        let booked = self.check_one_holder(booked, Letter::Booked)?;
        self.check_sums(&held, &booked)?;
        self.check_versions()?;
        self.check_ends()?;
        if self.free != FreeSeats::of(&self.plan, &self.places) {
            broken("SM-2", "best available knows other free seats than there are".to_owned())?;
        }
        self.check_tokens()
    }

    /// SM-1: each unit has at most one holder or order. The units of GA areas, by channel.
    fn check_one_holder<'lines>(
        &self,
        holders: impl Iterator<Item = (u32, &'lines [HeldPlace])>,
        letter: Letter,
    ) -> Result<Units, InvariantBroken> {
        let mut areas = Units::new();
        let mut seats = 0;
        for (slot, lines) in holders {
            if lines.is_empty() {
                broken("SM-4", format!("{letter:?} slot {slot} has nothing left and lives"))?;
            }
            for line in lines {
                let units = line.units;
                if self.places.rule_of(units.place).is_none() || units.units == 0 {
                    broken("SM-1", format!("{units:?} cannot be {letter:?}"))?;
                }
                if self.places.area(units.place).is_some() {
                    *areas.entry((units.place, units.channel)).or_default() += u64::from(units.units);
                    continue;
                }
                seats += 1;
                let has =
                    self.places.letter(units.place) == letter && self.places.holder(units.place) == slot;
                if !has || units.units != 1 || units.channel != self.places.channel(units.place) {
                    broken("SM-1", format!("{units:?} is not {letter:?} by slot {slot}"))?;
                }
            }
        }
        let marked = self.places.all.iter().filter(|place| place.letter == letter).count();
        if marked != seats {
            broken("SM-1", format!("{marked} seats are {letter:?}, {seats} have a holder"))?;
        }
        Ok(areas)
    }

    /// SM-2: free, held, booked and killed units add up, per area and in all.
    fn check_sums(&self, held: &Units, booked: &Units) -> Result<(), InvariantBroken> {
        for area in &self.places.areas {
            if area.counts().total() != u64::from(area.capacity) {
                broken("SM-2", format!("{area:?} does not add up"))?;
            }
            for (channel, units) in (0..).map(ChannelIndex).zip(&area.channels) {
                if self.places.is_closed(channel) && units.free > 0 {
                    broken("SM-2", format!("{channel:?} is closed and has free units in {area:?}"))?;
                }
                let of = |units: &Units| units.get(&(area.place, channel)).copied().unwrap_or_default();
                if (of(held), of(booked)) != (u64::from(units.held), u64::from(units.booked)) {
                    broken("SM-2", format!("{area:?} differs from its holds and bookings"))?;
                }
            }
        }
        let mut all = Counts::default();
        let mut capacity = 0;
        for place in (0..).map(PlaceIndex).take(self.places.count()) {
            capacity += match self.places.rule_of(place) {
                None => 0,
                Some(Rule::Area) => self.places.area(place).map_or(0, |area| u64::from(area.capacity)),
                Some(_) => 1,
            };
            all.add(self.counts_of(place));
            let free = self.places.letter(place) == Letter::Free;
            if free && self.places.is_closed(self.places.channel(place)) {
                broken("SM-2", format!("{place:?} is free in a closed channel"))?;
            }
            let killed = self.counts_of(place).killed > 0;
            if killed != self.places.reasons.contains_key(&place) {
                broken("SM-2", format!("{place:?} is killed without a reason, or has one and is not"))?;
            }
        }
        if all.total() == capacity { Ok(()) } else { broken("SM-2", format!("{all:?} is not {capacity}")) }
    }

    /// SM-3: nothing is of a version that has not been.
    fn check_versions(&self) -> Result<(), InvariantBroken> {
        let holds = self.holds.iter().map(|(_, hold)| hold.id.0);
        let bookings = self.bookings.iter().map(|(_, booking)| booking.id.0);
        match holds.chain(bookings).find(|id| *id > self.version.0) {
            Some(id) => broken("SM-3", format!("id {id} is beyond {}", self.version)),
            None => Ok(()),
        }
    }

    /// SM-4: a hold that lives is queued to end, once.
    fn check_ends(&self) -> Result<(), InvariantBroken> {
        let holds = &self.holds;
        let mut queued: Vec<u32> =
            holds.deadlines.due(&holds.slab, schemas::time::Timestamp(u64::MAX)).collect();
        queued.sort_unstable();
        let live: Vec<u32> = holds.iter().map(|(slot, _)| slot).collect();
        if queued != live || live.len() != holds.len() || live.len() != holds.slab.len() {
            broken("SM-4", format!("live holds {live:?}, queued to end {queued:?}, by id {}", holds.len()))?;
        }
        let bookings = self.bookings.iter().count();
        if bookings == self.bookings.slab.len() {
            Ok(())
        } else {
            broken("SM-4", format!("{bookings} bookings live in {} slots", self.bookings.slab.len()))
        }
    }

    /// What tokens count is what their holds have.
    fn check_tokens(&self) -> Result<(), InvariantBroken> {
        // Units and holds by token, in one walk: this runs with every load of a checkpoint.
        let mut of_token: BTreeMap<u32, (u32, usize)> = BTreeMap::new();
        for (_, hold) in self.holds.iter() {
            let (units, holds) = of_token.entry(hold.token).or_default();
            *units += super::holds::units_of(&hold.places);
            *holds += 1;
        }
        let mut live = 0;
        for token in self.tokens.iter() {
            live += 1;
            let slot = self.tokens.any_slot(token.hash);
            let (expected, own) = slot.and_then(|slot| of_token.get(&slot)).copied().unwrap_or_default();
            let listed = slot.map_or(0, |slot| self.tokens.holds_of(&self.holds, slot).count());
            if token.units != expected || listed != own || token.idle().is_some() != (own == 0) {
                broken("SM-1", format!("token {} counts {} units, not {expected}", token.hash, token.units))?;
            }
        }
        if live == self.tokens.len() { Ok(()) } else { broken("SM-1", format!("{live} tokens live")) }
    }
}
