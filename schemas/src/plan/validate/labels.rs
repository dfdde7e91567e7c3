//! What must be unique, and that every zone and floor which is named exists.

use std::collections::{BTreeMap, BTreeSet};

use super::super::issue::{PlanIssue, PlanIssueCode};
use super::super::model::SeatingPlan;
use super::Findings;

pub(super) fn check(plan: &SeatingPlan, findings: &mut Findings) {
    keys(plan, findings);
    places(plan, findings);
    tables(plan, findings);
    guids(plan, findings);
    references(plan, findings);
}

fn keys(plan: &SeatingPlan, findings: &mut Findings) {
    let mut levels = Bearers::default();
    for (number, level) in plan.levels.iter().enumerate() {
        levels.add(&level.key, || format!("/levels/{number}/key"));
    }
    let mut floors = Bearers::default();
    for (number, floor) in plan.floors.iter().enumerate() {
        floors.add(&floor.key, || format!("/floors/{number}/key"));
    }
    let mut zones = Bearers::default();
    for (number, zone) in plan.zones.iter().enumerate() {
        zones.add(&zone.key, || format!("/zones/{number}/key"));
    }
    let mut sections = Bearers::default();
    for (number, section) in plan.sections.iter().enumerate() {
        sections.add(&section.label, || format!("/sections/{number}/label"));
    }
    for bearers in [levels, floors, zones, sections] {
        bearers.report(PlanIssueCode::DuplicateKey, "give each of them a key of its own", findings);
    }
}

fn places(plan: &SeatingPlan, findings: &mut Findings) {
    let sites = plan.sites();
    let labels: Vec<String> = sites.iter().map(super::super::walk::Site::label).collect();
    let mut order: Vec<usize> = (0..sites.len()).collect();
    order.sort_by(|one, other| labels[*one].cmp(&labels[*other]).then(one.cmp(other)));
    let mut found: Vec<&[usize]> =
        order.chunk_by(|one, other| labels[*one] == labels[*other]).filter(|same| same.len() > 1).collect();
    found.sort();
    for same in found {
        let mut pointers = same.iter().map(|site| sites[*site].pointer());
        let first = pointers.next().unwrap_or_default();
        let advice = format!("give each of these {} places a label of its own", same.len());
        let mut issue = PlanIssue::new(PlanIssueCode::DuplicateLabel, first, &labels[same[0]], advice);
        issue.also_at = pointers.collect();
        findings.push(issue);
    }
}

fn tables(plan: &SeatingPlan, findings: &mut Findings) {
    let mut bearers = Bearers::default();
    for group in plan.groups() {
        let at = group.pointer();
        for (number, table) in group.tables.iter().enumerate() {
            bearers.add(&group.prefixed(&table.label), || format!("{at}/tables/{number}/label"));
        }
    }
    bearers.report(PlanIssueCode::DuplicateLabel, "give each of these tables a label of its own", findings);
}

fn guids(plan: &SeatingPlan, findings: &mut Findings) {
    let mut bearers = Bearers::default();
    for site in plan.sites() {
        if let Some(guid) = site.seat.and_then(|seat| seat.guid.as_ref()) {
            bearers.add(guid, || format!("{}/guid", site.pointer()));
        }
    }
    let advice = "give each of these seats a guid of its own, or leave it out";
    bearers.report(PlanIssueCode::DuplicateGuid, advice, findings);
}

/// Zones and floors that are named and do not exist, or that nothing names.
fn references(plan: &SeatingPlan, findings: &mut Findings) {
    let zones: BTreeSet<&str> = plan.zones.iter().map(|zone| zone.key.as_str()).collect();
    let floors: BTreeSet<&str> = plan.floors.iter().map(|floor| floor.key.as_str()).collect();
    let (mut named_zones, mut named_floors) = (BTreeSet::new(), BTreeSet::new());
    for (number, section) in plan.sections.iter().enumerate() {
        if let Some(key) = section.zone.as_deref() {
            named_zones.insert(key);
            if !zones.contains(key) {
                let advice = "add the zone to the plan or name one it has";
                findings.add(PlanIssueCode::UnknownZone, format!("/sections/{number}/zone"), key, advice);
            }
        }
        if let Some(key) = section.floor.as_deref() {
            named_floors.insert(key);
            if !floors.contains(key) {
                let advice = "add the floor to the plan or name one it has";
                findings.add(PlanIssueCode::UnknownFloor, format!("/sections/{number}/floor"), key, advice);
            }
        }
    }
    for (number, zone) in
        plan.zones.iter().enumerate().filter(|(_, zone)| !named_zones.contains(zone.key.as_str()))
    {
        unused(findings, format!("/zones/{number}"), &zone.key);
    }
    let floors = plan.floors.iter().enumerate();
    for (number, floor) in floors.filter(|(_, floor)| !named_floors.contains(floor.key.as_str())) {
        unused(findings, format!("/floors/{number}"), &floor.key);
    }
}

/// Nothing names this.
pub(super) fn unused(findings: &mut Findings, pointer: String, key: &str) {
    findings.add(PlanIssueCode::Unused, pointer, key, "remove it, or name it where it belongs");
}

/// Where each of some texts is borne.
#[derive(Default)]
struct Bearers {
    pointers: BTreeMap<String, Vec<String>>,
}

impl Bearers {
    fn add(&mut self, text: &str, pointer: impl FnOnce() -> String) {
        self.pointers.entry(text.to_owned()).or_default().push(pointer());
    }

    fn report(self, code: PlanIssueCode, advice: &str, findings: &mut Findings) {
        for (text, mut pointers) in self.pointers {
            if pointers.len() > 1 {
                let mut issue = PlanIssue::new(code, pointers.remove(0), &text, advice);
                issue.also_at = pointers;
                findings.push(issue);
            }
        }
    }
}
