//! Moving to another plan version.

use std::collections::BTreeSet;
use std::sync::Arc;

use schemas::ids::{ChannelIndex, LevelIndex, PlaceIndex, Version};
use schemas::plan::{PlaceKind, PlanIndex};
use schemas::refusal::RefusalCode as Code;
use schemas::terms::LevelPrice;
use schemas::time::Timestamp;

use super::{Naive, Share, Verdict, verdict};
use crate::seat_map::outcome::Done;
use crate::seat_map::terms::check_terms;

impl Naive {
    pub(super) fn move_to_plan(
        &mut self,
        plan: &Arc<PlanIndex>,
        prices: &[LevelPrice],
        only_if: Option<Version>,
        now: Timestamp,
    ) -> Verdict {
        verdict(self.changed_meanwhile(only_if))?;
        let done = Done::MovedToPlan { plan: plan.hash() };
        if plan.hash() == self.terms.plan {
            self.record(now);
            return Ok(done);
        }
        if !follows(plan, &self.plan) {
            return Err(vec![(Code::PlanIncompatible, None)]);
        }
        let after = self.under(plan, prices);
        if check_terms(&after.terms, &after.plan).is_err() {
            return Err(vec![(Code::TermsInvalid, None)]);
        }
        let before = self.plan.clone();
        let both_areas = |place: &PlaceIndex| self.is_area(*place) && after.is_area(*place);
        let touched = |place: &PlaceIndex| both_areas(place) || self.nature(*place) != after.nature(*place);
        let touched: BTreeSet<PlaceIndex> = before.places().filter(touched).collect();
        let areas: Vec<PlaceIndex> = touched.iter().copied().filter(both_areas).collect();
        self.end_run_out(now, |_, hold| touched.iter().any(|place| hold.units(*place, None) > 0));
        let wanted = |naive: &Self, place: PlaceIndex| {
            let present = naive.capacities[&place];
            if present == before.capacity(place) { after.plan.capacity(place) } else { present }
        };
        let mut flaws = Vec::new();
        for place in &touched {
            let (held, booked) = (self.held(*place, None), self.booked(*place, None));
            let killed: u32 = self.all_channels().map(|channel| self.killed(*place, channel)).sum();
            let in_use = if areas.contains(place) {
                wanted(self, *place) < held + booked + killed
            } else {
                let stays_off = self.is_area(*place) && after.exists(*place) && killed > 0;
                held + booked > 0 || stays_off
            };
            flaws.extend(in_use.then_some((Code::InUse, Some(*place))));
        }
        verdict(flaws)?;
        self.configured = self.record(now);
        self.terms_set = self.configured;
        for place in areas {
            let capacity = wanted(self, place);
            self.resize(place, capacity);
        }
        self.become_of(&after);
        Ok(done)
    }

    /// What a place is to its holders.
    fn nature(&self, place: PlaceIndex) -> (bool, bool, bool, bool) {
        let whole_table = !self.whole_table(place).is_empty();
        (self.exists(place), self.is_area(place), self.is_whole_area(place), whole_table)
    }

    /// Plan, terms and levels as they would be, and nothing else.
    fn under(&self, plan: &Arc<PlanIndex>, prices: &[LevelPrice]) -> Self {
        let (old, new) = (&self.plan, plan);
        let level = |level: LevelIndex| new.level_by_key(&old.level_keys()[usize::from(level.0)]);
        let mut after = self.clone();
        after.plan = new.clone();
        after.terms.plan = plan.hash();
        after.terms.prices.clear();
        for number in (0..=u8::MAX).map(LevelIndex) {
            let told = prices.iter().rfind(|price| price.level == number).map(|price| price.amount_minor);
            let mut kept = self.terms.prices.iter().rev();
            let kept = kept.find(|price| level(price.level) == Some(number)).map(|price| price.amount_minor);
            let amount_minor = told.or(kept);
            after
                .terms
                .prices
                .extend(amount_minor.map(|amount_minor| LevelPrice { level: number, amount_minor }));
        }
        let table = |(table, whole): &(u32, bool)| {
            Some((new.table_by_label(&old.table_labels()[*table as usize])?.0, *whole))
        };
        after.terms.tables = self.terms.tables.iter().filter_map(table).collect();
        after.levels = self
            .levels
            .iter()
            .filter_map(|(place, painted)| Some((*place, level(*painted)?)))
            .filter(|(place, _)| new.kind(*place) != PlaceKind::Retired)
            .filter(|(place, painted)| new.level(*place) != *painted)
            .collect();
        after
    }

    fn become_of(&mut self, after: &Self) {
        for place in (0..u32::try_from(after.plan.len()).unwrap()).map(PlaceIndex) {
            let known = self.plan.contains(place);
            let seats =
                |naive: &Self| naive.exists(place) && !naive.is_area(place) && !naive.is_whole_area(place);
            let same = known
                && (seats(self) && seats(after)
                    || self.is_area(place) && after.is_area(place)
                    || self.is_whole_area(place) && after.is_whole_area(place));
            if same {
                continue;
            }
            self.channels.remove(&place);
            self.reasons.remove(&place);
            self.capacities.remove(&place);
            self.shares.retain(|(other, _), _| *other != place);
            if after.is_area(place) {
                let all = after.plan.capacity(place);
                self.capacities.insert(place, all);
                self.shares.insert((place, ChannelIndex(0)), Share { all, killed: 0 });
            }
        }
        self.levels = after.levels.clone();
        self.terms = after.terms.clone();
        self.plan = after.plan.clone();
    }
}

fn follows(new: &PlanIndex, old: &PlanIndex) -> bool {
    let same = |place: PlaceIndex| {
        let kinds = [new.kind(place), old.kind(place)];
        new.label(place) == old.label(place) && (kinds[0] == kinds[1] || kinds.contains(&PlaceKind::Retired))
    };
    new.len() >= old.len() && (0..u32::try_from(old.len()).unwrap()).map(PlaceIndex).all(same)
}
