//! A theatre: stalls before the stage, circles behind and above them, boxes on both sides.

use super::super::model::{Floor, SeatingPlan, Section, Zone};
use super::super::shape::{Caption, Outline, Point, Shape, Units};
use super::Venue;
use super::block::{Block, Numbering, letters};
use super::fan::{Fan, Tier, center_behind};
use super::numbers::Numbers;
use super::path::{Path, Spot, around, percent, point};
use super::prices::{Band, Grain, keep_used, price};
use super::rows::{PITCH, Slot};

/// From row to row.
const ROW_DEPTH: f64 = 36.0;
/// From the last row of a tier to the first of the next, with the tier's label between them.
const TIER_GAP: f64 = 110.0;
/// Seats of a box.
const BOX_SEATS: u32 = 4;
/// Length and depth of a box.
const BOX_SIZE: [f64; 2] = [92.0, 56.0];

const BANDS: &[Band] = &[
    Band { key: "premium", name: "Premium", color: "#8e2157", share: 12 },
    Band { key: "a", name: "Band A", color: "#d1495b", share: 26 },
    Band { key: "b", name: "Band B", color: "#e09f3e", share: 28 },
    Band { key: "c", name: "Band C", color: "#3a7d6b", share: 22 },
    Band { key: "d", name: "Band D", color: "#4a6fa5", share: 12 },
];

/// What tiers are called, with the keys of their floors and zones.
const BRITISH: [(&str, &str, &str); 4] = [
    ("stalls", "Stalls", "Ground floor"),
    ("dress", "Dress Circle", "First floor"),
    ("upper", "Upper Circle", "Second floor"),
    ("balcony", "Balcony", "Third floor"),
];
const AMERICAN: [(&str, &str, &str); 4] = [
    ("stalls", "Orchestra", "Ground floor"),
    ("dress", "Mezzanine", "First floor"),
    ("upper", "Balcony", "Second floor"),
    ("balcony", "Gallery", "Third floor"),
];

/// How the tiers share the seats, in percent, by how many there are.
const SHARES: [&[u32]; 4] = [&[100], &[66, 34], &[48, 28, 24], &[42, 24, 20, 14]];

struct Theatre {
    names: [(&'static str, &'static str, &'static str); 4],
    numbering: Numbering,
    /// Boxes on each side.
    boxes: u32,
    /// The radius of the first row of the stalls, and half of their angle.
    radius: f64,
    spread: f64,
    /// From the stage to the first row.
    front: f64,
}

pub(super) fn theatre(venue: &Venue, numbers: &mut Numbers) -> SeatingPlan {
    let places = venue.places;
    let tiers: u32 = match places {
        0..450 => 1,
        450..900 => 2,
        900..1_800 => 3,
        _ => 4,
    };
    let boxes = match places {
        0..600 => 0,
        600..1_000 => 2,
        1_000..2_500 => 4,
        _ => 6,
    };
    let american = numbers.between(0, 2) == 0;
    let shares = SHARES[usize::try_from(tiers - 1).unwrap_or_default()];
    let seats = places - 2 * boxes * BOX_SEATS;
    // A stall is about as deep as four fifths of its width.
    let stalls = percent(seats, shares[0]);
    let mean = (f64::from(stalls) * PITCH * 1.12 * ROW_DEPTH / 0.8).sqrt();
    let radius = mean * f64::from(numbers.between(78, 104)) / 100.0;
    let theatre = Theatre {
        names: if american { AMERICAN } else { BRITISH },
        numbering: if american && places <= 3_000 { Numbering::OddEven } else { Numbering::Through },
        boxes,
        radius,
        spread: (mean / (2.0 * (radius + 0.4 * mean))).min(0.6),
        front: if places >= 900 { (radius * 0.2).max(190.0) } else { 110.0 },
    };
    let mut plan =
        SeatingPlan { name: venue.name(), focal_point: Some(Point::default()), ..SeatingPlan::default() };
    let mut blocks = theatre.tiers(venue, shares, seats, numbers);
    blocks.extend(theatre.side_boxes(&mut plan));
    plan.sections = blocks.into_iter().map(Block::into_section).collect();
    price(&mut plan.sections, Grain::Row, BANDS, |_, [x, y]| (2.2 * x * x + y * y).sqrt());
    theatre.draw(&mut plan);
    theatre.name_storeys(&mut plan, shares.len());
    keep_used(&mut plan, &[], BANDS);
    plan
}

impl Theatre {
    fn tiers(&self, venue: &Venue, shares: &[u32], seats: u32, numbers: &mut Numbers) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut left = seats;
        let mut before: Option<(Spot, f64, f64)> = None;
        let (mut bays, mut width) = (venue.wheelchairs(), 0.0);
        for (number, share) in shares.iter().enumerate() {
            let is_last = number + 1 == shares.len();
            let own = if is_last { left } else { percent(seats, *share) };
            left -= own;
            // Wheelchairs: most in the stalls, some on the first floor, to where the lift goes.
            let own_bays = match number {
                0 if shares.len() > 1 => bays - bays / 4,
                0 | 1 => bays,
                _ => 0,
            };
            bays -= own_bays;
            let (key, label, _) = self.names[number];
            let mut fan = Fan {
                label: label.to_owned(),
                zone: key,
                floor: Some(key),
                numbering: self.numbering,
                center: [0.0, self.front - self.radius],
                turn: 0.0,
                spread: self.spread,
                first_radius: self.radius,
                depth: ROW_DEPTH,
                block_seats: if number == 0 { 19 } else { 16 },
                middle_aisle: false,
                bays: own_bays,
                restricted: if number == 0 { 2 } else { 1 },
            };
            if let Some(before) = before {
                fan.spread = f64::from(numbers.between(58, 70)) / 100.0;
                fan.first_radius = width / 2.0 / libm::sin(fan.spread);
                // The label of the tier before is as large as that is wide.
                let gap = TIER_GAP + 0.05 * width;
                let center = center_behind(before, (fan.first_radius, fan.spread), gap);
                fan.center = [0.0, center];
            }
            let tier: Tier = fan.build(own);
            width = 2.0 * tier.last_radius * libm::sin(fan.spread) * if number == 0 { 1.04 } else { 0.98 };
            before = Some((fan.center, tier.last_radius, fan.spread));
            blocks.extend(tier.blocks);
        }
        blocks
    }

    /// Boxes along both sides of the stalls, from the stage on.
    fn side_boxes(&self, plan: &mut SeatingPlan) -> Vec<Block> {
        if self.boxes == 0 {
            return Vec::new();
        }
        let center = [0.0, self.front - self.radius];
        let mut side = |left: bool| {
            let direction = std::f64::consts::FRAC_PI_2 + if left { self.spread } else { -self.spread };
            let label = if left { "Boxes Left" } else { "Boxes Right" };
            let mut block =
                Block { label: label.to_owned(), zone: "stalls", floor: Some("stalls"), ..Block::default() };
            let out = if left { 1.0 } else { -1.0 };
            // A spot so far along the side of the stalls and so far beside it.
            let beside = |along: f64, off: f64| {
                let (sine, cosine) = libm::sincos(direction);
                let [x, y] = around(center, along, direction);
                [x - sine * off * out, y + cosine * off * out]
            };
            let start = self.radius - 60.0;
            for number in 0..self.boxes {
                let from = start + f64::from(number) * (BOX_SIZE[0] + 6.0);
                let (near, far) = (from + 4.0, from + BOX_SIZE[0] - 4.0);
                let off = 46.0 + BOX_SIZE[1] / 2.0;
                let path = Path::Line { from: beside(near, off), to: beside(far, off) };
                let label = letters(number + if left { 0 } else { self.boxes });
                let mut slot = Slot { restricted: [1, 0], ..Slot::new(label, number, path) };
                slot.seats = BOX_SEATS;
                block.slots.push(slot);
                let middle = point(beside(from + BOX_SIZE[0] / 2.0, off));
                plan.shapes.push(box_shape(middle, direction));
            }
            let end = start + f64::from(self.boxes) * (BOX_SIZE[0] + 6.0);
            let corners = [
                (start - 8.0, 40.0),
                (end, 40.0),
                (end, 52.0 + BOX_SIZE[1]),
                (start - 8.0, 52.0 + BOX_SIZE[1]),
            ];
            block.outline = corners.map(|(along, off)| point(beside(along, off))).to_vec();
            let outside = beside(f64::midpoint(start, end), 90.0 + BOX_SIZE[1]);
            let middle = Outline::Polygon { points: block.outline.clone() }.center();
            block.caption = Caption {
                size: Units::new(24.0),
                offset: Point::new(outside[0] - middle.x.get(), outside[1] - middle.y.get()),
                rotation_degrees: Units::new(
                    (direction - if left { std::f64::consts::PI } else { 0.0 }).to_degrees(),
                ),
                ..Caption::default()
            };
            block
        };
        vec![side(true), side(false)]
    }

    /// The stage with its apron, and the orchestra pit before it.
    fn draw(&self, plan: &mut SeatingPlan) {
        let center = [0.0, self.front - self.radius];
        let half = (self.radius * libm::sin(self.spread)).max(160.0);
        let depth = half * 0.9;
        let edge = self.radius - self.front;
        let apron = Path::below(center, edge, [-self.spread * 0.9, self.spread * 0.9]);
        let mut points =
            vec![Point::new(-half, -depth), Point::new(half, -depth), Point::new(half, -0.25 * depth)];
        points.extend(apron.corners().into_iter().rev());
        points.push(Point::new(-half, -0.25 * depth));
        plan.shapes.insert(0, shape("stage", "STAGE", "#2b2f36", Outline::Polygon { points }));
        if self.front > 150.0 {
            let ends = [-self.spread * 0.8, self.spread * 0.8];
            let pit = [edge + 14.0, edge + self.front - 62.0].map(|radius| Path::below(center, radius, ends));
            let points = super::path::between(&pit[0], &pit[1]);
            plan.shapes.insert(1, shape("pit", "ORCHESTRA PIT", "#e3e5ea", Outline::Polygon { points }));
        }
    }

    fn name_storeys(&self, plan: &mut SeatingPlan, tiers: usize) {
        for (key, name, storey) in &self.names[..tiers] {
            plan.zones.push(Zone {
                key: (*key).to_owned(),
                name: (*name).to_owned(),
                focal_point: Some(Point::default()),
            });
            if tiers > 1 {
                plan.floors.push(Floor { key: (*key).to_owned(), name: (*storey).to_owned() });
            }
        }
        let doors = |section: &mut Section| {
            section.entrance = self
                .names
                .iter()
                .find(|(key, ..)| section.zone.as_deref() == Some(key))
                .map(|(.., storey)| (*storey).to_owned());
            if tiers == 1 {
                section.floor = None;
            }
        };
        plan.sections.iter_mut().for_each(doors);
    }
}

fn box_shape(center: Point, direction: f64) -> Shape {
    Shape {
        outline: Outline::Rectangle {
            center,
            width: Units::new(BOX_SIZE[0]),
            height: Units::new(BOX_SIZE[1] - 8.0),
            rotation_degrees: Units::new(direction.to_degrees()),
            corner_radius: Units::new(6.0),
        },
        foreground: false,
        stroke: Some("#8a8f98".to_owned()),
        stroke_width: Units::new(2.0),
        ..super::blank_shape("box")
    }
}

fn shape(kind: &str, label: &str, fill: &str, outline: Outline) -> Shape {
    Shape { label: Some(label.to_owned()), fill: Some(fill.to_owned()), outline, ..super::blank_shape(kind) }
}
