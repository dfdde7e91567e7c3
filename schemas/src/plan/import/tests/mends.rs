//! What is mended, that it is listed, and that a mended plan is one that needs no mending.

use super::*;
use crate::plan::tests::sample;

fn done(import: &Import) -> Vec<String> {
    let line = |mend: &PlanMend| {
        let also: Vec<String> = mend.also_at.iter().map(|at| format!(" +{at}")).collect();
        let also = also.concat();
        format!("{} {}{also} {}", mend.code.name(), mend.pointer, mend.value)
    };
    import.mends.iter().map(line).collect()
}

/// Sets the value at `pointer` of the sample; the mends, and the issues that are left.
#[track_caller]
fn check(pointer: &str, value: Value, mends: &[&str], left: &[&str]) -> SeatingPlan {
    let mut file = sample();
    let (holder, field) = pointer.rsplit_once('/').unwrap();
    match file.pointer_mut(holder).unwrap() {
        Value::Array(items) => items[field.parse::<usize>().unwrap()] = value,
        holder => holder[field] = value,
    }
    let found = mended(&file);
    assert_eq!(done(&found), mends, "{pointer}");
    assert_eq!(lines(&found.issues), left, "{pointer}");
    if left.is_empty() {
        let again = import_plan(
            serde_json::to_string(&found.plan).unwrap().as_bytes(),
            ImportOptions { fix: true, ..ImportOptions::default() },
        );
        assert_eq!(
            (done(&again), lines(&again.issues)),
            (Vec::new(), Vec::new()),
            "{pointer}: mended once and for all"
        );
        assert_eq!(again.plan, found.plan);
    }
    found.plan
}

#[test]
fn the_safe_mends_are_made_and_listed() {
    let plan = check("/rows/0/seats", json!([]), &["empty_row /rows/0 []"], &[]);
    assert_eq!(plan.rows, []);
    let plan = check("/sections/0/tables/0/seats", json!([]), &["empty_row /sections/0/tables/0 T1"], &[]);
    assert_eq!((plan.sections[0].tables.len(), plan.shapes[1].kind.as_deref()), (0, Some("table")));
    check("/booths/0/level", json!("gold"), &["unknown_level /booths/0/level gold"], &[]);
    check("/sections/0/zone", json!("z"), &["unknown_zone /sections/0/zone z", "unused /zones/0 "], &[]);
    check("/sections/0/floor", json!("f"), &["unknown_floor /sections/0/floor f", "unused /floors/0 "], &[]);
    check("/levels/0/color", json!("#abc"), &["invalid_color /levels/0/color #abc"], &[]);
    let plan = check("/levels/0/color", json!("azure"), &["invalid_color /levels/0/color azure"], &[]);
    assert_eq!(plan.levels[0].color, "#808080");
    let plan = check("/shapes/0/fill", json!("azure"), &["invalid_color /shapes/0/fill azure"], &[]);
    assert_eq!(plan.shapes[0].fill, None);
    check(
        "/sections/0/rows/1/label",
        json!("B\u{7}"),
        &["invalid_text /sections/0/rows/1/label B\u{7}"],
        &[],
    );
    check("/shapes/0/outline/width", json!(0), &["invalid_outline /shapes/0 "], &[]);
    check("/texts/0/position/x", json!(1e9), &["number_out_of_range /texts/0 "], &[]);
    check("/sections/0/outline", json!([{"x": 1, "y": 1}]), &["invalid_outline /sections/0 1"], &[]);
    let table = "/sections/0/tables/0";
    let mend = format!("invalid_occupancy {table} 0");
    check(&format!("{table}/minimum_occupancy"), json!(0), &[&mend], &[]);
    check("/areas/0/minimum_occupancy", json!(0), &["invalid_occupancy /areas/0 0"], &[]);
    check("/areas/0/capacity", json!("7"), &["invalid_value /areas/0/capacity \"7\""], &[]);
    check("/booths/0/level", json!("b"), &[], &[]);
    check(
        "/sections/0/rows/0/seats/0/accessible",
        json!("true"),
        &["invalid_value /sections/0/rows/0/seats/0/accessible \"true\""],
        &[],
    );
}

#[test]
fn the_focal_point_is_the_stage_where_there_is_one() {
    let plan = check("/focal_point", json!(null), &["no_focal_point  missing"], &[]);
    assert_eq!(plan.focal_point, Some(Point::new(50.0, -100.0)));
    let mut file = sample();
    file["focal_point"] = json!(null);
    let stage = file["shapes"][0].clone();
    file["shapes"].as_array_mut().unwrap().push(stage);
    let two = mended(&file);
    assert_eq!(
        (done(&two), lines(&two.issues)),
        (Vec::new(), vec!["no_focal_point /focal_point".to_owned()])
    );
}

#[test]
fn guids_that_several_seats_have_are_left_out_and_the_others_stay() {
    let mut file = sample();
    for (seat, guid) in ["g", "h", "g"].iter().enumerate() {
        file["sections"][0]["rows"][0]["seats"][seat]["guid"] = json!(guid);
    }
    let found = mended(&file);
    let seats = "/sections/0/rows/0/seats";
    assert_eq!(done(&found), [format!("duplicate_guid {seats}/0/guid +{seats}/2/guid g")]);
    let guids: Vec<_> =
        found.plan.sections[0].rows[0].seats.iter().map(|seat| seat.guid.as_deref()).collect();
    assert_eq!(guids, [None, Some("h"), None, None]);
}

#[test]
fn seats_are_listed_as_they_sit_and_found_where_they_were() {
    let mut file = sample();
    file["sections"][0]["rows"][0]["seats"].as_array_mut().unwrap().swap(0, 2);
    file["sections"][0]["rows"][0]["seats"][1]["level"] = json!("gold");
    file["rows"][0]["seats"] = json!([]);
    let found = mended(&file);
    assert_eq!(
        done(&found),
        [
            "empty_row /rows/0 []",
            "unknown_level /sections/0/rows/0/seats/1/level gold",
            "row_out_of_order /sections/0/rows/0 A",
        ]
    );
    let labels: Vec<_> =
        found.plan.sections[0].rows[0].seats.iter().map(|seat| seat.label.as_str()).collect();
    assert_eq!(labels, ["4", "3", "2", "1"].into_iter().rev().collect::<Vec<_>>());
}

#[test]
fn what_is_not_mended_is_told_where_it_was_in_the_file() {
    let mut file = sample();
    // The row in front of the duplicate is removed, and the seats of its own row are sorted.
    file["sections"][0]["rows"][0]["seats"] = json!([]);
    file["sections"][0]["rows"][1]["seats"] = json!([
        {"label": "1", "position": {"x": 20, "y": 0}},
        {"label": "2", "position": {"x": 0, "y": 0}},
        {"label": "2", "position": {"x": 40, "y": 0}},
    ]);
    let found = mended(&file);
    let seats = "/sections/0/rows/1/seats";
    assert_eq!(lines(&found.issues), [format!("duplicate_label {seats}/1 +{seats}/2")]);
}

#[test]
fn labels_positions_and_places_are_never_mended() {
    let seat = "/sections/0/rows/0/seats/0";
    let again = format!("duplicate_label {seat} +/sections/0/rows/0/seats/1");
    check(&format!("{seat}/label"), json!("2"), &[], &[&again]);
    check("/areas/0/capacity", json!(0), &[], &["zero_capacity /areas/0/capacity"]);
    check(
        "/rows/0/seats/0/position",
        json!({"x": 60, "y": 30}),
        &[],
        &["same_position /rows/0/seats/0 +/sections/0/rows/0/seats/2"],
    );
}
