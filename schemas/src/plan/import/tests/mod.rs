//! Imports of files, made and real.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod csv;
mod encodings;
mod mends;
mod mutations;
mod native;
pub(in crate::plan) mod pretix;
mod seatsio_fields;
mod seatsio_made;
mod seatsio_shared;

use serde_json::{Value, json};

use super::*;
use crate::plan::limits::ISSUES_MAX;
use crate::plan::{Outline, PlanIssueCode, Point};

/// The issues but notes, a line each: code, pointer, other pointers.
fn lines(issues: &[PlanIssue]) -> Vec<String> {
    let told = issues.iter().filter(|issue| issue.severity > Severity::Note);
    told.map(line).collect()
}

fn line(issue: &PlanIssue) -> String {
    assert!(!issue.advice.is_empty(), "{} gives no advice", issue.code.name());
    let also = issue.also_at.iter().map(|pointer| format!(" +{pointer}")).collect::<Vec<_>>().concat();
    format!("{} {}{also}", issue.code.name(), issue.pointer)
}

/// The notes, a line each: code, pointer and value.
fn notes(import: &Import) -> Vec<String> {
    let notes = import.issues.iter().filter(|issue| issue.severity == Severity::Note);
    notes.map(|issue| format!("{} {} {}", issue.code.name(), issue.pointer, issue.value)).collect()
}

fn import_bytes(bytes: &[u8]) -> Import {
    import_plan(bytes, ImportOptions::default())
}

fn import(file: &Value) -> Import {
    import_bytes(file.to_string().as_bytes())
}

fn mended(file: &Value) -> Import {
    import_plan(file.to_string().as_bytes(), ImportOptions { fix: true, ..ImportOptions::default() })
}

/// The text of a file that somebody else's program wrote; none, with a loud line, where the folder beside the
/// project is missing.
pub(in crate::plan) fn shared(name: &str) -> Option<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/plans").join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) => {
            eprintln!("NOT TESTED: {} cannot be read ({error})", path.display());
            None
        }
    }
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
