//! Change terms: the event is sold under other terms from here on.
//!
//! What is held or booked keeps the price and the deadline of its record. A table is sold in another way only
//! while nobody has a seat of it. A channel that closes gives what it has free to general sale, and what comes
//! back to it later goes there, too; what is killed stays where it is until it is restored.

use schemas::ids::{ChannelIndex, PlaceIndex, Version};
use schemas::plan::TableIndex;
use schemas::record::{Effect, Unchanged, UnitList};
use schemas::refusal::RefusalCode;
use schemas::seat::{Letter, PlaceUnits};
use schemas::terms::EventTerms;

use super::command::ChannelSet;
use super::places::tables_as_a_whole;
use super::state::SeatMap;
use super::terms::check_changed_terms;
use super::turn::{Decision, Flaws, Refused, Turn};

impl SeatMap {
    pub(super) fn decide_change_terms(
        &mut self,
        turn: &mut Turn<'_>,
        terms: &EventTerms,
        only_if: Option<Version>,
    ) -> Decision {
        self.check_configured(only_if)?;
        let Some(present) = self.terms.as_deref() else { return Err(RefusalCode::SaleNotOpen.into()) };
        if terms == present {
            return Ok(Effect::Unchanged(Unchanged::Terms));
        }
        check_changed_terms(present, terms, &self.plan, self.sale, turn.now)
            .map_err(|_| RefusalCode::TermsInvalid)?;
        let seats = self.seats_sold_otherwise(present, terms);
        let closed = ChannelSet::of(&terms.closed_channels).without(ChannelSet::of(&present.closed_channels));
        self.end_run_out_on(turn, &seats);
        self.check_nobody_has(&seats)?;
        Ok(Effect::TermsChanged { terms: Box::new(terms.clone()), moved: self.free_units_of(closed) })
    }

    /// The seats of tables that are sold in another way under `terms`.
    fn seats_sold_otherwise(&self, present: &EventTerms, terms: &EventTerms) -> Vec<PlaceIndex> {
        let before = tables_as_a_whole(&self.plan, present);
        let after = tables_as_a_whole(&self.plan, terms);
        let tables = (0..).map(TableIndex).zip(before.iter().zip(&after));
        let changed = tables.filter(|(_, (before, after))| before != after);
        changed.flat_map(|(table, _)| self.plan.places_at_table(table)).copied().collect()
    }

    /// Refuses where any of these seats is held or booked, and names all that are.
    pub(super) fn check_nobody_has(&self, seats: &[PlaceIndex]) -> Result<(), Refused> {
        let mut flaws = Flaws::naming_all();
        for seat in seats {
            if matches!(self.places.letter(*seat), Letter::Held | Letter::Booked) {
                flaws.add(RefusalCode::InUse, *seat);
            }
        }
        flaws.check()
    }

    /// The free units of these channels, in order of place and channel.
    fn free_units_of(&self, channels: ChannelSet) -> UnitList {
        let mut found = UnitList::new();
        if channels == ChannelSet::default() {
            return found;
        }
        for place in (0..).map(PlaceIndex).take(self.places.count()) {
            if let Some(area) = self.places.area(place) {
                let units = (0..).map(ChannelIndex).zip(&area.channels);
                let free = units.filter(|(channel, units)| channels.has(*channel) && units.free > 0);
                found.extend(free.map(|(channel, units)| PlaceUnits { place, units: units.free, channel }));
            } else if self.places.letter(place) == Letter::Free {
                let channel = self.places.channel(place);
                found.extend(channels.has(channel).then_some(PlaceUnits { place, units: 1, channel }));
            }
        }
        found
    }
}
