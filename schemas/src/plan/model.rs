//! The native format of a seating plan.
//!
//! Adding a field: give it a default and leave the default out of the text, so that the content hash of
//! every plan published before stays what it was.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::shape::{Caption, Outline, Point, Shape, Text};

/// The format's name and number, so that a file says what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum PlanFormat {
    /// The first format.
    #[default]
    #[serde(rename = "frontrow-plan/1")]
    One,
}

/// The drawn layout of a venue: zones, sections, rows, seats, tables, booths and GA areas.
///
/// A seat's label in the whole plan is `[section-]row-seat`, a table seat's `[section-]table-seat`; a
/// booth's and a GA area's is its own. All of them are unique. Rows, tables, booths and areas lie in
/// sections, or directly in the plan where a venue has none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatingPlan {
    /// Which format this is.
    pub format: PlanFormat,
    /// The plan's name, for people.
    pub name: String,
    /// The price levels that places name by key.
    pub levels: Vec<PriceLevel>,
    /// The floors that sections name by key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floors: Vec<Floor>,
    /// The zones that sections name by key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Zone>,
    /// Where the audience looks, for places outside zones that have a focal point of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focal_point: Option<Point>,
    /// The sections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
    /// Rows outside sections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// Tables outside sections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Table>,
    /// Booths outside sections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub booths: Vec<Booth>,
    /// GA areas outside sections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Area>,
    /// What is drawn and not for sale.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shapes: Vec<Shape>,
    /// Words in the drawing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<Text>,
}

/// A price class of places. Prices themselves belong to an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceLevel {
    /// The key that places and prices name; unique.
    pub key: String,
    /// The name, for people.
    pub name: String,
    /// The colour its places are drawn in, as `#rrggbb`.
    pub color: String,
}

/// A storey of the venue, drawn on its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// The key that sections name; unique.
    pub key: String,
    /// The name, for people.
    pub name: String,
}

/// A part of a plan with its own focal point.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// The key that sections name; unique.
    pub key: String,
    /// The name, for people.
    pub name: String,
    /// Where the zone's audience looks; left out, the plan's own point holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focal_point: Option<Point>,
}

/// A named part of the venue, with its outline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The first part of its places' labels; unique.
    pub label: String,
    /// The key of its zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The key of its floor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<String>,
    /// The key of the price level of its places that name none themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The entrance a ticket tells its holder to take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entrance: Option<String>,
    /// The corners of its outline; empty where it has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outline: Vec<Point>,
    /// How its label is drawn.
    #[serde(default, skip_serializing_if = "Caption::is_default")]
    pub caption: Caption,
    /// Its rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
    /// Its tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<Table>,
    /// Its booths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub booths: Vec<Booth>,
    /// Its GA areas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Area>,
}

/// Seats side by side. Two rows of one label in one section are one row in two pieces.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The part of its seats' labels before the last.
    pub label: String,
    /// What people read in place of its label, such as "Row A"; left out, the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What people read of its seats, such as "Seat %s": `%s` is a seat's label; left out, the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat_name: Option<String>,
    /// Where its label is drawn; left out, the client chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_at: Option<RowEnds>,
    /// The key of the price level of its seats that name none themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Its seats sit in the order of the list; left out, their order is found from where they are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_listed: bool,
    /// Its seats, best from one end to the other; aisles are gaps between their positions.
    pub seats: Vec<Seat>,
}

/// Ends of a row. It starts with the seat that is listed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowEnds {
    /// Before its first seat.
    Start,
    /// After its last seat.
    End,
    /// At both ends.
    Both,
}

/// One seat of a row or table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// The last part of its label.
    pub label: String,
    /// The middle of the seat.
    pub position: Point,
    /// The key of its price level; left out, its row's, table's or section's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Room for a wheelchair.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub accessible: bool,
    /// For whoever accompanies the holder of an accessible place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub companion: bool,
    /// The view is restricted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub restricted_view: bool,
    /// Whether an aisle comes after it, in the order along its row or around its table: with `true` the next
    /// seat is no neighbour, with `false` it is, however far away; left out, the distance says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aisle_after: Option<bool>,
    /// What the product that the plan came from calls the seat, kept for the way back; unique in the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guid: Option<String>,
}

/// A table with its seats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The part of its seats' labels before the last; with its section's label the table's own.
    pub label: String,
    /// The table itself; its seats are neighbours in a circle around its middle.
    pub outline: Outline,
    /// The key of the price level of its seats that name none themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Sold as a whole unless the event says otherwise; left out, by the seat.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_a_whole: bool,
    /// The fewest of its seats that one hold may take while it is sold by the seat, at least 1; where fewer are
    /// left, all of those.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub minimum_occupancy: u32,
    /// Its seats, best in their order around the table.
    pub seats: Vec<Seat>,
}

/// A place sold as one unit that is not a seat: a stall, a box, a booth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Booth {
    /// Its label in the whole plan.
    pub label: String,
    /// Where and how large.
    pub outline: Outline,
    /// The key of its price level; left out, its section's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

/// A GA area: one place with many units and no numbered seats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its label in the whole plan.
    pub label: String,
    /// Where and how large.
    pub outline: Outline,
    /// How many persons it takes, at least 1.
    pub capacity: u32,
    /// The key of its price level; left out, its section's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Sold as one unit, to a party of any size from `minimum_occupancy` to `capacity`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub as_a_whole: bool,
    /// The fewest persons one hold may take it for, at least 1.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub minimum_occupancy: u32,
    /// How its label is drawn.
    #[serde(default, skip_serializing_if = "Caption::is_default")]
    pub caption: Caption,
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
const fn is_one(value: &u32) -> bool {
    *value == 1
}
