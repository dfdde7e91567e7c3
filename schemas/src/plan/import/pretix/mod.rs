//! Imports a pretix seating plan: zones with rows of seats and drawn areas.
//!
//! A zone becomes a section, a category a price level. pretix knows a seat by its guid, which is kept for the way
//! back; here it is known by `zone-row-seat`. What people read of rows and seats becomes a row's name.

mod areas;

use super::super::issue::PlanIssueCode;
use super::super::model::{PriceLevel, Row, RowEnds, Seat, Section};
use super::super::shape::Point;
use super::colors::color;
use super::intake::Intake;
use super::levels::{self, GREY};
use super::node::Node;
use super::origins::{Contents, Draft, Holder, Part};
use super::reader::{Object, Rule, Rules};

use Rule::Meaningless;

/// The canvas, which follows here from what is drawn.
const PLAN: Rules = &[("size", Meaningless)];
const ZONE: Rules = &[("uuid", Meaningless)];
const ROW: Rules = &[("uuid", Meaningless)];
/// How large a seat is drawn is the client's choice; where an order of booking begins cannot be said.
const SEAT: Rules = &[("uuid", Meaningless), ("radius", Meaningless), ("start_direction", Rule::Null)];

pub(super) fn read(file: &Node<'_>, intake: &mut Intake) -> Draft {
    let mut draft = Draft::default();
    draft.origins.words = words;
    let Some(mut plan) = Object::open(file, "plan", String::new(), intake) else { return draft };
    draft.plan.name = plan.needed_text("name", intake);
    plan.needed("categories", "a list", intake);
    for category in plan.objects("categories", "category", intake).into_iter().flatten() {
        read_category(category, &mut draft, intake);
    }
    plan.needed("zones", "a list", intake);
    for zone in plan.objects("zones", "zone", intake).into_iter().flatten() {
        read_zone(zone, &mut draft, intake);
    }
    plan.close(PLAN, intake);
    draft
}

fn read_category(mut category: Object<'_>, draft: &mut Draft, intake: &mut Intake) {
    let key = category.needed_text("name", intake);
    let color = color(&mut category, "color", intake).unwrap_or_else(|| GREY.to_owned());
    draft.plan.levels.push(PriceLevel { name: key.clone(), key, color });
    draft.origins.levels.push(category.pointer.clone());
    category.close(&[], intake);
}

/// A zone as a section, or as part of the plan itself where it has no name.
fn read_zone(mut zone: Object<'_>, draft: &mut Draft, intake: &mut Intake) {
    let offset = place(&mut zone, true, intake);
    let name = zone.text("name", intake);
    let id = zone.text("zone_id", intake);
    // The id is what guids begin with; it names a zone that has no name.
    let label = name.or(id).filter(|label| !label.trim().is_empty());
    areas::read(&mut zone, offset, draft, intake);
    let (mut rows, mut origins) = (Vec::new(), Vec::new());
    zone.needed("rows", "a list", intake);
    for row in zone.objects("rows", "row", intake).into_iter().flatten() {
        origins.push(Holder::new(row.pointer.clone()));
        rows.push(read_row(row, offset, label.as_deref(), intake));
    }
    match label {
        // A zone that only draws is no section.
        Some(label) if !rows.is_empty() => {
            draft.origins.sections.push(zone.pointer.clone());
            draft.origins.contents.push(Contents { rows: origins, ..Contents::default() });
            draft.plan.sections.push(Section { label, rows, ..Section::default() });
        }
        Some(_) => {
            let advice = "a zone without rows is no section here: what it draws was taken, its name was not";
            zone.report(PlanIssueCode::TakenOtherwise, "name", advice, intake);
        }
        None => {
            draft.plan.rows.append(&mut rows);
            draft.origins.contents[0].rows.append(&mut origins);
        }
    }
    zone.close(ZONE, intake);
}

fn read_row(mut object: Object<'_>, offset: [f64; 2], section: Option<&str>, intake: &mut Intake) -> Row {
    let label = object.needed_text("row_number", intake);
    // `%s` is the row's number.
    let name = object.text("row_label", intake).map(|name| name.replace("%s", &label));
    let inside = place(&mut object, false, intake);
    let offset = [offset[0] + inside[0], offset[1] + inside[1]];
    let row = [section, Some(label.as_str())].into_iter().flatten().collect::<Vec<_>>().join("-");
    object.needed("seats", "a list", intake);
    let seats = object.objects("seats", "seat", intake).into_iter();
    let mut seats: Vec<Seat> = seats
        .map(|seat| seat.map(|seat| read_seat(seat, offset, &row, intake)).unwrap_or_default())
        .collect();
    let level = levels::shared(&mut seats);
    let row = Row {
        seat_name: object.text("seat_label", intake).filter(|name| !name.is_empty()),
        name: name.filter(|name| !name.is_empty() && *name != label),
        label_at: row_ends(&mut object, intake),
        label,
        level,
        as_listed: false,
        seats,
    };
    object.close(ROW, intake);
    row
}

fn row_ends(row: &mut Object<'_>, intake: &mut Intake) -> Option<RowEnds> {
    match row.text("row_number_position", intake)?.as_str() {
        "start" => return Some(RowEnds::Start),
        "end" => return Some(RowEnds::End),
        "both" => return Some(RowEnds::Both),
        _ => {}
    }
    let advice = "this is none of start, end and both; it was left out";
    row.report(PlanIssueCode::NotImported, "row_number_position", advice, intake);
    None
}

fn read_seat(mut object: Object<'_>, offset: [f64; 2], row: &str, intake: &mut Intake) -> Seat {
    let guid = object.needed_text("seat_guid", intake);
    let label = object.needed_text("seat_number", intake);
    let inside = place(&mut object, true, intake);
    // A guid that is the seat's label says nothing more.
    let says_more = !guid.is_empty() && guid != format!("{row}-{label}");
    let seat = Seat {
        position: Point::new(offset[0] + inside[0], offset[1] + inside[1]),
        level: Some(object.needed_text("category", intake)).filter(|level| !level.is_empty()),
        guid: Some(guid).filter(|_| says_more),
        label,
        ..Seat::default()
    };
    object.close(SEAT, intake);
    seat
}

/// Where something lies in what it is part of.
fn place(object: &mut Object<'_>, needed: bool, intake: &mut Intake) -> [f64; 2] {
    if needed {
        object.needed("position", "a position", intake);
    }
    object.object("position", "position", intake).map_or([0.0; 2], |place| place.into_place(intake))
}

/// The plan's words in the file's.
fn words(part: Part, field: &str) -> String {
    let word = match (part, field) {
        (Part::Level, "color") | (Part::Shape, "fill") => "/color",
        (Part::Plan, "name") | (Part::Level, _) | (Part::Section, "label") => "/name",
        (Part::Plan, "levels") => "/categories",
        (Part::Row, "label") => "/row_number",
        (Part::Row, "name") => "/row_label",
        (Part::Row, "seat_name") => "/seat_label",
        (Part::Row, "label_at") => "/row_number_position",
        (Part::Row, "seats") => "/seats",
        // What all its seats name.
        (Part::Row, "level") => "/seats/0/category",
        (Part::Seat, "label") => "/seat_number",
        (Part::Seat, "guid") => "/seat_guid",
        (Part::Seat, "level") => "/category",
        (Part::Seat, "position") => "/position",
        (Part::Text, "text") => "/text/text",
        (Part::Text, "color") => "/text/color",
        (Part::Shape, "stroke") => "/border_color",
        _ => "",
    };
    word.to_owned()
}
