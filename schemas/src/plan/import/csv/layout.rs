//! Lays out seats of which nothing is known but section, row and number: sections one behind the other before a
//! stage, rows centred and gently curved, with a gap where a row's numbers leave one out.

use super::super::super::shape::{Caption, Outline, Point, Shape, Units};
use super::super::origins::Draft;
use super::{Line, SectionLines};

/// From seat to seat, in plan units.
const PITCH: f64 = 20.0;
/// From row to row, in plan units.
const ROW_SPACING: f64 = 32.0;
/// From the last row of a section to the first of the next, in plan units.
const SECTION_SPACING: f64 = 90.0;
/// From the stage to the first row, in plan units.
const STAGE_SPACING: f64 = 100.0;
/// From seat to seat over an aisle, in pitches: more than neighbours are apart.
const AISLE: f64 = 2.4;
/// The stage from front to back, in plan units.
const STAGE_DEPTH: f64 = 60.0;
/// Least radius of a row, in plan units.
const RADIUS_MIN: f64 = 400.0;

/// Gives every seat a position, and the plan a stage and a focal point.
pub(super) fn lay_out(sections: &mut [SectionLines], draft: &mut Draft) {
    let mut widest = 0.0_f64;
    for (_, lines) in sections.iter_mut().flat_map(|(_, rows)| rows) {
        by_number(lines);
        widest = widest.max(along(lines).last().copied().unwrap_or_default());
    }
    // Seen from the middle the widest row spans no more than an angle that a hall has.
    let radius = RADIUS_MIN.max(widest * 0.9);
    let mut depth = STAGE_SPACING;
    for (_, rows) in sections {
        for (_, lines) in rows.iter_mut() {
            let places = along(lines);
            let half = places.last().copied().unwrap_or_default() / 2.0;
            for (line, place) in lines.iter_mut().zip(places) {
                let row = radius + depth;
                let angle = (place - half) / row;
                line.seat.position = Point::new(row * angle.sin(), row * angle.cos() - radius);
            }
            depth += ROW_SPACING;
        }
        depth += SECTION_SPACING - ROW_SPACING;
    }
    stage(widest, draft);
}

/// The numbers of a row's seats, where all of them have one.
fn numbers(lines: &[Line]) -> Option<Vec<u64>> {
    lines.iter().map(|line| line.seat.label.parse().ok()).collect()
}

/// Sorts a row by its numbers, where all its seats have one.
fn by_number(lines: &mut [Line]) {
    if numbers(lines).is_some() {
        lines.sort_by_key(|line| line.seat.label.parse::<u64>().unwrap_or_default());
    }
}

/// How far along its row each seat sits, in plan units.
fn along(lines: &[Line]) -> Vec<f64> {
    let numbers = numbers(lines).unwrap_or_default();
    let mut steps: Vec<u64> = numbers.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    steps.sort_unstable();
    // Odd or even numbers alone go in steps of two.
    let usual = steps.get(steps.len() / 2).copied().unwrap_or(1).max(1);
    let mut place = 0.0;
    let mut places = Vec::with_capacity(lines.len());
    for seat in 0..lines.len() {
        let jump = seat
            .checked_sub(1)
            .and_then(|before| Some(numbers.get(seat)?.saturating_sub(*numbers.get(before)?) > usual));
        if seat > 0 {
            place += if jump == Some(true) { PITCH * AISLE } else { PITCH };
        }
        places.push(place);
    }
    places
}

fn stage(widest: f64, draft: &mut Draft) {
    let width = (widest * 0.6).clamp(120.0, 800.0);
    draft.plan.focal_point = Some(Point::new(0.0, 0.0));
    draft.plan.shapes.push(Shape {
        outline: Outline::Rectangle {
            center: Point::new(0.0, -STAGE_DEPTH / 2.0),
            width: Units::new(width),
            height: Units::new(STAGE_DEPTH),
            rotation_degrees: Units::default(),
            corner_radius: Units::new(4.0),
        },
        kind: Some("stage".to_owned()),
        label: Some("Stage".to_owned()),
        caption: Caption::default(),
        fill: Some("#2b2f36".to_owned()),
        stroke: None,
        stroke_width: Units::default(),
        foreground: false,
    });
    draft.origins.shapes.push(String::new());
}
