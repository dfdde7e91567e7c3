//! Rows and tables with their seats.

use super::super::super::issue::PlanIssueCode;
use super::super::super::model::{Row, Seat, Table};
use super::super::super::shape::{Outline, Point, Units};
use super::super::intake::Intake;
use super::super::levels;
use super::super::reader::Object;
use super::areas::varying_occupancy;
use super::{Found, known};

pub(super) fn read_rows(drawing: &mut Object<'_>, offset: [f64; 2], intake: &mut Intake) -> Vec<Found<Row>> {
    let rows = drawing.objects("rows", "row", intake).into_iter().flatten();
    let read = rows.map(|mut row| {
        let label = row.needed_text("label", intake);
        let section = row.text("sectionLabel", intake);
        let name = row.text("displayLabel", intake).filter(|name| *name != label);
        let (seats, level) = read_seats(&mut row, offset, intake);
        let at = row.pointer.clone();
        row.close(known::ROW, intake);
        Found { item: Row { label, name, level, seats, ..Row::default() }, at, section }
    });
    read.collect()
}

pub(super) fn read_tables(
    drawing: &mut Object<'_>,
    offset: [f64; 2],
    intake: &mut Intake,
) -> Vec<Found<Table>> {
    let tables = drawing.objects("tables", "table", intake).into_iter().flatten();
    let read = tables.map(|mut table| {
        let label = table.needed_text("label", intake);
        let section = table.text("sectionLabel", intake);
        let outline = read_outline(&mut table, offset, intake);
        let as_a_whole = table.flag("bookAsAWhole", intake);
        let varying = varying_occupancy(&mut table, intake);
        if as_a_whole && varying.is_some() {
            let advice =
                "a whole table for fewer than it seats cannot be expressed here: all its seats are sold";
            table.report(PlanIssueCode::NotImported, "variableOccupancy", advice, intake);
        }
        let minimum_occupancy = varying.unwrap_or(1);
        let (seats, level) = read_seats(&mut table, offset, intake);
        let at = table.pointer.clone();
        table.close(known::TABLE, intake);
        Found { item: Table { label, outline, level, as_a_whole, minimum_occupancy, seats }, at, section }
    });
    read.collect()
}

fn read_outline(table: &mut Object<'_>, offset: [f64; 2], intake: &mut Intake) -> Outline {
    table.needed("center", "the table a middle", intake);
    let center = table.point("center", offset, intake).unwrap_or(Point::new(offset[0], offset[1]));
    let kind = table.text("type", intake);
    if matches!(kind.as_deref(), Some("rectangle" | "rectangular")) {
        return Outline::Rectangle {
            center,
            width: Units::new(table.needed_number("width", intake)),
            height: Units::new(table.needed_number("height", intake)),
            rotation_degrees: Units::new(table.number("rotationAngle", intake).unwrap_or_default()),
            corner_radius: Units::default(),
        };
    }
    if kind.is_some_and(|kind| kind != "round") {
        table.report(PlanIssueCode::NotImported, "type", "not known: drawn as a round table", intake);
    }
    Outline::circle(center, table.needed_number("radius", intake))
}

/// The seats; and the level they all name, which is then told of their row or table instead.
fn read_seats(holder: &mut Object<'_>, offset: [f64; 2], intake: &mut Intake) -> (Vec<Seat>, Option<String>) {
    let seats = holder.objects("seats", "seat", intake).into_iter();
    let mut seats: Vec<Seat> =
        seats.map(|seat| seat.map(|seat| read_seat(seat, offset, intake)).unwrap_or_default()).collect();
    let level = levels::shared(&mut seats);
    (seats, level)
}

fn read_seat(mut object: Object<'_>, offset: [f64; 2], intake: &mut Intake) -> Seat {
    let x = object.needed_number("x", intake) + offset[0];
    let y = object.needed_number("y", intake) + offset[1];
    let label = object.needed_text("label", intake);
    let shown = object.text("displayLabel", intake);
    if shown.is_some_and(|shown| shown != label) {
        let advice = "a seat is shown by its label; this was left out";
        object.report(PlanIssueCode::NotImported, "displayLabel", advice, intake);
    }
    let seat = Seat {
        label,
        position: Point::new(x, y),
        level: object.text("categoryKey", intake),
        accessible: object.flag("accessible", intake),
        companion: object.flag("companionSeat", intake),
        restricted_view: object.flag("restrictedView", intake),
        ..Seat::default()
    };
    object.close(known::SEAT, intake);
    seat
}
