//! The tiers: sections side by side around the floor, open towards the stage.

use std::f64::consts::PI;

use schemas::plan::{Caption, Point, Row, Seat, SeatingPlan, Section, Units};

use super::{PITCH, ROW_SPACING};

/// Where the bowl begins, clockwise from the right, in radians: beside the stage, which is at the top.
const START: f64 = -0.5 * PI + 0.19 * PI;
/// How far around the bowl goes, in radians.
const SPAN: f64 = 2.0 * PI - 0.38 * PI;
/// Width of the aisle between two sections, in plan units.
const SECTION_AISLE: f64 = 44.0;
/// Width of an accessible bay, as wide as one and a half seats.
const BAY_PITCH: f64 = PITCH * 1.5;
/// The corners of a section's arcs: one every so many radians.
const CORNER_STEP: f64 = 0.06;

/// One tier of the bowl.
pub(super) struct Tier<'name> {
    /// The first digit of its sections' labels.
    pub prefix: &'name str,
    /// The key of its price level.
    pub level: &'name str,
    pub seats: u32,
    /// Distance from the middle to its first row, in plan units.
    pub radius: f64,
    /// How many seats a section is wide, about.
    pub section_seats: u32,
}

/// The part of the circle that a section takes.
#[derive(Clone, Copy)]
struct Arc {
    middle: f64,
    width: f64,
}

impl Tier<'_> {
    /// Adds the tier's sections to the plan; gives back the radius of its last row.
    pub(super) fn build(&self, plan: &mut SeatingPlan) -> f64 {
        let count = self.section_count();
        let width = SPAN / f64::from(count);
        let mut sections: Vec<(Arc, Section)> = (0..count)
            .map(|number| {
                let middle = START + width * (f64::from(number) + 0.5);
                (Arc { middle, width }, self.section(number, count))
            })
            .collect();
        let mut left = self.seats;
        let mut row_number = 0;
        while left > 0 {
            let radius = self.radius + ROW_SPACING * f64::from(row_number);
            let mut sections_left = count;
            for (number, (arc, section)) in sections.iter_mut().enumerate() {
                // Each takes its share of what is left, so that the last row is spread evenly.
                let share = left.div_ceil(sections_left);
                sections_left -= 1;
                let bay = row_number == 0 && number % 3 == 1;
                let seats = seats_in_row(*arc, radius, bay).min(share);
                left -= seats;
                if seats > 0 {
                    section.rows.push(row(row_number, *arc, radius, seats, bay));
                }
            }
            row_number += 1;
        }
        let last = self.radius + ROW_SPACING * f64::from(row_number.max(1) - 1);
        for (arc, section) in &mut sections {
            section.outline = outline(*arc, self.radius - 16.0, last + 16.0);
        }
        plan.sections.extend(
            sections.into_iter().map(|(_, section)| section).filter(|section| !section.rows.is_empty()),
        );
        last
    }

    /// So many that the sections have their width in the middle of the tier, about.
    fn section_count(&self) -> u32 {
        let rows = f64::from(self.seats) * PITCH / (SPAN * self.radius);
        let middle = self.radius + rows * ROW_SPACING * 0.35;
        let mut count = 1;
        while SPAN * middle / f64::from(count + 1) >= f64::from(self.section_seats) * PITCH {
            count += 1;
        }
        count
    }

    fn section(&self, number: u32, count: u32) -> Section {
        let zone = match number * 4 / count {
            0 => "stage_right",
            1 | 2 => "centre",
            _ => "stage_left",
        };
        let entrance = ["GATE EAST", "GATE SOUTH", "GATE WEST"][(number * 3 / count) as usize];
        Section {
            label: format!("{}{:02}", self.prefix, number + 1),
            zone: Some(zone.to_owned()),
            level: Some(self.level.to_owned()),
            entrance: Some(entrance.to_owned()),
            caption: Caption { size: Units::new(36.0), ..Caption::default() },
            ..Section::default()
        }
    }
}

/// How many seats fit between the aisles.
fn seats_in_row(arc: Arc, radius: f64, bay: bool) -> u32 {
    let room = arc.width * radius - SECTION_AISLE;
    let pitch = if bay { BAY_PITCH } else { PITCH };
    let mut seats = 1;
    while f64::from(seats) * pitch <= room {
        seats += 1;
    }
    seats
}

/// A row about the middle of its section. In a bay, places for wheelchairs and companions take turns.
/// Beside the stage the view is restricted.
fn row(number: u32, arc: Arc, radius: f64, seats: u32, bay: bool) -> Row {
    let pitch = if bay { BAY_PITCH } else { PITCH };
    let first = arc.middle - f64::from(seats - 1) * pitch / radius / 2.0;
    let beside_stage = arc.middle - START < 0.09 * PI || START + SPAN - arc.middle < 0.09 * PI;
    let seat = |seat: u32| Seat {
        label: (seat + 1).to_string(),
        position: on_circle(radius, first + f64::from(seat) * pitch / radius),
        accessible: bay && seat.is_multiple_of(2),
        companion: bay && !seat.is_multiple_of(2),
        restricted_view: beside_stage,
        level: None,
    };
    Row { label: letters(number), level: None, seats: (0..seats).map(seat).collect() }
}

/// A, B, …, Z, AA, AB, …
fn letters(number: u32) -> String {
    let letter = char::from(b'A' + u8::try_from(number % 26).unwrap_or_default());
    let before = if number < 26 { String::new() } else { letters(number / 26 - 1) };
    format!("{before}{letter}")
}

fn outline(arc: Arc, inner: f64, outer: f64) -> Vec<Point> {
    let half = arc.width / 2.0 - SECTION_AISLE / 2.0 / outer;
    let mut corners = 2_u32;
    while 2.0 * half / f64::from(corners - 1) > CORNER_STEP {
        corners += 1;
    }
    let angle = |corner: u32| arc.middle - half + 2.0 * half * f64::from(corner) / f64::from(corners - 1);
    let there = (0..corners).map(|corner| on_circle(outer, angle(corner)));
    let back = (0..corners).rev().map(|corner| on_circle(inner, angle(corner)));
    there.chain(back).collect()
}

/// The point at this distance from the middle, clockwise from the right.
pub(super) fn on_circle(radius: f64, angle: f64) -> Point {
    Point::new(radius * angle.cos(), radius * angle.sin())
}
