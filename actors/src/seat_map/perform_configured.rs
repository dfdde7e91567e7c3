//! Performing what organisers configure.

use schemas::ids::{ChannelIndex, LevelIndex, PlaceIndex};
use schemas::record::{Effect, PlanMove};
use schemas::seat::{PlaceUnits, SaleState};
use schemas::terms::EventTerms;

use super::outcome::Done;
use super::perform::{Moment, ReplayError, total};
use super::places::Places;
use super::state::SeatMap;

/// Whether others know of an event whose sale is in this state, whatever it was before.
pub(super) const fn announces(sale: SaleState) -> bool {
    !matches!(sale, SaleState::Draft | SaleState::Cancelled)
}

impl SeatMap {
    pub(super) fn perform_beginning(&mut self, moment: Moment, effect: &Effect) {
        if let Some((terms, sale)) = effect.beginning() {
            self.sale = sale;
            self.announced = announces(sale);
            self.begin(Box::new(terms));
        }
        self.terms_set = moment.version;
        self.configured = moment.version;
        self.changes.complete_after = moment.version;
    }

    pub(super) fn perform_terms(
        &mut self,
        moment: Moment,
        terms: &EventTerms,
        moved: &[PlaceUnits],
    ) -> Result<Done, ReplayError> {
        self.perform_allocated(moment, moved, ChannelIndex(0))?;
        if self.terms.as_deref().is_none_or(|present| present.schedule != terms.schedule) {
            self.changes.sale_changed = moment.version;
        }
        self.take_terms(Box::new(terms.clone()));
        self.terms_set = moment.version;
        self.configured = moment.version;
        Ok(Done::TermsChanged { moved: total(moved) })
    }

    pub(super) fn perform_repainted(
        &mut self,
        moment: Moment,
        levels: &[(PlaceIndex, LevelIndex)],
    ) -> Result<Done, ReplayError> {
        for (place, level) in levels {
            if !self.places.paint(&self.plan, *place, *level) {
                return Err(ReplayError::Place(moment.version, *place));
            }
            self.free.note_kind(&self.plan, &self.places, *place);
            self.changes.place(moment.version, *place);
        }
        self.configured = moment.version;
        Ok(Done::Repainted { places: u32::try_from(levels.len()).unwrap_or(u32::MAX) })
    }

    pub(super) fn perform_capacity(
        &mut self,
        moment: Moment,
        place: PlaceIndex,
        capacity: u32,
        removed: &[PlaceUnits],
    ) -> Result<Done, ReplayError> {
        self.resize(moment, place, capacity, removed)?;
        self.changes.place(moment.version, place);
        self.configured = moment.version;
        Ok(Done::CapacitySet { capacity })
    }

    fn resize(
        &mut self,
        moment: Moment,
        place: PlaceIndex,
        capacity: u32,
        removed: &[PlaceUnits],
    ) -> Result<(), ReplayError> {
        let about = ReplayError::Place(moment.version, place);
        let area = self.places.area_mut(place).ok_or(about.clone())?;
        for units in removed.iter().filter(|units| units.units > 0) {
            let counts = area.channels.get_mut(usize::from(units.channel.0));
            let rest = counts.as_ref().and_then(|counts| counts.free.checked_sub(units.units));
            let (Some(counts), Some(rest), true) = (counts, rest, units.place == place) else {
                return Err(ReplayError::Units(moment.version, *units));
            };
            counts.free = rest;
            area.capacity -= units.units;
        }
        let added = capacity.checked_sub(area.capacity).ok_or(about)?;
        area.channels[0].free += added;
        area.capacity = capacity;
        Ok(())
    }

    pub(super) fn perform_moved_to_plan(
        &mut self,
        moment: Moment,
        moved: &PlanMove,
    ) -> Result<Done, ReplayError> {
        let hash = moved.terms.plan;
        let plan = match self.offered.take() {
            Some(offered) if offered.hash() == hash && offered.can_follow(&self.plan) => offered,
            _ => return Err(ReplayError::Plan(moment.version, hash)),
        };
        for area in &moved.capacities {
            self.resize(moment, area.place, area.capacity, &area.removed)?;
            self.changes.place(moment.version, area.place);
        }
        let about = |place| ReplayError::Place(moment.version, place);
        let mut places = Places::moved(&self.places, &plan, &moved.terms).map_err(about)?;
        for (place, level) in &moved.levels {
            if !places.paint(&plan, *place, *level) {
                return Err(about(*place));
            }
        }
        let before = std::mem::replace(&mut self.places, places);
        self.plan = plan;
        self.take_terms(Box::new(moved.terms.clone()));
        for place in (0..).map(PlaceIndex).take(self.places.count()) {
            if self.places.looks_other_than(&before, place) {
                self.changes.place(moment.version, place);
            }
        }
        self.changes.plan_moved = moment.version;
        self.terms_set = moment.version;
        self.configured = moment.version;
        Ok(Done::MovedToPlan { plan: hash })
    }
}
