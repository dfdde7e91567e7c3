//! That every place has a price level, and that every level which is named exists.

use std::collections::BTreeSet;

use super::super::issue::{PlanIssue, PlanIssueCode};
use super::super::model::SeatingPlan;
use super::Findings;
use super::labels::unused;

pub(super) fn check(plan: &SeatingPlan, findings: &mut Findings) {
    let levels: BTreeSet<&str> = plan.levels.iter().map(|level| level.key.as_str()).collect();
    let mut named = BTreeSet::new();
    let mut check = |pointer: &dyn Fn() -> String, key: Option<&str>| {
        let Some(key) = key else { return };
        if !levels.contains(key) {
            findings.gather(PlanIssueCode::UnknownLevel, key, format!("{}/level", pointer()), |pointer| {
                let advice = "add the price level to the plan or name one it has";
                PlanIssue::new(PlanIssueCode::UnknownLevel, pointer, key, advice)
            });
        }
    };
    for group in plan.groups() {
        let at = group.pointer();
        if let Some((_, section)) = group.section {
            check(&|| at.clone(), section.level.as_deref());
            named.extend(section.level.as_deref());
        }
        for (number, row) in group.rows.iter().enumerate() {
            check(&|| format!("{at}/rows/{number}"), row.level.as_deref());
        }
        for (number, table) in group.tables.iter().enumerate() {
            check(&|| format!("{at}/tables/{number}"), table.level.as_deref());
        }
        for (number, booth) in group.booths.iter().enumerate() {
            check(&|| format!("{at}/booths/{number}"), booth.level.as_deref());
        }
        for (number, area) in group.areas.iter().enumerate() {
            check(&|| format!("{at}/areas/{number}"), area.level.as_deref());
        }
    }
    for site in plan.sites() {
        check(&|| site.pointer(), site.seat.and_then(|seat| seat.level.as_deref()));
    }
    for site in plan.sites() {
        match site.level {
            Some(key) => drop(named.insert(key)),
            None => findings.gather(PlanIssueCode::LevelMissing, "", site.pointer(), |pointer| {
                let advice = "name a price level on the place, its row or its section";
                PlanIssue::new(PlanIssueCode::LevelMissing, pointer, &site.label(), advice)
            }),
        }
    }
    for (number, level) in plan.levels.iter().enumerate() {
        if !named.contains(level.key.as_str()) {
            unused(findings, format!("/levels/{number}"), &level.key);
        }
    }
}
