//! Seats, tables, booths and GA areas.

use super::super::model::{Area, Seat};
use super::super::shape::{Bounds, Outline};
use super::super::walk::Group;
use super::Style;
use super::canvas::{Canvas, escaped, fitting, readable_on};
use super::dots::Dots;
use super::legend::thousands;

/// Letters of less than this part of the picture's larger side cannot be read, and are left out.
const LEAST_LETTERS: f64 = 0.003;

/// The seats of a group's rows and tables.
pub(super) fn seats(dots: &mut Dots, style: &Style<'_>, group: Group<'_>) {
    let own = group.section.and_then(|(_, section)| section.level.as_deref());
    let mut number = 0;
    let mut add = |seats: &[Seat], level: Option<&str>| {
        let usual = style.level(level.or(own));
        let level = |seat: &Seat| seat.level.as_deref().map_or(usual, |key| style.level(Some(key)));
        let mut color = |seat: &Seat| {
            number += 1;
            style.color_of(group, number - 1).unwrap_or_else(|| level(seat))
        };
        let seats: Vec<(&Seat, usize)> = seats.iter().map(|seat| (seat, color(seat))).collect();
        dots.add(style, &seats);
    };
    for row in group.rows {
        add(&row.seats, row.level.as_deref());
    }
    for table in group.tables {
        add(&table.seats, table.level.as_deref());
    }
}

/// Tables without their seats; one that is sold as a whole is filled.
pub(super) fn tables(canvas: &mut Canvas, style: &Style<'_>, group: Group<'_>) {
    let own = group.section.and_then(|(_, section)| section.level.as_deref());
    for table in group.tables {
        let color = escaped(style.colors[style.level(table.level.as_deref().or(own))]);
        let fill = if table.as_a_whole { &color } else { "#ffffff" };
        let line = style.pitch * 0.08;
        let look =
            format!("fill=\"{fill}\" fill-opacity=\".3\" stroke=\"{color}\" stroke-width=\"{line:.2}\"");
        canvas.outline(&table.outline, &look);
        let [width, height] = extent(&table.outline);
        let size = fitting(&table.label, width * 0.8, height * 0.5);
        if size >= style.side * LEAST_LETTERS {
            let middle = table.outline.center();
            canvas.words(&table.label, [middle.x.get(), middle.y.get()], size, "fill=\"#374151\"");
        }
    }
}

/// Booths and GA areas.
pub(super) fn whole(canvas: &mut Canvas, style: &Style<'_>, group: Group<'_>) {
    let own = group.section.and_then(|(_, section)| section.level.as_deref());
    let line = style.side / 800.0;
    // Behind the seats, as places are walked.
    let mut number = group.rows.iter().map(|row| row.seats.len()).sum::<usize>()
        + group.tables.iter().map(|table| table.seats.len()).sum::<usize>();
    let mut color = |level: Option<&str>| {
        number += 1;
        style.colors[style.color_of(group, number - 1).unwrap_or_else(|| style.level(level.or(own)))]
    };
    let booths: Vec<&str> = group.booths.iter().map(|booth| color(booth.level.as_deref())).collect();
    let areas: Vec<&str> = group.areas.iter().map(|area| color(area.level.as_deref())).collect();
    for (booth, color) in group.booths.iter().zip(booths) {
        let look =
            format!("fill=\"{}\" stroke=\"#ffffff\" stroke-width=\"{:.1}\"", escaped(color), line / 2.0);
        canvas.outline(&booth.outline, &look);
        let [width, height] = extent(&booth.outline);
        let size = fitting(&booth.label, width.max(height) * 0.85, width.min(height) * 0.5);
        if size >= style.side * LEAST_LETTERS {
            let middle = booth.outline.center();
            let words = format!("fill=\"{}\"", readable_on(color));
            canvas.words(&booth.label, [middle.x.get(), middle.y.get()], size, &words);
        }
    }
    for (number, (area, color)) in group.areas.iter().zip(areas).enumerate() {
        let color = escaped(color);
        let look =
            format!("fill=\"{color}\" fill-opacity=\".28\" stroke=\"{color}\" stroke-width=\"{line:.1}\"");
        canvas.outline(&area.outline, &look);
        area_words(canvas, style, area, style.area_words(group, number));
    }
}

/// The label of a GA area and, below it, whom it takes, or what of it is free.
fn area_words(canvas: &mut Canvas, style: &Style<'_>, area: &Area, state: Option<String>) {
    if area.caption.hidden {
        return;
    }
    let takes = if let Some(state) = state {
        state
    } else if area.as_a_whole {
        format!("a party of {} to {}", area.minimum_occupancy, thousands(u64::from(area.capacity)))
    } else {
        format!("{} standing", thousands(u64::from(area.capacity)))
    };
    let [width, height] = extent(&area.outline);
    let fits = fitting(&area.label, width * 0.55, height * 0.3).min(style.side * 0.03);
    let size = if area.caption.size.is_zero() { fits } else { area.caption.size.get() };
    let middle = area.outline.center();
    let (x, y) = (middle.x.get() + area.caption.offset.x.get(), middle.y.get() + area.caption.offset.y.get());
    let turn = super::canvas::turn(area.caption.rotation_degrees.get(), middle);
    let look = format!("fill=\"#1f2937\" font-weight=\"600\"{turn}");
    canvas.words(&area.label, [x, y - size * 0.35], size, &look);
    let small = fitting(&takes, width * 0.8, size * 0.55);
    canvas.words(&takes, [x, y + size * 0.5], small, &format!("fill=\"#1f2937\"{turn}"));
}

/// Width and height of an outline; of a turned one before it was turned, swapped where that is nearer.
pub(super) fn extent(outline: &Outline) -> [f64; 2] {
    let (width, height, degrees) = match outline {
        Outline::Polygon { .. } => {
            let mut bounds = Bounds::default();
            outline.extend(&mut bounds);
            let [left, top, right, bottom] = bounds.edges();
            (right - left, bottom - top, 0.0)
        }
        Outline::Rectangle { width, height, rotation_degrees, .. } => {
            (width.get(), height.get(), rotation_degrees.get())
        }
        Outline::Ellipse { radius_x, radius_y, rotation_degrees, .. } => {
            (2.0 * radius_x.get(), 2.0 * radius_y.get(), rotation_degrees.get())
        }
    };
    let lying = degrees.to_radians().sin().abs() < 0.7;
    if lying { [width, height] } else { [height, width] }
}
