//! All that is wrong with a plan, at once.
//!
//! Enter by [`validate`]. Nothing is mended here and nothing is cut.

mod drawing;
mod labels;
mod levels;
mod places;
mod rows;
mod texts;

use super::issue::{Findings, PlanIssue, PlanIssueCode};
use super::limits;
use super::model::SeatingPlan;

/// Everything that is wrong with a plan: the worst first, each kind in the order of the plan. Without an
/// error the plan can be published.
///
/// No more than [`limits::ISSUES_MAX`] are given; beyond, one more says how many there are.
#[must_use]
pub fn validate(plan: &SeatingPlan) -> Vec<PlanIssue> {
    let mut findings = Findings::default();
    sizes(plan, &mut findings);
    texts::check(plan, &mut findings);
    labels::check(plan, &mut findings);
    levels::check(plan, &mut findings);
    places::check(plan, &mut findings);
    rows::check(plan, &mut findings);
    drawing::check(plan, &mut findings);
    findings.into_issues()
}

fn sizes(plan: &SeatingPlan, findings: &mut Findings) {
    let mut check = |pointer: String, count: usize, most: usize, what: &str| {
        if count > most {
            let advice = format!("keep to {most} {what}");
            findings.add(PlanIssueCode::TooMany, pointer, &count.to_string(), advice);
        }
    };
    check("/levels".to_owned(), plan.levels.len(), limits::LEVELS_MAX, "price levels");
    check("/zones".to_owned(), plan.zones.len(), limits::ZONES_MAX, "zones");
    check("/floors".to_owned(), plan.floors.len(), limits::FLOORS_MAX, "floors");
    check("/sections".to_owned(), plan.sections.len(), limits::SECTIONS_MAX, "sections");
    let drawings = plan.shapes.len() + plan.texts.len();
    check("/shapes".to_owned(), drawings, limits::DRAWINGS_MAX, "shapes and texts");
    let (mut rows, mut tables, mut places) = (0, 0, 0);
    for group in plan.groups() {
        rows += group.rows.len();
        tables += group.tables.len();
        places += group.booths.len() + group.areas.len();
        let at = group.pointer();
        for (number, row) in group.rows.iter().enumerate() {
            places += row.seats.len();
            let pointer = format!("{at}/rows/{number}/seats");
            check(pointer, row.seats.len(), limits::ROW_SEATS_MAX, "seats a row");
        }
        for (number, table) in group.tables.iter().enumerate() {
            places += table.seats.len();
            let pointer = format!("{at}/tables/{number}/seats");
            check(pointer, table.seats.len(), limits::TABLE_SEATS_MAX, "seats a table");
        }
    }
    check("/rows".to_owned(), rows, limits::ROWS_MAX, "rows in all sections together");
    check("/tables".to_owned(), tables, limits::TABLES_MAX, "tables in all sections together");
    check(String::new(), places, limits::PLACES_MAX, "places");
    if places == 0 {
        findings.add(
            PlanIssueCode::NoPlaces,
            String::new(),
            "0",
            "give the plan rows, tables, booths or areas",
        );
    }
}
