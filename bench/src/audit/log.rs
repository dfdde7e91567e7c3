//! An event's log, performed once more by code that shares nothing with the engine but the records' types.

use std::collections::BTreeMap;

use schemas::ids::{BookingId, ChannelIndex, ContentHash, HoldId, PlaceIndex, Version};
use schemas::public_hash::{PublicHead, PublicPlace, public_hash};
use schemas::record::{Effect, HeldPlaces, Record};
use schemas::seat::{HeldPlace, Letter, PlaceUnits, SaleState};
use schemas::terms::{EventTerms, SaleSchedule};
use schemas::time::Timestamp;

use super::violation::Violation;

/// What kind of place it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaceShape {
    /// Units it has in all.
    pub capacity: u32,
    /// A GA area, which everyone sees as counts; anything else is seen as a letter.
    pub is_area: bool,
}

/// Where the units of one place are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceBooks {
    /// What kind of place it is.
    pub shape: PlaceShape,
    /// Free units by channel, in order of channel; channels with none left out.
    pub free: Vec<(ChannelIndex, u32)>,
    /// Units in holds.
    pub held: u32,
    /// Units sold.
    pub booked: u32,
    /// Units off sale, by the channel they return to.
    pub killed: Vec<(ChannelIndex, u32)>,
    /// The channel of the last unit that moved: what a seat shows while it is not free.
    pub channel: ChannelIndex,
}

/// A hold as the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedHold {
    /// When it runs out.
    pub deadline: Timestamp,
    /// In payment.
    pub in_payment: bool,
    /// What is left in it.
    pub places: HeldPlaces,
}

/// An event as its log says it is.
#[derive(Clone, Debug)]
pub struct LoggedEvent {
    /// The last record performed.
    pub version: Version,
    /// The sale.
    pub sale: SaleState,
    /// When it moves by itself.
    pub schedule: SaleSchedule,
    /// The published plan version.
    pub plan: ContentHash,
    /// Channels that are closed.
    pub closed: Vec<ChannelIndex>,
    /// Every place, by index.
    pub places: Vec<PlaceBooks>,
    /// Holds that have not ended.
    pub holds: BTreeMap<HoldId, LoggedHold>,
    /// Bookings that were not given back whole.
    pub bookings: BTreeMap<BookingId, HeldPlaces>,
}

/// From where to where a unit of a place moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    Free,
    Held,
    Booked,
    Killed,
}

impl PlaceBooks {
    fn public(&self) -> PublicPlace<'_> {
        if self.shape.is_area {
            return PublicPlace::Area(&self.free);
        }
        let letter = match self {
            Self { booked: 1.., .. } => Letter::Booked,
            Self { held: 1.., .. } => Letter::Held,
            books if !books.killed.is_empty() => Letter::Killed,
            _ => Letter::Free,
        };
        PublicPlace::Seat(letter, self.channel)
    }
}

impl LoggedEvent {
    /// An event before its first record, with each place's shape by index.
    #[must_use]
    pub fn new(places: &[PlaceShape]) -> Self {
        let place = |&shape: &PlaceShape| PlaceBooks {
            shape,
            free: vec![(ChannelIndex(0), shape.capacity)],
            ..PlaceBooks::default()
        };
        Self {
            version: Version(0),
            sale: SaleState::Draft,
            schedule: SaleSchedule::default(),
            plan: ContentHash([0; 32]),
            closed: Vec::new(),
            places: places.iter().map(place).collect(),
            holds: BTreeMap::new(),
            bookings: BTreeMap::new(),
        }
    }

    /// Performs one record and notes every rule it breaks.
    pub fn perform(&mut self, record: &Record, broken: &mut Vec<Violation>) {
        if record.version != self.version.next() {
            broken.push(Violation::VersionGap { after: self.version, found: record.version });
        }
        self.version = record.version;
        let version = record.version;
        let mut moves = Moves { places: &mut self.places, closed: &self.closed, version, broken };
        match &record.effect {
            Effect::Unchanged(_) => {}
            Effect::Created(_) | Effect::Drafted(_) => {
                if let Some((terms, sale)) = record.effect.beginning() {
                    self.sale = sale;
                    self.take_terms(&terms);
                }
            }
            Effect::TermsChanged { terms, moved } => {
                moves.allocate(moved, ChannelIndex(0));
                self.take_terms(terms);
            }
            Effect::SaleChanged { state } => self.sale = *state,
            Effect::Held { deadline, places, .. } => {
                moves.all(places.iter().map(|held| held.units), Home::Free, Home::Held);
                let hold = LoggedHold { deadline: *deadline, in_payment: false, places: places.clone() };
                self.holds.insert(HoldId(version.0), hold);
            }
            Effect::Released { hold, places } => match self.holds.get_mut(hold) {
                None => moves.broken.push(Violation::NoSuchHold { version, hold: *hold }),
                Some(state) => {
                    moves.all(places.iter().copied(), Home::Held, Home::Free);
                    take_out(&mut state.places, places);
                    if state.places.is_empty() {
                        self.holds.remove(hold);
                    }
                }
            },
            Effect::Expired { hold } | Effect::Revoked { hold } => match self.holds.remove(hold) {
                None => moves.broken.push(Violation::NoSuchHold { version, hold: *hold }),
                Some(state) => moves.all(state.places.iter().map(|held| held.units), Home::Held, Home::Free),
            },
            Effect::Booked { hold, .. } => match self.holds.remove(hold) {
                None => moves.broken.push(Violation::NoSuchHold { version, hold: *hold }),
                Some(state) => {
                    moves.all(state.places.iter().map(|held| held.units), Home::Held, Home::Booked);
                    self.bookings.insert(BookingId(version.0), state.places);
                }
            },
            Effect::Unbooked { booking, places } => match self.bookings.get_mut(booking) {
                None => moves.broken.push(Violation::NoSuchBooking { version, booking: *booking }),
                Some(booked) => {
                    moves.all(places.iter().copied(), Home::Booked, Home::Free);
                    take_out(booked, places);
                    if booked.is_empty() {
                        self.bookings.remove(booking);
                    }
                }
            },
            Effect::Killed { places, .. } => moves.all(places.iter().copied(), Home::Free, Home::Killed),
            Effect::Restored { places } => moves.all(places.iter().copied(), Home::Killed, Home::Free),
            Effect::Allocated { places, channel } => moves.allocate(places, *channel),
            Effect::Extended { .. }
            | Effect::PaymentBegun { .. }
            | Effect::PaymentFailed { .. }
            | Effect::Resumed { .. } => self.move_deadlines(record, broken),
        }
    }

    fn take_terms(&mut self, terms: &EventTerms) {
        (self.plan, self.schedule) = (terms.plan, terms.schedule);
        self.closed.clone_from(&terms.closed_channels);
    }

    fn move_deadlines(&mut self, record: &Record, broken: &mut Vec<Violation>) {
        let version = record.version;
        let mut set = |hold: HoldId, deadline, in_payment| match self.holds.get_mut(&hold) {
            None => broken.push(Violation::NoSuchHold { version, hold }),
            Some(state) => (state.deadline, state.in_payment) = (deadline, in_payment),
        };
        match &record.effect {
            Effect::Extended { hold, deadline } | Effect::PaymentFailed { hold, deadline } => {
                set(*hold, *deadline, false);
            }
            Effect::PaymentBegun { hold, deadline, .. } => set(*hold, *deadline, true),
            Effect::Resumed { deadlines } => {
                for (hold, deadline) in deadlines {
                    set(*hold, *deadline, false);
                }
            }
            _ => {}
        }
    }

    /// What everyone should see of a place; none where the plan has no such place.
    #[must_use]
    pub fn place(&self, place: PlaceIndex) -> Option<PublicPlace<'_>> {
        self.places.get(place.0 as usize).map(PlaceBooks::public)
    }

    /// The public hash of what everyone should see.
    #[must_use]
    pub fn public_hash(&self) -> ContentHash {
        let count = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let head = PublicHead { plan: self.plan, sale: self.sale, schedule: self.schedule };
        public_hash(&head, count, self.places.iter().map(PlaceBooks::public))
    }

    /// Places whose free, held, booked and killed units do not add up to what they have.
    pub fn check_sums(&self, broken: &mut Vec<Violation>) {
        for (place, books) in (0_u32..).zip(&self.places) {
            let free: u32 = books.free.iter().map(|(_, units)| units).sum();
            let killed: u32 = books.killed.iter().map(|(_, units)| units).sum();
            if free + books.held + books.booked + killed != books.shape.capacity {
                broken.push(Violation::Sum { place: PlaceIndex(place), capacity: books.shape.capacity });
            }
        }
    }
}

struct Moves<'event> {
    places: &'event mut [PlaceBooks],
    closed: &'event [ChannelIndex],
    version: Version,
    broken: &'event mut Vec<Violation>,
}

impl Moves<'_> {
    fn all(&mut self, units: impl Iterator<Item = PlaceUnits>, from: Home, to: Home) {
        for unit in units {
            // What becomes free in a closed channel is in general sale.
            let leaves = to == Home::Free && self.closed.contains(&unit.channel);
            self.one(unit, from, if leaves { ChannelIndex(0) } else { unit.channel }, to);
        }
    }

    fn allocate(&mut self, places: &[PlaceUnits], channel: ChannelIndex) {
        for &unit in places {
            self.one(unit, Home::Free, channel, Home::Free);
        }
    }

    fn one(&mut self, unit: PlaceUnits, from: Home, channel: ChannelIndex, to: Home) {
        let version = self.version;
        let Some(books) = self.places.get_mut(unit.place.0 as usize) else {
            self.broken.push(Violation::UnknownPlace { version, place: unit.place });
            return;
        };
        let taken = match from {
            Home::Free => take(&mut books.free, unit.channel, unit.units),
            Home::Killed => take(&mut books.killed, unit.channel, unit.units),
            Home::Held => books.held.checked_sub(unit.units).map(|left| books.held = left).is_some(),
            Home::Booked => books.booked.checked_sub(unit.units).map(|left| books.booked = left).is_some(),
        };
        if !taken {
            self.broken.push(Violation::PlaceTwice { version, place: unit.place });
            return;
        }
        books.channel = channel;
        match to {
            Home::Free => put(&mut books.free, channel, unit.units),
            Home::Killed => put(&mut books.killed, channel, unit.units),
            Home::Held => books.held += unit.units,
            Home::Booked => books.booked += unit.units,
        }
    }
}

/// Takes units of a channel out of a list; false where they are not all there.
fn take(from: &mut Vec<(ChannelIndex, u32)>, channel: ChannelIndex, units: u32) -> bool {
    let Ok(at) = from.binary_search_by_key(&channel, |&(channel, _)| channel) else { return false };
    let Some(left) = from[at].1.checked_sub(units) else { return false };
    from[at].1 = left;
    if left == 0 {
        from.remove(at);
    }
    true
}

fn put(to: &mut Vec<(ChannelIndex, u32)>, channel: ChannelIndex, units: u32) {
    match to.binary_search_by_key(&channel, |&(channel, _)| channel) {
        Ok(at) => to[at].1 += units,
        Err(at) => to.insert(at, (channel, units)),
    }
}

fn take_out(places: &mut HeldPlaces, given_back: &[PlaceUnits]) {
    for back in given_back {
        let matches = |held: &HeldPlace| held.units.place == back.place && held.units.channel == back.channel;
        if let Some(position) = places.iter().position(matches) {
            let units = &mut places[position].units.units;
            *units = units.saturating_sub(back.units);
            if *units == 0 {
                places.remove(position);
            }
        }
    }
}
