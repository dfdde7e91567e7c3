//! Imports a seats.io chart into the native format.
//!
//! Nothing is dropped silently: each field of the file is imported, or is known to mean nothing here
//! and counted (see `known`), or is reported with a JSON pointer into the file. The file's arrays are
//! taken over item by item, so that what validation finds in the plan can be shown in the file.

mod areas;
mod chart;
mod drawing;
mod known;
mod origins;
mod reader;
mod report;
mod rows;

use std::collections::BTreeMap;

use schemas::plan::{PlanIssue, PlanIssueCode, SeatingPlan, Severity, validate};
use serde_json::Value;

use origins::Origins;
use report::Report;

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The plan; empty where the file could not be read at all.
    pub plan: SeatingPlan,
    /// All that is wrong or was left out, with pointers into the file, errors first.
    pub issues: Vec<PlanIssue>,
    /// What the plan holds.
    pub counts: ImportCounts,
    /// Fields that are known to mean nothing here, as `object.field`, and how often each was met.
    pub without_meaning: BTreeMap<String, usize>,
}

impl Import {
    /// Whether the plan can be published.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.issues.iter().all(|issue| issue.severity != Severity::Error)
    }
}

/// What an imported plan holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
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

/// Imports the text of a seats.io chart.
#[must_use]
pub fn import_seatsio(text: &str) -> Import {
    let mut report = Report::default();
    let mut plan = SeatingPlan::default();
    match serde_json::from_str::<Value>(text) {
        Err(error) => {
            let value = format!("line {}, column {}", error.line(), error.column());
            report.add(PlanIssueCode::InvalidJson, ("chart", ""), String::new(), &value, &error.to_string());
        }
        Ok(file) => {
            let mut origins = Origins::default();
            plan = chart::read(&file, &mut origins, &mut report);
            let found = validate(&plan);
            report.extend(found.into_iter().map(|issue| origins.translate(issue)));
        }
    }
    let counts = count(&plan);
    let (issues, without_meaning) = report.into_parts();
    Import { plan, issues, counts, without_meaning }
}

fn count(plan: &SeatingPlan) -> ImportCounts {
    let mut counts = ImportCounts {
        levels: plan.levels.len(),
        zones: plan.zones.len(),
        floors: plan.floors.len(),
        sections: plan.sections.len(),
        drawings: plan.shapes.len() + plan.texts.len(),
        ..ImportCounts::default()
    };
    let own = (&plan.rows, &plan.tables, &plan.booths, &plan.areas);
    let inner = plan.sections.iter().map(|section| {
        let schemas::plan::Section { rows, tables, booths, areas, .. } = section;
        (rows, tables, booths, areas)
    });
    for (rows, tables, booths, areas) in std::iter::once(own).chain(inner) {
        counts.rows += rows.len();
        counts.tables += tables.len();
        counts.booths += booths.len();
        counts.areas += areas.len();
        counts.area_units += areas.iter().map(|area| u64::from(area.capacity)).sum::<u64>();
        let in_rows = rows.iter().flat_map(|row| &row.seats);
        for seat in in_rows.chain(tables.iter().flat_map(|table| &table.seats)) {
            counts.seats += 1;
            counts.accessible_seats += usize::from(seat.accessible);
        }
    }
    counts
}

#[cfg(test)]
mod tests;
