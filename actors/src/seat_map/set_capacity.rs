//! Set capacity: a GA area has room for more units, which are in general sale, or for fewer.
//!
//! Only free units can go: those of general sale first, then those of channels in order. What is held, booked
//! or killed stays, and refuses what would leave it no room.

use schemas::ids::{ChannelIndex, PlaceIndex};
use schemas::plan::limits::AREA_CAPACITY_MAX;
use schemas::record::{Effect, Unchanged, UnitList};
use schemas::refusal::{RefusalCode, RefusalParams};
use schemas::seat::PlaceUnits;

use super::areas::Area;
use super::command::CapacityIs;
use super::places::Rule;
use super::state::SeatMap;
use super::turn::{Decision, Refused, Turn};

impl SeatMap {
    pub(super) fn decide_set_capacity(
        &mut self,
        turn: &mut Turn<'_>,
        place: PlaceIndex,
        capacity: u32,
        only_if: CapacityIs,
    ) -> Decision {
        self.check_configured(only_if.configured)?;
        let about =
            |code| Refused { code, places: [place].into_iter().collect(), params: RefusalParams::NONE };
        match self.places.rule_of(place) {
            None => return Err(about(RefusalCode::UnknownPlace)),
            Some(Rule::Area) if (1..=AREA_CAPACITY_MAX).contains(&capacity) => {}
            Some(_) => return Err(about(RefusalCode::InvalidUnits)),
        }
        let present = self.places.area(place).map(|area| area.capacity);
        if only_if.capacity.is_some_and(|capacity| Some(capacity) != present) {
            return Err(RefusalCode::ChangedMeanwhile.into());
        }
        self.end_run_out_on(turn, &[place]);
        let Some(area) = self.places.area(place) else { return Err(about(RefusalCode::UnknownPlace)) };
        if capacity == area.capacity {
            return Ok(Effect::Unchanged(Unchanged::Capacity { place }));
        }
        let removed = area.free_units_to_remove(capacity).ok_or_else(|| Refused {
            params: RefusalParams::in_use(area.units_in_use()),
            ..about(RefusalCode::InUse)
        })?;
        Ok(Effect::CapacitySet { place, capacity, removed })
    }
}

impl Area {
    /// Units that are held, booked or killed.
    fn units_in_use(&self) -> u32 {
        self.capacity - self.channels.iter().map(|units| units.free).sum::<u32>()
    }

    /// Which free units go so that no more than `capacity` are left: general sale first, then by channel. None
    /// where not enough are free.
    pub fn free_units_to_remove(&self, capacity: u32) -> Option<UnitList> {
        let mut left = self.capacity.saturating_sub(capacity);
        let mut removed = UnitList::new();
        for (channel, counts) in (0..).map(ChannelIndex).zip(&self.channels) {
            let units = left.min(counts.free);
            left -= units;
            removed.extend((units > 0).then_some(PlaceUnits { place: self.place, units, channel }));
        }
        (left == 0).then_some(removed)
    }
}
