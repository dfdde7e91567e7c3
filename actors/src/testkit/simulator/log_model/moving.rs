//! A move to another plan version on the model.

use schemas::ids::{PlaceIndex, Version};
use schemas::plan::PlaceKind;
use schemas::record::PlanMove;

use super::{LogModel, ModelPlace};
use crate::seat_map::outcome::Done;

impl LogModel {
    /// Every place that both versions have stays; what one of them has not is retired or new.
    pub(super) fn moved(&mut self, version: Version, moved: &PlanMove) -> Result<Done, String> {
        let plan = self.offered.take().ok_or("it moves to a plan that nobody offered")?;
        for area in &moved.capacities {
            self.capacity_set(area.place, area.capacity, &area.removed)?;
        }
        let count = u32::try_from(plan.len()).unwrap_or(u32::MAX);
        if (count as usize) < self.places.len() {
            return Err("a later plan has fewer places".to_owned());
        }
        for place in (0..count).map(PlaceIndex) {
            let new = ModelPlace::of(&plan, place);
            let Some(old) = self.places.get(place.0 as usize) else {
                self.places.push(new);
                continue;
            };
            if self.plan.label(place) != plan.label(place) {
                return Err(format!("{place:?} is {} in the later plan", plan.label(place)));
            }
            let is_same = old.is_area == new.is_area
                && (old.capacity > 0) == (new.capacity > 0)
                && (self.plan.kind(place) == PlaceKind::Area) == (plan.kind(place) == PlaceKind::Area);
            if is_same {
                continue;
            }
            if self.held(place) + self.booked(place) > 0 {
                return Err(format!("SM-1: somebody has {place:?}, which goes"));
            }
            self.places[place.0 as usize] = new;
        }
        for place in &mut self.places {
            place.painted = None;
        }
        for (place, level) in &moved.levels {
            let model = self.places.get_mut(place.0 as usize).filter(|model| model.capacity > 0);
            model.ok_or_else(|| format!("no place {place:?} to repaint"))?.painted = Some(*level);
        }
        self.plan = plan;
        self.terms = Some(moved.terms.clone());
        self.terms_set = version;
        Ok(Done::MovedToPlan { plan: moved.terms.plan })
    }
}
