//! That seats have an order along their row, and something to look at.

use std::collections::BTreeSet;

use super::super::index::order::{Order, along};
use super::super::issue::{PlanIssue, PlanIssueCode};
use super::super::limits::PLACES_MAX;
use super::super::model::SeatingPlan;
use super::super::shape::Point;
use super::Findings;

pub(super) fn check(plan: &SeatingPlan, findings: &mut Findings) {
    focal_point(plan, findings);
    // Finding an order takes the square of a row's seats: nobody waits for it in a plan that is too large.
    if plan.groups().flat_map(|group| group.rows).map(|row| row.seats.len()).sum::<usize>() > PLACES_MAX {
        return;
    }
    for group in plan.groups() {
        let at = group.pointer();
        for (number, row) in group.rows.iter().enumerate().filter(|(_, row)| !row.as_listed) {
            let points: Vec<Point> = row.seats.iter().map(|seat| seat.position).collect();
            let (code, advice) = match along(&points) {
                Order::Listed => continue,
                Order::Along(_) => {
                    let advice = "nothing needs to be done; neighbours follow the positions, not the list";
                    (PlanIssueCode::RowOutOfOrder, advice)
                }
                Order::None => {
                    let advice = "divide it into rows, or say the order with as_listed and aisle_after";
                    (PlanIssueCode::RowWithoutOrder, advice)
                }
            };
            findings.gather(code, "", format!("{at}/rows/{number}"), |pointer| {
                PlanIssue::new(code, pointer, &group.prefixed(&row.label), advice)
            });
        }
    }
}

/// Seats that are as near as any other.
fn focal_point(plan: &SeatingPlan, findings: &mut Findings) {
    if plan.focal_point.is_some() {
        return;
    }
    let seen: BTreeSet<&str> =
        plan.zones.iter().filter(|zone| zone.focal_point.is_some()).map(|zone| zone.key.as_str()).collect();
    let looks_nowhere = plan.groups().any(|group| {
        let zone = group.section.and_then(|(_, section)| section.zone.as_deref());
        let has_seats = !group.rows.is_empty() || !group.tables.is_empty();
        has_seats && zone.is_none_or(|zone| !seen.contains(zone))
    });
    if looks_nowhere {
        let advice = "give the plan a focal_point, mostly the middle of the stage's front";
        findings.add(PlanIssueCode::NoFocalPoint, "/focal_point".to_owned(), "missing", advice);
    }
}
