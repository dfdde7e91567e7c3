//! The safe mends: what can be put right without deciding anything about the venue.
//!
//! Nothing here gives a place another label, moves a seat, or lets one disappear.

use std::collections::{BTreeMap, BTreeSet};

use super::super::index::order::{Order, along};
use super::super::issue::PlanIssueCode;
use super::super::limits::{COORDINATE_MAX, PLACES_MAX};
use super::super::model::{Floor, PriceLevel, Row, Seat, SeatingPlan, Table, Zone};
use super::super::shape::{Caption, Outline, Point, Shape, Units};
use super::intake::Intake;
use super::origins::{Contents, Draft};
use super::{levels, mend_texts};

/// Mends the draft and says what was done. A plan of too many places is left alone: it is no plan.
pub(super) fn mend(draft: &mut Draft, intake: &mut Intake) {
    if draft.plan.sites().len() > PLACES_MAX {
        return;
    }
    mend_texts::mend(draft, intake);
    each_group(draft, |rows, tables, contents, shapes| {
        empty_rows(rows, contents, intake);
        empty_tables(tables, contents, shapes, intake);
        table_occupancy(tables, contents, intake);
        out_of_order(rows, contents, intake);
    });
    guids(draft, intake);
    occupancy(draft, intake);
    drawn(draft, intake);
    named_and_missing(draft, intake);
    unused(draft, intake);
    focal_point(&mut draft.plan, intake);
}

/// Lets `work` at the rows and tables of the plan itself and of each section, with where they came from. What it
/// puts into its list of shapes is drawn.
fn each_group(
    draft: &mut Draft,
    mut work: impl FnMut(&mut Vec<Row>, &mut Vec<Table>, &mut Contents, &mut Vec<(String, Shape)>),
) {
    let Draft { plan, origins } = draft;
    let mut made = Vec::new();
    let SeatingPlan { rows, tables, sections, .. } = plan;
    let own = std::iter::once((rows, tables));
    let groups = own.chain(sections.iter_mut().map(|section| (&mut section.rows, &mut section.tables)));
    for ((rows, tables), contents) in groups.zip(&mut origins.contents) {
        work(rows, tables, contents, &mut made);
    }
    for (origin, shape) in made {
        origins.shapes.push(origin);
        plan.shapes.push(shape);
    }
}

fn empty_rows(rows: &mut Vec<Row>, contents: &mut Contents, intake: &mut Intake) {
    let mut kept = rows.iter().map(|row| !row.seats.is_empty());
    let mut origins = std::mem::take(&mut contents.rows);
    origins.retain(|origin| {
        let keep = kept.next().unwrap_or(true);
        if !keep {
            let done = "the empty row was removed";
            intake.mended(PlanIssueCode::EmptyRow, origin.at.clone(), "[]", done);
        }
        keep
    });
    contents.rows = origins;
    rows.retain(|row| !row.seats.is_empty());
}

fn empty_tables(
    tables: &mut Vec<Table>,
    contents: &mut Contents,
    shapes: &mut Vec<(String, Shape)>,
    intake: &mut Intake,
) {
    let origins = std::mem::take(&mut contents.tables);
    let all = std::mem::take(tables);
    for (table, origin) in all.into_iter().zip(origins) {
        if !table.seats.is_empty() {
            tables.push(table);
            contents.tables.push(origin);
            continue;
        }
        let done = "the table without seats became a shape";
        intake.mended(PlanIssueCode::EmptyRow, origin.at.clone(), &table.label, done);
        let shape = Shape {
            outline: table.outline,
            kind: Some("table".to_owned()),
            label: Some(table.label).filter(|label| !label.is_empty()),
            caption: Caption::default(),
            fill: None,
            stroke: Some("#808080".to_owned()),
            stroke_width: Units::new(1.0),
            foreground: false,
        };
        shapes.push((origin.at, shape));
    }
}

fn out_of_order(rows: &mut [Row], contents: &mut Contents, intake: &mut Intake) {
    for (row, origin) in rows.iter_mut().zip(&mut contents.rows).filter(|(row, _)| !row.as_listed) {
        let points: Vec<Point> = row.seats.iter().map(|seat| seat.position).collect();
        let Order::Along(order) = along(&points) else { continue };
        let done = "the seats were listed as they sit";
        intake.mended(PlanIssueCode::RowOutOfOrder, origin.at.clone(), &row.label, done);
        row.seats = order.iter().map(|seat| row.seats[*seat].clone()).collect();
        origin.reorder(&order);
    }
}

fn seats(plan: &mut SeatingPlan) -> impl Iterator<Item = &mut Seat> {
    let SeatingPlan { rows, tables, sections, .. } = plan;
    let inner = sections.iter_mut().map(|section| (&mut section.rows, &mut section.tables));
    std::iter::once((rows, tables)).chain(inner).flat_map(|(rows, tables)| {
        let in_rows = rows.iter_mut().flat_map(|row| &mut row.seats);
        in_rows.chain(tables.iter_mut().flat_map(|table| &mut table.seats))
    })
}

fn guids(draft: &mut Draft, intake: &mut Intake) {
    let mut bearers: BTreeMap<&str, usize> = BTreeMap::new();
    let sites = draft.plan.sites();
    for guid in sites.iter().filter_map(|site| site.seat?.guid.as_deref()) {
        *bearers.entry(guid).or_default() += 1;
    }
    let mut several = BTreeSet::new();
    for site in &sites {
        let Some(guid) = site.seat.and_then(|seat| seat.guid.as_deref()) else { continue };
        if bearers.get(guid).is_some_and(|count| *count > 1) {
            let pointer = draft.origins.pointer(&format!("{}/guid", site.pointer()));
            let done = "a guid that several seats have was left out";
            intake.mended(PlanIssueCode::DuplicateGuid, pointer, guid, done);
            several.insert(guid.to_owned());
        }
    }
    for seat in seats(&mut draft.plan) {
        seat.guid = seat.guid.take().filter(|guid| !several.contains(guid));
    }
}

fn occupancy(draft: &mut Draft, intake: &mut Intake) {
    let Draft { plan, origins } = draft;
    let SeatingPlan { areas, sections, .. } = plan;
    let inner = sections.iter_mut().map(|section| &mut section.areas);
    for (areas, contents) in std::iter::once(areas).chain(inner).zip(&origins.contents) {
        for (area, origin) in
            areas.iter_mut().zip(&contents.areas).filter(|(area, _)| area.minimum_occupancy == 0)
        {
            area.minimum_occupancy = 1;
            let done = "a minimum occupancy of 0 became 1";
            intake.mended(PlanIssueCode::InvalidOccupancy, origin.clone(), "0", done);
        }
    }
}

fn table_occupancy(tables: &mut [Table], contents: &Contents, intake: &mut Intake) {
    let tables = tables.iter_mut().zip(&contents.tables);
    for (table, origin) in tables.filter(|(table, _)| table.minimum_occupancy == 0) {
        table.minimum_occupancy = 1;
        let done = "a minimum occupancy of 0 became 1";
        intake.mended(PlanIssueCode::InvalidOccupancy, origin.at.clone(), "0", done);
    }
}

/// What is drawn and cannot be.
fn drawn(draft: &mut Draft, intake: &mut Intake) {
    let Draft { plan, origins } = draft;
    let shape = |shape: &Shape| cannot_be_drawn(&shape.outline);
    keep(&mut plan.shapes, &mut origins.shapes, shape, "the shape was left out", intake);
    let text = |text: &super::super::shape::Text| {
        let numbers = [text.position.x, text.position.y, text.size, text.rotation_degrees];
        (!numbers.into_iter().all(within) || text.size.get() < 0.0).then_some(PlanIssueCode::NumberOutOfRange)
    };
    keep(&mut plan.texts, &mut origins.texts, text, "the text was left out", intake);
    for (section, origin) in plan.sections.iter_mut().zip(&origins.sections) {
        if (1..3).contains(&section.outline.len()) {
            let value = section.outline.len().to_string();
            section.outline.clear();
            let done = "an outline of fewer than three corners was left out";
            intake.mended(PlanIssueCode::InvalidOutline, origin.clone(), &value, done);
        }
    }
}

fn within(units: Units) -> bool {
    (-COORDINATE_MAX..=COORDINATE_MAX).contains(&units.get())
}

fn cannot_be_drawn(outline: &Outline) -> Option<PlanIssueCode> {
    let (center, sides) = match outline {
        Outline::Polygon { points } if points.len() < 3 => return Some(PlanIssueCode::InvalidOutline),
        Outline::Polygon { points } => {
            let good = points.iter().all(|point| within(point.x) && within(point.y));
            return (!good).then_some(PlanIssueCode::NumberOutOfRange);
        }
        Outline::Rectangle { center, width, height, .. } => (center, [*width, *height]),
        Outline::Ellipse { center, radius_x, radius_y, .. } => (center, [*radius_x, *radius_y]),
    };
    if ![center.x, center.y, sides[0], sides[1]].into_iter().all(within) {
        return Some(PlanIssueCode::NumberOutOfRange);
    }
    sides.iter().any(|side| side.get() <= 0.0).then_some(PlanIssueCode::InvalidOutline)
}

/// Takes the items out of which `bad` names a trouble.
fn keep<Item>(
    items: &mut Vec<Item>,
    origins: &mut Vec<String>,
    bad: impl Fn(&Item) -> Option<PlanIssueCode>,
    done: &str,
    intake: &mut Intake,
) {
    let all = std::mem::take(items).into_iter().zip(std::mem::take(origins));
    for (item, origin) in all {
        if let Some(code) = bad(&item) {
            intake.mended(code, origin, "", done);
        } else {
            items.push(item);
            origins.push(origin);
        }
    }
}

/// Adds the levels, zones and floors that are named and not there.
fn named_and_missing(draft: &mut Draft, intake: &mut Intake) {
    let Draft { plan, origins } = draft;
    let known: BTreeSet<String> = plan.levels.iter().map(|level| level.key.clone()).collect();
    let named = levels::named(plan).into_iter();
    for (key, pointer) in named.filter(|(key, _)| !known.contains(key)) {
        let origin = origins.pointer(&pointer);
        intake.mended(
            PlanIssueCode::UnknownLevel,
            origin.clone(),
            &key,
            "a grey level of that key was added",
        );
        plan.levels.push(PriceLevel { key: key.clone(), name: key, color: levels::GREY.to_owned() });
        origins.levels.push(origin);
    }
    let mut zones: BTreeSet<String> = plan.zones.iter().map(|zone| zone.key.clone()).collect();
    let mut floors: BTreeSet<String> = plan.floors.iter().map(|floor| floor.key.clone()).collect();
    for (number, section) in plan.sections.iter().enumerate() {
        if let Some(key) = section.zone.clone().filter(|key| zones.insert(key.clone())) {
            let origin = origins.pointer(&format!("/sections/{number}/zone"));
            intake.mended(PlanIssueCode::UnknownZone, origin.clone(), &key, "a zone of that key was added");
            plan.zones.push(Zone { key: key.clone(), name: key, focal_point: None });
            origins.zones.push(origin);
        }
        if let Some(key) = section.floor.clone().filter(|key| floors.insert(key.clone())) {
            let origin = origins.pointer(&format!("/sections/{number}/floor"));
            intake.mended(PlanIssueCode::UnknownFloor, origin.clone(), &key, "a floor of that key was added");
            plan.floors.push(Floor { key: key.clone(), name: key });
            origins.floors.push(origin);
        }
    }
}

/// Removes levels, zones and floors that nothing names.
fn unused(draft: &mut Draft, intake: &mut Intake) {
    let named = levels::named(&draft.plan);
    let Draft { plan, origins } = draft;
    let SeatingPlan { levels, zones, floors, sections, .. } = plan;
    let code = PlanIssueCode::Unused;
    let zoned: BTreeSet<&String> = sections.iter().filter_map(|section| section.zone.as_ref()).collect();
    let floored: BTreeSet<&String> = sections.iter().filter_map(|section| section.floor.as_ref()).collect();
    let level = |level: &PriceLevel| (!named.contains_key(&level.key)).then_some(code);
    keep(levels, &mut origins.levels, level, "a level that nothing names was removed", intake);
    let zone = |zone: &Zone| (!zoned.contains(&zone.key)).then_some(code);
    keep(zones, &mut origins.zones, zone, "a zone that nothing names was removed", intake);
    let floor = |floor: &Floor| (!floored.contains(&floor.key)).then_some(code);
    keep(floors, &mut origins.floors, floor, "a floor that nothing names was removed", intake);
}

/// The audience looks at the stage, where there is exactly one.
fn focal_point(plan: &mut SeatingPlan, intake: &mut Intake) {
    let is_stage = |shape: &&Shape| shape.kind.as_deref() == Some("stage");
    let mut stages = plan.shapes.iter().filter(is_stage);
    if let (None, Some(stage), None) = (plan.focal_point, stages.next(), stages.next()) {
        plan.focal_point = Some(stage.outline.center());
        let done = "the middle of the stage was taken";
        intake.mended(PlanIssueCode::NoFocalPoint, String::new(), "missing", done);
    }
}
