//! What must be unique, and that every key which is named exists.

use std::collections::{BTreeMap, BTreeSet};

use super::super::issue::{PlanIssue, PlanIssueCode};
use super::super::model::SeatingPlan;
use super::Findings;

pub(super) fn check(plan: &SeatingPlan, findings: &mut Findings) {
    keys(plan, findings);
    places(plan, findings);
    tables(plan, findings);
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

fn references(plan: &SeatingPlan, findings: &mut Findings) {
    let levels: BTreeSet<&str> = plan.levels.iter().map(|level| level.key.as_str()).collect();
    let zones: BTreeSet<&str> = plan.zones.iter().map(|zone| zone.key.as_str()).collect();
    let floors: BTreeSet<&str> = plan.floors.iter().map(|floor| floor.key.as_str()).collect();
    let mut named = named_levels(plan, &levels, findings);
    for site in plan.sites() {
        match site.level {
            Some(key) => drop(named.insert(key.to_owned())),
            None => findings.add(
                PlanIssueCode::LevelMissing,
                site.pointer(),
                &site.label(),
                "name a price level on the place, its row or its section",
            ),
        }
    }
    for (number, section) in plan.sections.iter().enumerate() {
        if let Some(key) = section.zone.as_deref().filter(|key| !zones.contains(key)) {
            let advice = "add the zone to the plan or name one it has";
            findings.add(PlanIssueCode::UnknownZone, format!("/sections/{number}/zone"), key, advice);
        }
        if let Some(key) = section.floor.as_deref().filter(|key| !floors.contains(key)) {
            let advice = "add the floor to the plan or name one it has";
            findings.add(PlanIssueCode::UnknownFloor, format!("/sections/{number}/floor"), key, advice);
        }
    }
    unused(plan, &named, findings);
}

/// Reports levels that are named and do not exist, once for each place in the file that names one.
/// Gives back the keys that sections name.
fn named_levels(plan: &SeatingPlan, levels: &BTreeSet<&str>, findings: &mut Findings) -> BTreeSet<String> {
    let mut check = |pointer: String, key: &Option<String>| {
        if let Some(key) = key.as_deref().filter(|key| !levels.contains(key)) {
            let advice = "add the price level to the plan or name one it has";
            findings.add(PlanIssueCode::UnknownLevel, format!("{pointer}/level"), key, advice);
        }
    };
    let mut named = BTreeSet::new();
    for group in plan.groups() {
        let at = group.pointer();
        if let Some((_, section)) = group.section {
            check(at.clone(), &section.level);
            named.extend(section.level.clone());
        }
        for (number, row) in group.rows.iter().enumerate() {
            check(format!("{at}/rows/{number}"), &row.level);
        }
        for (number, table) in group.tables.iter().enumerate() {
            check(format!("{at}/tables/{number}"), &table.level);
        }
        for (number, booth) in group.booths.iter().enumerate() {
            check(format!("{at}/booths/{number}"), &booth.level);
        }
        for (number, area) in group.areas.iter().enumerate() {
            check(format!("{at}/areas/{number}"), &area.level);
        }
    }
    for site in plan.sites() {
        if let Some(seat) = site.seat.filter(|seat| seat.level.is_some()) {
            check(site.pointer(), &seat.level);
        }
    }
    named
}

fn unused(plan: &SeatingPlan, levels: &BTreeSet<String>, findings: &mut Findings) {
    let zones: BTreeSet<&String> = plan.sections.iter().filter_map(|section| section.zone.as_ref()).collect();
    let floors: BTreeSet<&String> =
        plan.sections.iter().filter_map(|section| section.floor.as_ref()).collect();
    let mut report = |list: &str, number: usize, key: &str| {
        let advice = "remove it, or name it where it belongs";
        findings.add(PlanIssueCode::Unused, format!("/{list}/{number}"), key, advice);
    };
    for (number, level) in plan.levels.iter().enumerate() {
        if !levels.contains(&level.key) {
            report("levels", number, &level.key);
        }
    }
    for (number, zone) in plan.zones.iter().enumerate() {
        if !zones.contains(&zone.key) {
            report("zones", number, &zone.key);
        }
    }
    for (number, floor) in plan.floors.iter().enumerate() {
        if !floors.contains(&floor.key) {
            report("floors", number, &floor.key);
        }
    }
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
