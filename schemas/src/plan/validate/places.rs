//! Places: numbers within bounds, rows with seats, no two places on one point.

use std::collections::BTreeMap;

use super::super::issue::{PlanIssue, PlanIssueCode};
use super::super::limits::{AREA_CAPACITY_MAX, COORDINATE_MAX};
use super::super::model::{Area, SeatingPlan};
use super::super::shape::Point;
use super::Findings;

pub(super) fn check(plan: &SeatingPlan, findings: &mut Findings) {
    for group in plan.groups() {
        let at = group.pointer();
        let rows = group.rows.iter().map(|row| ("rows", row.seats.len(), &row.label)).enumerate();
        let tables = group.tables.iter().map(|table| ("tables", table.seats.len(), &table.label)).enumerate();
        for (number, (list, seats, label)) in rows.chain(tables) {
            if seats == 0 {
                let pointer = format!("{at}/{list}/{number}/seats");
                findings.add(PlanIssueCode::EmptyRow, pointer, label, "give it seats or remove it");
            }
        }
        for (number, table) in group.tables.iter().enumerate().filter(|(_, table)| !table.seats.is_empty()) {
            check_occupancy(
                &format!("{at}/tables/{number}"),
                table.minimum_occupancy,
                table.seats.len(),
                findings,
            );
        }
        for (number, area) in group.areas.iter().enumerate() {
            check_area(&format!("{at}/areas/{number}"), area, findings);
        }
    }
    let mut by_position: BTreeMap<[u64; 2], Vec<String>> = BTreeMap::new();
    for site in plan.sites() {
        let Some(seat) = site.seat else { continue };
        if !point(&seat.position) {
            let value = format!("{}, {}", seat.position.x.get(), seat.position.y.get());
            let pointer = format!("{}/position", site.pointer());
            findings.gather(PlanIssueCode::NumberOutOfRange, "seats", pointer, |pointer| {
                let advice = format!("give a finite position within {COORDINATE_MAX} units");
                PlanIssue::new(PlanIssueCode::NumberOutOfRange, pointer, &value, advice)
            });
            continue;
        }
        let position = [seat.position.x.get().to_bits(), seat.position.y.get().to_bits()];
        by_position.entry(position).or_default().push(site.pointer());
    }
    let mut shared: Vec<Vec<String>> =
        by_position.into_values().filter(|pointers| pointers.len() > 1).collect();
    shared.sort();
    for mut pointers in shared {
        let first = pointers.remove(0);
        let value = (pointers.len() + 1).to_string();
        let advice = "move these seats apart, or nobody can tell them from each other";
        let mut issue = PlanIssue::new(PlanIssueCode::SamePosition, first, &value, advice);
        issue.also_at = pointers;
        findings.push(issue);
    }
}

fn check_area(at: &str, area: &Area, findings: &mut Findings) {
    let capacity = area.capacity.to_string();
    if area.capacity == 0 {
        let advice = "give it the number of persons it takes";
        findings.add(PlanIssueCode::ZeroCapacity, format!("{at}/capacity"), &capacity, advice);
    } else if area.capacity > AREA_CAPACITY_MAX {
        let advice = format!("keep to {AREA_CAPACITY_MAX} units an area");
        findings.add(PlanIssueCode::NumberOutOfRange, format!("{at}/capacity"), &capacity, advice);
    } else {
        check_occupancy(at, area.minimum_occupancy, area.capacity as usize, findings);
    }
}

fn check_occupancy(at: &str, minimum: u32, most: usize, findings: &mut Findings) {
    if minimum == 0 || minimum as usize > most {
        let advice = format!("choose from 1 to {most}");
        let pointer = format!("{at}/minimum_occupancy");
        findings.add(PlanIssueCode::InvalidOccupancy, pointer, &minimum.to_string(), advice);
    }
}

/// Whether both coordinates are finite and within the limit.
pub(super) fn point(point: &Point) -> bool {
    [point.x, point.y].iter().all(|units| units.get().is_finite() && units.get().abs() <= COORDINATE_MAX)
}
