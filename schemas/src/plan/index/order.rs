//! In which order the seats of a row sit, from where they are.

use super::super::limits::ROW_SEATS_MAX;
use super::super::shape::Point;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::plan) enum Order {
    /// The seats are listed as they sit.
    Listed,
    /// They are listed in another order than this one, in which they sit. It begins at the end that is
    /// nearer to the seat that is listed first.
    Along(Vec<usize>),
    /// They do not lie along a line.
    None,
}

/// Finds the order of seats at `points`: as listed where that leads along a line, else along the direction
/// in which they stretch or from each to the nearest, whichever is the shorter way along a line.
///
/// A line may be straight, curved, a whole circle, or staggered: what it may not do is turn back.
pub(in crate::plan) fn along(points: &[Point]) -> Order {
    let listed: Vec<usize> = (0..points.len()).collect();
    if leads_along(points, &listed) {
        return Order::Listed;
    }
    if points.len() > ROW_SEATS_MAX {
        return Order::None;
    }
    // Sorted along its stretch, a row of more than half a circle goes to and fro between its arms.
    let found = [Some(by_stretch(points)), from_each_to_the_nearest(points)].into_iter().flatten();
    let found = found.filter(|order| leads_along(points, order));
    let shortest = found.min_by(|one, other| length(points, one).total_cmp(&length(points, other)));
    shortest.map_or(Order::None, |order| Order::Along(oriented(order)))
}

/// The way along the seats, in plan units.
fn length(points: &[Point], order: &[usize]) -> f64 {
    order.windows(2).map(|pair| points[pair[0]].distance(points[pair[1]])).sum()
}

/// Whether each step of the order, seen with the one before it, leads on. Two steps lead on where both go
/// in the direction of the two together: a zigzag does, a step back to a seat that was left out does not.
///
/// ```text
///   1   3   5      1 2 4 3 5
///     2   4        - - --- -     from 4 back to 3: no
///   leads on
/// ```
fn leads_along(points: &[Point], order: &[usize]) -> bool {
    let step = |pair: &[usize]| {
        let (from, to) = (points[pair[0]], points[pair[1]]);
        [to.x.get() - from.x.get(), to.y.get() - from.y.get()]
    };
    let dot = |one: [f64; 2], other: [f64; 2]| one[0] * other[0] + one[1] * other[1];
    // Seats on one point are another trouble.
    let steps: Vec<[f64; 2]> = order.windows(2).map(step).filter(|step| dot(*step, *step) != 0.0).collect();
    steps.windows(2).all(|pair| {
        let both = [pair[0][0] + pair[1][0], pair[0][1] + pair[1][1]];
        dot(pair[0], both) > 0.0 && dot(pair[1], both) > 0.0
    })
}

/// The seats sorted along the direction in which they stretch farthest.
fn by_stretch(points: &[Point]) -> Vec<usize> {
    let count = points.iter().map(|_| 1.0).sum::<f64>();
    let middle = |axis: fn(&Point) -> f64| points.iter().map(axis).sum::<f64>() / count;
    let (middle_x, middle_y) = (middle(|point| point.x.get()), middle(|point| point.y.get()));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for point in points {
        let (x, y) = (point.x.get() - middle_x, point.y.get() - middle_y);
        xx += x * x;
        xy += x * y;
        yy += y * y;
    }
    let angle = (2.0 * xy).atan2(xx - yy) / 2.0;
    let place = |seat: &usize| points[*seat].x.get() * angle.cos() + points[*seat].y.get() * angle.sin();
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|one, other| place(one).total_cmp(&place(other)));
    order
}

/// The shortest tree that joins all seats, walked from one end to the other; none where it branches.
fn from_each_to_the_nearest(points: &[Point]) -> Option<Vec<usize>> {
    let mut joined: Vec<Vec<usize>> = vec![Vec::new(); points.len()];
    // For each seat outside the tree, how far it is from the tree, squared, and from which of its seats.
    let mut outside: Vec<(usize, f64, usize)> =
        (1..points.len()).map(|seat| (seat, square(points[0], points[seat]), 0)).collect();
    while let Some(nearest) =
        (0..outside.len()).min_by(|one, other| outside[*one].1.total_cmp(&outside[*other].1))
    {
        let (seat, _, from) = outside.swap_remove(nearest);
        joined[seat].push(from);
        joined[from].push(seat);
        if joined[from].len() > 2 {
            return None;
        }
        for (other, distance, from) in &mut outside {
            let through = square(points[seat], points[*other]);
            if through < *distance {
                (*distance, *from) = (through, seat);
            }
        }
    }
    let mut order = vec![joined.iter().position(|near| near.len() == 1)?];
    let mut before = None;
    while let Some(seat) = order.last().copied() {
        let Some(next) = joined[seat].iter().copied().find(|next| Some(*next) != before) else { break };
        before = Some(seat);
        order.push(next);
    }
    Some(order)
}

/// The square of a distance, which is as good for comparing.
fn square(from: Point, to: Point) -> f64 {
    let (x, y) = (to.x.get() - from.x.get(), to.y.get() - from.y.get());
    x * x + y * y
}

/// The order that begins nearer to the seat that was given first.
fn oriented(mut order: Vec<usize>) -> Vec<usize> {
    let place = order.iter().position(|seat| *seat == 0).unwrap_or_default();
    if place > order.len() / 2 {
        order.reverse();
    }
    order
}
