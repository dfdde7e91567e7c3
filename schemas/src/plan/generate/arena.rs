//! An arena with the stage at its north end: a standing floor, stands around three sides, boxes between them.

use super::super::model::{SeatingPlan, Section};
use super::super::shape::{Outline, Point, Shape, Text, Units};
use super::Venue;
use super::block::Block;
use super::bowl::{BOX_SIZE, Part, Ring, Stand, Tier, boxes, zones};
use super::fan::Fan;
use super::floor::standing;
use super::numbers::Numbers;
use super::path::{distance, percent};
use super::prices::{Band, Grain, keep_used, price};
use super::tables::{TABLE_SEATS, Tables};

/// From row to row.
const ROW_DEPTH: f64 = 34.0;
/// Between two tiers.
const TIER_GAP: f64 = 70.0;

/// Half of the least straight part of the south end; a shorter one would be a section of a few seats.
const SOUTH_LEAST: f64 = 150.0;
/// Where the stage ends and the floor ends, in half of the floor's height from its middle; the second where there are
/// tables at its end.
const STAGE_FRONT: f64 = -0.66;
const FLOOR_END: [f64; 2] = [0.8, 0.5];

const BANDS: &[Band] = &[
    Band { key: "a", name: "Price A", color: "#8e2157", share: 16 },
    Band { key: "b", name: "Price B", color: "#d1495b", share: 22 },
    Band { key: "c", name: "Price C", color: "#e09f3e", share: 24 },
    Band { key: "d", name: "Price D", color: "#3a7d6b", share: 22 },
    Band { key: "e", name: "Price E", color: "#4a6fa5", share: 16 },
];

const LEVELS: &[(&str, &str, &str)] = &[
    ("box", "Boxes", "#5b3f8c"),
    ("lounge", "Lounge tables", "#2a6f97"),
    ("pit", "Front standing", "#b5179e"),
    ("floor", "Standing floor", "#c2571a"),
    ("floor_seats", "Floor seats", "#b5179e"),
];

/// How an arena's capacity is shared out, and its size.
struct Arena {
    ring: Ring,
    /// Seats on the floor, or units of its standing room.
    floor: u32,
    seated_floor: bool,
    tables: u32,
    boxes: u32,
    stands: u32,
}

pub(super) fn arena(venue: &Venue, numbers: &mut Numbers) -> SeatingPlan {
    let arena = Arena::new(venue.places, numbers);
    let mut plan =
        SeatingPlan { name: venue.name(), focal_point: Some(arena.stage_front()), ..SeatingPlan::default() };
    let outer = arena.tiers(venue, numbers, &mut plan);
    price(&mut plan.sections, Grain::of(venue), BANDS, |section, spot| arena.score(section, spot));
    if arena.seated_floor {
        arena.floor_seats(&mut plan);
    } else {
        arena.standing(&mut plan);
    }
    arena.lounge(&mut plan);
    arena.draw(outer, &mut plan);
    let front = arena.stage_front();
    let parts = [("right", "Stage right"), ("centre", "Centre"), ("left", "Stage left"), ("floor", "Floor")];
    zones(&mut plan, &parts.map(|(key, name)| (key, name, front)));
    keep_used(&mut plan, LEVELS, BANDS);
    plan
}

impl Arena {
    fn new(places: u32, numbers: &mut Numbers) -> Self {
        // A floor of 31 by 58 m for 20,000.
        let scale = (f64::from(places) / 20_000.0).sqrt().max(0.22);
        let half_width = 620.0 * scale;
        let half_height = 1_160.0 * scale * f64::from(numbers.between(96, 104)) / 100.0;
        let corner = half_width * f64::from(numbers.between(68, 84)) / 100.0;
        let corner = if half_width - corner < SOUTH_LEAST { half_width } else { corner };
        let ring = Ring { half_width, half_height, corner };
        let tables = if places >= 3_000 { lounge(&ring, (places / 1_250).min(16)).count } else { 0 };
        let seated_floor = places >= 2_000 && numbers.between(0, 3) == 0;
        let floor = percent(places, numbers.between(10, 14));
        let floor = if seated_floor { floor.min(floor_fan(&ring, tables > 0).1) } else { floor };
        let boxes = if places >= 5_000 { (places / 500).min(60) } else { 0 };
        let stands = places - floor - boxes - tables * TABLE_SEATS;
        Self { ring, floor, seated_floor, tables, boxes, stands }
    }

    fn stage_front(&self) -> Point {
        Point::new(0.0, STAGE_FRONT * self.ring.half_height)
    }

    /// Nearer is better, straight ahead is better than beside, and the upper tier is worse than it is far.
    fn score(&self, section: &Section, spot: [f64; 2]) -> f64 {
        let front = self.stage_front();
        let up = if section.label.starts_with('3') { 500.0 } else { 0.0 };
        let beside = (spot[0].abs() - (spot[1] - front.y.get())).max(0.0);
        distance(spot, [front.x.get(), front.y.get()]) + up + 1.1 * beside
    }

    fn tiers(&self, venue: &Venue, numbers: &mut Numbers, plan: &mut SeatingPlan) -> f64 {
        let stand = |part, from, to, zone, restricted| Stand { part, from, to, zone, restricted };
        let stands = [
            stand(Part::NorthEast, 0.56, 0.76, "left", true),
            stand(Part::NorthEast, 0.76, 1.0, "left", false),
            stand(Part::East, 0.0, 1.0, "left", false),
            stand(Part::SouthEast, 0.0, 1.0, "centre", false),
            stand(Part::South, 0.0, 1.0, "centre", false),
            stand(Part::SouthWest, 0.0, 1.0, "centre", false),
            stand(Part::West, 0.0, 1.0, "right", false),
            stand(Part::NorthWest, 0.0, 0.24, "right", false),
            stand(Part::NorthWest, 0.24, 0.44, "right", true),
        ];
        let lower = percent(self.stands, numbers.between(38, 43));
        let club = percent(self.stands, numbers.between(13, 17));
        let shares = match self.stands {
            0..2_000 => vec![(1, self.stands)],
            2_000..8_000 => vec![(1, lower + club), (3, self.stands - lower - club)],
            _ => vec![(1, lower), (2, club), (3, self.stands - lower - club)],
        };
        let mut offset = 40.0;
        for (digit, seats) in shares {
            let tier = Tier {
                ring: &self.ring,
                stands: &stands,
                digit,
                offset,
                depth: ROW_DEPTH,
                section_seats: numbers.between(17, 20),
                lettered: true,
                bays: if digit == 1 { venue.wheelchairs() } else { 0 },
                gates: (venue.places / 2_500).clamp(1, 8),
            };
            let (blocks, last) = tier.build(seats, plan);
            plan.sections.extend(blocks.into_iter().map(Block::into_section));
            offset = last + ROW_DEPTH / 2.0 + TIER_GAP;
            if digit == 1 && self.boxes > 0 {
                boxes(&self.ring, &stands[2..7], offset + BOX_SIZE[0] / 2.0 - 20.0, self.boxes, plan);
                offset += BOX_SIZE[0] + TIER_GAP - 30.0;
            }
        }
        offset - TIER_GAP
    }

    /// Standing room: a part before the stage of its own, where there are many.
    fn standing(&self, plan: &mut SeatingPlan) {
        let (half, front) = (self.ring.half_width * 0.86, self.stage_front().y.get());
        let height = self.ring.half_height;
        let end = FLOOR_END[usize::from(self.tables > 0)] * height;
        let pit = if self.floor >= 600 { self.floor / 4 } else { 0 };
        let cut = if pit > 0 { front + 0.3 * height } else { front + 0.06 * height };
        if pit > 0 {
            let top = front + 0.06 * height;
            let corners = [(-half * 0.8, top), (half * 0.8, top), (half, cut - 20.0), (-half, cut - 20.0)];
            plan.areas.push(standing("FRONT", "pit", pit, &corners));
        }
        let round = half * 0.18;
        let corners = [
            (-half, cut),
            (half, cut),
            (half, end - round),
            (half - round, end),
            (round - half, end),
            (-half, end - round),
        ];
        plan.areas.push(standing("FLOOR", "floor", self.floor - pit, &corners));
    }

    /// Rows of chairs on the floor.
    fn floor_seats(&self, plan: &mut SeatingPlan) {
        let (fan, _) = floor_fan(&self.ring, self.tables > 0);
        let mut tier = fan.build(self.floor);
        for block in &mut tier.blocks {
            "Floor gate".clone_into(&mut block.entrance);
        }
        let sections = tier.blocks.into_iter().map(Block::into_section);
        plan.sections
            .extend(sections.map(|section| Section { level: Some("floor_seats".to_owned()), ..section }));
    }

    fn lounge(&self, plan: &mut SeatingPlan) {
        plan.tables.extend(lounge(&self.ring, self.tables).build());
    }

    fn draw(&self, outer: f64, plan: &mut SeatingPlan) {
        let (width, height) = (self.ring.half_width, self.ring.half_height);
        let floor = Outline::Rectangle {
            center: Point::default(),
            width: Units::new(2.0 * width),
            height: Units::new(2.0 * height),
            rotation_degrees: Units::default(),
            corner_radius: Units::new(self.ring.corner),
        };
        let stage = Outline::Rectangle {
            center: Point::new(0.0, -0.83 * height),
            width: Units::new(1.36 * width),
            height: Units::new(0.34 * height),
            rotation_degrees: Units::default(),
            corner_radius: Units::new(10.0),
        };
        let mut shapes = vec![
            Shape { fill: Some("#eceef2".to_owned()), outline: floor, ..super::blank_shape("floor") },
            Shape {
                fill: Some("#2b2f36".to_owned()),
                label: Some("STAGE".to_owned()),
                outline: stage,
                ..super::blank_shape("stage")
            },
        ];
        shapes.append(&mut plan.shapes);
        if self.floor >= 600 && !self.seated_floor {
            let desk = Outline::Rectangle {
                center: Point::new(0.0, 0.38 * height),
                width: Units::new(0.26 * width),
                height: Units::new(0.12 * height),
                rotation_degrees: Units::default(),
                corner_radius: Units::new(4.0),
            };
            shapes.push(Shape {
                fill: Some("#5b616b".to_owned()),
                label: Some("SOUND".to_owned()),
                outline: desk,
                foreground: true,
                ..super::blank_shape("sound")
            });
        }
        plan.shapes = shapes;
        let words = |words: &str, x: f64, y: f64, degrees: f64| Text {
            text: words.to_owned(),
            position: Point::new(x, y),
            size: Units::new(0.09 * width + 30.0),
            rotation_degrees: Units::new(degrees),
            color: Some("#5b616b".to_owned()),
        };
        let beyond = outer + 60.0 + 0.06 * width;
        plan.texts = vec![
            words("EAST ENTRANCE", width + beyond, 0.0, 90.0),
            words("MAIN ENTRANCE", 0.0, height + beyond, 0.0),
            words("WEST ENTRANCE", -width - beyond, 0.0, -90.0),
        ];
    }
}

/// Rows of chairs on the floor, and for how many there is room.
fn floor_fan(ring: &Ring, tables: bool) -> (Fan, u32) {
    let first_radius = ring.half_height * 1.6;
    let top = (STAGE_FRONT + 0.1) * ring.half_height;
    let end = FLOOR_END[usize::from(tables)] * ring.half_height;
    let last_radius = first_radius + end - top;
    let fan = Fan {
        label: "Floor".to_owned(),
        zone: "floor",
        center: [0.0, top - first_radius],
        spread: libm::asin(ring.half_width * 0.8 / last_radius),
        first_radius,
        depth: 38.0,
        block_seats: 14,
        ..Fan::default()
    };
    let room = fan.room_within(last_radius);
    (fan, room)
}

/// Round tables on the end of the floor that faces the stage: as many of `count` as there is room for.
fn lounge(ring: &Ring, count: u32) -> Tables {
    let tables = |share: f64| {
        let mut tables = Tables {
            first: 1,
            count,
            left: -ring.half_width * share,
            right: ring.half_width * share,
            top: 0.58 * ring.half_height,
            level: "lounge",
            whole_every: 4,
        };
        while tables.count > 0 && !ring.contains(tables.corner()) {
            tables.count -= 1;
        }
        tables
    };
    // Where the floor ends round, more fit in a narrower place.
    let narrower = [0.6, 0.48, 0.36].map(tables).into_iter();
    narrower.fold(tables(0.72), |most, next| if next.count > most.count { next } else { most })
}
