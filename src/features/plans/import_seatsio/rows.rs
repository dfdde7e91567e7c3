//! Rows and tables with their seats.

use schemas::plan::{Outline, PlanIssueCode, Point, Row, Seat, Table, Units};

use super::known;
use super::reader::Object;
use super::report::Report;

pub(super) fn read_rows(drawing: &mut Object<'_>, offset: Point, report: &mut Report) -> Vec<Row> {
    let at = drawing.at("rows");
    let mut rows = Vec::new();
    for (number, item) in drawing.list("rows", report).iter().enumerate() {
        let Some(mut row) = Object::open(item, "row", format!("{at}/{number}"), report) else {
            // An empty row keeps the count, so that pointers stay right; the issue is an error.
            rows.push(Row::default());
            continue;
        };
        let label = row.needed_text("label", report);
        let (seats, level) = read_seats(&mut row, offset, report);
        row.close(known::ROW, report);
        rows.push(Row { label, level, seats });
    }
    rows
}

pub(super) fn read_tables(drawing: &mut Object<'_>, offset: Point, report: &mut Report) -> Vec<Table> {
    let at = drawing.at("tables");
    let mut tables = Vec::new();
    for (number, item) in drawing.list("tables", report).iter().enumerate() {
        let Some(mut table) = Object::open(item, "table", format!("{at}/{number}"), report) else {
            tables.push(nothing_at(offset));
            continue;
        };
        let label = table.needed_text("label", report);
        let outline = read_outline(&mut table, offset, report);
        let as_a_whole = table.flag("bookAsAWhole", report);
        let varying = table.varying_occupancy(report);
        if as_a_whole && varying.is_some() {
            let advice =
                "a whole table for fewer than it seats cannot be expressed here: all its seats are sold";
            table.report(PlanIssueCode::NotImported, "variableOccupancy", advice, report);
        }
        let (seats, level) = read_seats(&mut table, offset, report);
        table.close(known::TABLE, report);
        let minimum_occupancy = varying.unwrap_or(1);
        tables.push(Table { label, outline, level, as_a_whole, minimum_occupancy, seats });
    }
    tables
}

/// Stands for a table that could not be read, so that pointers stay right; the issue is an error.
fn nothing_at(center: Point) -> Table {
    let outline = Outline::circle(center, 0.0);
    let (label, seats) = (String::new(), Vec::new());
    Table { label, outline, level: None, as_a_whole: false, minimum_occupancy: 1, seats }
}

fn read_outline(table: &mut Object<'_>, offset: Point, report: &mut Report) -> Outline {
    let center = table.point("center", offset, report).unwrap_or_else(|| {
        table.report(PlanIssueCode::InvalidValue, "center", "give the table a middle", report);
        offset
    });
    let kind = table.text("type", report);
    if matches!(kind.as_deref(), Some("rectangle" | "rectangular")) {
        return Outline::Rectangle {
            center,
            width: Units::new(table.needed_number("width", report)),
            height: Units::new(table.needed_number("height", report)),
            rotation_degrees: Units::new(table.number("rotationAngle", report).unwrap_or_default()),
            corner_radius: Units::default(),
        };
    }
    if kind.is_some_and(|kind| kind != "round") {
        table.report(PlanIssueCode::NotImported, "type", "not known: drawn as a round table", report);
    }
    Outline::circle(center, table.needed_number("radius", report))
}

/// The seats; and the level they all name, which is then told of their row or table instead.
fn read_seats(holder: &mut Object<'_>, offset: Point, report: &mut Report) -> (Vec<Seat>, Option<String>) {
    let at = holder.at("seats");
    let mut seats = Vec::new();
    for (number, item) in holder.list("seats", report).iter().enumerate() {
        let Some(mut seat) = Object::open(item, "seat", format!("{at}/{number}"), report) else {
            seats.push(Seat::default());
            continue;
        };
        let x = seat.needed_number("x", report) + offset.x.get();
        let y = seat.needed_number("y", report) + offset.y.get();
        seats.push(Seat {
            label: seat.needed_text("label", report),
            position: Point::new(x, y),
            level: seat.text("categoryKey", report),
            accessible: seat.flag("accessible", report),
            companion: seat.flag("companionSeat", report),
            restricted_view: seat.flag("restrictedView", report),
        });
        seat.close(known::SEAT, report);
    }
    let shared = seats.first().and_then(|seat| seat.level.clone());
    if shared.is_some() && seats.iter().all(|seat| seat.level == shared) {
        for seat in &mut seats {
            seat.level = None;
        }
        return (seats, shared);
    }
    (seats, None)
}
