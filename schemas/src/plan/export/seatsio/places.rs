//! Rows, tables, booths and GA areas, in a section or outside.

use super::super::super::model::{Booth, Seat, Table};
use super::super::super::shape::Outline;
use super::super::super::walk::Group;
use super::super::Losses;
use super::file::{ChartArea, ChartBooth, ChartRow, ChartSeat, ChartTable, Key, Label, Occupancy, SubChart};
use super::outlines::{self, Frame};

/// What lies in a drawing.
pub(super) struct Contents {
    rows: Vec<ChartRow>,
    tables: Vec<ChartTable>,
    booths: Vec<ChartBooth>,
    areas: Vec<ChartArea>,
}

impl Contents {
    pub fn into_drawing(self, drawing: &mut SubChart) {
        drawing.rows = self.rows;
        drawing.tables = self.tables;
        drawing.booths = self.booths;
        drawing.general_admission_areas = self.areas;
    }
}

/// What the chart cannot say of rows and seats.
pub(super) fn losses(group: Group<'_>, losses: &mut Losses) {
    let at = group.pointer();
    for (number, row) in group.rows.iter().enumerate() {
        let at = format!("{at}/rows/{number}");
        if let Some(name) = &row.seat_name {
            losses.lost(format!("{at}/seat_name"), name, "a chart shows seats by their labels");
        }
        if row.name.as_ref().is_some_and(|name| *name == row.label) {
            losses.lost(format!("{at}/name"), &row.label, "a name that is the label is none");
        }
        if row.label_at.is_some() {
            losses.lost(format!("{at}/label_at"), "", "where a row's label is drawn was left to the chart");
        }
        if row.as_listed {
            losses.lost(
                format!("{at}/as_listed"),
                "true",
                "a chart tells no neighbours: seats.io finds its own",
            );
        }
        seats(&row.seats, &at, losses);
    }
    for (number, table) in group.tables.iter().enumerate() {
        let at = format!("{at}/tables/{number}");
        if table.as_a_whole && table.minimum_occupancy > 1 {
            let value = table.minimum_occupancy.to_string();
            let advice = "a least number of a whole table's seats was left out";
            losses.lost(format!("{at}/minimum_occupancy"), &value, advice);
        }
        seats(&table.seats, &at, losses);
    }
}

fn seats(seats: &[Seat], at: &str, losses: &mut Losses) {
    for (number, seat) in seats.iter().enumerate() {
        if let Some(guid) = &seat.guid {
            losses.lost(format!("{at}/seats/{number}/guid"), guid, "a chart knows seats by their labels");
        }
        if let Some(aisle) = seat.aisle_after {
            let advice = "a chart tells no neighbours: seats.io finds its own";
            losses.lost(format!("{at}/seats/{number}/aisle_after"), &aisle.to_string(), advice);
        }
    }
}

pub(super) fn write(group: Group<'_>, frame: Frame, losses: &mut Losses) -> Contents {
    let at = group.pointer();
    let rows = group.rows.iter().map(|row| ChartRow {
        label: row.label.clone(),
        display_label: row.name.clone(),
        seats: row.seats.iter().map(|seat| chart_seat(seat, row.level.as_ref(), frame)).collect(),
        object_type: "row",
    });
    let rows = rows.collect();
    let tables = group.tables.iter().enumerate();
    let tables =
        tables.map(|(number, table)| chart_table(table, &format!("{at}/tables/{number}"), frame, losses));
    let tables = tables.collect();
    let booths = group.booths.iter().enumerate();
    let booths =
        booths.map(|(number, booth)| chart_booth(booth, &format!("{at}/booths/{number}"), frame, losses));
    let booths = booths.collect();
    let areas = group.areas.iter().map(|area| ChartArea {
        label: area.label.clone(),
        category_key: area.level.as_deref().map(Key::of),
        capacity: area.capacity,
        book_as_a_whole: area.as_a_whole,
        occupancy: Occupancy::of(area.minimum_occupancy),
        caption: Label::of(area.caption),
        outline: outlines::outline(&area.outline, frame),
        object_type: "generalAdmission",
    });
    Contents { rows, tables, booths, areas: areas.collect() }
}

/// A seat without a level of its own or of its row takes its section's there too.
fn chart_seat(seat: &Seat, level: Option<&String>, frame: Frame) -> ChartSeat {
    let place = frame.place(seat.position);
    ChartSeat {
        x: place.x,
        y: place.y,
        label: seat.label.clone(),
        category_key: seat.level.as_ref().or(level).map(|level| Key::of(level)),
        accessible: seat.accessible,
        companion_seat: seat.companion,
        restricted_view: seat.restricted_view,
    }
}

fn chart_table(table: &Table, at: &str, frame: Frame, losses: &mut Losses) -> ChartTable {
    let minimum = if table.as_a_whole { 1 } else { table.minimum_occupancy };
    let seats = table.seats.iter().map(|seat| chart_seat(seat, table.level.as_ref(), frame)).collect();
    let written = |kind, center, radius, sides: Option<[f64; 2]>, rotation_angle| ChartTable {
        label: table.label.clone(),
        kind,
        center: frame.place(center),
        radius,
        width: sides.map(|sides| sides[0]),
        height: sides.map(|sides| sides[1]),
        rotation_angle,
        book_as_a_whole: table.as_a_whole,
        occupancy: Occupancy::of(minimum),
        seats,
        object_type: "table",
    };
    if let Some((center, radius)) = outlines::circle(&table.outline) {
        if let Outline::Ellipse { rotation_degrees, .. } = &table.outline
            && !rotation_degrees.is_zero()
        {
            let advice = "a round table looks the same however it is turned";
            losses.lost(format!("{at}/outline/rotation_degrees"), "", advice);
        }
        return written("round", center, Some(radius), None, 0.0);
    }
    as_rectangle(
        &table.outline,
        at,
        "tables of a chart are round or rectangular, so it became a rectangle",
        losses,
    );
    let (center, sides, turn) = outlines::rectangle(&table.outline);
    written("rectangular", center, None, Some(sides), turn)
}

fn chart_booth(booth: &Booth, at: &str, frame: Frame, losses: &mut Losses) -> ChartBooth {
    as_rectangle(&booth.outline, at, "booths of a chart are rectangles, so it became one", losses);
    let (center, [width, height], rotation_angle) = outlines::rectangle(&booth.outline);
    ChartBooth {
        label: booth.label.clone(),
        category_key: booth.level.as_deref().map(Key::of),
        center: frame.place(center),
        width,
        height,
        rotation_angle,
        object_type: "booth",
    }
}

/// Tells what is lost where an outline becomes a plain rectangle.
fn as_rectangle(outline: &Outline, at: &str, advice: &str, losses: &mut Losses) {
    match outline {
        Outline::Rectangle { corner_radius, .. } if corner_radius.is_zero() => {}
        Outline::Rectangle { corner_radius, .. } => {
            let value = corner_radius.get().to_string();
            losses.lost(format!("{at}/outline/corner_radius"), &value, "its corners are not rounded there");
        }
        _ => losses.otherwise(format!("{at}/outline"), "", advice),
    }
}
