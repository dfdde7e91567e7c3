//! The lines that rows lie along.
//!
//! Sines come from `libm` and not from the system, so that the same seed is the same plan on every machine.

use std::f64::consts::FRAC_PI_2;

use super::super::shape::Point;

/// A place in the drawing, in plan units, before it is rounded to a [`Point`].
pub(super) type Spot = [f64; 2];

/// A straight line or an arc, with a direction: seats are numbered along it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Path {
    Line {
        from: Spot,
        to: Spot,
    },
    /// Angles in radians, clockwise from the right.
    Arc {
        center: Spot,
        radius: f64,
        from: f64,
        to: f64,
    },
}

impl Path {
    /// An arc below its centre, from left to right as who looks up sees it; angles to both sides of straight
    /// down, in radians.
    pub(super) const fn below(center: Spot, radius: f64, [left, right]: [f64; 2]) -> Self {
        Self::Arc { center, radius, from: FRAC_PI_2 - left, to: FRAC_PI_2 - right }
    }

    pub(super) fn length(&self) -> f64 {
        match self {
            Self::Line { from, to } => distance(*from, *to),
            Self::Arc { radius, from, to, .. } => (to - from).abs() * radius,
        }
    }

    /// The spot at a share of the way.
    pub(super) fn at(&self, share: f64) -> Spot {
        match self {
            Self::Line { from, to } => [0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) * share),
            Self::Arc { center, radius, from, to } => around(*center, *radius, from + (to - from) * share),
        }
    }

    /// The part between two shares of the way.
    pub(super) fn part(&self, start: f64, end: f64) -> Self {
        match self {
            Self::Line { .. } => Self::Line { from: self.at(start), to: self.at(end) },
            Self::Arc { center, radius, from, to } => {
                let angle = |share: f64| from + (to - from) * share;
                Self::Arc { center: *center, radius: *radius, from: angle(start), to: angle(end) }
            }
        }
    }

    /// What is left after so much was taken from its start and its end; a line without length where there
    /// was less.
    pub(super) fn shortened(&self, before: f64, after: f64) -> Self {
        let length = self.length();
        if before + after >= length {
            return self.part(0.5, 0.5);
        }
        self.part(before / length, 1.0 - after / length)
    }

    /// Corners along the path, so close that a drawing looks bent.
    pub(super) fn corners(&self) -> Vec<Point> {
        let steps = match self {
            Self::Line { .. } => 1,
            Self::Arc { from, to, .. } => whole((to - from).abs() / CORNER_STEP) + 1,
        };
        (0..=steps).map(|step| point(self.at(f64::from(step) / f64::from(steps)))).collect()
    }
}

/// From corner to corner of an arc that is drawn as a polygon, in radians.
const CORNER_STEP: f64 = 0.07;

/// The closed outline between two paths of one direction.
pub(super) fn between(inner: &Path, outer: &Path) -> Vec<Point> {
    let mut corners = inner.corners();
    corners.extend(outer.corners().into_iter().rev());
    corners
}

pub(super) fn point([x, y]: Spot) -> Point {
    Point::new(x, y)
}

/// The spot at an angle around a centre, in radians, clockwise from the right.
pub(super) fn around(center: Spot, radius: f64, angle: f64) -> Spot {
    let (sine, cosine) = libm::sincos(angle);
    [center[0] + radius * cosine, center[1] + radius * sine]
}

pub(super) fn distance(one: Spot, other: Spot) -> f64 {
    let (x, y) = (one[0] - other[0], one[1] - other[1]);
    (x * x + y * y).sqrt()
}

/// The whole part of a length that was counted in something; 0 for what is below.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut to what fits")]
pub(super) const fn whole(value: f64) -> u32 {
    value as u32
}

/// A share of a number in percent, rounded down.
pub(super) const fn percent(number: u32, share: u32) -> u32 {
    // No plan has more than a few hundred thousand places.
    number / 100 * share + number % 100 * share / 100
}
