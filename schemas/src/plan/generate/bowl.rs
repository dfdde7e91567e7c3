//! Stands around a field: rows along a rectangle with round corners, cut into sections by aisles.

use super::super::model::{SeatingPlan, Zone};
use super::super::shape::{Outline, Point, Shape, Units};
use super::block::{Block, fill_blocks, letters};
use super::path::{Path, Spot, between, distance, point, whole};
use super::rows::{AISLE, BAY_DEPTH, PITCH, Slot, room};

/// A section has at least so many seats in its first row.
const SECTION_SEATS_MIN: f64 = 3.5;
/// How much wider than an aisle a vomitory is.
const VOMITORY: f64 = 56.0;
/// Rows that a vomitory takes.
const VOMITORY_ROWS: u32 = 3;
/// Tiers of fewer rows than this are entered from behind.
const VOMITORY_TIER_ROWS: u32 = 9;
/// From the first and last row to the outline.
const OUTLINE_ROOM: f64 = 20.0;

/// The line of the first row of a bowl around the origin.
pub(super) struct Ring {
    pub half_width: f64,
    pub half_height: f64,
    /// Radius of its corners.
    pub corner: f64,
}

/// One side or corner of the ring, clockwise from the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    East,
    SouthEast,
    South,
    SouthWest,
    West,
    NorthWest,
    North,
    NorthEast,
}

impl Ring {
    /// Whether a spot lies inside the ring.
    pub(super) fn contains(&self, [x, y]: Spot) -> bool {
        let (right, down) =
            (x.abs() - self.half_width + self.corner, y.abs() - self.half_height + self.corner);
        if right <= 0.0 || down <= 0.0 {
            return right <= self.corner && down <= self.corner;
        }
        distance([right, down], [0.0, 0.0]) <= self.corner
    }

    /// A row along a part of the ring, so far outside of it, clockwise.
    pub(super) fn row(&self, part: Part, offset: f64) -> Path {
        use std::f64::consts::FRAC_PI_2;
        let (x, y) = (self.half_width - self.corner, self.half_height - self.corner);
        let (right, bottom) = (self.half_width + offset, self.half_height + offset);
        let corner = |center: Spot, quarter: f64| Path::Arc {
            center,
            radius: self.corner + offset,
            from: quarter * FRAC_PI_2,
            to: (quarter + 1.0) * FRAC_PI_2,
        };
        match part {
            Part::East => Path::Line { from: [right, -y], to: [right, y] },
            Part::SouthEast => corner([x, y], 0.0),
            Part::South => Path::Line { from: [x, bottom], to: [-x, bottom] },
            Part::SouthWest => corner([-x, y], 1.0),
            Part::West => Path::Line { from: [-right, y], to: [-right, -y] },
            Part::NorthWest => corner([-x, -y], 2.0),
            Part::North => Path::Line { from: [-x, -bottom], to: [x, -bottom] },
            Part::NorthEast => corner([x, -y], 3.0),
        }
    }
}

/// A part of the ring that has stands, from one share of it to another.
#[derive(Clone, Copy)]
pub(super) struct Stand {
    pub part: Part,
    pub from: f64,
    pub to: f64,
    pub zone: &'static str,
    /// From here one sees the stage from the side.
    pub restricted: bool,
}

/// One tier of a bowl.
pub(super) struct Tier<'venue> {
    pub ring: &'venue Ring,
    pub stands: &'venue [Stand],
    /// The first digit of its sections' labels.
    pub digit: u32,
    /// From the ring to its first row.
    pub offset: f64,
    /// From row to row.
    pub depth: f64,
    /// A section is so many seats wide, about.
    pub section_seats: u32,
    /// Rows have letters, not numbers.
    pub lettered: bool,
    /// Places for wheelchairs behind the last row, each with a companion.
    pub bays: u32,
    /// How many gates there are.
    pub gates: u32,
}

/// A section before it has rows.
struct Wedge {
    stand: Stand,
    from: f64,
    to: f64,
    /// Whether the aisle before and behind it is widened by a vomitory.
    vomitories: [bool; 2],
    bay: bool,
}

impl Tier<'_> {
    /// Builds as many rows as `seats` need, with exactly these seats on them, and the vomitories; gives back
    /// the sections and the offset of the last row.
    pub(super) fn build(&self, seats: u32, plan: &mut SeatingPlan) -> (Vec<Block>, f64) {
        let mut rows = 1;
        let (wedges, mut blocks) = loop {
            let wedges = self.wedges(rows);
            let blocks: Vec<Block> = (1..)
                .zip(&wedges)
                .map(|(number, wedge)| self.block(number, wedges.len(), wedge, rows))
                .collect();
            if room(blocks.iter().flat_map(|block| &block.slots)) >= seats {
                break (wedges, blocks);
            }
            rows += 1;
        };
        fill_blocks(&mut blocks, seats);
        self.draw_vomitories(&wedges, rows, plan);
        let deeper = if wedges.iter().any(|wedge| wedge.bay) { self.depth + BAY_DEPTH } else { 0.0 };
        (blocks, self.row_offset(rows - 1) + deeper)
    }

    fn row_offset(&self, row: u32) -> f64 {
        self.offset + self.depth * f64::from(row)
    }

    fn wedges(&self, rows: u32) -> Vec<Wedge> {
        let (first, middle) = (self.row_offset(0), self.row_offset(rows / 2));
        let mut wedges = Vec::new();
        for stand in self.stands {
            // A round end has no straight part between its corners.
            if self.ring.row(stand.part, first).length() < SECTION_SEATS_MIN * PITCH + AISLE {
                continue;
            }
            let length = |offset: f64| self.ring.row(stand.part, offset).length() * (stand.to - stand.from);
            let wide = f64::from(self.section_seats) * PITCH + AISLE;
            let mut count = whole(length(middle) / wide + 0.5).max(1);
            while count > 1 && length(first) / f64::from(count) < SECTION_SEATS_MIN * PITCH + AISLE {
                count -= 1;
            }
            let share = |cut: u32| stand.from + (stand.to - stand.from) * f64::from(cut) / f64::from(count);
            let vomitory = |cut: u32| rows >= VOMITORY_TIER_ROWS && cut % 2 == 1 && cut < count;
            wedges.extend((0..count).map(|cut| Wedge {
                stand: *stand,
                from: share(cut),
                to: share(cut + 1),
                vomitories: [vomitory(cut), vomitory(cut + 1)],
                bay: false,
            }));
        }
        self.place_bays(&mut wedges, rows);
        wedges
    }

    /// Chooses the sections with a bay behind their last row, evenly around the bowl.
    fn place_bays(&self, wedges: &mut [Wedge], rows: u32) {
        let pairs: Vec<u32> = wedges
            .iter()
            .map(|wedge| {
                let path = self.clear(wedge, self.row_offset(rows), [AISLE / 2.0; 2]);
                Slot { bay: true, ..Slot::new(String::new(), rows, path) }.room(PITCH) / 2
            })
            .collect();
        let (mut left, mut step) = (self.bays, 4);
        while left > 0 && step > 0 {
            for number in (step / 2..wedges.len()).step_by(step) {
                if left > 0 && !wedges[number].bay && pairs[number] > 0 {
                    wedges[number].bay = true;
                    left = left.saturating_sub(pairs[number]);
                }
            }
            step /= 2;
        }
    }

    /// A wedge's part of a row, without its aisles.
    fn clear(&self, wedge: &Wedge, offset: f64, aisles: [f64; 2]) -> Path {
        self.ring.row(wedge.stand.part, offset).part(wedge.from, wedge.to).shortened(aisles[0], aisles[1])
    }

    fn block(&self, number: u32, count: usize, wedge: &Wedge, rows: u32) -> Block {
        let label = |row: u32| if self.lettered { letters(row) } else { (row + 1).to_string() };
        let vomitory = rows / 3..rows / 3 + VOMITORY_ROWS;
        let everybody = if wedge.stand.restricted { [u32::MAX, 0] } else { [0, 0] };
        let row = |row: u32| {
            let aisle = |side: usize| {
                let wide = wedge.vomitories[side] && vomitory.contains(&row);
                AISLE / 2.0 + if wide { VOMITORY / 2.0 } else { 0.0 }
            };
            let path = self.clear(wedge, self.row_offset(row), [aisle(0), aisle(1)]);
            Slot { restricted: everybody, ..Slot::new(label(row), row, path) }
        };
        let mut slots: Vec<Slot> = (0..rows).map(row).collect();
        let mut last = self.row_offset(rows - 1);
        if wedge.bay {
            last += self.depth + BAY_DEPTH;
            let path = self.clear(wedge, last, [AISLE / 2.0; 2]);
            slots.push(Slot { bay: true, restricted: everybody, ..Slot::new(label(rows), rows, path) });
        }
        let edge = |offset: f64| self.clear(wedge, offset, [AISLE * 0.3; 2]);
        let hundreds = if count > 99 { 1_000 } else { 100 };
        let gate = (number - 1) * self.gates / u32::try_from(count).unwrap_or(1) + 1;
        Block {
            label: (self.digit * hundreds + number).to_string(),
            zone: wedge.stand.zone,
            entrance: format!("Gate {gate}"),
            outline: between(&edge(self.row_offset(0) - OUTLINE_ROOM), &edge(last + OUTLINE_ROOM)),
            slots,
            ..Block::default()
        }
    }

    fn draw_vomitories(&self, wedges: &[Wedge], rows: u32, plan: &mut SeatingPlan) {
        for wedge in wedges.iter().filter(|wedge| wedge.vomitories[1]) {
            let spot = |row: u32| self.ring.row(wedge.stand.part, self.row_offset(row)).at(wedge.to);
            let (inner, outer) = (spot(rows / 3), spot(rows / 3 + VOMITORY_ROWS - 1));
            let turn = libm::atan2(outer[1] - inner[1], outer[0] - inner[0]);
            let middle = [0, 1].map(|axis| f64::midpoint(inner[axis], outer[axis]));
            plan.shapes.push(Shape {
                outline: Outline::Rectangle {
                    center: point(middle),
                    width: Units::new(distance(inner, outer) + self.depth * 0.6),
                    height: Units::new(AISLE + VOMITORY - 12.0),
                    rotation_degrees: Units::new(turn.to_degrees()),
                    corner_radius: Units::new(4.0),
                },
                fill: Some("#9aa3b0".to_owned()),
                foreground: true,
                ..super::blank_shape("vomitory")
            });
        }
    }
}

/// Boxes in a ring between two tiers: `count` of them, evenly along these stands.
pub(super) fn boxes(ring: &Ring, stands: &[Stand], offset: f64, count: u32, plan: &mut SeatingPlan) {
    let lengths: Vec<f64> =
        stands.iter().map(|stand| ring.row(stand.part, offset).length() * (stand.to - stand.from)).collect();
    let all: f64 = lengths.iter().sum();
    let width = (all / f64::from(count.max(1)) * 0.86).min(BOX_SIZE[1]);
    for number in 0..count {
        let mut along = all * (f64::from(number) + 0.5) / f64::from(count);
        let mut found = None;
        for (stand, length) in stands.iter().zip(&lengths) {
            if along <= *length {
                found = Some((stand, stand.from + along / length * (stand.to - stand.from)));
                break;
            }
            along -= length;
        }
        let Some((stand, share)) = found else { continue };
        let [middle, outside] = [offset, offset + 10.0].map(|offset| ring.row(stand.part, offset).at(share));
        let turn = libm::atan2(outside[1] - middle[1], outside[0] - middle[0]);
        plan.booths.push(super::super::model::Booth {
            label: format!("Box {}", number + 1),
            outline: Outline::Rectangle {
                center: point(middle),
                width: Units::new(BOX_SIZE[0]),
                height: Units::new(width),
                rotation_degrees: Units::new(turn.to_degrees()),
                corner_radius: Units::new(5.0),
            },
            level: Some("box".to_owned()),
        });
    }
}

/// Depth and width of a box, as far as there is room.
pub(super) const BOX_SIZE: [f64; 2] = [56.0, 130.0];

/// Zones that sections name, each with its focal point.
pub(super) fn zones(plan: &mut SeatingPlan, zones: &[(&str, &str, Point)]) {
    let named = |key: &str| plan.sections.iter().any(|section| section.zone.as_deref() == Some(key));
    let zones = zones.iter().filter(|(key, ..)| named(key)).map(|(key, name, focal_point)| Zone {
        key: (*key).to_owned(),
        name: (*name).to_owned(),
        focal_point: Some(*focal_point),
    });
    plan.zones = zones.collect();
}
