//! Tests of the plan's parts together, on one small venue.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp)]
#![allow(clippy::many_single_char_names, clippy::format_collect)]

mod aisles;
mod assignment;
mod difference;
mod document;
mod drawing;
mod format;
mod limits;
pub(in crate::plan) mod made;
mod neighbours;
mod stretches;
mod validation;

use serde_json::{Value, json};

use super::*;
use crate::ids::PlaceIndex;

/// A venue with one of everything, as text: two sections, a table, a booth and a GA area.
pub(in crate::plan) fn sample() -> Value {
    json!({
        "format": "frontrow-plan/1",
        "name": "Small hall",
        "levels": [
            {"key": "a", "name": "Front", "color": "#1d6fb8"},
            {"key": "b", "name": "Back", "color": "#0F8A6D"}
        ],
        "floors": [{"key": "ground", "name": "Ground floor"}],
        "zones": [{"key": "main", "name": "Main", "focal_point": {"x": 0, "y": 0}}],
        "focal_point": {"x": 50, "y": -100},
        "sections": [{
            "label": "S1", "zone": "main", "floor": "ground", "level": "a", "entrance": "North",
            "outline": [{"x": -20, "y": 20}, {"x": 120, "y": 20}, {"x": 120, "y": 80}, {"x": -20, "y": 80}],
            "rows": [
                {"label": "A", "seats": [
                    {"label": "1", "position": {"x": 0, "y": 30}, "accessible": true},
                    {"label": "2", "position": {"x": 20, "y": 30}, "companion": true},
                    {"label": "3", "position": {"x": 60, "y": 30}},
                    {"label": "4", "position": {"x": 80, "y": 30}, "level": "b", "restricted_view": true}
                ]},
                {"label": "B", "level": "b", "seats": [
                    {"label": "1", "position": {"x": 30, "y": 40}},
                    {"label": "2", "position": {"x": 50, "y": 40}}
                ]}
            ],
            "tables": [{
                "label": "T1", "as_a_whole": true,
                "outline": {"type": "ellipse", "center": {"x": 200, "y": 60}, "radius_x": 10, "radius_y": 10},
                "seats": [
                    {"label": "1", "position": {"x": 220, "y": 60}},
                    {"label": "2", "position": {"x": 200, "y": 80}},
                    {"label": "3", "position": {"x": 180, "y": 60}},
                    {"label": "4", "position": {"x": 200, "y": 40}}
                ]
            }]
        }],
        "rows": [{"label": "X", "level": "b", "seats": [{"label": "1", "position": {"x": 50, "y": 200}}]}],
        "booths": [{
            "label": "Stall", "level": "b",
            "outline": {"type": "rectangle", "center": {"x": 300, "y": 300}, "width": 20, "height": 10}
        }],
        "areas": [{
            "label": "GA", "level": "a", "capacity": 120, "minimum_occupancy": 2,
            "outline": {"type": "polygon", "points": [{"x": 0, "y": 400}, {"x": 100, "y": 400}, {"x": 0, "y": 500}]}
        }],
        "shapes": [{
            "kind": "stage", "label": "Stage", "fill": "#333333",
            "outline": {"type": "rectangle", "center": {"x": 50, "y": -100}, "width": 100, "height": 40}
        }],
        "texts": [{"text": "Bar", "position": {"x": 400, "y": 0}, "rotation_degrees": 90}]
    })
}

pub(in crate::plan) fn plan_of(value: &Value) -> SeatingPlan {
    parse_plan(&value.to_string()).unwrap()
}

fn published(value: &Value) -> PublishedPlan {
    PublishedPlan::publish(plan_of(value), None).unwrap()
}

fn place(index: &PlanIndex, label: &str) -> PlaceIndex {
    index.place_by_label(label).unwrap_or_else(|| panic!("no place {label}"))
}
