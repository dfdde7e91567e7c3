//! The types of the drawing document.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::model::{Floor, PriceLevel, RowEnds, Zone};
use super::super::shape::{Caption, Outline, Point, Shape, Text};
use crate::ids::ContentHash;

/// The drawing of a plan version.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Geometry {
    /// Always `frontrow-geometry/1`.
    pub format: &'static str,
    /// The content hash of the plan version, as 64 hexadecimal digits.
    #[schema(value_type = String)]
    pub hash: ContentHash,
    /// The plan's name.
    pub name: String,
    /// How many place indexes there are, those of dropped places included: the length of any array by
    /// place index.
    pub places: usize,
    /// Seats' coordinates are whole numbers of 1/`scale` plan units: 1, 10, 100 or 1000.
    pub scale: u32,
    /// Left, top, right and bottom of all that is drawn.
    pub bounds: [f64; 4],
    /// Where the audience looks, outside zones with a point of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focal_point: Option<Point>,
    /// The price levels; others name them by their place in this list.
    pub levels: Vec<PriceLevel>,
    /// The floors; sections name them by their place in this list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub floors: Vec<Floor>,
    /// The zones; sections name them by their place in this list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Zone>,
    /// The sections; others name them by their place in this list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionGeometry>,
    /// The rows, with their seats.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<SeatRun>,
    /// The tables, with their seats.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<TableGeometry>,
    /// The booths and GA areas.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaGeometry>,
    /// What is drawn and not for sale.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shapes: Vec<Shape>,
    /// Words in the drawing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<Text>,
}

/// A section of the drawing.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SectionGeometry {
    /// Its label.
    pub label: String,
    /// Its zone, by place in `zones`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<usize>,
    /// Its floor, by place in `floors`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<usize>,
    /// The entrance to take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entrance: Option<String>,
    /// The corners as x, y, x, y, …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outline: Vec<f64>,
    /// How its label is drawn.
    #[serde(skip_serializing_if = "Caption::is_default")]
    pub caption: Caption,
}

/// The seats of a row or table, numbered here from 0 to `seats` - 1.
///
/// Seat `i` has the place index `first + i`, or `places[i]` where `places` is given. Its label is
/// `[section-]label-seat`, where seat is `number[0] + i * number[1]`, or `labels[i]` where `labels` is
/// given. Its position is
/// - with `line` = `[x0, y0, x1, y1]`: `x0 + (x1 - x0) * i / (seats - 1)`, the same for y (one seat: `x0`,
///   `y0`), or
/// - with `arc` = `[x0, y0, x1, y1, s]`, evenly spaced on an arc of a circle whose middle lies `s` from the
///   middle of its chord, towards `(-(y1 - y0), x1 - x0)`: with `(dx, dy) = (x1 - x0, y1 - y0)`,
///   `c = hypot(dx, dy)`, `t = i / (seats - 1)`, `w = 4 * atan(2 * s / c)`, `a = (1 - t) * w / 2` and
///   `f = sin(t * w / 2) / sin(w / 2)`, it is `x0 + f * (dx * cos(a) - dy * sin(a))`,
///   `y0 + f * (dx * sin(a) + dy * cos(a))`, or
/// - with `x` and `y`: both are second differences. With `position = x[0]` and `step = 0`, for each
///   `i` from 1 on: `step += x[i]`, `position += step`.
///
/// Its level is `level`, unless `levels` is given: pairs of a count and a level, in the order of the seats.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct SeatRun {
    /// The section, by place in `sections`; left out where it lies directly in the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<usize>,
    /// The row's or table's label.
    pub label: String,
    /// What people read in place of a row's label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What people read of a row's seats: `%s` is a seat's label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat_name: Option<String>,
    /// Where a row's label is drawn: beside the first seat, the last, or both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_at: Option<RowEnds>,
    /// How many seats it has.
    pub seats: usize,
    /// The place index of its first seat.
    pub first: u32,
    /// The place indexes of its seats where they do not count up from `first`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<u32>,
    /// The first and the last seat of evenly spaced seats on a straight line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<[i64; 4]>,
    /// The first and the last seat of evenly spaced seats on an arc, and how far it is bent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arc: Option<[i64; 5]>,
    /// Second differences of x.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub x: Vec<i64>,
    /// Second differences of y.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub y: Vec<i64>,
    /// The first seat's label and the difference to the next, where they are numbers in even steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<[i64; 2]>,
    /// The seats' labels, otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// The first seat's price level, by place in the plan's `levels`.
    pub level: usize,
    /// Pairs of a count and a level, where not all seats have the first one's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<[usize; 2]>,
    /// Which seats have room for a wheelchair.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accessible: Vec<usize>,
    /// Which seats are for companions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub companion: Vec<usize>,
    /// Which seats have a restricted view.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub restricted_view: Vec<usize>,
}

/// A table of the drawing.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct TableGeometry {
    /// The table itself.
    pub outline: Outline,
    /// Sold as a whole unless the event says otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub as_a_whole: bool,
    /// The fewest of its seats that one hold may take while it is sold by the seat; left out where that is 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_occupancy: Option<u32>,
    /// Its seats; the label is the table's.
    pub seats: SeatRun,
}

/// A booth or GA area of the drawing.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct AreaGeometry {
    /// The section, by place in `sections`; left out where it lies directly in the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<usize>,
    /// Its label in the whole plan.
    pub label: String,
    /// Its place index.
    pub place: u32,
    /// Where and how large.
    pub outline: Outline,
    /// Its price level, by place in the plan's `levels`.
    pub level: usize,
    /// A GA area's units; left out for a booth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// A GA area sold as one unit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub as_a_whole: bool,
    /// The fewest units of a hold; left out for a booth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_occupancy: Option<u32>,
    /// How its label is drawn.
    #[serde(skip_serializing_if = "Caption::is_default")]
    pub caption: Caption,
}
