//! Allocate: sells free places through another channel from now on, all that are named or none.
//!
//! What is held or booked refuses it; what is killed is left as it is and comes back where it was.

use schemas::ids::ChannelIndex;
use schemas::record::{Effect, Unchanged, UnitList};
use schemas::refusal::RefusalCode;
use schemas::seat::{Letter, PlaceUnits};

use super::areas::ChannelUnits;
use super::command::Target;
use super::state::SeatMap;
use super::turn::{Decision, Flaws, Turn};

impl SeatMap {
    pub(super) fn decide_allocate(
        &mut self,
        turn: &mut Turn<'_>,
        targets: &[Target],
        channel: ChannelIndex,
    ) -> Decision {
        let targets = self.resolve(targets, ChannelUnits::on_sale)?;
        if !self.has_channel(channel) {
            return Err(RefusalCode::UnknownChannel.into());
        }
        if self.places.is_closed(channel) {
            return Err(RefusalCode::ChannelClosed.into());
        }
        self.end_run_out_on(turn, &targets.places());
        let mut flaws = Flaws::by_index();
        let mut places = UnitList::new();
        for place in targets.seats {
            match self.places.letter(place) {
                Letter::Free => {
                    places.push(PlaceUnits { place, units: 1, channel: self.places.channel(place) });
                }
                Letter::Held | Letter::Booked => flaws.add(RefusalCode::Taken, place),
                Letter::Killed | Letter::Retired => {}
            }
        }
        for place in targets.areas {
            let counts = self.places.area(place).map(super::areas::Area::counts).unwrap_or_default();
            if counts.held + counts.booked > 0 {
                flaws.add(RefusalCode::Taken, place);
            }
            places.extend(self.units_by_channel(place, |units| units.free));
        }
        for part in targets.parts {
            let free = self.places.area(part.place).map_or(0, |area| area.channel(part.channel).free);
            if free < part.units {
                flaws.add(RefusalCode::Taken, part.place);
            }
            places.push(part);
        }
        flaws.check()?;
        places.retain(|units| units.channel != channel);
        places.sort_unstable_by_key(|units| (units.place, units.channel));
        if places.is_empty() {
            return Ok(Effect::Unchanged(Unchanged::Allocate { channel }));
        }
        Ok(Effect::Allocated { places, channel })
    }
}
