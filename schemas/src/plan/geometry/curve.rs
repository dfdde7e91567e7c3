//! The shortest exact enough description of where a row's seats are.

use super::super::shape::Point;

/// Farthest that a seat may be drawn from its place, in scaled units.
const TOLERANCE: f64 = 1.0;

/// How seats lie, in whole scaled units.
pub(in crate::plan) enum Curve {
    /// Evenly spaced from first to last.
    Line([i64; 4]),
    /// Evenly spaced on an arc from first to last; the fifth number is how far it is bent.
    Arc([i64; 5]),
    /// Anything else, as second differences.
    Free { x: Vec<i64>, y: Vec<i64> },
}

/// Finds the first form that draws every point within the tolerance.
pub(in crate::plan) fn fit(points: &[Point], scale: f64) -> Curve {
    let exact: Vec<[f64; 2]> =
        points.iter().map(|point| [point.x.get() * scale, point.y.get() * scale]).collect();
    if let (Some(first), Some(last)) = (exact.first(), exact.last()) {
        let ends = [first[0], first[1], last[0], last[1]].map(whole);
        if all_near(&exact, |share| on_line(ends, share)) {
            return Curve::Line(ends);
        }
        if let Some(bend) = bend(&exact, ends) {
            let [x0, y0, x1, y1] = ends;
            if all_near(&exact, |share| on_arc(ends, bend, share)) {
                return Curve::Arc([x0, y0, x1, y1, bend]);
            }
        }
    }
    let differences = |axis: usize| second_differences(exact.iter().map(|point| whole(point[axis])));
    Curve::Free { x: differences(0), y: differences(1) }
}

#[expect(clippy::cast_precision_loss, reason = "a row's seats are limited to far less than 2^52")]
fn all_near(exact: &[[f64; 2]], drawn: impl Fn(f64) -> [f64; 2]) -> bool {
    let steps = (exact.len() - 1).max(1) as f64;
    exact.iter().enumerate().all(|(number, point)| {
        let drawn = drawn(number as f64 / steps);
        (drawn[0] - point[0]).hypot(drawn[1] - point[1]) <= TOLERANCE
    })
}

#[expect(clippy::cast_precision_loss, reason = "coordinates are limited to far less than 2^52")]
fn on_line(ends: [i64; 4], share: f64) -> [f64; 2] {
    let [x0, y0, x1, y1] = ends.map(|end| end as f64);
    [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share]
}

/// The point at a share of the way along an arc; beyond its ends where the share is beyond 0 and 1.
#[expect(clippy::cast_precision_loss, reason = "coordinates are limited to far less than 2^52")]
pub(in crate::plan) fn on_arc(ends: [i64; 4], bend: i64, share: f64) -> [f64; 2] {
    let [x0, y0, x1, y1] = ends.map(|end| end as f64);
    let (dx, dy) = (x1 - x0, y1 - y0);
    let sweep = 4.0 * (2.0 * bend as f64 / dx.hypot(dy)).atan();
    let (sine, cosine) = ((1.0 - share) * sweep / 2.0).sin_cos();
    let reach = (share * sweep / 2.0).sin() / (sweep / 2.0).sin();
    [x0 + reach * (dx * cosine - dy * sine), y0 + reach * (dx * sine + dy * cosine)]
}

/// How far the middle of the arc through the first, a middle and the last point lies from its chord;
/// none where there is no arc.
#[expect(clippy::cast_precision_loss, reason = "coordinates are limited to far less than 2^52")]
fn bend(exact: &[[f64; 2]], ends: [i64; 4]) -> Option<i64> {
    let [x0, y0, x1, y1] = ends.map(|end| end as f64);
    let middle = exact.get(exact.len() / 2)?;
    let (dx, dy, mx, my) = (x1 - x0, y1 - y0, middle[0] - x0, middle[1] - y0);
    let chord = dx.hypot(dy);
    if chord == 0.0 {
        return None;
    }
    let along = (mx * dx + my * dy) / chord - chord / 2.0;
    let across = (my * dx - mx * dy) / chord;
    if across == 0.0 {
        return None;
    }
    // The circle's centre lies on the chord's middle line; `offset` is how far along that line.
    let offset = (along * along + across * across - chord * chord / 4.0) / (2.0 * across);
    let radius = (chord / 2.0).hypot(offset);
    let bend = whole(offset + radius.copysign(across));
    (bend != 0).then_some(bend)
}

fn second_differences(values: impl Iterator<Item = i64>) -> Vec<i64> {
    let (mut last, mut step) = (0, 0);
    let difference = |(number, value): (usize, i64)| {
        let now = value - last;
        last = value;
        // The first value is a position, not a step.
        if number == 0 {
            return now;
        }
        let change = now - step;
        step = now;
        change
    };
    values.enumerate().map(difference).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "coordinates are limited to far less than 2^52")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}
