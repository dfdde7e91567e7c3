//! Outlines and places, measured from the upper left corner of their section.

use super::super::super::shape::{Bounds, Outline, Point, Units};
use super::file::{ChartOutline, Place};

/// Where the drawing begins that something lies in, in plan units.
#[derive(Clone, Copy, Default)]
pub(super) struct Frame {
    corner: Point,
}

impl From<Point> for Frame {
    fn from(corner: Point) -> Self {
        Self { corner }
    }
}

impl Frame {
    pub fn place(self, point: Point) -> Place {
        let from = |length: Units, corner: Units| Units::new(length.get() - corner.get()).get();
        Place { x: from(point.x, self.corner.x), y: from(point.y, self.corner.y) }
    }
}

pub(super) fn outline(outline: &Outline, frame: Frame) -> ChartOutline {
    match outline {
        Outline::Polygon { points } => {
            ChartOutline::Polygon { points: points.iter().map(|point| frame.place(*point)).collect() }
        }
        Outline::Rectangle { center, width, height, rotation_degrees, corner_radius } => {
            ChartOutline::Rectangle {
                center: frame.place(*center),
                width: width.get(),
                height: height.get(),
                rotation_angle: rotation_degrees.get(),
                corner_radius: corner_radius.get(),
            }
        }
        Outline::Ellipse { center, radius_x, radius_y, rotation_degrees } => ChartOutline::Circle {
            center: frame.place(*center),
            radius1: radius_x.get(),
            radius2: radius_y.get(),
            rotation_angle: rotation_degrees.get(),
        },
    }
}

/// A rectangle as large as the outline: its middle, sides and turn.
pub(super) fn rectangle(outline: &Outline) -> (Point, [f64; 2], f64) {
    match outline {
        Outline::Rectangle { center, width, height, rotation_degrees, .. } => {
            (*center, [width.get(), height.get()], rotation_degrees.get())
        }
        Outline::Ellipse { center, radius_x, radius_y, rotation_degrees } => {
            (*center, [radius_x.get() * 2.0, radius_y.get() * 2.0], rotation_degrees.get())
        }
        Outline::Polygon { points } => {
            let mut bounds = Bounds::default();
            bounds.include_all(points);
            let [left, top, right, bottom] = bounds.edges();
            (outline.center(), [Units::new(right - left).get(), Units::new(bottom - top).get()], 0.0)
        }
    }
}

/// Whether the outline is a circle, and of which radius.
pub(super) fn circle(outline: &Outline) -> Option<(Point, f64)> {
    match outline {
        Outline::Ellipse { center, radius_x, radius_y, .. } if radius_x == radius_y => {
            Some((*center, radius_x.get()))
        }
        _ => None,
    }
}
