//! Curved rows before a stage: a tier of them, cut by aisles, with a cross-aisle where it is deep.

use std::f64::consts::FRAC_PI_2;

use super::super::shape::{Caption, Outline, Point, Units};
use super::block::{Block, Numbering, letters};
use super::path::{Path, Spot, around, between, whole};
use super::rows::{AISLE, BAY_DEPTH, PITCH, Slot, bays_at_ends, room};

/// Rows behind each other without a cross-aisle.
const BANK_ROWS_MAX: u32 = 26;
/// Width of a cross-aisle.
const CROSS_AISLE: f64 = 64.0;
/// From the first and last row to the outline.
const OUTLINE_ROOM: f64 = 22.0;

/// A tier of curved rows.
#[derive(Clone, Default)]
pub(super) struct Fan {
    pub label: String,
    pub zone: &'static str,
    pub floor: Option<&'static str>,
    pub numbering: Numbering,
    /// What the rows are bent around.
    pub center: Spot,
    /// Which way from there the rows are, in radians clockwise from straight down.
    pub turn: f64,
    /// Half of the angle they take, in radians.
    pub spread: f64,
    pub first_radius: f64,
    /// From row to row.
    pub depth: f64,
    /// Between two aisles there are no more seats than this, about.
    pub block_seats: u32,
    /// An aisle runs down the middle.
    pub middle_aisle: bool,
    /// Places for wheelchairs at the ends of the last row, each with a companion.
    pub bays: u32,
    /// So many seats at each end of the first two rows have a restricted view.
    pub restricted: u32,
}

/// A tier that was built.
pub(super) struct Tier {
    pub blocks: Vec<Block>,
    /// The radius of its last row.
    pub last_radius: f64,
}

impl Fan {
    /// As many rows as `seats` need, which then are put on them.
    pub(super) fn build(&self, seats: u32) -> Tier {
        let mut rows = 1;
        loop {
            let mut tier = self.with_rows(rows);
            let found = room(tier.blocks.iter().flat_map(|block| &block.slots));
            if found >= seats {
                super::block::fill_blocks(&mut tier.blocks, seats);
                return tier;
            }
            rows += 1;
        }
    }

    /// How many seats it has at most where its rows end at this radius.
    pub(super) fn room_within(&self, last_radius: f64) -> u32 {
        let rows = whole((last_radius - self.first_radius) / self.depth) + 1;
        let tier = self.with_rows(rows.min(BANK_ROWS_MAX));
        room(tier.blocks.iter().flat_map(|block| &block.slots))
    }

    fn with_rows(&self, rows: u32) -> Tier {
        let banks = rows.div_ceil(BANK_ROWS_MAX);
        let (mut radius, mut number) = (self.first_radius, 0);
        let mut blocks = Vec::new();
        for bank in 0..banks {
            let count = rows / banks + u32::from(bank < rows % banks);
            let first = radius;
            let aisles = self.aisles(first + self.depth * f64::from(count) / 2.0);
            let mut block = self.block(if banks > 1 { Some(bank + 1) } else { None });
            for row in 0..count {
                let is_last = bank + 1 == banks && row + 1 == count;
                if is_last && self.bays > 0 {
                    radius += BAY_DEPTH;
                }
                let restricted = if number < 2 && rows > 4 { self.restricted } else { 0 };
                let mut pieces = self.pieces(&aisles, radius, (row, number));
                if let Some(first) = pieces.first_mut() {
                    first.restricted[0] = restricted;
                }
                if let Some(last) = pieces.last_mut() {
                    last.restricted[1] = restricted;
                }
                if is_last {
                    pieces = bays_at_ends(pieces, self.bays);
                }
                block.slots.extend(pieces);
                radius += self.depth;
                number += 1;
            }
            let last = radius - self.depth;
            (block.outline, block.caption) = self.outline(first, last, bank + 1 == banks);
            blocks.push(block);
            radius += CROSS_AISLE;
        }
        Tier { blocks, last_radius: radius - CROSS_AISLE - self.depth }
    }

    fn block(&self, bank: Option<u32>) -> Block {
        let label = bank.map_or_else(|| self.label.clone(), |bank| format!("{} {bank}", self.label));
        Block { label, zone: self.zone, floor: self.floor, numbering: self.numbering, ..Block::default() }
    }

    /// The angles of the aisles, from left to right, the two ends included.
    fn aisles(&self, radius: f64) -> Vec<f64> {
        let seats = 2.0 * self.spread * radius / PITCH;
        let mut blocks = whole((seats / f64::from(self.block_seats)).ceil()).max(1);
        if blocks > 1 && (blocks % 2 == 1) == self.middle_aisle {
            blocks += 1;
        }
        // Three blocks: the one in the middle, from where one sees best, is the widest.
        if blocks == 3 {
            return [-1.0, -0.44, 0.44, 1.0].map(|share| share * self.spread).to_vec();
        }
        (0..=blocks).map(|aisle| self.spread * (2.0 * f64::from(aisle) / f64::from(blocks) - 1.0)).collect()
    }

    fn pieces(&self, aisles: &[f64], radius: f64, (row, number): (u32, u32)) -> Vec<Slot> {
        let last = aisles.len() - 2;
        let piece = |(index, ends): (usize, &[f64])| {
            let path = Path::below(self.center, radius, [ends[0] - self.turn, ends[1] - self.turn]);
            let before = if index == 0 { 0.0 } else { AISLE / 2.0 };
            let after = if index == last { 0.0 } else { AISLE / 2.0 };
            Slot::new(letters(row), number, path.shortened(before, after))
        };
        aisles.windows(2).enumerate().map(piece).collect()
    }

    /// The outline of the rows between two radii, and where their label is: behind them, or in the cross-aisle.
    fn outline(&self, first: f64, last: f64, is_last: bool) -> (Vec<Point>, Caption) {
        let ends = [-self.spread - self.turn, self.spread - self.turn];
        let arc = |radius: f64| Path::below(self.center, radius, ends).shortened(-PITCH / 2.0, -PITCH / 2.0);
        let corners = between(&arc(first - OUTLINE_ROOM), &arc(last + OUTLINE_ROOM));
        let wide = (2.0 * last * libm::sin(self.spread) * 0.034).max(26.0);
        let (size, off) = if is_last {
            (wide, OUTLINE_ROOM + wide)
        } else {
            (26.0, f64::midpoint(CROSS_AISLE, self.depth))
        };
        let behind = around(self.center, last + off, FRAC_PI_2 + self.turn);
        let middle = Outline::Polygon { points: corners.clone() }.center();
        let caption = Caption {
            size: Units::new(size),
            offset: Point::new(behind[0] - middle.x.get(), behind[1] - middle.y.get()),
            rotation_degrees: Units::new(self.turn.to_degrees()),
            ..Caption::default()
        };
        (corners, caption)
    }
}

/// How far down a tier's centre must lie for its first row to keep `gap` to the last row of the tier before.
pub(super) fn center_behind(before: (Spot, f64, f64), first: (f64, f64), gap: f64) -> f64 {
    let (center, last_radius, last_spread) = before;
    let (radius, spread) = first;
    let reach = last_radius * libm::sin(last_spread);
    let mut lowest = f64::MIN;
    for step in 0..=40 {
        let x = radius * libm::sin(spread) * f64::from(step) / 40.0;
        let across = x.min(reach);
        let back = center[1] + (last_radius * last_radius - across * across).max(0.0).sqrt();
        lowest = lowest.max(back - (radius * radius - x * x).max(0.0).sqrt());
    }
    lowest + gap
}
