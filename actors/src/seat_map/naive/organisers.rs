//! What organisers ask about places and the sale.

use std::collections::{BTreeMap, BTreeSet};

use schemas::ids::{ChannelIndex, HoldId, PlaceIndex, Version};
use schemas::plan::{RowIndex, SectionIndex};
use schemas::refusal::RefusalCode as Code;
use schemas::seat::{Letter, SaleState};
use schemas::time::Timestamp;

use super::{Flaw, Naive, Verdict, verdict};
use crate::seat_map::command::{SaleStep, Target};
use crate::seat_map::outcome::Done;

/// How many units of a channel of a place are meant; `u32::MAX` for all there are.
type Meant = BTreeMap<(PlaceIndex, ChannelIndex), u32>;

const ALL: u32 = u32::MAX;

/// Which units can be named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    OnSale,
    /// Also those off sale.
    OrKilled,
    /// However many: it is about the place.
    Any,
}

impl Naive {
    /// What the targets mean, and what is wrong with them.
    pub(super) fn meant(&self, targets: &[Target], which: Which) -> (Meant, Vec<Flaw>) {
        let mut flaws = Vec::new();
        let mut meant = Meant::new();
        let mut groups: BTreeSet<PlaceIndex> = BTreeSet::new();
        let mut whole: BTreeSet<PlaceIndex> = BTreeSet::new();
        if targets.is_empty() {
            flaws.push((Code::NoPlaces, None));
        }
        for target in targets {
            let places = match *target {
                Target::Place(wanted) => {
                    let place = wanted.place;
                    let mut flaw = |wrong: bool, code| flaws.extend(wrong.then_some((code, Some(place))));
                    if !self.exists(place) {
                        flaw(true, Code::UnknownPlace);
                        continue;
                    }
                    let area = self.is_area(place);
                    let known = self.has_channel(wanted.channel);
                    let channel = wanted.channel.unwrap_or_default();
                    let most = match area {
                        true if !known => ALL,
                        true if which == Which::OnSale => self.on_sale(place, channel),
                        true if which == Which::Any => ALL,
                        true => self.on_sale(place, channel) + self.killed(place, channel),
                        false if self.is_whole_area(place) => self.plan.party(place).unwrap().1,
                        false => 1,
                    };
                    flaw(wanted.units == 0 || wanted.units > most, Code::InvalidUnits);
                    flaw(!known, Code::UnknownChannel);
                    let key = if area { (place, channel) } else { (place, ChannelIndex(0)) };
                    let units = if area { wanted.units } else { 1 };
                    let again =
                        meant.insert(key, units).is_some() || (key.1.0 == 0 && whole.contains(&place));
                    flaw(again, Code::DuplicatePlace);
                    continue;
                }
                Target::Whole(place) => {
                    if !self.exists(place) {
                        flaws.push((Code::UnknownPlace, Some(place)));
                    } else if !whole.insert(place) || meant.contains_key(&(place, ChannelIndex(0))) {
                        flaws.push((Code::DuplicatePlace, Some(place)));
                    }
                    groups.insert(place);
                    continue;
                }
                Target::Row(row) => self.plan.places_in_row(RowIndex(row)).to_vec(),
                Target::Section(section) => {
                    let section = u16::try_from(section).unwrap_or(u16::MAX);
                    self.plan.places_in_section(SectionIndex(section)).to_vec()
                }
                Target::Level(level) => {
                    self.plan.places().filter(|place| self.level(*place) == level).collect()
                }
            };
            let is_known = match target {
                Target::Level(level) => usize::from(level.0) < self.plan.level_keys().len(),
                _ => !places.is_empty(),
            };
            if !is_known {
                flaws.push((Code::UnknownPlace, None));
            }
            groups.extend(places);
        }
        self.mean_all(&groups, &mut meant);
        (meant, flaws)
    }

    /// Everything there is of these places, in each channel that it can be in.
    fn mean_all(&self, places: &BTreeSet<PlaceIndex>, meant: &mut Meant) {
        for place in places {
            for channel in self.all_channels().filter(|channel| channel.0 == 0 || self.is_area(*place)) {
                meant.insert((*place, channel), ALL);
            }
        }
    }

    fn end_run_out_on(&mut self, meant: &Meant, now: Timestamp) {
        self.end_run_out(now, |_, hold| meant.keys().any(|(place, _)| hold.units(*place, None) > 0));
    }

    /// Which holds must end so that all that is meant can be killed.
    fn in_the_way(&self, meant: &Meant, force: bool, flaws: &mut Vec<Flaw>) -> BTreeSet<HoldId> {
        let mut ended = BTreeSet::new();
        let whole = |(_, units): &(&(PlaceIndex, ChannelIndex), &u32)| **units == ALL;
        for ((place, channel), units) in meant {
            let area = self.is_area(*place);
            if area && *units != ALL {
                continue;
            }
            let channel = area.then_some(*channel);
            for (id, hold) in self.holds.iter().filter(|(_, hold)| hold.units(*place, channel) > 0) {
                if hold.in_payment.is_some() {
                    flaws.push((Code::InPayment, Some(*place)));
                } else if force {
                    ended.insert(*id);
                } else {
                    flaws.push((Code::Held, Some(*place)));
                }
            }
            if self.booked(*place, channel) > 0 {
                flaws.push((Code::Booked, Some(*place)));
            }
        }
        for ((place, channel), units) in meant.iter().filter(|entry| !whole(entry)) {
            if !self.is_area(*place) {
                continue;
            }
            let mut missing = i64::from(*units) - i64::from(self.free(*place, *channel));
            let units_of = |id: &HoldId| i64::from(self.holds[id].units(*place, Some(*channel)));
            missing -= ended.iter().map(units_of).sum::<i64>();
            let mut blocked_by = Vec::new();
            for (id, hold) in &self.holds {
                if missing <= 0 || ended.contains(id) || units_of(id) == 0 {
                    continue;
                }
                if hold.in_payment.is_some() {
                    blocked_by.push(Code::InPayment);
                } else if force {
                    missing -= units_of(id);
                    ended.insert(*id);
                } else {
                    blocked_by.push(Code::Held);
                }
            }
            blocked_by.push(Code::Booked);
            if missing > 0 {
                flaws.push((blocked_by.into_iter().min().unwrap(), Some(*place)));
            }
        }
        ended
    }

    pub(super) fn kill(&mut self, targets: &[Target], reason: &str, force: bool, now: Timestamp) -> Verdict {
        let (meant, mut flaws) = self.meant(targets, Which::OnSale);
        if flaws.is_empty() {
            self.end_run_out_on(&meant, now);
        }
        let asked_well = flaws.is_empty();
        let ended = self.in_the_way(&meant, force, &mut flaws);
        if asked_well {
            flaws.sort_unstable_by_key(|(_, place)| *place);
        }
        verdict(flaws)?;
        for hold in &ended {
            self.end(*hold, now);
        }
        self.record(now);
        let mut killed = 0;
        for ((place, channel), units) in meant {
            let mut here = 0;
            if self.is_area(place) {
                here = units.min(self.free(place, channel));
                self.shares.entry((place, channel)).or_default().killed += here;
            } else if self.letter(place) == Letter::Free {
                here = 1;
            }
            if here > 0 {
                self.reasons.insert(place, reason.to_owned());
            }
            killed += here;
        }
        Ok(Done::Killed { units: killed, ended_holds: u32::try_from(ended.len()).unwrap() })
    }

    pub(super) fn restore(&mut self, targets: &[Target], now: Timestamp) -> Verdict {
        let (meant, flaws) = self.meant(targets, Which::OrKilled);
        verdict(flaws)?;
        self.record(now);
        let mut restored = 0;
        for ((place, channel), units) in meant {
            if !self.is_area(place) {
                restored += u32::from(self.reasons.remove(&place).is_some());
                continue;
            }
            let here = units.min(self.killed(place, channel));
            self.shares.entry((place, channel)).or_default().killed -= here;
            restored += here;
            if self.all_channels().all(|channel| self.killed(place, channel) == 0) {
                self.reasons.remove(&place);
            }
        }
        self.settle_closed();
        Ok(Done::Restored { units: restored })
    }

    pub(super) fn allocate(&mut self, targets: &[Target], to: ChannelIndex, now: Timestamp) -> Verdict {
        let (meant, mut flaws) = self.meant(targets, Which::OnSale);
        if !self.has_channel(Some(to)) {
            flaws.push((Code::UnknownChannel, None));
        } else if self.is_closed(Some(to)) {
            flaws.push((Code::ChannelClosed, None));
        }
        if flaws.is_empty() {
            self.end_run_out_on(&meant, now);
        }
        let asked_well = flaws.is_empty();
        for ((place, channel), units) in &meant {
            let taken = match self.is_area(*place) {
                true if *units == ALL => self.held(*place, None) + self.booked(*place, None) > 0,
                true => *units > self.free(*place, *channel),
                false => matches!(self.letter(*place), Letter::Held | Letter::Booked),
            };
            flaws.extend(taken.then_some((Code::Taken, Some(*place))));
        }
        if asked_well {
            flaws.sort_unstable_by_key(|(_, place)| *place);
        }
        verdict(flaws)?;
        self.record(now);
        let mut moved = 0;
        for ((place, from), units) in meant {
            if self.is_area(place) && from != to {
                let here = units.min(self.free(place, from));
                self.shares.entry((place, from)).or_default().all -= here;
                self.shares.entry((place, to)).or_default().all += here;
                moved += here;
            } else if !self.is_area(place) && self.letter(place) == Letter::Free && self.channel(place) != to
            {
                self.channels.insert(place, to);
                moved += 1;
            }
        }
        Ok(Done::Allocated { units: moved, channel: to })
    }

    pub(super) fn set_sale(&mut self, step: SaleStep, only_if: Option<SaleState>, now: Timestamp) -> Verdict {
        let over = matches!(self.sale, SaleState::Ended | SaleState::Cancelled);
        let opened = matches!(self.sale, SaleState::OnSale | SaleState::Paused);
        let (state, allowed) = match step {
            SaleStep::Schedule => (SaleState::Scheduled, self.sale == SaleState::Draft),
            SaleStep::Open => (SaleState::OnSale, !opened && !over),
            SaleStep::Pause => (SaleState::Paused, self.sale == SaleState::OnSale),
            SaleStep::Resume => (SaleState::OnSale, self.sale == SaleState::Paused),
            SaleStep::End => (SaleState::Ended, opened || self.sale == SaleState::Scheduled),
            SaleStep::Cancel => (SaleState::Cancelled, self.sale != SaleState::Cancelled),
        };
        if only_if.unwrap_or(self.sale) != self.sale {
            return Err(vec![(Code::ChangedMeanwhile, None)]);
        }
        if !allowed {
            return Err(vec![(Code::SaleStateConflict, None)]);
        }
        let over = |moment: Option<Timestamp>| moment.is_some_and(|moment| moment <= now);
        let (opens, closes) = (self.terms.schedule.opens_at, self.terms.schedule.closes_at);
        let announces = state == SaleState::Scheduled;
        if announces && over(opens) || (announces || state == SaleState::OnSale) && over(closes) {
            return Err(vec![(Code::SchedulePast, None)]);
        }
        if state == SaleState::Cancelled {
            self.end_run_out(now, |_, _| true);
            let ordinary = self.holds.iter().filter(|(_, hold)| hold.in_payment.is_none());
            for hold in ordinary.map(|(id, _)| *id).collect::<Vec<_>>() {
                self.end(hold, now);
            }
        }
        self.record(now);
        self.sale = state;
        self.announced |= state != SaleState::Draft && state != SaleState::Cancelled;
        Ok(Done::Sale { state })
    }

    pub(super) fn discard(&mut self, only_if: Option<Version>, now: Timestamp) -> Verdict {
        if self.announced {
            return Err(vec![(Code::SaleStateConflict, None)]);
        }
        if only_if.is_some_and(|version| version != self.configured) {
            return Err(vec![(Code::ChangedMeanwhile, None)]);
        }
        self.record(now);
        self.sale = SaleState::Cancelled;
        Ok(Done::Sale { state: self.sale })
    }
}
