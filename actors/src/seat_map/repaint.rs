//! Repaint: single places get another price level than the plan gives them, or that one again.
//!
//! Whoever holds or has booked them keeps the price of the record. Units and channels that are named do not
//! count: a place has one level.

use schemas::ids::{LevelIndex, PlaceIndex, Version};
use schemas::record::{Effect, Unchanged};
use schemas::refusal::RefusalCode;

use super::command::Target;
use super::state::SeatMap;
use super::turn::Decision;

impl SeatMap {
    pub(super) fn decide_repaint(
        &self,
        targets: &[Target],
        level: Option<LevelIndex>,
        only_if: Option<Version>,
    ) -> Decision {
        self.check_configured(only_if)?;
        let targets = self.resolve(targets, |_| u32::MAX)?;
        if level.is_some_and(|level| usize::from(level.0) >= self.plan.level_keys().len()) {
            return Err(RefusalCode::UnknownLevel.into());
        }
        let mut places = targets.places();
        places.sort_unstable();
        places.dedup();
        let levels: Vec<(PlaceIndex, LevelIndex)> = places
            .into_iter()
            .map(|place| (place, self.painted(place, level)))
            .filter(|(place, painted)| self.places.painted[place.0 as usize] != *painted)
            .collect();
        if levels.is_empty() {
            return Ok(Effect::Unchanged(Unchanged::Repaint));
        }
        Ok(Effect::Repainted { levels })
    }

    /// What the event gives a place that is to have this level.
    fn painted(&self, place: PlaceIndex, level: Option<LevelIndex>) -> LevelIndex {
        level.filter(|level| *level != self.plan.level(place)).unwrap_or(LevelIndex::OF_PLAN)
    }
}
