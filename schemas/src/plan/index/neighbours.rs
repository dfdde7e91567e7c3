//! Who sits beside whom, from where the seats are and from what the plan says of aisles.

use super::super::model::{Row, Seat, Table};
use super::super::shape::Point;
use super::order::{Order, along};

/// A distance more than this many times the pitch is an aisle, or a seat that is not there.
pub(super) const AISLE_FACTOR: f64 = 1.6;

/// A row is not believed to have more than this many times the pitch of its section.
const PITCH_FACTOR_MAX: f64 = 2.0;

/// The same for a row of fewer distances than [`DISTANCES_TRUSTED`]: two seats on either side of an aisle
/// are no wide row. Twice the section's pitch, one seat missing, is then still too far for neighbours.
const PITCH_FACTOR_MAX_OF_FEW: f64 = 1.2;

/// From this many distances on a row's own pitch is trusted.
const DISTANCES_TRUSTED: usize = 3;

const _: () = assert!(PITCH_FACTOR_MAX_OF_FEW * AISLE_FACTOR < 2.0);

/// Seats in their order along a row or around a table, and which of them are joined.
pub(super) struct Chain {
    /// Numbers of the seats as they were given, in order.
    pub order: Vec<usize>,
    /// For each seat of `order`, whether the next one sits beside it; the next of the last is the first.
    pub joined: Vec<bool>,
}

/// The seats of a row from one end to the other.
pub(super) struct Line<'plan> {
    seats: &'plan [Seat],
    /// Numbers of the seats as they were given, in order.
    order: Vec<usize>,
    /// From each seat to the next, in plan units.
    distances: Vec<f64>,
    /// The usual distance, in plan units; none with fewer than two seats.
    pub pitch: Option<f64>,
}

impl<'plan> Line<'plan> {
    /// Finds the order of a row's seats. Where there is none, they are taken as they are listed.
    pub(super) fn new(row: &'plan Row) -> Self {
        let points = positions(&row.seats);
        let order = match along(&points) {
            Order::Along(order) if !row.as_listed => order,
            _ => (0..points.len()).collect(),
        };
        let distances = steps(&points, &order);
        let pitch = lower_median(distances.clone());
        Self { seats: &row.seats, order, distances, pitch }
    }

    /// Joins the seats. `usual_pitch` is that of the rows around it, in plan units.
    pub(super) fn into_chain(self, usual_pitch: Option<f64>) -> Chain {
        let own = self.pitch.unwrap_or_default();
        let trusted = self.distances.len() >= DISTANCES_TRUSTED;
        let factor = if trusted { PITCH_FACTOR_MAX } else { PITCH_FACTOR_MAX_OF_FEW };
        let pitch = usual_pitch.map_or(own, |usual| own.min(usual * factor));
        let mut joined = joined(self.seats, &self.order, &self.distances, pitch);
        joined.resize(self.order.len(), false);
        Chain { order: self.order, joined }
    }
}

/// For each distance, whether the seats at its ends sit side by side: what the plan says, else the pitch.
fn joined(seats: &[Seat], order: &[usize], distances: &[f64], pitch: f64) -> Vec<bool> {
    let near = |(seat, distance): (&usize, &f64)| {
        seats[*seat].aisle_after.map_or(*distance <= pitch * AISLE_FACTOR, |aisle| !aisle)
    };
    order.iter().zip(distances).map(near).collect()
}

/// The lower median of `values`.
pub(in crate::plan) fn lower_median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len().checked_sub(1)? / 2;
    values.get(middle).copied()
}

/// The seats of a table clockwise around its middle; the last is joined to the first.
pub(super) fn ring(table: &Table) -> Chain {
    let (points, center) = (positions(&table.seats), table.outline.center());
    let angle = |point: Point| (point.y.get() - center.y.get()).atan2(point.x.get() - center.x.get());
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|one, other| angle(points[*one]).total_cmp(&angle(points[*other])));
    // The circle begins at the seat that was given first.
    let start = order.iter().position(|seat| *seat == 0).unwrap_or_default();
    order.rotate_left(start);
    let mut distances = steps(&points, &order);
    if let (Some(first), Some(last)) = (order.first(), order.last()) {
        distances.push(points[*last].distance(points[*first]));
    }
    let pitch = lower_median(distances.clone()).unwrap_or_default();
    let alone = points.len() < 2;
    let joined = joined(&table.seats, &order, &distances, pitch).into_iter().map(|near| near && !alone);
    Chain { joined: joined.collect(), order }
}

fn positions(seats: &[Seat]) -> Vec<Point> {
    seats.iter().map(|seat| seat.position).collect()
}

fn steps(points: &[Point], order: &[usize]) -> Vec<f64> {
    order.windows(2).map(|pair| points[pair[0]].distance(points[pair[1]])).collect()
}
