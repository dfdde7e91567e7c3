//! Generates an arena: curved rows around a floor, in three tiers, with a stage at one end.
//!
//! The same number and seed always give the same plan, which is valid and drawn like a real house, so
//! that everything that needs a venue has one without a file. What it can hold is exactly the number
//! asked for: seats, booths and the units of the GA floor together.

mod bowl;
mod floor;
mod numbers;

use schemas::plan::{Caption, Outline, Point, PriceLevel, SeatingPlan, Shape, Text, Units, Zone};

use bowl::Tier;
use numbers::Numbers;

/// The fewest persons an arena is generated for.
pub const ARENA_PLACES_MIN: u32 = 1;
/// The most persons an arena is generated for.
pub const ARENA_PLACES_MAX: u32 = 200_000;

/// From seat to seat along a row, in plan units; one unit is 2.5 cm.
const PITCH: f64 = 20.0;
/// From row to row, in plan units.
const ROW_SPACING: f64 = 34.0;

/// How the arena's capacity is shared out, and its size.
struct Arena {
    /// Distance from the middle to the first row, in plan units.
    radius: f64,
    standing: u32,
    tables: u32,
    boxes: u32,
    seats: u32,
}

impl Arena {
    fn new(places: u32) -> Self {
        let standing = if places >= 200 { places / 20 } else { 0 };
        let tables = (places / 1_000).min(16);
        let boxes = (places / 500).min(40);
        let radius = (900.0 * (f64::from(places) / 20_000.0).sqrt()).max(220.0);
        let seats = places - standing - tables * floor::TABLE_SEATS - boxes;
        Self { radius, standing, tables, boxes, seats }
    }
}

/// An arena that holds exactly `places` persons, cut to the range of [`ARENA_PLACES_MIN`] to
/// [`ARENA_PLACES_MAX`]. `seed` varies how the tiers are divided.
#[must_use]
pub fn generate_arena(places: u32, seed: u64) -> SeatingPlan {
    let places = places.clamp(ARENA_PLACES_MIN, ARENA_PLACES_MAX);
    let mut numbers = Numbers::new(seed);
    let arena = Arena::new(places);
    let mut plan = SeatingPlan {
        name: format!("Arena of {places} places"),
        focal_point: Some(stage_front(&arena)),
        zones: ["Stage left", "Centre", "Stage right"].map(|name| zone(name, &arena)).into(),
        ..SeatingPlan::default()
    };
    let lower = arena.seats * numbers.between(38, 44) / 100;
    let club = arena.seats * numbers.between(12, 17) / 100;
    let shares = [("1", "lower", lower), ("2", "club", club), ("3", "upper", arena.seats - lower - club)];
    let mut radius = arena.radius;
    for (prefix, level, seats) in shares {
        let tier = Tier { prefix, level, seats, radius, section_seats: numbers.between(20, 26) };
        radius = tier.build(&mut plan) + 110.0;
        if level == "lower" {
            floor::boxes(&arena, radius - 55.0, &mut plan);
            radius += if arena.boxes > 0 { 40.0 } else { 0.0 };
        }
    }
    floor::standing(&arena, &mut plan);
    floor::tables(&arena, &mut plan);
    draw(&arena, radius, &mut plan);
    keep_what_is_used(&mut plan);
    plan
}

fn stage_front(arena: &Arena) -> Point {
    Point::new(0.0, -0.68 * arena.radius)
}

fn zone(name: &str, arena: &Arena) -> Zone {
    let key = name.to_lowercase().replace(' ', "_");
    Zone { key, name: name.to_owned(), focal_point: Some(stage_front(arena)) }
}

/// The stage, the ring around the floor and the words.
fn draw(arena: &Arena, outer: f64, plan: &mut SeatingPlan) {
    let words = Units::new(0.07 * arena.radius);
    let drawn = |outline, kind: &str, label: Option<&str>, fill: Option<&str>| Shape {
        outline,
        kind: Some(kind.to_owned()),
        label: label.map(str::to_owned),
        caption: Caption { size: words, ..Caption::default() },
        fill: fill.map(str::to_owned),
        stroke: Some("#8a8f98".to_owned()),
        stroke_width: Units::new(2.0),
        foreground: false,
    };
    let stage = Outline::Rectangle {
        center: Point::new(0.0, -0.84 * arena.radius),
        width: Units::new(0.8 * arena.radius),
        height: Units::new(0.28 * arena.radius),
        rotation_degrees: Units::default(),
        corner_radius: Units::new(12.0),
    };
    let ring = Outline::circle(Point::default(), arena.radius - 30.0);
    plan.shapes = vec![
        drawn(ring, "floor", None, Some("#f3f4f6")),
        drawn(stage, "stage", Some("STAGE"), Some("#2b2f36")),
    ];
    let gate = |name: &str, x: f64, y: f64, turn: f64| Text {
        text: name.to_owned(),
        position: Point::new(x, y),
        size: words,
        rotation_degrees: Units::new(turn),
        color: Some("#5b616b".to_owned()),
    };
    plan.texts = vec![
        gate("GATE EAST", outer, 0.0, 90.0),
        gate("GATE SOUTH", 0.0, outer, 0.0),
        gate("GATE WEST", -outer, 0.0, -90.0),
    ];
}

/// Adds the price levels that places name and removes the zones that no section is in.
fn keep_what_is_used(plan: &mut SeatingPlan) {
    let levels = [
        ("floor", "Standing floor", "#c2410c"),
        ("table", "Floor tables", "#b91c74"),
        ("lower", "Lower tier", "#1d6fb8"),
        ("box", "Boxes", "#7a4fd0"),
        ("club", "Club tier", "#0f8a6d"),
        ("upper", "Upper tier", "#a16207"),
    ];
    let used = |key: &str| {
        plan.sections.iter().any(|section| section.level.as_deref() == Some(key))
            || plan.tables.iter().any(|table| table.level.as_deref() == Some(key))
            || plan.booths.iter().any(|booth| booth.level.as_deref() == Some(key))
            || plan.areas.iter().any(|area| area.level.as_deref() == Some(key))
    };
    let levels = levels.into_iter().filter(|(key, ..)| used(key));
    plan.levels = levels
        .map(|(key, name, color)| PriceLevel { key: key.into(), name: name.into(), color: color.into() })
        .collect();
    let SeatingPlan { zones, sections, .. } = plan;
    zones.retain(|zone| sections.iter().any(|section| section.zone.as_ref() == Some(&zone.key)));
}

#[cfg(test)]
mod tests;
