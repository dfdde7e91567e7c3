//! A part of a hold or booking: which of its units are meant, and whether the rest may stay without them.

use schemas::ids::PlaceIndex;
use schemas::record::UnitList;
use schemas::refusal::RefusalCode;
use schemas::seat::{HeldPlace, PlaceUnits};

use super::command::Part;
use super::places::Rule;
use super::state::SeatMap;
use super::turn::{Flaws, Refused};
use super::wanted::first_repeats;

/// What stays when a part is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LeftOver {
    /// The rest of a hold, which keeps to the least that may sit there.
    OfHold,
    /// The rest of a booking: a refund is not refused because the others stay.
    OfBooking,
}

impl SeatMap {
    /// What is wrong with the question itself.
    pub(super) fn check_part(&self, part: &Part) -> Result<(), Refused> {
        let Part::Some(wanted) = part else { return Ok(()) };
        if wanted.is_empty() {
            return Err(RefusalCode::NoPlaces.into());
        }
        let mut flaws = Flaws::default();
        for place in wanted {
            if self.places.rule_of(place.place).is_none() {
                flaws.add(RefusalCode::UnknownPlace, place.place);
            } else if place.units == 0 {
                flaws.add(RefusalCode::InvalidUnits, place.place);
            }
        }
        for repeated in first_repeats(&wanted.iter().map(|place| place.place)) {
            flaws.add(RefusalCode::DuplicatePlace, repeated);
        }
        flaws.check()
    }

    /// The units that are meant, in the order asked.
    pub(super) fn units_of_part(held: &[HeldPlace], part: &Part) -> Result<UnitList, Refused> {
        let Part::Some(wanted) = part else { return Ok(held.iter().map(|line| line.units).collect()) };
        let mut units = UnitList::new();
        let mut flaws = Flaws::default();
        for place in wanted {
            let line = held.iter().find(|line| {
                line.units.place == place.place
                    && line.units.units >= place.units
                    && place.channel.is_none_or(|channel| channel == line.units.channel)
            });
            match line {
                Some(line) => units.push(PlaceUnits { units: place.units, ..line.units }),
                None => flaws.add(RefusalCode::NotInHold, place.place),
            }
        }
        flaws.check().map(|()| units)
    }

    /// Whether the rest may stay when `given` is given back.
    pub(super) fn check_left_over(
        &self,
        held: &[HeldPlace],
        given: &[PlaceUnits],
        left_over: LeftOver,
    ) -> Result<(), Refused> {
        let mut flaws = Flaws::default();
        for units in given {
            let place = units.place;
            match self.places.rule_of(place) {
                Some(Rule::WholeTableSeat) if self.splits_table(place, held, given) => {
                    flaws.add(RefusalCode::WholeTable, place);
                }
                Some(Rule::SharedTableSeat)
                    if left_over == LeftOver::OfHold && self.leaves_too_few(place, held, given) =>
                {
                    flaws.add(RefusalCode::MinimumOccupancy, place);
                }
                Some(Rule::Area) if left_over == LeftOver::OfHold => {
                    let has = held.iter().find(|line| line.units.place == place);
                    let rest = has.map_or(0, |line| line.units.units - units.units);
                    if rest > 0 && rest < self.plan.minimum_occupancy(place) {
                        flaws.add(RefusalCode::MinimumOccupancy, place);
                    }
                }
                _ => {}
            }
        }
        flaws.check()
    }

    /// Whether a seat of the same table is held and not given back.
    fn splits_table(&self, place: PlaceIndex, held: &[HeldPlace], given: &[PlaceUnits]) -> bool {
        self.left_at_table(place, held, given) > 0
    }

    /// Whether the hold would keep seats of the same table, but fewer than its minimum.
    fn leaves_too_few(&self, place: PlaceIndex, held: &[HeldPlace], given: &[PlaceUnits]) -> bool {
        let least = self.plan.table(place).map_or(1, |table| self.plan.table_minimum_occupancy(table));
        (1..least as usize).contains(&self.left_at_table(place, held, given))
    }

    /// Seats of the place's table that are held and not given back.
    fn left_at_table(&self, place: PlaceIndex, held: &[HeldPlace], given: &[PlaceUnits]) -> usize {
        let table = self.plan.table(place);
        let stays = |line: &&HeldPlace| {
            self.plan.table(line.units.place) == table
                && !given.iter().any(|units| units.place == line.units.place)
        };
        held.iter().filter(stays).count()
    }
}
