//! The file as seats.io has it.

use serde::Serialize;

use super::super::super::shape::Point;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct Chart {
    pub name: String,
    pub version: u32,
    pub venue_type: &'static str,
    pub categories: Categories,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zones: Option<Zones>,
    #[serde(rename = "subChart", skip_serializing_if = "Option::is_none")]
    pub only: Option<SubChart>,
    #[serde(rename = "subChartFloors", skip_serializing_if = "Vec::is_empty")]
    pub floors: Vec<SubChart>,
}

#[derive(Serialize)]
pub(in crate::plan::export) struct Categories {
    pub list: Vec<Category>,
}

#[derive(Serialize)]
pub(in crate::plan::export) struct Category {
    pub key: Key,
    pub label: String,
    pub color: String,
    pub accessible: bool,
}

/// A category's key: a number where the text is one.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(in crate::plan::export) enum Key {
    Number(u64),
    Text(String),
}

impl Key {
    pub fn of(text: &str) -> Self {
        let number = text.parse().ok().filter(|number: &u64| number.to_string() == text);
        number.map_or_else(|| Self::Text(text.to_owned()), Self::Number)
    }
}

#[derive(Serialize)]
pub(in crate::plan::export) struct Zones {
    pub list: Vec<ChartZone>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct ChartZone {
    pub key: String,
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focal_point: Option<Place>,
}

/// A point of the drawing.
#[derive(Clone, Copy, Serialize)]
pub(in crate::plan::export) struct Place {
    pub x: f64,
    pub y: f64,
}

impl Place {
    pub fn of(point: Point) -> Self {
        Self { x: point.x.get(), y: point.y.get() }
    }
}

/// A drawing, of the whole chart, of a floor or of a section.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct SubChart {
    pub width: f64,
    pub height: f64,
    pub rows: Vec<ChartRow>,
    pub tables: Vec<ChartTable>,
    pub booths: Vec<ChartBooth>,
    pub general_admission_areas: Vec<ChartArea>,
    pub sections: Vec<ChartSection>,
    pub shapes: Vec<ChartShape>,
    pub texts: Vec<ChartText>,
    pub focal_point: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor_display_name: Option<String>,
}

impl SubChart {
    /// Measures how far its seats and sections reach.
    pub fn measure(&mut self) {
        let seats = self
            .rows
            .iter()
            .flat_map(|row| &row.seats)
            .chain(self.tables.iter().flat_map(|table| &table.seats));
        let corners =
            self.sections.iter().flat_map(|section| &section.points).map(|point| (point.x, point.y));
        let reach = seats.map(|seat| (seat.x, seat.y)).chain(corners);
        let (width, height) = reach.fold((0.0, 0.0), |(x, y), (right, bottom)| (right.max(x), bottom.max(y)));
        (self.width, self.height) = (width, height);
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct ChartSection {
    pub label: String,
    pub points: Vec<Place>,
    pub top_left: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    pub entrance: Option<String>,
    pub category_key: Option<Key>,
    #[serde(flatten)]
    pub caption: Label,
    pub sub_chart: SubChart,
}

/// How a label is drawn.
#[derive(Default, Serialize)]
pub(in crate::plan::export) struct Label {
    #[serde(rename = "labelSize", skip_serializing_if = "Option::is_none")]
    pub size: Option<f64>,
    #[serde(rename = "labelHorizontalOffset", skip_serializing_if = "Option::is_none")]
    pub horizontal_offset: Option<f64>,
    #[serde(rename = "labelVerticalOffset", skip_serializing_if = "Option::is_none")]
    pub vertical_offset: Option<f64>,
    #[serde(rename = "labelRotationAngle", skip_serializing_if = "Option::is_none")]
    pub rotation_angle: Option<f64>,
    #[serde(rename = "labelShown", skip_serializing_if = "Option::is_none")]
    pub shown: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct ChartRow {
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_label: Option<String>,
    pub seats: Vec<ChartSeat>,
    pub object_type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct ChartSeat {
    pub x: f64,
    pub y: f64,
    pub label: String,
    pub category_key: Option<Key>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub accessible: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub companion_seat: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub restricted_view: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct ChartTable {
    pub label: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub center: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<f64>,
    pub rotation_angle: f64,
    pub book_as_a_whole: bool,
    #[serde(flatten)]
    pub occupancy: Occupancy,
    pub seats: Vec<ChartSeat>,
    pub object_type: &'static str,
}

/// The fewest persons who may share something.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct Occupancy {
    pub variable_occupancy: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_occupancy: Option<u32>,
}

impl Occupancy {
    pub fn of(minimum: u32) -> Self {
        let min_occupancy = Some(minimum).filter(|minimum| *minimum > 1);
        Self { variable_occupancy: min_occupancy.is_some(), min_occupancy }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct ChartBooth {
    pub label: String,
    pub category_key: Option<Key>,
    pub center: Place,
    pub width: f64,
    pub height: f64,
    pub rotation_angle: f64,
    pub object_type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct ChartArea {
    pub label: String,
    pub category_key: Option<Key>,
    pub capacity: u32,
    pub book_as_a_whole: bool,
    #[serde(flatten)]
    pub occupancy: Occupancy,
    #[serde(flatten)]
    pub caption: Label,
    #[serde(flatten)]
    pub outline: ChartOutline,
    pub object_type: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct ChartShape {
    #[serde(flatten)]
    pub outline: ChartOutline,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smart_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(flatten)]
    pub caption: Label,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill_color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stroke_color: Option<String>,
    pub stroke_width: f64,
    pub foreground: bool,
    pub object_type: &'static str,
}

/// The outline of an area or shape.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub(in crate::plan::export) enum ChartOutline {
    Polygon { points: Vec<Place> },
    Rectangle { center: Place, width: f64, height: f64, rotation_angle: f64, corner_radius: f64 },
    Circle { center: Place, radius1: f64, radius2: f64, rotation_angle: f64 },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::plan::export) struct ChartText {
    pub text: String,
    pub center: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font_size: Option<f64>,
    pub rotation_angle: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_color: Option<String>,
    pub object_type: &'static str,
}
