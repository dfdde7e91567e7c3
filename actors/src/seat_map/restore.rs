//! Restore: puts killed places back on sale, in the channel they had. What is not killed is left as it is.

use schemas::record::{Effect, Unchanged, UnitList};
use schemas::seat::{Letter, PlaceUnits};

use super::command::Target;
use super::state::SeatMap;
use super::turn::Decision;

impl SeatMap {
    pub(super) fn decide_restore(&self, targets: &[Target]) -> Decision {
        let targets = self.resolve(targets, |units| units.on_sale() + units.killed)?;
        let seats = targets.seats.iter().filter(|place| self.places.letter(**place) == Letter::Killed);
        let seats =
            seats.map(|place| PlaceUnits { place: *place, units: 1, channel: self.places.channel(*place) });
        let areas =
            targets.areas.iter().flat_map(|place| self.units_by_channel(*place, |units| units.killed));
        let parts = targets.parts.iter().filter_map(|part| {
            let killed = self.places.area(part.place)?.channel(part.channel).killed;
            let units = part.units.min(killed);
            (units > 0).then_some(PlaceUnits { units, ..*part })
        });
        let mut places: UnitList = seats.chain(areas).chain(parts).collect();
        places.sort_unstable_by_key(|units| (units.place, units.channel));
        if places.is_empty() {
            return Ok(Effect::Unchanged(Unchanged::Restore));
        }
        Ok(Effect::Restored { places })
    }
}
