//! Lengths, points, outlines and what else draws a venue.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A length or coordinate in plan units, always a whole number of thousandths.
///
/// Rounding on the way in makes the text form exact: what is written is read back as the same number,
/// so a plan's content hash survives every store.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize, ToSchema)]
#[serde(from = "f64", into = "f64")]
#[schema(value_type = f64)]
pub struct Units(f64);

impl Units {
    /// The length rounded to the nearest thousandth; a number that is not finite stays as it is and is
    /// found by validation.
    #[must_use]
    pub fn new(value: f64) -> Self {
        let thousandths = (value * 1000.0).round();
        // The sum turns a negative zero into zero, which has one text form only.
        if thousandths.is_finite() { Self(thousandths / 1000.0 + 0.0) } else { Self(value) }
    }

    /// The length in plan units.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Whether this is the length 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0 == 0.0
    }
}

impl From<f64> for Units {
    fn from(value: f64) -> Self {
        Self::new(value)
    }
}

impl From<Units> for f64 {
    fn from(units: Units) -> Self {
        units.0
    }
}

/// A point of the plan: x to the right, y down, in plan units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Distance from the left, in plan units.
    pub x: Units,
    /// Distance from the top, in plan units.
    pub y: Units,
}

impl Point {
    /// The point at (`x`, `y`), in plan units.
    #[must_use]
    pub fn new(x: f64, y: f64) -> Self {
        Self { x: Units::new(x), y: Units::new(y) }
    }

    /// The straight distance to `other`, in plan units.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        (self.x.0 - other.x.0).hypot(self.y.0 - other.y.0)
    }

    /// Whether this is the point (0, 0).
    #[must_use]
    pub fn is_origin(&self) -> bool {
        self.x.is_zero() && self.y.is_zero()
    }
}

/// A closed outline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Outline {
    /// Straight edges from point to point; the last is joined to the first.
    Polygon {
        /// The corners, at least three.
        points: Vec<Point>,
    },
    /// A rectangle turned about its centre.
    Rectangle {
        /// The middle.
        center: Point,
        /// Full width before turning, in plan units.
        width: Units,
        /// Full height before turning, in plan units.
        height: Units,
        /// Turn clockwise, in degrees.
        #[serde(default, skip_serializing_if = "Units::is_zero")]
        rotation_degrees: Units,
        /// Radius of the rounded corners, in plan units.
        #[serde(default, skip_serializing_if = "Units::is_zero")]
        corner_radius: Units,
    },
    /// An ellipse turned about its centre; a circle where both radii are the same.
    Ellipse {
        /// The middle.
        center: Point,
        /// Half of the width before turning, in plan units.
        radius_x: Units,
        /// Half of the height before turning, in plan units.
        radius_y: Units,
        /// Turn clockwise, in degrees.
        #[serde(default, skip_serializing_if = "Units::is_zero")]
        rotation_degrees: Units,
    },
}

impl Outline {
    /// A circle.
    #[must_use]
    pub fn circle(center: Point, radius: f64) -> Self {
        Self::Ellipse {
            center,
            radius_x: Units::new(radius),
            radius_y: Units::new(radius),
            rotation_degrees: Units::default(),
        }
    }

    /// The middle: a polygon's is the middle of its bounding box.
    #[must_use]
    pub fn center(&self) -> Point {
        match self {
            Self::Rectangle { center, .. } | Self::Ellipse { center, .. } => *center,
            Self::Polygon { points } => {
                let mut bounds = Bounds::default();
                bounds.include_all(points);
                bounds.center()
            }
        }
    }

    /// Widens `bounds` by this outline; a turned shape counts with the circle around it.
    pub(super) fn extend(&self, bounds: &mut Bounds) {
        let (center, half_width, half_height, turned) = match self {
            Self::Polygon { points } => {
                bounds.include_all(points);
                return;
            }
            Self::Rectangle { center, width, height, rotation_degrees, .. } => {
                (center, width.0 / 2.0, height.0 / 2.0, !rotation_degrees.is_zero())
            }
            Self::Ellipse { center, radius_x, radius_y, rotation_degrees } => {
                (center, radius_x.0, radius_y.0, !rotation_degrees.is_zero())
            }
        };
        let around = half_width.hypot(half_height);
        let (reach_x, reach_y) = if turned { (around, around) } else { (half_width, half_height) };
        bounds.include(Point::new(center.x.0 - reach_x, center.y.0 - reach_y));
        bounds.include(Point::new(center.x.0 + reach_x, center.y.0 + reach_y));
    }
}

/// The smallest upright rectangle around what was included.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds(Option<[f64; 4]>);

impl Bounds {
    pub(super) fn include(&mut self, point: Point) {
        let (x, y) = (point.x.0, point.y.0);
        let [left, top, right, bottom] = self.0.unwrap_or([x, y, x, y]);
        self.0 = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
    }

    pub(super) fn include_all(&mut self, points: &[Point]) {
        for point in points {
            self.include(*point);
        }
    }

    /// Left, top, right, bottom in plan units; all 0 where nothing was included.
    pub(super) fn edges(self) -> [f64; 4] {
        self.0.unwrap_or_default()
    }

    fn center(self) -> Point {
        let [left, top, right, bottom] = self.edges();
        Point::new(f64::midpoint(left, right), f64::midpoint(top, bottom))
    }
}

/// How a label is drawn within its outline. Left out: in the middle, level, in the client's own size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Caption {
    /// Height of the letters in plan units; 0 leaves it to the client.
    #[serde(default, skip_serializing_if = "Units::is_zero")]
    pub size: Units,
    /// How far from the outline's middle, in plan units.
    #[serde(default, skip_serializing_if = "Point::is_origin")]
    pub offset: Point,
    /// Turn clockwise, in degrees.
    #[serde(default, skip_serializing_if = "Units::is_zero")]
    pub rotation_degrees: Units,
    /// The label is not drawn.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

impl Caption {
    /// Whether nothing differs from what a client does by itself.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Something drawn that is not for sale: a stage, a bar, a wall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Where and how large.
    pub outline: Outline,
    /// What it stands for, in one word: `stage`, `bar`, `exit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A label drawn in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How the label is drawn.
    #[serde(default, skip_serializing_if = "Caption::is_default")]
    pub caption: Caption,
    /// Fill colour as `#rrggbb`; left out, it is not filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<String>,
    /// Line colour as `#rrggbb`; left out, it has no line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stroke: Option<String>,
    /// Width of the line in plan units.
    #[serde(default, skip_serializing_if = "Units::is_zero")]
    pub stroke_width: Units,
    /// Drawn over the places instead of under them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub foreground: bool,
}

/// Words in the drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The words.
    pub text: String,
    /// The middle of the words.
    pub position: Point,
    /// Height of the letters in plan units; 0 leaves it to the client.
    #[serde(default, skip_serializing_if = "Units::is_zero")]
    pub size: Units,
    /// Turn clockwise, in degrees.
    #[serde(default, skip_serializing_if = "Units::is_zero")]
    pub rotation_degrees: Units,
    /// Colour as `#rrggbb`; left out, the client chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
}
