//! Expire: holds that have run out end.
//!
//! A hold has run out at its deadline, in payment at its hard cap. From that moment it refuses nobody:
//! whichever command it is in the way of first writes its end. The clean-up only ends what nobody has
//! stumbled over yet.

use schemas::ids::{HoldId, PlaceIndex};
use schemas::record::Effect;
use schemas::seat::Letter;
use schemas::time::Timestamp;
use smallvec::SmallVec;

use super::command::WantedPlace;
use super::places::Rule;
use super::record_buffer::RecordBuffer;
use super::state::SeatMap;
use super::turn::Turn;

impl SeatMap {
    /// Moves the sale where its schedule says so, then ends at most `at_most` of the holds that have run out by
    /// `now`, those that ran out first at first. Returns how many it ended; the records are appended to `out`.
    pub fn expire_due(&mut self, now: Timestamp, at_most: usize, out: &mut RecordBuffer) -> usize {
        let mut turn = Turn { now: now.max(self.last_record_at), token: None, out };
        if self.sale_moves_at <= turn.now {
            self.move_sale(&mut turn);
        }
        for ended in 0..at_most {
            let Some(slot) = self.holds.deadlines.first(&self.holds.slab) else { return ended };
            let hold = &self.holds.slab[slot];
            if hold.ends_at() > turn.now {
                return ended;
            }
            let hold = hold.id;
            self.write(&mut turn, None, Effect::Expired { hold });
        }
        at_most
    }

    fn any_due(&self, now: Timestamp) -> bool {
        self.holds.deadlines.any_due(&self.holds.slab, now)
    }

    fn has_run_out(&self, slot: u32, now: Timestamp) -> bool {
        self.holds.slab[slot].ends_at() <= now
    }

    /// Ends the hold a command names, where it has run out.
    pub(super) fn end_run_out(&mut self, turn: &mut Turn<'_>, hold: HoldId) {
        if let Some(slot) = self.holds.slot(hold)
            && self.has_run_out(slot, turn.now)
        {
            self.write(turn, None, Effect::Expired { hold });
        }
    }

    /// Ends what has run out among the holds on the wanted places and the token's own.
    pub(super) fn end_run_out_for_hold(&mut self, turn: &mut Turn<'_>, wanted: &[WantedPlace]) {
        if !self.any_due(turn.now) {
            return;
        }
        let mut ended = self.run_out_on(turn.now, wanted.iter().map(|place| place.place));
        if let Some(slot) = turn.token {
            let own = self.tokens.holds_of(&self.holds, slot);
            let own = own.filter(|hold| self.has_run_out(*hold, turn.now));
            ended.extend(own.map(|hold| self.holds.slab[hold].id));
        }
        self.end_all(turn, ended);
    }

    /// Ends what has run out among the holds on these places.
    pub(super) fn end_run_out_on(&mut self, turn: &mut Turn<'_>, places: &[PlaceIndex]) {
        if self.any_due(turn.now) {
            let ended = self.run_out_on(turn.now, places.iter().copied());
            self.end_all(turn, ended);
        }
    }

    fn end_all(&mut self, turn: &mut Turn<'_>, mut ended: SmallVec<[HoldId; 8]>) {
        ended.sort_unstable();
        ended.dedup();
        for hold in ended {
            self.write(turn, None, Effect::Expired { hold });
        }
    }

    fn run_out_on(&self, now: Timestamp, places: impl Iterator<Item = PlaceIndex>) -> SmallVec<[HoldId; 8]> {
        let mut found = SmallVec::new();
        let mut areas: SmallVec<[PlaceIndex; 4]> = SmallVec::new();
        for place in places {
            match self.places.rule_of(place) {
                Some(Rule::Area) => areas.push(place),
                Some(_) if self.places.letter(place) == Letter::Held => {
                    let slot = self.places.holder(place);
                    if self.has_run_out(slot, now) {
                        found.push(self.holds.slab[slot].id);
                    }
                }
                _ => {}
            }
        }
        if !areas.is_empty() {
            areas.sort_unstable();
            for slot in self.holds.deadlines.due(&self.holds.slab, now) {
                let hold = &self.holds.slab[slot];
                if hold.places.iter().any(|line| areas.binary_search(&line.units.place).is_ok()) {
                    found.push(hold.id);
                }
            }
        }
        found
    }
}
