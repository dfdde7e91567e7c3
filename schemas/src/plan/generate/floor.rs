//! What stands on a flat floor: standing room, and platforms with chairs and room for wheelchairs.

use super::super::model::{Area, Section};
use super::super::shape::{Caption, Outline, Point, Units};
use super::block::{Block, fill_blocks, letters};
use super::path::{Path, Spot};
use super::rows::{BAY_DEPTH, BAY_PAIR, PITCH, Slot, room};

/// From row to row on a platform.
const ROW_DEPTH: f64 = 36.0;

/// A GA area with these corners.
pub(super) fn standing(label: &str, level: &str, capacity: u32, corners: &[(f64, f64)]) -> Area {
    Area {
        label: label.to_owned(),
        outline: Outline::Polygon { points: corners.iter().map(|(x, y)| Point::new(*x, *y)).collect() },
        capacity,
        level: Some(level.to_owned()),
        as_a_whole: false,
        minimum_occupancy: 1,
        caption: Caption::default(),
    }
}

/// A caption at a spot outside of an outline with this middle, so large and so turned.
pub(super) fn beside(spot: Spot, middle: Spot, [size, degrees]: [f64; 2]) -> Caption {
    Caption {
        size: Units::new(size),
        offset: Point::new(spot[0] - middle[0], spot[1] - middle[1]),
        rotation_degrees: Units::new(degrees),
        ..Caption::default()
    }
}

/// Straight rows that look up, wheelchairs in the first of them.
#[derive(Default)]
pub(super) struct Platform {
    pub label: String,
    pub zone: &'static str,
    pub entrance: String,
    pub level: Option<&'static str>,
    /// Where its middle is, from left to right.
    pub middle: f64,
    pub top: f64,
    pub half_width: f64,
    /// Wheelchairs, each with a companion.
    pub pairs: u32,
}

impl Platform {
    /// A section of exactly `seats`, and where it ends. There are at least two seats for each pair.
    pub(super) fn build(&self, seats: u32) -> (Section, f64) {
        let mut rows = 1;
        loop {
            let (mut block, bottom) = self.with_rows(rows);
            if room(block.slots.iter()) >= seats {
                fill_blocks(std::slice::from_mut(&mut block), seats);
                let section = block.into_section();
                return (Section { level: self.level.map(str::to_owned), ..section }, bottom);
            }
            rows += 1;
        }
    }

    fn with_rows(&self, rows: u32) -> (Block, f64) {
        let mut slots = Vec::new();
        let (mut y, mut pairs, mut number) = (self.top, self.pairs, 0);
        while pairs > 0 {
            let here = pairs.min(super::path::whole(2.0 * self.half_width / BAY_PAIR).max(1));
            slots.push(Slot { bay: true, ..self.row(number, y, (f64::from(here) + 0.01) * BAY_PAIR / 2.0) });
            pairs -= here;
            number += 1;
            y += ROW_DEPTH + BAY_DEPTH;
        }
        let bays = number;
        while number < bays.max(1) - 1 + rows {
            slots.push(self.row(number, y, self.half_width));
            number += 1;
            y += ROW_DEPTH;
        }
        let bottom = y - ROW_DEPTH + 22.0;
        let (left, right) = (self.middle - self.half_width - PITCH, self.middle + self.half_width + PITCH);
        let top = self.top - 24.0;
        let middle = [self.middle, f64::midpoint(top, bottom)];
        let size = (self.half_width * 0.09).max(24.0);
        let block = Block {
            label: self.label.clone(),
            zone: self.zone,
            entrance: self.entrance.clone(),
            outline: [(left, top), (right, top), (right, bottom), (left, bottom)]
                .map(|(x, y)| Point::new(x, y))
                .to_vec(),
            caption: beside([self.middle, bottom + 6.0 + size], middle, [size, 0.0]),
            slots,
            ..Block::default()
        };
        (block, bottom)
    }

    fn row(&self, number: u32, y: f64, half: f64) -> Slot {
        let path = Path::Line { from: [self.middle - half, y], to: [self.middle + half, y] };
        Slot::new(letters(number), number, path)
    }
}
