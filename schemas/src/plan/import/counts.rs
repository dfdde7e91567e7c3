//! What a plan holds, in numbers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::model::SeatingPlan;

/// What a plan holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanCounts {
    /// Price levels.
    pub levels: usize,
    /// Zones.
    pub zones: usize,
    /// Floors.
    pub floors: usize,
    /// Sections.
    pub sections: usize,
    /// Rows, in sections and outside.
    pub rows: usize,
    /// Seats of rows and tables.
    pub seats: usize,
    /// Seats with room for a wheelchair, of all seats.
    pub accessible_seats: usize,
    /// Tables.
    pub tables: usize,
    /// Booths.
    pub booths: usize,
    /// GA areas.
    pub areas: usize,
    /// Units of all GA areas together.
    pub area_units: u64,
    /// Shapes and texts.
    pub drawings: usize,
}

impl PlanCounts {
    /// Counts what `plan` holds.
    #[must_use]
    pub fn of(plan: &SeatingPlan) -> Self {
        let mut counts = Self {
            levels: plan.levels.len(),
            zones: plan.zones.len(),
            floors: plan.floors.len(),
            sections: plan.sections.len(),
            drawings: plan.shapes.len() + plan.texts.len(),
            ..Self::default()
        };
        for group in plan.groups() {
            counts.rows += group.rows.len();
            counts.tables += group.tables.len();
            counts.booths += group.booths.len();
            counts.areas += group.areas.len();
            counts.area_units += group.areas.iter().map(|area| u64::from(area.capacity)).sum::<u64>();
        }
        for seat in plan.sites().into_iter().filter_map(|site| site.seat) {
            counts.seats += 1;
            counts.accessible_seats += usize::from(seat.accessible);
        }
        counts
    }
}
