//! Who sits beside whom, from where the seats are.

use super::super::shape::Point;

/// A distance more than this many times the pitch is an aisle, or a seat that is not there.
const AISLE_FACTOR: f64 = 1.6;

/// A row is not believed to have more than this many times the pitch of its section: two seats on
/// either side of an aisle are no wide row.
const PITCH_FACTOR_MAX: f64 = 2.0;

/// Seats in their order along a row or around a table, and which of them are joined.
pub(super) struct Chain {
    /// Numbers of the seats as they were given, in order.
    pub order: Vec<usize>,
    /// For each seat of `order`, whether the next one sits beside it; the next of the last is the first.
    pub joined: Vec<bool>,
}

/// The seats of a row from one end to the other.
pub(super) struct Line {
    /// Numbers of the seats as they were given, in order.
    order: Vec<usize>,
    /// From each seat to the next, in plan units.
    distances: Vec<f64>,
    /// The usual distance, in plan units; none with fewer than two seats.
    pub pitch: Option<f64>,
}

impl Line {
    /// Finds the order of a row's seats.
    pub(super) fn new(points: &[Point]) -> Self {
        let order = along(points);
        let distances = steps(points, &order);
        let pitch = lower_median(distances.clone());
        Self { order, distances, pitch }
    }

    /// Joins the seats. `usual_pitch` is that of the rows around it, in plan units.
    pub(super) fn into_chain(self, usual_pitch: Option<f64>) -> Chain {
        let own = self.pitch.unwrap_or_default();
        let pitch = usual_pitch.map_or(own, |usual| own.min(usual * PITCH_FACTOR_MAX));
        let near = |distance: &f64| *distance <= pitch * AISLE_FACTOR;
        let mut joined: Vec<bool> = self.distances.iter().map(near).collect();
        joined.resize(self.order.len(), false);
        Chain { order: self.order, joined }
    }
}

/// The lower median of `values`.
pub(super) fn lower_median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len().checked_sub(1)? / 2;
    values.get(middle).copied()
}

/// The seats of a table clockwise around its middle; the last is joined to the first.
pub(super) fn ring(points: &[Point], center: Point) -> Chain {
    let angle = |point: Point| (point.y.get() - center.y.get()).atan2(point.x.get() - center.x.get());
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|one, other| angle(points[*one]).total_cmp(&angle(points[*other])));
    // The circle begins at the seat that was given first.
    let start = order.iter().position(|seat| *seat == 0).unwrap_or_default();
    order.rotate_left(start);
    let mut distances = steps(points, &order);
    if let (Some(first), Some(last)) = (order.first(), order.last()) {
        distances.push(points[*last].distance(points[*first]));
    }
    let pitch = lower_median(distances.clone()).unwrap_or_default();
    let alone = points.len() < 2;
    let joined = distances.iter().map(|distance| !alone && *distance <= pitch * AISLE_FACTOR).collect();
    Chain { order, joined }
}

/// The order of a row's seats: as given, unless sorting by the distance from an outermost seat gives a
/// shorter way along them. That holds for straight rows and for arcs of up to half a circle.
fn along(points: &[Point]) -> Vec<usize> {
    let given: Vec<usize> = (0..points.len()).collect();
    if points.iter().is_sorted_by_key(|point| points[0].distance(*point)) {
        return given;
    }
    let farthest_from = |origin: Point| {
        points.iter().copied().max_by(|one, other| origin.distance(*one).total_cmp(&origin.distance(*other)))
    };
    let Some(end) = points.first().and_then(|first| farthest_from(*first)) else { return given };
    let mut sorted = given.clone();
    sorted.sort_by(|one, other| end.distance(points[*one]).total_cmp(&end.distance(points[*other])));
    let length = |order: &[usize]| steps(points, order).iter().sum::<f64>();
    if length(&sorted) < length(&given) * 0.999 { oriented(sorted) } else { given }
}

/// The order that begins nearer to the seat that was given first.
fn oriented(mut order: Vec<usize>) -> Vec<usize> {
    let place = order.iter().position(|seat| *seat == 0).unwrap_or_default();
    if place > order.len() / 2 {
        order.reverse();
    }
    order
}

fn steps(points: &[Point], order: &[usize]) -> Vec<f64> {
    order.windows(2).map(|pair| points[pair[0]].distance(points[pair[1]])).collect()
}
