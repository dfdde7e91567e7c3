//! What organisers configure: terms, levels, capacities.

use std::collections::BTreeSet;

use schemas::ids::{ChannelIndex, LevelIndex, PlaceIndex, Version};
use schemas::refusal::RefusalCode as Code;
use schemas::seat::{Letter, SaleState};
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use super::organisers::Which;
use super::{Flaw, Naive, Verdict, verdict};
use crate::seat_map::command::{CapacityIs, Target};
use crate::seat_map::outcome::Done;
use crate::seat_map::terms::check_terms;

impl Naive {
    pub(super) fn changed_meanwhile(&self, only_if: Option<Version>) -> Vec<Flaw> {
        let other = only_if.is_some_and(|version| version != self.configured);
        Vec::from_iter(other.then_some((Code::ChangedMeanwhile, None)))
    }

    pub(super) fn change_terms(
        &mut self,
        terms: &EventTerms,
        only_if: Option<Version>,
        now: Timestamp,
    ) -> Verdict {
        verdict(self.changed_meanwhile(only_if))?;
        if *terms == self.terms {
            self.record(now);
            return Ok(Done::TermsChanged { moved: 0 });
        }
        let before = &self.terms;
        let fixed = (terms.plan, terms.stream) == (before.plan, before.stream)
            && (terms.currency == before.currency || self.sale == SaleState::Draft);
        let added = terms.channels.len() >= before.channels.len()
            && terms.channels[..before.channels.len()] == before.channels;
        let ahead =
            |new: Option<Timestamp>, old: Option<Timestamp>| new == old || new.is_none_or(|at| at > now);
        let ahead = ahead(terms.schedule.opens_at, before.schedule.opens_at)
            && ahead(terms.schedule.closes_at, before.schedule.closes_at);
        if check_terms(terms, &self.plan).is_err() || !fixed || !added || !ahead {
            return Err(vec![(Code::TermsInvalid, None)]);
        }
        let mut after = self.clone();
        after.terms = terms.clone();
        let differs = |place: &PlaceIndex| self.whole_table(*place) != after.whole_table(*place);
        let seats: BTreeSet<PlaceIndex> = self.plan.places().filter(differs).collect();
        self.end_run_out(now, |_, hold| seats.iter().any(|seat| hold.units(*seat, None) > 0));
        let has = |seat: &PlaceIndex| matches!(self.letter(*seat), Letter::Held | Letter::Booked);
        verdict(seats.iter().filter(|seat| has(seat)).map(|seat| (Code::InUse, Some(*seat))).collect())?;
        self.configured = self.record(now);
        self.terms_set = self.configured;
        self.terms = terms.clone();
        Ok(Done::TermsChanged { moved: self.settle_closed() })
    }

    pub(super) fn repaint(
        &mut self,
        targets: &[Target],
        level: Option<LevelIndex>,
        only_if: Option<Version>,
        now: Timestamp,
    ) -> Verdict {
        verdict(self.changed_meanwhile(only_if))?;
        let (meant, mut flaws) = self.meant(targets, Which::Any);
        let unknown = level.is_some_and(|level| usize::from(level.0) >= self.plan.level_keys().len());
        flaws.extend(unknown.then_some((Code::UnknownLevel, None)));
        verdict(flaws)?;
        let version = self.record(now);
        let mut painted = 0;
        for place in meant.into_keys().map(|(place, _)| place).collect::<BTreeSet<_>>() {
            let own = self.plan.level(place);
            let before = self.levels.remove(&place);
            let after = level.filter(|level| *level != own);
            self.levels.extend(after.map(|level| (place, level)));
            painted += u32::from(before != after);
        }
        self.configured = if painted > 0 { version } else { self.configured };
        Ok(Done::Repainted { places: painted })
    }

    pub(super) fn set_capacity(
        &mut self,
        place: PlaceIndex,
        capacity: u32,
        only_if: CapacityIs,
        now: Timestamp,
    ) -> Verdict {
        verdict(self.changed_meanwhile(only_if.configured))?;
        let mut flaws = Vec::new();
        let mut flaw = |wrong: bool, code| flaws.extend(wrong.then_some((code, Some(place))));
        flaw(!self.exists(place), Code::UnknownPlace);
        flaw(!self.is_area(place) || !(1..=1_000_000).contains(&capacity), Code::InvalidUnits);
        verdict(flaws)?;
        let before = self.capacities[&place];
        if only_if.capacity.unwrap_or(before) != before {
            return Err(vec![(Code::ChangedMeanwhile, None)]);
        }
        self.end_run_out(now, |_, hold| hold.units(place, None) > 0);
        let free: u32 = self.all_channels().map(|channel| self.free(place, channel)).sum();
        if capacity < before - free {
            return Err(vec![(Code::InUse, Some(place))]);
        }
        let version = self.record(now);
        self.configured = if capacity == before { self.configured } else { version };
        self.resize(place, capacity);
        Ok(Done::CapacitySet { capacity })
    }

    /// Takes away one free unit after the other, or adds to general sale.
    pub(super) fn resize(&mut self, place: PlaceIndex, capacity: u32) {
        let before = self.capacities[&place];
        for _ in capacity..before {
            let from = self.all_channels().find(|channel| self.free(place, *channel) > 0).unwrap();
            self.shares.entry((place, from)).or_default().all -= 1;
        }
        self.shares.entry((place, ChannelIndex(0))).or_default().all += capacity.saturating_sub(before);
        self.capacities.insert(place, capacity);
    }

    /// What is free in closed channels goes to general sale. How many units did.
    pub(super) fn settle_closed(&mut self) -> u32 {
        let mut moved = 0;
        for channel in self.terms.closed_channels.clone() {
            for place in self.plan.clone().places() {
                if self.is_area(place) {
                    let free = self.free(place, channel);
                    self.shares.entry((place, channel)).or_default().all -= free;
                    self.shares.entry((place, ChannelIndex(0))).or_default().all += free;
                    moved += free;
                } else if self.channel(place) == channel && self.letter(place) == Letter::Free {
                    self.channels.insert(place, ChannelIndex(0));
                    moved += 1;
                }
            }
        }
        moved
    }

    pub(super) fn is_closed(&self, channel: Option<ChannelIndex>) -> bool {
        channel.is_some_and(|channel| self.terms.closed_channels.contains(&channel))
    }
}
