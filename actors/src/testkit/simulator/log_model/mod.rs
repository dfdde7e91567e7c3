//! What an event's records say, performed in the most obvious way: a map of units for every place, a map of
//! holds, a map of bookings. Slow, and written without a look at the seat map, so that both can be compared.
//!
//! It refuses what cannot have happened: a place taken twice, a hold that ends twice, time that goes back, a
//! command that was applied twice.

mod moving;
mod perform;
mod show;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use schemas::ids::{
    BookingId, ChannelIndex, CommandHash, EventId, HoldId, LevelIndex, PlaceIndex, TokenHash, Version,
};
use schemas::plan::{PlaceKind, PlanIndex};
use schemas::record::{HeldPlaces, Principal};
use schemas::seat::SaleState;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use crate::seat_map::outcome::Done;

/// One event as its log tells it.
#[derive(Clone, Debug)]
pub struct LogModel {
    /// Whose log.
    pub event: EventId,
    /// Its plan.
    pub plan: Arc<PlanIndex>,
    /// The plan that the next record moves to, where it does.
    pub offered: Option<Arc<PlanIndex>>,
    /// The last record performed.
    pub version: Version,
    /// When that was.
    pub at: Timestamp,
    /// None before the first record.
    pub terms: Option<EventTerms>,
    /// The record that last set terms.
    pub terms_set: Version,
    /// The sale.
    pub sale: SaleState,
    /// Every place, by index.
    pub places: Vec<ModelPlace>,
    /// Live holds.
    pub holds: BTreeMap<HoldId, ModelHold>,
    /// Bookings with anything left in them.
    pub bookings: BTreeMap<BookingId, HeldPlaces>,
    /// Every command in the log: its record and its digest.
    pub causes: BTreeMap<(Principal, CommandHash), (Version, CommandHash)>,
    /// What each of these commands was answered.
    pub answers: BTreeMap<Version, Done>,
    /// Whose holds each record changed, and the hold that ran out with it, by version.
    pub token_changes: Vec<(Version, TokenHash, Option<HoldId>)>,
}

/// One place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelPlace {
    /// Free units by channel; none with 0.
    pub free: BTreeMap<ChannelIndex, u32>,
    /// Units off sale, likewise.
    pub killed: BTreeMap<ChannelIndex, u32>,
    /// The channel of a place that is one unit.
    pub channel: ChannelIndex,
    /// Units in all.
    pub capacity: u32,
    /// A GA area, whose units are counted.
    pub is_area: bool,
    /// The price level that the event gives it, where it gives one.
    pub painted: Option<LevelIndex>,
}

/// A live hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelHold {
    /// Whose.
    pub token: TokenHash,
    /// Since when.
    pub started: Timestamp,
    /// When it runs out, unless in payment.
    pub deadline: Timestamp,
    /// In payment: the attempt's deadline and the hard cap.
    pub payment: Option<(Timestamp, Timestamp)>,
    /// What.
    pub places: HeldPlaces,
}

impl ModelHold {
    /// When it runs out: in payment at its hard cap.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.payment.map_or(self.deadline, |(_, hard_cap)| hard_cap)
    }
}

impl LogModel {
    /// Before the first record.
    #[must_use]
    pub fn new(event: EventId, plan: Arc<PlanIndex>) -> Self {
        let indexes = 0..u32::try_from(plan.len()).unwrap_or(u32::MAX);
        let places = indexes.map(|place| ModelPlace::of(&plan, PlaceIndex(place))).collect();
        Self {
            event,
            plan,
            offered: None,
            version: Version(0),
            at: Timestamp(0),
            terms: None,
            terms_set: Version(0),
            sale: SaleState::Draft,
            places,
            holds: BTreeMap::new(),
            bookings: BTreeMap::new(),
            causes: BTreeMap::new(),
            answers: BTreeMap::new(),
            token_changes: Vec::new(),
        }
    }

    /// When the sale should move by itself.
    #[must_use]
    pub fn sale_moves_at(&self) -> Option<Timestamp> {
        let schedule = self.terms.as_ref()?.schedule;
        let opens = schedule.opens_at.filter(|_| self.sale == SaleState::Scheduled);
        let may_end = matches!(self.sale, SaleState::Scheduled | SaleState::OnSale | SaleState::Paused);
        let ends = schedule.closes_at.filter(|_| may_end);
        opens.into_iter().chain(ends).min()
    }

    /// Units of `place` in a list of holds or bookings.
    fn units_in<'a>(lists: impl Iterator<Item = &'a HeldPlaces>, place: PlaceIndex) -> u32 {
        lists.flatten().filter(|line| line.units.place == place).map(|line| line.units.units).sum()
    }

    /// Units of a place in holds.
    #[must_use]
    pub fn held(&self, place: PlaceIndex) -> u32 {
        Self::units_in(self.holds.values().map(|hold| &hold.places), place)
    }

    /// Units of a place in bookings.
    #[must_use]
    pub fn booked(&self, place: PlaceIndex) -> u32 {
        Self::units_in(self.bookings.values(), place)
    }

    /// SM-1 and SM-2: every place's units are accounted for, once.
    ///
    /// # Errors
    /// The place that does not add up.
    pub fn check(&self) -> Result<(), String> {
        for (number, place) in (0..).zip(&self.places) {
            let index = PlaceIndex(number);
            let (free, killed) = (sum(&place.free), sum(&place.killed));
            let (held, booked) = (self.held(index), self.booked(index));
            if free + held + booked + killed != place.capacity {
                return Err(format!(
                    "SM-2: {index:?} has {free} free, {held} held, {booked} booked, {killed} killed of {}",
                    place.capacity
                ));
            }
        }
        Ok(())
    }
}

impl ModelPlace {
    fn of(plan: &PlanIndex, place: PlaceIndex) -> Self {
        let is_area = plan.kind(place) == PlaceKind::Area && !plan.is_as_a_whole(place);
        let capacity = match plan.kind(place) {
            PlaceKind::Retired => 0,
            _ if is_area => plan.capacity(place),
            _ => 1,
        };
        let free = if capacity > 0 { BTreeMap::from([(ChannelIndex(0), capacity)]) } else { BTreeMap::new() };
        Self { free, killed: BTreeMap::new(), channel: ChannelIndex(0), capacity, is_area, painted: None }
    }
}

fn sum(units: &BTreeMap<ChannelIndex, u32>) -> u32 {
    units.values().sum()
}
