//! Round tables in staggered rows.

use super::super::model::{Seat, Table};
use super::super::shape::Outline;
use super::path::{around, point, whole};
use super::rows::PITCH;

/// Seats of a table.
pub(super) const TABLE_SEATS: u32 = 6;
/// Radius of a table.
const TABLE_RADIUS: f64 = 32.0;
/// From the middle of a table to the middle of a seat.
const SEAT_RADIUS: f64 = 46.0;
/// From table to table: the seats of two, and a way between them.
const SPACING: f64 = 156.0;

/// Tables between a left and a right edge, row after row from the top.
pub(super) struct Tables {
    /// The number of the first.
    pub first: u32,
    pub count: u32,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub level: &'static str,
    /// One of so many is sold as a whole; 0 is none.
    pub whole_every: u32,
}

impl Tables {
    /// How many tables fit side by side.
    fn across(&self) -> u32 {
        whole((self.right - self.left) / SPACING).max(1)
    }

    /// How far down they reach.
    pub(super) fn bottom(&self) -> f64 {
        self.top + f64::from(self.count.div_ceil(self.across())) * SPACING * 0.92
    }

    /// The lower right corner of what the seats take, and of its mirror image.
    pub(super) fn corner(&self) -> [f64; 2] {
        let across = self.across().min(self.count.max(1));
        let right = f64::midpoint(self.left, self.right) + f64::from(across - 1) / 2.0 * SPACING;
        [
            right + SPACING / 4.0 + SEAT_RADIUS + PITCH / 2.0,
            self.bottom() - SPACING * 0.46 + SEAT_RADIUS + PITCH / 2.0,
        ]
    }

    pub(super) fn build(&self) -> Vec<Table> {
        let across = self.across();
        let middle = f64::midpoint(self.left, self.right);
        let table = |index: u32| {
            let (row, column) = (index / across, index % across);
            let in_row = across.min(self.count - row * across);
            let x = middle + (f64::from(column) - f64::from(in_row - 1) / 2.0) * SPACING;
            // Every second row stands half a table aside, so that it looks between those before it.
            let aside =
                if in_row == across && row % 2 == 1 && across > 1 { SPACING / 4.0 } else { -SPACING / 4.0 };
            let aside = if in_row < across || self.count <= across { 0.0 } else { aside };
            let center = [x + aside, self.top + (f64::from(row) + 0.5) * SPACING * 0.92];
            let number = self.first + index;
            let seat = |seat: u32| {
                let angle = std::f64::consts::TAU * (f64::from(seat) + 0.5) / f64::from(TABLE_SEATS);
                let label = (seat + 1).to_string();
                Seat { label, position: point(around(center, SEAT_RADIUS, angle)), ..Seat::default() }
            };
            Table {
                label: format!("T{number}"),
                outline: Outline::circle(point(center), TABLE_RADIUS),
                level: Some(self.level.to_owned()),
                as_a_whole: self.whole_every > 0 && number.is_multiple_of(self.whole_every),
                minimum_occupancy: 1,
                seats: (0..TABLE_SEATS).map(seat).collect(),
            }
        };
        (0..self.count).map(table).collect()
    }
}
