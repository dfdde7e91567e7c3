//! Kill: takes places off sale, all that are named or none.
//!
//! What is killed already is left as it is. A held place is killed only with `force`, which ends the whole
//! hold; a hold in payment and a booking stand firm. Of a GA area either all units are killed (as part of a
//! row, section or level) or so many of one channel: free ones first, then, with `force`, those of ordinary
//! holds in the order of their ids.

use std::collections::BTreeSet;

use schemas::ids::{HoldId, PlaceIndex};
use schemas::record::{Effect, Unchanged, UnitList};
use schemas::refusal::RefusalCode;
use schemas::seat::{Letter, PlaceUnits};

use super::command::Target;
use super::holds::Hold;
use super::state::SeatMap;
use super::targets::Targets;
use super::text::cut;
use super::turn::{Decision, Flaws, Refused, Turn};
use crate::limits::KILL_REASON_BYTES;

/// What a kill has found out so far.
struct Findings {
    flaws: Flaws,
    /// Ordinary holds to end.
    ended: BTreeSet<HoldId>,
}

impl SeatMap {
    pub(super) fn decide_kill(
        &mut self,
        turn: &mut Turn<'_>,
        targets: &[Target],
        reason: &str,
        force: bool,
    ) -> Decision {
        let targets = self.resolve(targets, super::areas::ChannelUnits::on_sale)?;
        self.end_run_out_on(turn, &targets.places());
        let ended = self.check_kill(&targets, force)?;
        for hold in &ended {
            self.write(turn, None, Effect::Revoked { hold: *hold });
        }
        let places = self.free_units(&targets);
        if places.is_empty() {
            return Ok(Effect::Unchanged(Unchanged::Kill));
        }
        let ended_holds = u32::try_from(ended.len()).unwrap_or(u32::MAX);
        Ok(Effect::Killed { places, reason: cut(reason, KILL_REASON_BYTES).to_owned(), ended_holds })
    }

    /// The holds that must end for it.
    fn check_kill(&self, targets: &Targets, force: bool) -> Result<BTreeSet<HoldId>, Refused> {
        let mut findings = Findings { flaws: Flaws::by_index(), ended: BTreeSet::new() };
        for place in &targets.seats {
            match self.places.letter(*place) {
                Letter::Held => {
                    findings.meet(&self.holds.slab[self.places.holder(*place)], *place, force);
                }
                Letter::Booked => findings.flaws.add(RefusalCode::Booked, *place),
                Letter::Free | Letter::Killed | Letter::Retired => {}
            }
        }
        if !targets.areas.is_empty() || !targets.parts.is_empty() {
            let holds = self.holds.in_order();
            for place in &targets.areas {
                for hold in &holds {
                    if hold.places.iter().any(|line| line.units.place == *place) {
                        findings.meet(hold, *place, force);
                    }
                }
                if self.places.area(*place).is_some_and(|area| area.counts().booked > 0) {
                    findings.flaws.add(RefusalCode::Booked, *place);
                }
            }
            for part in &targets.parts {
                self.meet_part(&holds, *part, force, &mut findings);
            }
        }
        findings.flaws.check().map(|()| findings.ended)
    }

    /// Finds so many units of one channel of an area.
    fn meet_part(&self, holds: &[&Hold], part: PlaceUnits, force: bool, findings: &mut Findings) {
        let counts = self.places.area(part.place).map(|area| area.channel(part.channel)).unwrap_or_default();
        let mut found = counts.free;
        for hold in holds.iter().filter(|hold| findings.ended.contains(&hold.id)) {
            found += units_in(hold, part);
        }
        let mut in_the_way = None;
        for hold in holds {
            let units = units_in(hold, part);
            if found >= part.units {
                return;
            }
            if units == 0 || findings.ended.contains(&hold.id) {
                continue;
            }
            if hold.payment.is_some() {
                in_the_way = Some(RefusalCode::InPayment);
            } else if force {
                findings.ended.insert(hold.id);
                found += units;
            } else {
                in_the_way = in_the_way.or(Some(RefusalCode::Held));
            }
        }
        if found < part.units {
            findings.flaws.add(in_the_way.unwrap_or(RefusalCode::Booked), part.place);
        }
    }

    /// The free units of what is targeted, in order of place and channel.
    fn free_units(&self, targets: &Targets) -> UnitList {
        let seats = targets.seats.iter().filter(|place| self.places.letter(**place) == Letter::Free);
        let seats =
            seats.map(|place| PlaceUnits { place: *place, units: 1, channel: self.places.channel(*place) });
        let areas = targets.areas.iter().flat_map(|place| self.units_by_channel(*place, |units| units.free));
        let mut units: UnitList = seats.chain(areas).chain(targets.parts.iter().copied()).collect();
        units.sort_unstable_by_key(|units| (units.place, units.channel));
        units
    }
}

impl Findings {
    fn meet(&mut self, hold: &Hold, place: PlaceIndex, force: bool) {
        if hold.payment.is_some() {
            self.flaws.add(RefusalCode::InPayment, place);
        } else if force {
            self.ended.insert(hold.id);
        } else {
            self.flaws.add(RefusalCode::Held, place);
        }
    }
}

fn units_in(hold: &Hold, part: PlaceUnits) -> u32 {
    let lines = hold.places.iter().map(|line| line.units);
    lines
        .filter(|units| units.place == part.place && units.channel == part.channel)
        .map(|units| units.units)
        .sum()
}
