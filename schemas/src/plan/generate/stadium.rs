//! A football ground: one stand, two, four or a whole bowl around the field, by how many it is for.

use super::super::model::{SeatingPlan, Section};
use super::super::shape::{Outline, Point, Shape, Text, Units};
use super::Venue;
use super::block::Block;
use super::bowl::{BOX_SIZE, Part, Ring, Stand, Tier, boxes, zones};
use super::numbers::Numbers;
use super::path::percent;
use super::prices::{Band, Grain, keep_used, price};
use super::rows::PITCH;

/// From row to row.
const ROW_DEPTH: f64 = 32.0;
/// Between two tiers.
const TIER_GAP: f64 = 70.0;
/// A field of 105 by 68 m.
const FIELD: [f64; 2] = [4_200.0, 2_720.0];

const BANDS: &[Band] = &[
    Band { key: "1", name: "Category 1", color: "#8e2157", share: 14 },
    Band { key: "2", name: "Category 2", color: "#d1495b", share: 22 },
    Band { key: "3", name: "Category 3", color: "#e09f3e", share: 24 },
    Band { key: "4", name: "Category 4", color: "#3a7d6b", share: 22 },
    Band { key: "5", name: "Category 5", color: "#4a6fa5", share: 18 },
];

const LEVELS: &[(&str, &str, &str)] = &[("box", "Executive boxes", "#5b3f8c")];

const SIDES: [Stand; 8] = {
    const fn stand(part: Part, zone: &'static str) -> Stand {
        Stand { part, from: 0.0, to: 1.0, zone, restricted: false }
    }
    [
        stand(Part::South, "south"),
        stand(Part::SouthWest, "west"),
        stand(Part::West, "west"),
        stand(Part::NorthWest, "west"),
        stand(Part::North, "north"),
        stand(Part::NorthEast, "east"),
        stand(Part::East, "east"),
        stand(Part::SouthEast, "east"),
    ]
};

pub(super) fn stadium(venue: &Venue, numbers: &mut Numbers) -> SeatingPlan {
    let margin = f64::from(numbers.between(200, 260));
    let (half_width, half_height) = (FIELD[0] / 2.0 + margin, FIELD[1] / 2.0 + margin);
    let ring = Ring { half_width, half_height, corner: f64::from(numbers.between(420, 600)) };
    let stands = stands(venue.places, &ring);
    let mut plan =
        SeatingPlan { name: venue.name(), focal_point: Some(Point::default()), ..SeatingPlan::default() };
    let outer = tiers(venue, &ring, &stands, numbers, &mut plan);
    price(&mut plan.sections, Grain::of(venue), BANDS, score);
    draw(&ring, &stands, outer, &mut plan);
    // Each stand looks at the half of the field before it; the long ones see both.
    let (x, y) = (FIELD[0] / 4.0, FIELD[1] / 8.0);
    let parts = [
        ("south", "South Stand", Point::new(0.0, y)),
        ("west", "West Stand", Point::new(-x, 0.0)),
        ("north", "North Stand", Point::new(0.0, -y)),
        ("east", "East Stand", Point::new(x, 0.0)),
    ];
    zones(&mut plan, &parts);
    keep_used(&mut plan, LEVELS, BANDS);
    plan
}

/// Which sides have stands, and how much of them.
fn stands(places: u32, ring: &Ring) -> Vec<Stand> {
    let side = 2.0 * (ring.half_width - ring.corner);
    match places {
        0..1_500 => {
            // As long as eight rows need.
            let share = (f64::from(places) * PITCH * 1.2 / 8.0 / side).clamp(0.1, 1.0);
            vec![Stand { from: (1.0 - share) / 2.0, to: f64::midpoint(1.0, share), ..SIDES[0] }]
        }
        1_500..6_000 => vec![SIDES[0], SIDES[4]],
        6_000..12_000 => vec![SIDES[0], SIDES[2], SIDES[4], SIDES[6]],
        _ => SIDES.to_vec(),
    }
}

fn tiers(venue: &Venue, ring: &Ring, stands: &[Stand], numbers: &mut Numbers, plan: &mut SeatingPlan) -> f64 {
    let count = if venue.places >= 20_000 { (venue.places / 800).min(90) } else { 0 };
    let seats = venue.places - count;
    let share = numbers.between(0, 4);
    // The tier, its seats, and its part of the wheelchairs in percent.
    let shares: Vec<(u32, u32, u32)> = match seats {
        0..25_000 => vec![(1, seats, 100)],
        25_000..52_000 => {
            let lower = percent(seats, 54 + share);
            vec![(1, lower, 60), (2, seats - lower, 40)]
        }
        _ => {
            let (lower, club) = (percent(seats, 34 + share), percent(seats, 16 + share));
            vec![(1, lower, 50), (2, club, 20), (3, seats - lower - club, 30)]
        }
    };
    let mut offset = 40.0;
    for (digit, seats, bays) in shares {
        let tier = Tier {
            ring,
            stands,
            digit,
            offset,
            depth: ROW_DEPTH,
            section_seats: numbers.between(20, 24),
            lettered: false,
            bays: percent(venue.wheelchairs(), bays),
            gates: (venue.places / 4_000).clamp(1, 24),
        };
        let (mut blocks, last) = tier.build(seats, plan);
        low_corners(&mut blocks, digit);
        plan.sections.extend(blocks.into_iter().map(Block::into_section));
        offset = last + ROW_DEPTH / 2.0 + TIER_GAP;
        if digit == 1 && count > 0 {
            boxes(ring, stands, offset + BOX_SIZE[0] / 2.0 - 20.0, count, plan);
            offset += BOX_SIZE[0] + TIER_GAP - 30.0;
        }
    }
    offset - TIER_GAP
}

/// From the first row one sees the far side behind the advertising boards.
fn low_corners(blocks: &mut [Block], digit: u32) {
    for block in blocks.iter_mut().filter(|_| digit == 1) {
        for slot in block.slots.iter_mut().filter(|slot| slot.number == 0 && !slot.bay) {
            slot.restricted = [u32::MAX, 0];
        }
    }
}

/// Along the long sides one sees best; high up and behind the goals is worse.
fn score(section: &Section, [x, y]: [f64; 2]) -> f64 {
    let up = if section.label.starts_with('1') { 0.0 } else { 250.0 };
    (x * x * 1.1 + y * y * 0.8).sqrt() + up
}

fn draw(ring: &Ring, stands: &[Stand], outer: f64, plan: &mut SeatingPlan) {
    let mut shapes = field(ring);
    shapes.append(&mut plan.shapes);
    plan.shapes = shapes;
    let beyond = outer + 150.0;
    let names = [
        (Part::South, "SOUTH STAND", 0.0, ring.half_height + beyond, 0.0),
        (Part::West, "WEST STAND", -ring.half_width - beyond, 0.0, -90.0),
        (Part::North, "NORTH STAND", 0.0, -ring.half_height - beyond, 0.0),
        (Part::East, "EAST STAND", ring.half_width + beyond, 0.0, 90.0),
    ];
    for (part, name, x, y, degrees) in names {
        if stands.iter().any(|stand| stand.part == part) {
            plan.texts.push(Text {
                text: name.to_owned(),
                position: Point::new(x, y),
                size: Units::new(150.0),
                rotation_degrees: Units::new(degrees),
                color: Some("#5b616b".to_owned()),
            });
        }
    }
}

/// The field and its lines.
fn field(ring: &Ring) -> Vec<Shape> {
    let line = |outline: Outline| Shape {
        outline,
        stroke: Some("#ffffff".to_owned()),
        stroke_width: Units::new(10.0),
        ..super::blank_shape("line")
    };
    let box_of = |x: f64, y: f64, width: f64, height: f64| Outline::Rectangle {
        center: Point::new(x, y),
        width: Units::new(width),
        height: Units::new(height),
        rotation_degrees: Units::default(),
        corner_radius: Units::default(),
    };
    let [length, width] = FIELD;
    let grass = Outline::Rectangle {
        center: Point::default(),
        width: Units::new(length + 240.0),
        height: Units::new(width + 240.0),
        rotation_degrees: Units::default(),
        corner_radius: Units::new(ring.corner * 0.8),
    };
    let grass = Shape { outline: grass, fill: Some("#6aa56d".to_owned()), ..super::blank_shape("field") };
    let mut shapes =
        vec![grass, line(box_of(0.0, 0.0, length, width)), line(Outline::circle(Point::default(), 366.0))];
    let halfway = [Point::new(0.0, -width / 2.0), Point::new(0.0, width / 2.0), Point::new(0.0, 0.0)];
    shapes.push(line(Outline::Polygon { points: halfway.to_vec() }));
    for side in [-1.0, 1.0] {
        let goal = side * length / 2.0;
        shapes.push(line(box_of(goal - side * 330.0, 0.0, 660.0, 1_612.0)));
        shapes.push(line(box_of(goal - side * 110.0, 0.0, 220.0, 733.0)));
    }
    shapes
}
