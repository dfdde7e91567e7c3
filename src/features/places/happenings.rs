//! From an event's records to what happened to one place.

use std::collections::{BTreeMap, VecDeque};

use schemas::api::moment::Moment;
use schemas::api::places::PlaceHappening;
use schemas::ids::{BookingId, ContentHash, HoldId, LevelIndex, PlaceIndex};
use schemas::record::{Effect, Principal, Record, UnitList};

use crate::limits::HISTORY_LENGTH;

/// What happened so far to one place; the newest [`HISTORY_LENGTH`] of it.
pub struct Happenings {
    place: PlaceIndex,
    /// The event's plan version, once a record has named it.
    plan: Option<ContentHash>,
    /// Units of the place in holds that have not ended.
    holds: BTreeMap<HoldId, u32>,
    happened: VecDeque<PlaceHappening>,
}

/// The key of a level, by its number in a plan version; none where that is not known.
pub type LevelKey<'keys> = &'keys dyn Fn(ContentHash, LevelIndex) -> Option<String>;

/// What one record was about, as far as the place is concerned.
#[derive(Default)]
struct About {
    units: u32,
    hold: Option<HoldId>,
    booking: Option<BookingId>,
    note: Option<String>,
    /// It is about the place as such, not about units of it.
    of_place: bool,
}

impl Happenings {
    pub fn of(place: PlaceIndex) -> Self {
        Self { place, plan: None, holds: BTreeMap::new(), happened: VecDeque::new() }
    }

    /// Notes the record where it is about the place. A level's key is asked for by its number in a plan version.
    pub fn note(&mut self, record: &Record, level_key: LevelKey<'_>) {
        let beginning = record.effect.beginning().map(|(terms, _)| terms.plan);
        self.plan = beginning.or(record.effect.moves_to()).or(self.plan);
        let Some(about) = self.about(record, level_key).filter(|about| about.units > 0 || about.of_place)
        else {
            return;
        };
        if self.happened.len() == HISTORY_LENGTH {
            self.happened.pop_front();
        }
        let by = record.cause.map(|cause| match cause.principal {
            Principal::Buyer(token) => format!("buyer {token}"),
            Principal::Organiser(principal) => format!("organiser {principal}"),
        });
        self.happened.push_back(PlaceHappening {
            version: record.version,
            at: Moment(record.at),
            what: record.effect.kind().name().to_owned(),
            units: about.units,
            hold: about.hold,
            booking: about.booking,
            by,
            note: about.note,
        });
    }

    /// All of it, in order of version.
    pub fn finish(self) -> Vec<PlaceHappening> {
        self.happened.into()
    }

    fn about(&mut self, record: &Record, level_key: LevelKey<'_>) -> Option<About> {
        let of_hold = |units, hold| About { units, hold: Some(hold), ..About::default() };
        let version = record.version.0;
        Some(match &record.effect {
            Effect::Held { places, .. } => {
                let here = places.iter().filter(|held| held.units.place == self.place);
                let units = here.map(|held| held.units.units).sum();
                self.holds.insert(HoldId(version), units);
                of_hold(units, HoldId(version))
            }
            Effect::Released { hold, places } => {
                let units = self.here(places);
                if let Some(left) = self.holds.get_mut(hold) {
                    *left = left.saturating_sub(units);
                }
                of_hold(units, *hold)
            }
            Effect::Expired { hold } | Effect::Revoked { hold } => of_hold(self.holds.remove(hold)?, *hold),
            Effect::Extended { hold, .. }
            | Effect::PaymentBegun { hold, .. }
            | Effect::PaymentFailed { hold, .. } => of_hold(*self.holds.get(hold)?, *hold),
            Effect::Booked { hold, reference } => About {
                booking: Some(BookingId(version)),
                note: Some(reference.to_string()),
                ..of_hold(self.holds.remove(hold)?, *hold)
            },
            Effect::Unbooked { booking, places } => {
                About { units: self.here(places), booking: Some(*booking), ..About::default() }
            }
            Effect::Killed { places, reason, .. } => {
                About { units: self.here(places), note: Some(reason.clone()), ..About::default() }
            }
            Effect::Restored { places } | Effect::Allocated { places, .. } => {
                About { units: self.here(places), ..About::default() }
            }
            Effect::TermsChanged { moved, .. } => {
                let note = Some("its channel closed".to_owned());
                About { units: self.here(moved), note, ..About::default() }
            }
            Effect::Repainted { levels } => {
                let (_, level) = levels.iter().find(|(place, _)| *place == self.place)?;
                let key = || self.plan.and_then(|plan| level_key(plan, *level));
                let note = match *level {
                    LevelIndex::OF_PLAN => "the plan's price level".to_owned(),
                    _ => key().map_or("another price level".to_owned(), |key| format!("price level {key:?}")),
                };
                About { note: Some(note), of_place: true, ..About::default() }
            }
            Effect::CapacitySet { place, capacity, .. } => About {
                note: Some(format!("room for {capacity}")),
                of_place: *place == self.place,
                ..About::default()
            },
            Effect::MovedToPlan(moved) => {
                let area = moved.capacities.iter().find(|area| area.place == self.place)?;
                let note = Some(format!("room for {}, by another plan version", area.capacity));
                About { note, of_place: true, ..About::default() }
            }
            Effect::Created(_)
            | Effect::Drafted(_)
            | Effect::SaleChanged { .. }
            | Effect::Resumed { .. }
            | Effect::StreamBegun { .. }
            | Effect::Unchanged(_) => {
                return None;
            }
        })
    }

    fn here(&self, places: &UnitList) -> u32 {
        places.iter().filter(|units| units.place == self.place).map(|units| units.units).sum()
    }
}
