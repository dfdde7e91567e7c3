//! How a plan is brought to the canvas of pretix.

use serde_json::{Value, json};

use super::*;
use crate::plan::tests::{plan_of, sample};
use crate::plan::{Point, PublishedPlan, geometry};

fn written(plan: &SeatingPlan) -> (Value, Vec<String>) {
    let export = export_plan(plan, ExportFormat::Pretix).unwrap();
    let whole = export.issues.iter().filter(|issue| issue.pointer.is_empty());
    (serde_json::from_str(&export.text).unwrap(), whole.map(|issue| issue.value.clone()).collect())
}

#[test]
fn what_lies_left_of_or_above_0_is_moved() {
    let plan = plan_of(&sample());
    let (file, told) = written(&plan);
    assert_eq!(told, ["40, 140"]);
    assert_eq!(file["zones"][1]["position"], json!({"x": 40.0, "y": 140.0}));
    assert_eq!(file["size"], json!({"width": 460, "height": 660}));
    let again = read_again(&file.to_string(), PlanFileFormat::Pretix).plan;
    assert_eq!(again.sections[0].rows[0].seats[0].position, Point::new(40.0, 170.0));
}

#[test]
fn a_plan_in_metres_is_made_as_large_as_pretix_draws() {
    let mut value = sample();
    for row in value["sections"][0]["rows"].as_array_mut().unwrap() {
        for seat in row["seats"].as_array_mut().unwrap() {
            for axis in ["x", "y"] {
                seat["position"][axis] = json!(seat["position"][axis].as_f64().unwrap() / 40.0);
            }
        }
    }
    let (file, told) = written(&plan_of(&value));
    assert_eq!(told[0], "50", "from 0.5 to 25 units");
    let seats = &file["zones"][1]["rows"][0]["seats"];
    assert_eq!(seats[1]["position"], json!({"x": 25.0, "y": 0.0}));
    assert_eq!(seats[1]["radius"], Value::Null, "which is how large pretix draws by itself");
}

#[test]
fn seats_are_drawn_as_large_as_there_is_room() {
    let (file, _) = written(&plan_of(&sample()));
    assert_eq!(file["zones"][1]["rows"][0]["seats"][0]["radius"], 8);
}

#[test]
fn a_guid_that_is_another_seats_label_is_told_apart() {
    let mut value = sample();
    value["sections"][0]["rows"][0]["seats"][0]["guid"] = json!("S1-A-2");
    let export = export_plan(&plan_of(&value), ExportFormat::Pretix).unwrap();
    assert!(listed(&export).contains("/sections/0/rows/0/seats/1"));
    let again = read_again(&export.text, PlanFileFormat::Pretix).plan;
    let guids: Vec<_> = again.sections[0].rows[0].seats.iter().map(|seat| seat.guid.as_deref()).collect();
    assert_eq!(guids, [Some("S1-A-2"), Some("S1-A-2'"), None, None]);
}

#[test]
fn what_is_written_can_be_published() {
    for format in
        [(ExportFormat::Pretix, PlanFileFormat::Pretix), (ExportFormat::Seatsio, PlanFileFormat::Seatsio)]
    {
        let export = export_plan(&plan_of(&sample()), format.0).unwrap();
        let again = read_again(&export.text, format.1).plan;
        let published = PublishedPlan::publish(again, None).unwrap();
        assert!(geometry(&published).is_ok());
    }
}
