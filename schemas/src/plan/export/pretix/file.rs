//! The file as pretix reads it.

use serde::Serialize;

#[derive(Serialize)]
pub(in crate::plan::export) struct Plan {
    pub name: String,
    pub categories: Vec<Category>,
    pub zones: Vec<Zone>,
    pub size: Size,
}

#[derive(Serialize)]
pub(in crate::plan::export) struct Size {
    pub width: u32,
    pub height: u32,
}

#[derive(Serialize)]
pub(in crate::plan::export) struct Category {
    pub name: String,
    pub color: String,
}

/// A place within what it is part of, in units of the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(in crate::plan::export) struct Position {
    pub x: f64,
    pub y: f64,
}

#[derive(Serialize)]
pub(in crate::plan::export) struct Zone {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "zone_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    pub position: Position,
    pub rows: Vec<PlanRow>,
    pub areas: Vec<PlanArea>,
}

impl Zone {
    /// A zone without anything in it. Its name is its id too, as guids begin with it.
    pub fn new(name: Option<String>, position: Position) -> Self {
        Self { id: name.clone(), name, position, rows: Vec::new(), areas: Vec::new() }
    }
}

#[derive(Default, Serialize)]
pub(in crate::plan::export) struct PlanRow {
    pub row_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row_label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seat_label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row_number_position: Option<&'static str>,
    pub position: Position,
    pub seats: Vec<PlanSeat>,
}

#[derive(Serialize)]
pub(in crate::plan::export) struct PlanSeat {
    pub seat_number: String,
    pub seat_guid: String,
    pub position: Position,
    pub category: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<u32>,
}

/// Something drawn: the field that its `shape` names holds its size.
#[derive(Default, Serialize)]
pub(in crate::plan::export) struct PlanArea {
    pub shape: &'static str,
    pub position: Position,
    #[serde(skip_serializing_if = "is_zero")]
    pub rotation: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub border_color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polygon: Option<Polygon>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rectangle: Option<Size>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ellipse: Option<Ellipse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub circle: Option<Circle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<AreaText>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

#[derive(Serialize)]
pub(in crate::plan::export) struct Polygon {
    pub points: Vec<Position>,
}

#[derive(Serialize)]
pub(in crate::plan::export) struct Ellipse {
    pub radius: Position,
}

#[derive(Serialize)]
pub(in crate::plan::export) struct Circle {
    pub radius: u32,
}

#[derive(Serialize)]
pub(in crate::plan::export) struct AreaText {
    pub text: String,
    pub position: Position,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
}
