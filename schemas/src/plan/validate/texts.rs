//! Texts: not empty where they name something, not too long, colours of one form.

use super::super::issue::PlanIssueCode;
use super::super::limits::{LABEL_CHARACTERS_MAX, TEXT_CHARACTERS_MAX};
use super::super::model::SeatingPlan;
use super::Findings;

pub(super) fn check(plan: &SeatingPlan, findings: &mut Findings) {
    name(findings, || "/name".to_owned(), &plan.name, TEXT_CHARACTERS_MAX);
    for (number, level) in plan.levels.iter().enumerate() {
        let at = format!("/levels/{number}");
        name(findings, || format!("{at}/key"), &level.key, LABEL_CHARACTERS_MAX);
        name(findings, || format!("{at}/name"), &level.name, TEXT_CHARACTERS_MAX);
        color(findings, || format!("{at}/color"), &level.color);
    }
    let floors = plan.floors.iter().map(|floor| ("floors", &floor.key, &floor.name)).enumerate();
    let zones = plan.zones.iter().map(|zone| ("zones", &zone.key, &zone.name)).enumerate();
    for (number, (list, key, full)) in floors.chain(zones) {
        name(findings, || format!("/{list}/{number}/key"), key, LABEL_CHARACTERS_MAX);
        name(findings, || format!("/{list}/{number}/name"), full, TEXT_CHARACTERS_MAX);
    }
    for (number, section) in plan.sections.iter().enumerate() {
        name(findings, || format!("/sections/{number}/label"), &section.label, LABEL_CHARACTERS_MAX);
        if let Some(entrance) = &section.entrance {
            name(findings, || format!("/sections/{number}/entrance"), entrance, TEXT_CHARACTERS_MAX);
        }
    }
    labels(plan, findings);
    drawn(plan, findings);
}

fn labels(plan: &SeatingPlan, findings: &mut Findings) {
    for group in plan.groups() {
        let at = group.pointer();
        let rows = group.rows.iter().map(|row| ("rows", &row.label)).enumerate();
        let tables = group.tables.iter().map(|table| ("tables", &table.label)).enumerate();
        let booths = group.booths.iter().map(|booth| ("booths", &booth.label)).enumerate();
        let areas = group.areas.iter().map(|area| ("areas", &area.label)).enumerate();
        for (number, (list, label)) in rows.chain(tables).chain(booths).chain(areas) {
            name(findings, || format!("{at}/{list}/{number}/label"), label, LABEL_CHARACTERS_MAX);
        }
    }
    for group in plan.groups() {
        let at = group.pointer();
        for (number, row) in group.rows.iter().enumerate() {
            for (field, words) in [("name", &row.name), ("seat_name", &row.seat_name)] {
                if let Some(words) = words {
                    name(findings, || format!("{at}/rows/{number}/{field}"), words, TEXT_CHARACTERS_MAX);
                }
            }
        }
    }
    for site in plan.sites() {
        let Some(seat) = site.seat else { continue };
        name(findings, || format!("{}/label", site.pointer()), &seat.label, LABEL_CHARACTERS_MAX);
        if let Some(guid) = &seat.guid {
            name(findings, || format!("{}/guid", site.pointer()), guid, TEXT_CHARACTERS_MAX);
        }
    }
}

fn drawn(plan: &SeatingPlan, findings: &mut Findings) {
    for (number, shape) in plan.shapes.iter().enumerate() {
        let at = format!("/shapes/{number}");
        for (field, words) in [("kind", &shape.kind), ("label", &shape.label)] {
            if let Some(words) = words {
                text(findings, || format!("{at}/{field}"), words, TEXT_CHARACTERS_MAX);
            }
        }
        for (field, paint) in [("fill", &shape.fill), ("stroke", &shape.stroke)] {
            if let Some(paint) = paint {
                color(findings, || format!("{at}/{field}"), paint);
            }
        }
    }
    for (number, words) in plan.texts.iter().enumerate() {
        text(findings, || format!("/texts/{number}/text"), &words.text, TEXT_CHARACTERS_MAX);
        if let Some(paint) = &words.color {
            color(findings, || format!("/texts/{number}/color"), paint);
        }
    }
}

fn name(findings: &mut Findings, pointer: impl Fn() -> String, value: &str, most: usize) {
    if value.trim().is_empty() {
        findings.add(PlanIssueCode::EmptyText, pointer(), value, "give it a text that people can read");
    }
    text(findings, pointer, value, most);
}

fn text(findings: &mut Findings, pointer: impl Fn() -> String, value: &str, most: usize) {
    if value.chars().nth(most).is_some() {
        findings.add(PlanIssueCode::InvalidText, pointer(), value, format!("keep to {most} characters"));
    } else if value.chars().any(char::is_control) {
        findings.add(PlanIssueCode::InvalidText, pointer(), value, "leave out control characters");
    }
}

fn color(findings: &mut Findings, pointer: impl Fn() -> String, value: &str) {
    let digits = value.strip_prefix('#').unwrap_or_default();
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        findings.add(PlanIssueCode::InvalidColor, pointer(), value, "write the colour as #rrggbb");
    }
}
