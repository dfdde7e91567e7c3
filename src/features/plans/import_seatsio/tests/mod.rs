#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod fields;
mod made;
mod shared;

use serde_json::{Value, json};

use super::*;

/// The issues, a line each: code, pointer, other pointers.
fn lines(issues: &[PlanIssue]) -> Vec<String> {
    let line = |issue: &PlanIssue| {
        let code = serde_json::to_string(&issue.code).unwrap().replace('"', "");
        assert!(!issue.advice.is_empty(), "{code} gives no advice");
        let also = issue.also_at.iter().map(|pointer| format!(" +{pointer}")).collect::<Vec<_>>().concat();
        format!("{code} {}{also}", issue.pointer)
    };
    issues.iter().map(line).collect()
}

fn import(file: &Value) -> Import {
    import_seatsio(&file.to_string())
}

/// A chart of two rows of two seats, in one section and outside.
fn chart() -> Value {
    let row = |label: &str| {
        json!({"label": label, "objectType": "row", "seats": [
            {"x": 10, "y": 5, "label": "1", "categoryKey": 1, "uuid": "u1"},
            {"x": 30, "y": 5, "label": "2", "categoryKey": 1, "uuid": "u2"}
        ]})
    };
    json!({
        "name": "Made up", "venueType": "ROWS_WITH_SECTIONS",
        "categories": {"list": [{"key": 1, "label": "One", "color": "#abc"}], "maxCategoryKey": 1},
        "zones": {"list": [{"key": "z", "label": "Zone", "focalPoint": {"x": 1, "y": 2}}]},
        "subChart": {
            "height": 10, "width": 10, "focalPoint": {"x": 0, "y": 0},
            "rows": [row("A")],
            "sections": [{
                "label": "S", "zone": "z", "topLeft": {"x": 100, "y": 200},
                "points": [{"x": 100, "y": 200}, {"x": 140, "y": 200}, {"x": 140, "y": 220}],
                "subChart": {"rows": [row("A")]}
            }]
        }
    })
}
