//! Texts and colours that can be put right.

use super::super::issue::PlanIssueCode;
use super::super::model::SeatingPlan;
use super::colors::{is_plain, written_out};
use super::intake::Intake;
use super::levels::GREY;
use super::origins::Draft;

/// Leaves control characters out of all texts, and mends colours.
pub(super) fn mend(draft: &mut Draft, intake: &mut Intake) {
    let Draft { plan, origins } = draft;
    let mut found = Vec::new();
    texts(plan, &mut |pointer, text| {
        if text.chars().any(char::is_control) {
            let before = std::mem::take(text);
            text.extend(before.chars().filter(|letter| !letter.is_control()));
            found.push((pointer(), before));
        }
    });
    for (pointer, before) in found {
        let done = "control characters were left out";
        intake.mended(PlanIssueCode::InvalidText, origins.pointer(&pointer), &before, done);
    }
    let mut color = |pointer: String, color: &mut Option<String>, instead: Option<&str>| {
        let Some(before) = color.clone().filter(|color| !is_plain(color)) else { return };
        let long = written_out(&before);
        let done = if long.is_some() {
            "the colour was written as #rrggbb"
        } else {
            "a colour that cannot be read was left out; a level is grey"
        };
        *color = long.or_else(|| instead.map(str::to_owned));
        intake.mended(PlanIssueCode::InvalidColor, origins.pointer(&pointer), &before, done);
    };
    for (number, level) in plan.levels.iter_mut().enumerate() {
        let mut paint = Some(std::mem::take(&mut level.color));
        color(format!("/levels/{number}/color"), &mut paint, Some(GREY));
        level.color = paint.unwrap_or_default();
    }
    for (number, shape) in plan.shapes.iter_mut().enumerate() {
        color(format!("/shapes/{number}/fill"), &mut shape.fill, None);
        color(format!("/shapes/{number}/stroke"), &mut shape.stroke, None);
    }
    for (number, text) in plan.texts.iter_mut().enumerate() {
        color(format!("/texts/{number}/color"), &mut text.color, None);
    }
}

/// Lets `work` at every text that people read or that is named; its pointer is made when asked for.
fn texts(plan: &mut SeatingPlan, work: &mut dyn FnMut(&dyn Fn() -> String, &mut String)) {
    work(&|| "/name".to_owned(), &mut plan.name);
    for (number, shape) in plan.shapes.iter_mut().enumerate() {
        for (field, text) in [("kind", &mut shape.kind), ("label", &mut shape.label)] {
            if let Some(text) = text {
                work(&|| format!("/shapes/{number}/{field}"), text);
            }
        }
    }
    for (number, text) in plan.texts.iter_mut().enumerate() {
        work(&|| format!("/texts/{number}/text"), &mut text.text);
    }
    for (number, level) in plan.levels.iter_mut().enumerate() {
        work(&|| format!("/levels/{number}/name"), &mut level.name);
    }
    let SeatingPlan { rows, tables, booths, areas, sections, .. } = plan;
    let own = std::iter::once((String::new(), rows, tables, booths, areas));
    let inner = sections.iter_mut().enumerate().map(|(number, section)| {
        let at = format!("/sections/{number}");
        work(&|| format!("{at}/label"), &mut section.label);
        (at, &mut section.rows, &mut section.tables, &mut section.booths, &mut section.areas)
    });
    let inner: Vec<_> = inner.collect();
    for (at, rows, tables, booths, areas) in own.chain(inner) {
        let rows = rows.iter_mut().map(|row| (&mut row.label, &mut row.seats)).enumerate();
        let tables = tables.iter_mut().map(|table| (&mut table.label, &mut table.seats)).enumerate();
        let rows = rows.map(|row| ("rows", row));
        for (list, (number, (label, seats))) in rows.chain(tables.map(|table| ("tables", table))) {
            work(&|| format!("{at}/{list}/{number}/label"), label);
            for (seat, place) in seats.iter_mut().enumerate() {
                work(&|| format!("{at}/{list}/{number}/seats/{seat}/label"), &mut place.label);
            }
        }
        for (number, booth) in booths.iter_mut().enumerate() {
            work(&|| format!("{at}/booths/{number}/label"), &mut booth.label);
        }
        for (number, area) in areas.iter_mut().enumerate() {
            work(&|| format!("{at}/areas/{number}/label"), &mut area.label);
        }
    }
}
