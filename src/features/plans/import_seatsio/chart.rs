//! The chart itself: categories, zones, floors and sections.

use schemas::plan::{Floor, PlanIssueCode, Point, PriceLevel, SeatingPlan, Section, Zone};
use serde_json::Value;

use super::origins::Origins;
use super::reader::Object;
use super::report::Report;
use super::{areas, drawing, known, rows};

/// Kinds of venue whose places are where they say they are.
const VENUE_TYPES: [&str; 4] =
    ["ROWS_WITHOUT_SECTIONS", "ROWS_WITH_SECTIONS", "WITH_SECTIONS_AND_FLOORS", "ZONES"];

/// Where things are put while the file is read.
pub(super) struct Target<'import> {
    pub plan: &'import mut SeatingPlan,
    pub origins: &'import mut Origins,
    pub report: &'import mut Report,
}

pub(super) fn read(file: &Value, origins: &mut Origins, report: &mut Report) -> SeatingPlan {
    let mut plan = SeatingPlan::default();
    let Some(mut chart) = Object::open(file, "chart", String::new(), report) else { return plan };
    plan.name = chart.needed_text("name", report);
    if let Some(venue) = chart.text("venueType", report)
        && !VENUE_TYPES.contains(&venue.as_str())
    {
        chart.report(PlanIssueCode::NotImported, "venueType", "this kind of venue is not known", report);
    }
    if let Some(categories) = chart.object("categories", "categories", report) {
        plan.levels = read_categories(categories, report);
    }
    if let Some(zones) = chart.object("zones", "zones", report) {
        plan.zones = read_zones(zones, report);
    }
    let floors_at = chart.at("subChartFloors");
    let floors = chart.list("subChartFloors", report);
    let drawing = chart.object("subChart", "subChart", report);
    if drawing.is_none() && floors.is_empty() {
        chart.report(PlanIssueCode::InvalidValue, "subChart", "give the chart a drawing", report);
    }
    chart.close(known::CHART, report);
    let mut target = Target { plan: &mut plan, origins, report };
    if let Some(drawing) = drawing {
        read_drawing(drawing, &mut target);
    }
    for (number, floor) in floors.iter().enumerate() {
        let at = format!("{floors_at}/{number}");
        if let Some(drawing) = Object::open(floor, "subChart", at, target.report) {
            read_drawing(drawing, &mut target);
        }
    }
    plan
}

fn read_categories(mut categories: Object<'_>, report: &mut Report) -> Vec<PriceLevel> {
    let at = categories.at("list");
    let items = categories.list("list", report).iter().enumerate();
    let mut levels = Vec::new();
    for (number, item) in items {
        let Some(mut category) = Object::open(item, "category", format!("{at}/{number}"), report) else {
            continue;
        };
        let key = category.needed_text("key", report);
        let name = category.text("label", report).unwrap_or_else(|| key.clone());
        let color = drawing::color(&mut category, "color", report);
        category.close(known::CATEGORY, report);
        levels.push(PriceLevel { key, name, color: color.unwrap_or_else(|| "#808080".to_owned()) });
    }
    categories.close(known::CATEGORIES, report);
    levels
}

fn read_zones(mut zones: Object<'_>, report: &mut Report) -> Vec<Zone> {
    let at = zones.at("list");
    let mut read = Vec::new();
    for (number, item) in zones.list("list", report).iter().enumerate() {
        let Some(mut zone) = Object::open(item, "zone", format!("{at}/{number}"), report) else { continue };
        let key = zone.needed_text("key", report);
        let name = zone.text("label", report).unwrap_or_else(|| key.clone());
        let focal_point = zone.point("focalPoint", Point::default(), report);
        zone.close(&[], report);
        read.push(Zone { key, name, focal_point });
    }
    zones.close(&[], report);
    read
}

/// The drawing of the whole chart, or of one of its floors.
fn read_drawing(mut drawing: Object<'_>, target: &mut Target<'_>) {
    let floor = drawing.text("floorName", target.report);
    if let Some(name) = &floor {
        target.origins.floors.push(drawing.at("floorName"));
        target.plan.floors.push(Floor { key: name.clone(), name: name.clone() });
    }
    if let Some(point) = drawing.point("focalPoint", Point::default(), target.report) {
        target.plan.focal_point.get_or_insert(point);
        target.origins.focal_point = drawing.at("focalPoint");
    }
    let mut inner = Section::default();
    let at = drawing.pointer.clone();
    let items = drawing.list("sections", target.report);
    read_contents(&mut drawing, Point::default(), &mut inner, target);
    drawing.close(known::SUB_CHART, target.report);
    let list = |name: &str, count: usize| -> Vec<String> {
        (0..count).map(|number| format!("{at}/{name}/{number}")).collect()
    };
    target.origins.rows.extend(list("rows", inner.rows.len()));
    target.origins.tables.extend(list("tables", inner.tables.len()));
    target.origins.booths.extend(list("booths", inner.booths.len()));
    target.origins.areas.extend(list("generalAdmissionAreas", inner.areas.len()));
    target.plan.rows.append(&mut inner.rows);
    target.plan.tables.append(&mut inner.tables);
    target.plan.booths.append(&mut inner.booths);
    target.plan.areas.append(&mut inner.areas);
    for (number, item) in items.iter().enumerate() {
        let at = format!("{at}/sections/{number}");
        if let Some(section) = Object::open(item, "section", at.clone(), target.report) {
            target.origins.sections.push(at);
            let section = read_section(section, floor.clone(), target);
            target.plan.sections.push(section);
        }
    }
}

fn read_section(mut object: Object<'_>, floor: Option<String>, target: &mut Target<'_>) -> Section {
    let report = &mut *target.report;
    let mut section = Section {
        label: object.needed_text("label", report),
        zone: object.text("zone", report),
        floor,
        level: object.text("categoryKey", report),
        entrance: object.text("entrance", report),
        outline: drawing::points(&mut object, Point::default(), report),
        caption: drawing::caption(&mut object, report),
        ..Section::default()
    };
    // What is drawn in a section is measured from its upper left corner, unscaled.
    let offset = object.point("topLeft", Point::default(), report).unwrap_or_default();
    let inside = object.object("subChart", "subChart", report);
    object.close(known::SECTION, report);
    if let Some(mut inside) = inside {
        read_contents(&mut inside, offset, &mut section, target);
        for field in ["sections", "focalPoint"] {
            if inside.take(field).is_some_and(|value| value.as_array().is_none_or(|list| !list.is_empty())) {
                let advice = "a section cannot have this within it; it was left out";
                inside.report(PlanIssueCode::NotImported, field, advice, target.report);
            }
        }
        inside.close(known::SUB_CHART, target.report);
    }
    section
}

/// Rows, tables, booths and areas of a drawing into `inner`; shapes and texts into the plan.
fn read_contents(object: &mut Object<'_>, offset: Point, inner: &mut Section, target: &mut Target<'_>) {
    inner.rows = rows::read_rows(object, offset, target.report);
    inner.tables = rows::read_tables(object, offset, target.report);
    inner.booths = areas::read_booths(object, offset, target.report);
    inner.areas = areas::read_areas(object, offset, target.report);
    drawing::read_drawn(object, offset, target);
}
