//! Move to plan: the event goes on under a later version of its plan.
//!
//! Places keep their indexes, and with them their holds, bookings, channels and levels. New places are free;
//! dropped ones retire, and somebody who has one of them refuses the move, as does whoever sits at a table that
//! the new version sells in another way. What terms say by the numbers of the old version is said by those of
//! the new one: prices and levels by key, tables by label. An area whose capacity the organiser set keeps it;
//! every other has the new version's.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemas::ids::{LevelIndex, PlaceIndex, Version};
use schemas::plan::{PlaceKind, PlanIndex};
use schemas::record::{AreaCapacity, Effect, PlanMove, Unchanged};
use schemas::refusal::RefusalCode;
use schemas::seat::Letter;
use schemas::terms::{EventTerms, LevelPrice};

use super::places::{Rule, tables_as_a_whole};
use super::state::SeatMap;
use super::terms::check_terms;
use super::turn::{Decision, Flaws, Refused, Turn};
use crate::limits::PLACES_PER_EVENT;

/// What becomes of a place with a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// As it was.
    Kept,
    /// Sold in another way: nobody may have it.
    Altered,
    /// Other than it was, or gone: nobody may have any of it, and of an area nothing may be off sale.
    Replaced,
}

impl SeatMap {
    pub(super) fn decide_move_to_plan(
        &mut self,
        turn: &mut Turn<'_>,
        plan: &Arc<PlanIndex>,
        prices: &[LevelPrice],
        only_if: Option<Version>,
    ) -> Decision {
        self.check_configured(only_if)?;
        let Some(present) = self.terms.as_deref() else { return Err(RefusalCode::SaleNotOpen.into()) };
        if plan.hash() == present.plan {
            return Ok(Effect::Unchanged(Unchanged::Plan));
        }
        if plan.len() > PLACES_PER_EVENT || !plan.can_follow(&self.plan) {
            return Err(RefusalCode::PlanIncompatible.into());
        }
        let terms = translated(present, &self.plan, plan, prices);
        check_terms(&terms, plan).map_err(|_| RefusalCode::TermsInvalid)?;
        let fates = self.fates(plan, &terms);
        let touched: Vec<PlaceIndex> = fates.iter().map(|(place, _)| *place).collect();
        self.end_run_out_on(turn, &touched);
        let capacities = self.check_fates(plan, &fates)?;
        let levels = self.levels_under(plan);
        self.offer_plan(Arc::clone(plan));
        Ok(Effect::MovedToPlan(Box::new(PlanMove { terms, levels, capacities })))
    }

    /// The plan that a record to be performed moves to.
    pub fn offer_plan(&mut self, plan: Arc<PlanIndex>) {
        self.offered = Some(plan);
    }

    /// Every place that a move changes, and every area whose capacity it may change.
    fn fates(&self, plan: &PlanIndex, terms: &EventTerms) -> Vec<(PlaceIndex, Fate)> {
        let whole = tables_as_a_whole(plan, terms);
        let places = (0..).map(PlaceIndex).take(self.places.count());
        let known = places.filter_map(|place| {
            let before = self.places.rule_of(place)?;
            let fate = fate(before, Rule::of(plan, &whole, place));
            (fate != Fate::Kept || before == Rule::Area).then_some((place, fate))
        });
        known.collect()
    }

    /// The areas whose capacity changes, where nobody is in the way.
    fn check_fates(
        &self,
        plan: &PlanIndex,
        fates: &[(PlaceIndex, Fate)],
    ) -> Result<Vec<AreaCapacity>, Refused> {
        let mut flaws = Flaws::naming_all();
        let mut capacities = Vec::new();
        for &(place, fate) in fates {
            let Some(area) = self.places.area(place) else {
                let letter = self.places.letter(place);
                let has = matches!(letter, Letter::Held | Letter::Booked);
                flaws.note(has.then_some(RefusalCode::InUse), place);
                continue;
            };
            if fate == Fate::Replaced {
                let counts = area.counts();
                let dropped = plan.kind(place) == PlaceKind::Retired;
                let stays = counts.held + counts.booked + if dropped { 0 } else { counts.killed };
                flaws.note((stays > 0).then_some(RefusalCode::InUse), place);
                continue;
            }
            let follows = area.capacity == self.plan.capacity(place);
            let capacity = if follows { plan.capacity(place) } else { area.capacity };
            if capacity != area.capacity {
                match area.free_units_to_remove(capacity) {
                    Some(removed) => capacities.push(AreaCapacity { place, capacity, removed }),
                    None => flaws.add(RefusalCode::InUse, place),
                }
            }
        }
        flaws.check().map(|()| capacities)
    }

    /// The levels that the event gives places instead of `plan`, by its numbers. A level that it no longer has
    /// leaves its places with their own.
    fn levels_under(&self, plan: &PlanIndex) -> Vec<(PlaceIndex, LevelIndex)> {
        let places = (0..).map(PlaceIndex).zip(&self.places.painted);
        let painted = places.filter_map(|(place, level)| {
            let key = self.plan.level_keys().get(usize::from(level.0))?;
            let level = plan.level_by_key(key)?;
            let is_kept = plan.kind(place) != PlaceKind::Retired;
            (is_kept && level != plan.level(place)).then_some((place, level))
        });
        painted.collect()
    }
}

/// Whether a place of one rule is the same to its holders under the other.
pub(super) fn rules_agree(before: Rule, after: Rule) -> bool {
    matches!(
        (before, after),
        (
            Rule::Seat | Rule::SharedTableSeat | Rule::WholeTableSeat,
            Rule::Seat | Rule::SharedTableSeat | Rule::WholeTableSeat,
        ) | (Rule::WholeArea, Rule::WholeArea)
            | (Rule::Area, Rule::Area)
            | (Rule::Retired, Rule::Retired)
    )
}

fn fate(before: Rule, after: Rule) -> Fate {
    let by_the_seat = |rule| matches!(rule, Rule::Seat | Rule::SharedTableSeat);
    if before == after || (by_the_seat(before) && by_the_seat(after)) {
        Fate::Kept
    } else if rules_agree(before, after) {
        Fate::Altered
    } else {
        Fate::Replaced
    }
}

/// The terms as they are said of another version of the plan.
fn translated(
    present: &EventTerms,
    before: &PlanIndex,
    after: &PlanIndex,
    prices: &[LevelPrice],
) -> EventTerms {
    let mut amounts: BTreeMap<LevelIndex, u64> = BTreeMap::new();
    for price in &present.prices {
        let key = before.level_keys().get(usize::from(price.level.0));
        if let Some(level) = key.and_then(|key| after.level_by_key(key)) {
            amounts.insert(level, price.amount_minor);
        }
    }
    amounts.extend(prices.iter().map(|price| (price.level, price.amount_minor)));
    let tables = present.tables.iter().filter_map(|(table, whole)| {
        let label = before.table_labels().get(*table as usize)?;
        Some((after.table_by_label(label)?.0, *whole))
    });
    let line = |(level, amount_minor)| LevelPrice { level, amount_minor };
    EventTerms {
        plan: after.hash(),
        prices: amounts.into_iter().map(line).collect(),
        tables: tables.collect(),
        ..present.clone()
    }
}
