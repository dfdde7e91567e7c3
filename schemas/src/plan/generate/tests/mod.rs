#![allow(clippy::unwrap_used)]

mod believable;
mod golden;
mod properties;

use super::super::{PlanIndex, PublishedPlan, Seat, SeatingPlan};

fn compiled(plan: &SeatingPlan) -> PlanIndex {
    PublishedPlan::publish(plan.clone(), None).unwrap().index().unwrap()
}

/// Every seat of rows and tables.
fn seats(plan: &SeatingPlan) -> impl Iterator<Item = &Seat> {
    let rows = plan.groups().flat_map(|group| group.rows).flat_map(|row| &row.seats);
    rows.chain(plan.groups().flat_map(|group| group.tables).flat_map(|table| &table.seats))
}
