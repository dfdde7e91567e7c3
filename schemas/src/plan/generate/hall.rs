//! A hall with a flat floor: rows of chairs, tables before rows, or standing room; above it a gallery.

use super::super::model::{Floor, SeatingPlan, Section, Zone};
use super::super::shape::{Outline, Point, Shape, Text, Units};
use super::Venue;
use super::block::{Block, fill_blocks, letters};
use super::fan::{Fan, center_behind};
use super::floor::{self, standing};
use super::numbers::Numbers;
use super::path::{Path, percent, whole};
use super::prices::{Band, Grain, keep_used, price};
use super::rows::{AISLE, PITCH, Slot, room};
use super::tables::{TABLE_SEATS, Tables};

/// From row to row of chairs.
const ROW_DEPTH: f64 = 36.0;
/// From the stage to what is first before it, at least.
const FRONT: f64 = 110.0;
/// Along a gallery's side there is an aisle after so many seats, about.
const SIDE_SEATS: u32 = 18;
/// From the last row on the floor to the first of the gallery.
const GALLERY_GAP: f64 = 130.0;
/// Rows of a gallery along a side.
const SIDE_ROWS: u32 = 2;

const BANDS: &[Band] = &[
    Band { key: "1", name: "First price", color: "#d1495b", share: 30 },
    Band { key: "2", name: "Second price", color: "#e09f3e", share: 40 },
    Band { key: "3", name: "Third price", color: "#3a7d6b", share: 30 },
];

const LEVELS: &[(&str, &str, &str)] =
    &[("table", "Tables", "#8e2157"), ("floor", "Standing floor", "#c2571a")];

/// How the floor is set up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Floors {
    Rows,
    Cabaret,
    Standing,
}

struct Hall {
    set_up: Floors,
    /// Half of the width of the floor.
    half_width: f64,
    tables: u32,
    standing: u32,
    rows: u32,
    sides: bool,
    gallery: u32,
}

pub(super) fn hall(venue: &Venue, numbers: &mut Numbers) -> SeatingPlan {
    let hall = Hall::new(venue.places, numbers);
    let mut plan =
        SeatingPlan { name: venue.name(), focal_point: Some(Point::default()), ..SeatingPlan::default() };
    let (bottom, wall) = hall.floor(venue, &mut plan);
    hall.gallery(venue, [bottom, wall], &mut plan);
    price(&mut plan.sections, Grain::Row, BANDS, |section, [x, y]| {
        let above = if section.floor.as_deref() == Some("gallery") { 160.0 } else { 0.0 };
        (1.6 * x * x + y * y).sqrt() + above
    });
    hall.draw([bottom, wall], &mut plan);
    keep_used(&mut plan, LEVELS, BANDS);
    plan
}

impl Hall {
    fn new(places: u32, numbers: &mut Numbers) -> Self {
        let set_up = [Floors::Cabaret, Floors::Rows, Floors::Standing][numbers.choice(3)];
        let gallery = if places >= 500 { percent(places, numbers.between(26, 32)) } else { 0 };
        let floor = places - gallery;
        let tables =
            if set_up == Floors::Cabaret { percent(floor, numbers.between(38, 50)) / TABLE_SEATS } else { 0 };
        let standing = if set_up == Floors::Standing { percent(floor, 92) } else { 0 };
        let rows = floor - tables * TABLE_SEATS - standing;
        // A floor is about a fifth longer than wide; a person at a table or standing needs another room than a row's.
        let chairs = f64::from(rows) * PITCH * 1.3 * ROW_DEPTH;
        let area = chairs + f64::from(tables) * 24_000.0 + f64::from(standing) * 800.0;
        let half_width = (area / 1.2).sqrt() / 2.0;
        Self { set_up, half_width, tables, standing, rows, sides: gallery > 0 && places >= 700, gallery }
    }

    fn front(&self) -> f64 {
        (self.half_width * 0.14).max(FRONT)
    }

    /// The floor, from the stage backwards; gives back where it ends, and half of its width.
    fn floor(&self, venue: &Venue, plan: &mut SeatingPlan) -> (f64, f64) {
        let mut top = self.front();
        if self.tables > 0 {
            let tables = Tables {
                first: 1,
                count: self.tables,
                left: -self.half_width,
                right: self.half_width,
                top,
                level: "table",
                whole_every: 6,
            };
            plan.tables.extend(tables.build());
            top = tables.bottom() + 60.0;
        }
        if self.standing > 0 {
            let bottom = top + f64::from(self.standing) * 800.0 / (2.0 * self.half_width);
            let half = self.half_width;
            let corners = [(-half, top), (half, top), (half, bottom), (-half, bottom)];
            plan.areas.push(standing("FLOOR", "floor", self.standing, &corners));
            top = bottom + 90.0;
        }
        if self.set_up == Floors::Standing {
            return (self.platform(venue, top, plan), self.half_width);
        }
        // Rows on a flat floor are bent little.
        let first_radius = self.half_width * 3.2;
        let spread = libm::asin(self.half_width / (first_radius + self.half_width));
        // The ends of a bent row come nearer to the stage than its middle.
        let nearer = first_radius * (1.0 - libm::cos(spread));
        let center = [0.0, top + if self.tables > 0 { nearer } else { 0.0 } - first_radius];
        let fan = Fan {
            label: "Floor".to_owned(),
            zone: "floor",
            center,
            spread,
            first_radius,
            depth: ROW_DEPTH,
            block_seats: 16,
            middle_aisle: true,
            bays: venue.wheelchairs(),
            ..Fan::default()
        };
        let tier = fan.build(self.rows);
        let entrance = |mut block: Block| {
            "Floor doors".clone_into(&mut block.entrance);
            block.into_section()
        };
        plan.sections.extend(tier.blocks.into_iter().map(entrance));
        (fan.center[1] + tier.last_radius, (tier.last_radius * libm::sin(spread)).max(self.half_width))
    }

    /// Behind those who stand, a platform: first for wheelchairs, then chairs.
    fn platform(&self, venue: &Venue, top: f64, plan: &mut SeatingPlan) -> f64 {
        let mut platform = floor::Platform {
            label: "Platform".to_owned(),
            zone: "floor",
            middle: 0.0,
            top,
            half_width: self.half_width * 0.8,
            pairs: venue.wheelchairs().min(self.rows / 2),
            ..floor::Platform::default()
        };
        platform.level = None;
        let (section, bottom) = platform.build(self.rows);
        plan.sections.push(section);
        bottom
    }

    /// A gallery behind the floor, and along both sides of it where the hall is large.
    fn gallery(&self, venue: &Venue, [bottom, wall]: [f64; 2], plan: &mut SeatingPlan) {
        if self.gallery == 0 {
            return;
        }
        let mut sides = self.side_blocks(bottom, wall);
        let of_sides = room(sides.iter().flat_map(|block| &block.slots)).min(self.gallery / 3);
        fill_blocks(&mut sides, of_sides);
        // What is before the gallery ends straight, as far as the gallery is concerned.
        let before = ([0.0, bottom - wall * 4.0], wall * 4.0, libm::asin(0.25));
        let first_radius = wall * 2.2;
        let spread = libm::asin(1.12 / 2.2);
        let fan = Fan {
            label: "Gallery".to_owned(),
            zone: "gallery",
            floor: Some("gallery"),
            center: [0.0, center_behind(before, (first_radius, spread), GALLERY_GAP)],
            spread,
            first_radius,
            depth: ROW_DEPTH,
            block_seats: 14,
            bays: venue.wheelchairs() / 4,
            restricted: 1,
            ..Fan::default()
        };
        let behind = fan.build(self.gallery - of_sides).blocks;
        let entrance = |mut block: Block| {
            "Gallery stairs".clone_into(&mut block.entrance);
            block.into_section()
        };
        plan.sections.extend(sides.into_iter().chain(behind).map(entrance));
    }

    /// Rows along both walls; those next to the stage see it from the side.
    fn side_blocks(&self, bottom: f64, wall: f64) -> Vec<Block> {
        if !self.sides {
            return Vec::new();
        }
        // As long as a third of the gallery needs.
        let seats = f64::from(self.gallery / 3 / 2 / SIDE_ROWS + 1);
        let top = self.front() * 0.6;
        let length =
            (seats * PITCH * 1.05 + AISLE * (1.0 + seats / f64::from(SIDE_SEATS))).min(bottom * 0.96 - top);
        let ends = [top, top + length];
        let pieces = whole(length / (f64::from(SIDE_SEATS) * PITCH + AISLE) + 0.5).max(1);
        let letters_size = (wall * 0.06).max(24.0);
        let along_wall = |left: bool| {
            let out = if left { -1.0 } else { 1.0 };
            let x = |row: u32| out * (wall + 90.0 + ROW_DEPTH * f64::from(row));
            let row = |row: u32| {
                // Numbers run on from the left as one sees it from the back: up along the left wall, down the other.
                let [from, to] = if left { [ends[1], ends[0]] } else { ends };
                let path = Path::Line { from: [x(row), from], to: [x(row), to] };
                let piece = move |piece: u32| {
                    let [start, end] = [piece, piece + 1].map(|cut| f64::from(cut) / f64::from(pieces));
                    let nearest = if left { piece + 1 == pieces } else { piece == 0 };
                    let restricted = if left { [0, 3] } else { [3, 0] };
                    let path = path.part(start, end).shortened(AISLE / 2.0, AISLE / 2.0);
                    Slot {
                        restricted: if nearest { restricted } else { [0, 0] },
                        ..Slot::new(letters(row), row, path)
                    }
                };
                (0..pieces).map(piece)
            };
            let (near, far) = (x(0) - out * 20.0, x(SIDE_ROWS - 1) + out * 20.0);
            let ends = [ends[0] - 14.0, ends[1] + 14.0];
            Block {
                label: if left { "Gallery Left" } else { "Gallery Right" }.to_owned(),
                zone: "gallery",
                floor: Some("gallery"),
                outline: [(near, ends[0]), (far, ends[0]), (far, ends[1]), (near, ends[1])]
                    .map(|(x, y)| Point::new(x, y))
                    .to_vec(),
                caption: floor::beside(
                    [far + out * letters_size, f64::midpoint(ends[0], ends[1])],
                    [f64::midpoint(near, far), f64::midpoint(ends[0], ends[1])],
                    [letters_size, if left { -90.0 } else { 90.0 }],
                ),
                slots: (0..SIDE_ROWS).flat_map(row).collect(),
                ..Block::default()
            }
        };
        vec![along_wall(true), along_wall(false)]
    }

    fn draw(&self, [bottom, wall]: [f64; 2], plan: &mut SeatingPlan) {
        let half = self.half_width * 0.62;
        let depth = (half * 0.7).max(90.0);
        let stage = Outline::Rectangle {
            center: Point::new(0.0, -depth / 2.0),
            width: Units::new(2.0 * half),
            height: Units::new(depth),
            rotation_degrees: Units::default(),
            corner_radius: Units::new(6.0),
        };
        plan.shapes.insert(
            0,
            Shape {
                fill: Some("#2b2f36".to_owned()),
                label: Some("STAGE".to_owned()),
                outline: stage,
                ..super::blank_shape("stage")
            },
        );
        let size = (wall * 0.06).max(24.0);
        let beside = wall + if self.sides { 220.0 + 2.8 * size } else { 60.0 + 2.0 * size };
        let words = |words: &str, x: f64, degrees: f64| Text {
            text: words.to_owned(),
            position: Point::new(x, bottom * 0.5),
            size: Units::new(size),
            rotation_degrees: Units::new(degrees),
            color: Some("#5b616b".to_owned()),
        };
        plan.texts = vec![words("BAR", -beside, -90.0), words("CLOAKROOM", beside, 90.0)];
        let named = |section: &Section, key: &str| section.zone.as_deref() == Some(key);
        for (key, name) in [("floor", "Floor"), ("gallery", "Gallery")] {
            if plan.sections.iter().any(|section| named(section, key)) {
                let focal_point = Some(Point::default());
                plan.zones.push(Zone { key: key.to_owned(), name: name.to_owned(), focal_point });
            }
        }
        if self.gallery > 0 {
            plan.floors = vec![Floor { key: "gallery".to_owned(), name: "Gallery".to_owned() }];
        }
    }
}
