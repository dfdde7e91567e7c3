//! Who has what, told by the records alone: written beside the seat map, which it must agree with.

use std::collections::BTreeMap;

use schemas::ids::{BookingId, HoldId, PlaceIndex};
use schemas::record::{Effect, HeldPlaces, Record, UnitList};
use schemas::seat::PlaceUnits;
use smallvec::SmallVec;

use crate::seat_map::{InvariantBroken, SeatMap};

/// Units of a place that are not free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Out {
    held: u64,
    booked: u64,
}

/// What a record touched.
#[derive(Debug)]
pub(super) enum Touched {
    Places(SmallVec<[PlaceIndex; 8]>),
    /// Possibly everything.
    All,
}

/// See the module.
#[derive(Default)]
pub(super) struct Ledger {
    holds: BTreeMap<HoldId, UnitList>,
    bookings: BTreeMap<BookingId, UnitList>,
    out: BTreeMap<PlaceIndex, Out>,
    /// Units that were ever booked.
    pub booked: u64,
    /// Units of them that were given back.
    pub given_back: u64,
}

fn broken(name: &'static str, what: String) -> InvariantBroken {
    InvariantBroken { name, what }
}

fn places<'units>(units: impl IntoIterator<Item = &'units PlaceUnits>) -> Touched {
    Touched::Places(units.into_iter().map(|units| units.place).collect())
}

impl Ledger {
    /// Enters a record.
    ///
    /// # Errors
    /// SM-4 where it is about a hold or booking that has ended or never was; SM-1 where it moves units that the
    /// hold or booking does not have.
    pub fn enter(&mut self, record: &Record) -> Result<Touched, InvariantBroken> {
        match &record.effect {
            Effect::Held { places, .. } => Ok(self.hold(HoldId(record.version.0), places)),
            Effect::Released { hold, places: given } => {
                let lines = self.holds.get_mut(hold).ok_or_else(|| ended(*hold))?;
                take(lines, given)?;
                if lines.is_empty() {
                    self.holds.remove(hold);
                }
                self.shift(given, |out, units| out.held = out.held.wrapping_sub(units));
                Ok(places(given))
            }
            Effect::Expired { hold } | Effect::Revoked { hold } => {
                let lines = self.holds.remove(hold).ok_or_else(|| ended(*hold))?;
                self.shift(&lines, |out, units| out.held = out.held.wrapping_sub(units));
                Ok(places(&lines))
            }
            Effect::Extended { hold, .. }
            | Effect::PaymentBegun { hold, .. }
            | Effect::PaymentFailed { hold, .. } => self.lives(*hold),
            Effect::Resumed { deadlines } => {
                deadlines.iter().try_for_each(|(hold, _)| self.lives(*hold).map(|_| ()))?;
                Ok(places(&[]))
            }
            Effect::Booked { hold, .. } => {
                let lines = self.holds.remove(hold).ok_or_else(|| ended(*hold))?;
                self.shift(&lines, |out, units| {
                    out.held = out.held.wrapping_sub(units);
                    out.booked += units;
                });
                self.booked += total(&lines);
                let touched = places(&lines);
                self.bookings.insert(BookingId(record.version.0), lines);
                Ok(touched)
            }
            Effect::Unbooked { booking, places: given } => {
                let none = || broken("SM-4", format!("{booking:?} has ended or never was"));
                let lines = self.bookings.get_mut(booking).ok_or_else(none)?;
                take(lines, given)?;
                if lines.is_empty() {
                    self.bookings.remove(booking);
                }
                self.shift(given, |out, units| out.booked = out.booked.wrapping_sub(units));
                self.given_back += total(given);
                Ok(places(given))
            }
            Effect::Killed { places: units, .. }
            | Effect::Restored { places: units }
            | Effect::Allocated { places: units, .. }
            | Effect::TermsChanged { moved: units, .. } => Ok(places(units)),
            Effect::CapacitySet { place, .. } => Ok(Touched::Places(SmallVec::from_slice(&[*place]))),
            Effect::MovedToPlan(_) => Ok(Touched::All),
            Effect::Created(_)
            | Effect::Drafted(_)
            | Effect::Repainted { .. }
            | Effect::SaleChanged { .. }
            | Effect::StreamBegun { .. }
            | Effect::Unchanged(_) => Ok(places(&[])),
        }
    }

    /// Bookings that were not given back whole.
    pub fn bookings(&self) -> u64 {
        self.bookings.len() as u64
    }

    /// What the record touched is in the seat map as it is here.
    ///
    /// # Errors
    /// SM-1, SM-2.
    pub fn check(&self, touched: &[PlaceIndex], map: &SeatMap) -> Result<(), InvariantBroken> {
        touched.iter().try_for_each(|place| self.check_place(*place, map))
    }

    /// All of it is, and the seat map keeps its invariants.
    ///
    /// # Errors
    /// The first that is broken.
    pub fn check_whole(&self, map: &SeatMap) -> Result<(), InvariantBroken> {
        map.check_invariants()?;
        self.out.keys().try_for_each(|place| self.check_place(*place, map))?;
        let sum = |of: fn(&Out) -> u64| self.out.values().map(of).fold(0, u64::saturating_add);
        let (held, booked) = (sum(|out| out.held), sum(|out| out.booked));
        let all = map.counts().all;
        if (held, booked) != (all.held, all.booked) {
            let what = format!("by the records {held} units are held and {booked} booked, not {all:?}");
            return Err(broken("SM-1", what));
        }
        let holds = self.holds.len() as u64;
        if holds != map.live_holds() {
            let what = format!("by the records {holds} holds live, not {}", map.live_holds());
            return Err(broken("SM-4", what));
        }
        Ok(())
    }

    /// SM-1 and SM-2 for one place: never more units out than it has, and as many as the seat map says.
    fn check_place(&self, place: PlaceIndex, map: &SeatMap) -> Result<(), InvariantBroken> {
        let out = self.out.get(&place).copied().unwrap_or_default();
        let counts = map.counts_of(place);
        if out.held.saturating_add(out.booked) > counts.total() {
            let what = format!("place {} has {} units, and {out:?} are out", place.0, counts.total());
            return Err(broken("SM-1", what));
        }
        if (out.held, out.booked) != (counts.held, counts.booked) {
            let what = format!("by the records {out:?} of place {} are out, not {counts:?}", place.0);
            return Err(broken("SM-2", what));
        }
        Ok(())
    }

    fn hold(&mut self, id: HoldId, claimed: &HeldPlaces) -> Touched {
        let lines: UnitList = claimed.iter().map(|line| line.units).collect();
        self.shift(&lines, |out, units| out.held += units);
        let touched = places(&lines);
        self.holds.insert(id, lines);
        touched
    }

    fn lives(&self, hold: HoldId) -> Result<Touched, InvariantBroken> {
        if self.holds.contains_key(&hold) { Ok(places(&[])) } else { Err(ended(hold)) }
    }

    fn shift(&mut self, lines: &[PlaceUnits], change: impl Fn(&mut Out, u64)) {
        for line in lines {
            let out = self.out.entry(line.place).or_default();
            change(out, u64::from(line.units));
            if *out == Out::default() {
                self.out.remove(&line.place);
            }
        }
    }
}

fn ended(hold: HoldId) -> InvariantBroken {
    broken("SM-4", format!("{hold:?} has ended or never was"))
}

/// Takes units out of a hold's or booking's lines.
fn take(lines: &mut UnitList, given: &[PlaceUnits]) -> Result<(), InvariantBroken> {
    for units in given {
        let line = lines.iter_mut().find(|line| {
            line.place == units.place && line.channel == units.channel && line.units >= units.units
        });
        let line = line.ok_or_else(|| broken("SM-1", format!("{units:?} are given back and not there")))?;
        line.units -= units.units;
    }
    lines.retain(|line| line.units > 0);
    Ok(())
}

fn total(lines: &[PlaceUnits]) -> u64 {
    lines.iter().map(|line| u64::from(line.units)).sum()
}
