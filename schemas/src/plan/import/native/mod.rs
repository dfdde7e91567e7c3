//! frontrow's own format, read field by field, so that all that is wrong with a file is told at once.
//!
//! What is read here is what `serde` reads of the types; a test compares the two. An unknown field is an error.

mod drawing;

use super::super::issue::PlanIssueCode;
use super::super::model::{
    Area, Booth, Floor, PlanFormat, PriceLevel, Row, RowEnds, Seat, SeatingPlan, Section, Table, Zone,
};
use super::intake::Intake;
use super::node::Node;
use super::origins::{Contents, Draft, Holder, Origins};
use super::reader::Object;

/// The only format that there is.
const FORMAT: &str = "frontrow-plan/1";

pub(super) fn read(file: &Node<'_>, intake: &mut Intake) -> Draft {
    intake.closed = true;
    let Some(mut object) = Object::open(file, "plan", String::new(), intake) else { return Draft::default() };
    object.needed("format", "a text", intake);
    if object.text("format", intake).is_some_and(|format| format != FORMAT) {
        object.report(PlanIssueCode::InvalidValue, "format", &format!("write {FORMAT:?}"), intake);
    }
    let mut plan = SeatingPlan { format: PlanFormat::One, ..SeatingPlan::default() };
    plan.name = object.needed_text("name", intake);
    object.needed("levels", "a list", intake);
    plan.levels = items(&mut object, "levels", "level", intake, level);
    plan.floors = items(&mut object, "floors", "floor", intake, |floor, intake| Floor {
        key: floor.needed_text("key", intake),
        name: floor.needed_text("name", intake),
    });
    plan.zones = items(&mut object, "zones", "zone", intake, |zone, intake| Zone {
        key: zone.needed_text("key", intake),
        name: zone.needed_text("name", intake),
        focal_point: zone.point("focal_point", [0.0; 2], intake),
    });
    plan.focal_point = object.point("focal_point", [0.0; 2], intake);
    plan.sections = items(&mut object, "sections", "section", intake, section);
    plan.rows = items(&mut object, "rows", "row", intake, row);
    plan.tables = items(&mut object, "tables", "table", intake, table);
    plan.booths = items(&mut object, "booths", "booth", intake, booth);
    plan.areas = items(&mut object, "areas", "area", intake, area);
    plan.shapes = items(&mut object, "shapes", "shape", intake, drawing::shape);
    plan.texts = items(&mut object, "texts", "text", intake, drawing::text);
    object.close(&[], intake);
    let origins = origins(&plan);
    Draft { plan, origins }
}

/// The items of a list. One that is no object has been reported, and stands as one without anything in it, so that
/// the others keep their numbers.
fn items<Item>(
    object: &mut Object<'_>,
    list: &str,
    kind: &'static str,
    intake: &mut Intake,
    read: impl Fn(&mut Object<'_>, &mut Intake) -> Item,
) -> Vec<Item> {
    let items = object.objects(list, kind, intake);
    let read = |item: Option<Object<'_>>| {
        let mut item = item.unwrap_or_else(Object::nothing);
        let made = read(&mut item, intake);
        item.close(&[], intake);
        made
    };
    items.into_iter().map(read).collect()
}

fn level(level: &mut Object<'_>, intake: &mut Intake) -> PriceLevel {
    PriceLevel {
        key: level.needed_text("key", intake),
        name: level.needed_text("name", intake),
        color: level.needed_text("color", intake),
    }
}

fn section(section: &mut Object<'_>, intake: &mut Intake) -> Section {
    Section {
        label: section.needed_text("label", intake),
        zone: section.text("zone", intake),
        floor: section.text("floor", intake),
        level: section.text("level", intake),
        entrance: section.text("entrance", intake),
        outline: drawing::points(section, "outline", intake),
        caption: drawing::caption(section, intake),
        rows: items(section, "rows", "row", intake, row),
        tables: items(section, "tables", "table", intake, table),
        booths: items(section, "booths", "booth", intake, booth),
        areas: items(section, "areas", "area", intake, area),
    }
}

fn row(row: &mut Object<'_>, intake: &mut Intake) -> Row {
    row.needed("seats", "a list", intake);
    Row {
        label: row.needed_text("label", intake),
        name: row.text("name", intake),
        seat_name: row.text("seat_name", intake),
        label_at: row.text("label_at", intake).and_then(|ends| label_at(row, &ends, intake)),
        level: row.text("level", intake),
        as_listed: row.flag("as_listed", intake),
        seats: items(row, "seats", "seat", intake, seat),
    }
}

fn label_at(row: &Object<'_>, ends: &str, intake: &mut Intake) -> Option<RowEnds> {
    let found = match ends {
        "start" => Some(RowEnds::Start),
        "end" => Some(RowEnds::End),
        "both" => Some(RowEnds::Both),
        _ => None,
    };
    if found.is_none() {
        row.report(PlanIssueCode::InvalidValue, "label_at", "write start, end or both", intake);
    }
    found
}

fn seat(seat: &mut Object<'_>, intake: &mut Intake) -> Seat {
    Seat {
        label: seat.needed_text("label", intake),
        position: drawing::needed_point(seat, "position", intake),
        level: seat.text("level", intake),
        accessible: seat.flag("accessible", intake),
        companion: seat.flag("companion", intake),
        restricted_view: seat.flag("restricted_view", intake),
        aisle_after: seat.mark("aisle_after", intake),
        guid: seat.text("guid", intake),
    }
}

fn table(table: &mut Object<'_>, intake: &mut Intake) -> Table {
    table.needed("seats", "a list", intake);
    Table {
        label: table.needed_text("label", intake),
        outline: drawing::needed_outline(table, intake),
        level: table.text("level", intake),
        as_a_whole: table.flag("as_a_whole", intake),
        minimum_occupancy: table.count("minimum_occupancy", intake).unwrap_or(1),
        seats: items(table, "seats", "seat", intake, seat),
    }
}

fn booth(booth: &mut Object<'_>, intake: &mut Intake) -> Booth {
    Booth {
        label: booth.needed_text("label", intake),
        outline: drawing::needed_outline(booth, intake),
        level: booth.text("level", intake),
    }
}

fn area(area: &mut Object<'_>, intake: &mut Intake) -> Area {
    Area {
        label: area.needed_text("label", intake),
        outline: drawing::needed_outline(area, intake),
        capacity: area.needed_count("capacity", intake),
        level: area.text("level", intake),
        as_a_whole: area.flag("as_a_whole", intake),
        minimum_occupancy: area.count("minimum_occupancy", intake).unwrap_or(1),
        caption: drawing::caption(area, intake),
    }
}

/// Everything is where it is.
fn origins(plan: &SeatingPlan) -> Origins {
    let list = |at: &str, list: &str, count: usize| -> Vec<String> {
        (0..count).map(|number| format!("{at}/{list}/{number}")).collect()
    };
    let holders = |at: &str, name: &str, count: usize| -> Vec<Holder> {
        list(at, name, count).into_iter().map(Holder::new).collect()
    };
    let contents = plan.groups().map(|group| {
        let at = group.pointer();
        Contents {
            rows: holders(&at, "rows", group.rows.len()),
            tables: holders(&at, "tables", group.tables.len()),
            booths: list(&at, "booths", group.booths.len()),
            areas: list(&at, "areas", group.areas.len()),
        }
    });
    Origins {
        levels: list("", "levels", plan.levels.len()),
        floors: list("", "floors", plan.floors.len()),
        zones: list("", "zones", plan.zones.len()),
        sections: list("", "sections", plan.sections.len()),
        shapes: list("", "shapes", plan.shapes.len()),
        texts: list("", "texts", plan.texts.len()),
        contents: contents.collect(),
        focal_point: "/focal_point".to_owned(),
        words: |_, rest| format!("/{rest}"),
        ..Origins::default()
    }
}
