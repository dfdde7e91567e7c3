//! An event's log, performed once more by code that shares nothing with the engine but the records' types.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemas::ids::{BookingId, ChannelIndex, ContentHash, HoldId, LevelIndex, PlaceIndex, Version};
use schemas::public_hash::{PublicHead, PublicPlace, public_hash};
use schemas::record::{Effect, HeldPlaces, PlanMove, Record};
use schemas::seat::{HeldPlace, Letter, PlaceUnits, SaleState};
use schemas::terms::{EventTerms, SaleSchedule};
use schemas::time::Timestamp;

use super::violation::Violation;

/// What kind of place it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlaceShape {
    /// Units it has in all; 0 where the plan dropped it.
    pub capacity: u32,
    /// A GA area, which everyone sees as counts; anything else is seen as a letter.
    pub is_area: bool,
}

/// What each place of the plan versions that a log names is.
pub type PlanShapes = BTreeMap<ContentHash, Vec<PlaceShape>>;

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
    /// The price level that the event gives it; [`LevelIndex::OF_PLAN`] where it gives none.
    pub level: LevelIndex,
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
    plans: Arc<PlanShapes>,
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
    /// Everything free and in general sale.
    fn of(shape: PlaceShape) -> Self {
        let free = if shape.capacity > 0 { vec![(ChannelIndex(0), shape.capacity)] } else { Vec::new() };
        Self { shape, free, level: LevelIndex::OF_PLAN, ..Self::default() }
    }

    fn public(&self) -> PublicPlace<'_> {
        if self.shape.is_area {
            return PublicPlace::Area(&self.free, self.level);
        }
        let letter = match self {
            Self { shape: PlaceShape { capacity: 0, .. }, .. } => Letter::Retired,
            Self { booked: 1.., .. } => Letter::Booked,
            Self { held: 1.., .. } => Letter::Held,
            books if !books.killed.is_empty() => Letter::Killed,
            _ => Letter::Free,
        };
        PublicPlace::Seat(letter, self.channel, self.level)
    }
}

impl LoggedEvent {
    /// An event before its first record, on one of these plans.
    #[must_use]
    pub fn on(plans: Arc<PlanShapes>) -> Self {
        Self { plans, ..Self::new(&[]) }
    }

    /// The same event before its first record.
    #[must_use]
    pub fn before(&self) -> Self {
        Self::on(Arc::clone(&self.plans))
    }

    /// An event before its first record, with each place's shape by index where no plan is known.
    #[must_use]
    pub fn new(places: &[PlaceShape]) -> Self {
        Self {
            version: Version(0),
            sale: SaleState::Draft,
            schedule: SaleSchedule::default(),
            plan: ContentHash([0; 32]),
            closed: Vec::new(),
            places: places.iter().copied().map(PlaceBooks::of).collect(),
            holds: BTreeMap::new(),
            bookings: BTreeMap::new(),
            plans: Arc::default(),
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
            Effect::Unchanged(_) | Effect::StreamBegun { .. } => {}
            Effect::Created(_) | Effect::Drafted(_) => self.begin(&record.effect),
            Effect::TermsChanged { terms, moved } => {
                moves.allocate(moved, ChannelIndex(0));
                self.take_terms(terms);
            }
            Effect::SaleChanged { state } => self.sale = *state,
            Effect::MovedToPlan(plan_move) => self.follow(version, plan_move, broken),
            Effect::Repainted { levels } => moves.paint(levels),
            Effect::CapacitySet { place, capacity, removed } => {
                moves.set_capacity(*place, *capacity, removed);
            }
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

    /// The first record of an event.
    fn begin(&mut self, effect: &Effect) {
        let Some((terms, sale)) = effect.beginning() else { return };
        self.sale = sale;
        if let Some(shapes) = self.plans.get(&terms.plan) {
            self.places = shapes.iter().copied().map(PlaceBooks::of).collect();
        }
        self.take_terms(&terms);
    }

    /// A move to another plan, in the order of its record.
    fn follow(&mut self, version: Version, plan_move: &PlanMove, broken: &mut Vec<Violation>) {
        let mut moves = Moves { places: &mut self.places, closed: &self.closed, version, broken };
        for area in &plan_move.capacities {
            moves.set_capacity(area.place, area.capacity, &area.removed);
        }
        self.move_to(version, &plan_move.terms, broken);
        let mut moves = Moves { places: &mut self.places, closed: &self.closed, version, broken };
        moves.paint(&plan_move.levels);
    }

    /// Places that both plans have stay as they are; others are new or gone, and nobody may have those.
    fn move_to(&mut self, version: Version, terms: &EventTerms, broken: &mut Vec<Violation>) {
        let plans = Arc::clone(&self.plans);
        let Some(shapes) = plans.get(&terms.plan) else {
            broken.push(Violation::UnknownPlan { version, plan: terms.plan });
            return;
        };
        for (at, shape) in shapes.iter().copied().enumerate() {
            let Some(books) = self.places.get_mut(at) else {
                self.places.push(PlaceBooks::of(shape));
                continue;
            };
            books.level = LevelIndex::OF_PLAN;
            let is_same =
                books.shape.is_area == shape.is_area && (books.shape.capacity > 0) == (shape.capacity > 0);
            if !is_same {
                if books.held + books.booked > 0 {
                    let place = PlaceIndex(u32::try_from(at).unwrap_or(u32::MAX));
                    broken.push(Violation::PlaceTwice { version, place });
                }
                *books = PlaceBooks::of(shape);
            }
        }
        self.take_terms(terms);
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

    fn paint(&mut self, levels: &[(PlaceIndex, LevelIndex)]) {
        for &(place, level) in levels {
            match self.places.get_mut(place.0 as usize) {
                Some(books) => books.level = level,
                None => self.broken.push(Violation::UnknownPlace { version: self.version, place }),
            }
        }
    }

    /// What is removed was free; what is missing then is new, and in general sale.
    fn set_capacity(&mut self, place: PlaceIndex, capacity: u32, removed: &[PlaceUnits]) {
        let version = self.version;
        let Some(books) = self.places.get_mut(place.0 as usize) else {
            self.broken.push(Violation::UnknownPlace { version, place });
            return;
        };
        for unit in removed {
            if take(&mut books.free, unit.channel, unit.units) {
                books.shape.capacity = books.shape.capacity.saturating_sub(unit.units);
            } else {
                self.broken.push(Violation::PlaceTwice { version, place });
            }
        }
        let added = capacity.saturating_sub(books.shape.capacity);
        if added > 0 {
            put(&mut books.free, ChannelIndex(0), added);
        }
        books.shape.capacity = capacity;
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
