//! What validation finds: each case is the sample with one thing changed and the issues exactly.

use serde_json::json;

use super::*;

/// Sets the value at `pointer` and checks the issues: a line each of code, pointer, other pointers and value.
#[track_caller]
fn check(pointer: &str, value: Value, expected: &[&str]) {
    let mut plan = sample();
    let (holder, field) = pointer.rsplit_once('/').unwrap();
    match plan.pointer_mut(holder).unwrap() {
        Value::Array(items) => items[field.parse::<usize>().unwrap()] = value,
        holder => holder[field] = value,
    }
    assert_eq!(lines(&validate(&plan_of(&plan))), expected);
}

fn lines(issues: &[PlanIssue]) -> Vec<String> {
    let line = |issue: &PlanIssue| {
        let code = serde_json::to_string(&issue.code).unwrap().replace('"', "");
        assert!(!issue.advice.is_empty(), "{code} gives no advice");
        assert_eq!(issue.severity, issue.code.severity());
        let also: String = issue.also_at.iter().map(|pointer| format!(" +{pointer}")).collect();
        format!("{code} {}{also} {:?}", issue.pointer, issue.value)
    };
    issues.iter().map(line).collect()
}

#[test]
fn the_sample_is_valid() {
    assert_eq!(validate(&plan_of(&sample())), []);
}

#[test]
fn labels_are_unique_in_the_whole_plan() {
    check(
        "/sections/0/rows/0/seats/1/label",
        json!("1"),
        &["duplicate_label /sections/0/rows/0/seats/0 +/sections/0/rows/0/seats/1 \"S1-A-1\""],
    );
    // The parts differ, the whole does not.
    check("/areas/0/label", json!("X-1"), &["duplicate_label /rows/0/seats/0 +/areas/0 \"X-1\""]);
    check(
        "/sections/0/tables/0/label",
        json!("A"),
        &[1, 2, 3, 4]
            .map(|seat| {
                let at = seat - 1;
                format!(
                    "duplicate_label /sections/0/rows/0/seats/{at} +/sections/0/tables/0/seats/{at} \"S1-A-{seat}\""
                )
            })
            .each_ref()
            .map(String::as_str),
    );
}

#[test]
fn all_bearers_of_a_label_are_named() {
    let mut plan = sample();
    for seat in 0..4 {
        plan["sections"][0]["rows"][0]["seats"][seat]["label"] = json!("9");
    }
    let seat = |number: usize| format!("/sections/0/rows/0/seats/{number}");
    let expected = format!("duplicate_label {} +{} +{} +{} \"S1-A-9\"", seat(0), seat(1), seat(2), seat(3));
    assert_eq!(lines(&validate(&plan_of(&plan))), [expected]);
}

#[test]
fn keys_are_unique_and_tables_too() {
    check(
        "/levels/1/key",
        json!("a"),
        &[
            "duplicate_key /levels/0/key +/levels/1/key \"a\"",
            "unknown_level /rows/0/level +/booths/0/level +/sections/0/rows/1/level \
             +/sections/0/rows/0/seats/3/level \"b\"",
        ],
    );
    let again = json!([{"key": "ground", "name": "1"}, {"key": "ground", "name": "2"}]);
    check("/floors", again, &["duplicate_key /floors/0/key +/floors/1/key \"ground\""]);
    let again = json!([{"key": "main", "name": "1"}, {"key": "main", "name": "2"}]);
    check("/zones", again, &["duplicate_key /zones/0/key +/zones/1/key \"main\""]);
    let mut plan = sample();
    let table = plan["sections"][0]["tables"][0].clone();
    let mut other = table.clone();
    for seat in 0..4 {
        other["seats"][seat]["label"] = json!(format!("{}", seat + 11));
        other["seats"][seat]["position"]["x"] = json!(500 + 20 * seat);
    }
    plan["sections"][0]["tables"] = json!([table, other]);
    let expected = "duplicate_label /sections/0/tables/0/label +/sections/0/tables/1/label \"S1-T1\"";
    assert_eq!(lines(&validate(&plan_of(&plan))), [expected]);
}

#[test]
fn every_key_that_is_named_exists() {
    check(
        "/sections/0/zone",
        json!("side"),
        &["unknown_zone /sections/0/zone \"side\"", "unused /zones/0 \"main\""],
    );
    check(
        "/sections/0/floor",
        json!("roof"),
        &["unknown_floor /sections/0/floor \"roof\"", "unused /floors/0 \"ground\""],
    );
    check("/areas/0/level", json!("c"), &["unknown_level /areas/0/level \"c\""]);
    check("/sections/0/level", json!("c"), &["unknown_level /sections/0/level \"c\""]);
    check("/booths/0/level", json!(null), &["level_missing /booths/0 \"Stall\""]);
    check("/rows/0/level", json!(null), &["level_missing /rows/0/seats/0 \"X-1\""]);
}

#[test]
fn texts_are_there_and_short_and_plain() {
    check("/name", json!(" "), &["empty_text /name \" \""]);
    check(
        "/sections/0/rows/1/seats/0/label",
        json!(""),
        &["empty_text /sections/0/rows/1/seats/0/label \"\""],
    );
    check("/zones/0/name", json!("a\u{7}"), &["invalid_text /zones/0/name \"a\\u{7}\""]);
    check("/texts/0/text", json!("line\nline"), &["invalid_text /texts/0/text \"line\\nline\""]);
    check("/levels/0/color", json!("red"), &["invalid_color /levels/0/color \"red\""]);
    check("/shapes/0/fill", json!("#12345g"), &["invalid_color /shapes/0/fill \"#12345g\""]);
}

#[test]
fn areas_take_somebody() {
    check("/areas/0/capacity", json!(0), &["zero_capacity /areas/0/capacity \"0\""]);
    check("/areas/0/minimum_occupancy", json!(0), &["invalid_occupancy /areas/0/minimum_occupancy \"0\""]);
    check(
        "/areas/0/minimum_occupancy",
        json!(121),
        &["invalid_occupancy /areas/0/minimum_occupancy \"121\""],
    );
    check("/areas/0/minimum_occupancy", json!(120), &[]);
    let table = "/sections/0/tables/0/minimum_occupancy";
    for (minimum, issues) in [(0, 1), (1, 0), (4, 0), (5, 1)] {
        let expected = format!("invalid_occupancy {table} \"{minimum}\"");
        check(table, json!(minimum), &[expected.as_str()][..issues]);
    }
}

#[test]
fn rows_and_tables_have_seats_and_a_plan_has_places() {
    check("/rows/0/seats", json!([]), &["empty_row /rows/0/seats \"X\""]);
    check("/sections/0/tables/0/seats", json!([]), &["empty_row /sections/0/tables/0/seats \"T1\""]);
    let empty = SeatingPlan { name: "Nothing".to_owned(), ..SeatingPlan::default() };
    assert_eq!(lines(&validate(&empty)), ["no_places  \"0\""]);
}

#[test]
fn two_seats_on_one_point_are_a_warning() {
    check(
        "/rows/0/seats/0/position",
        json!({"x": 60, "y": 30}),
        &["same_position /rows/0/seats/0 +/sections/0/rows/0/seats/2 \"2\""],
    );
}

#[test]
fn outlines_have_an_extent() {
    check("/booths/0/outline/width", json!(0), &["invalid_outline /booths/0/outline \"0\""]);
    check("/areas/0/outline/points/2", json!({"x": 1, "y": 1}), &[]);
    check(
        "/areas/0/outline/points",
        json!([{"x": 1, "y": 1}]),
        &["invalid_outline /areas/0/outline/points \"1\""],
    );
    check("/sections/0/outline", json!([{"x": 1, "y": 1}]), &["invalid_outline /sections/0/outline \"1\""]);
    check("/shapes/0/outline/height", json!(-1), &["number_out_of_range /shapes/0/outline \"\""]);
}

#[test]
fn numbers_are_finite() {
    for broken in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut plan = plan_of(&sample());
        plan.rows[0].seats[0].position = Point::new(broken, 1.0);
        plan.zones[0].focal_point = Some(Point::new(0.0, broken));
        plan.focal_point = Some(Point::new(broken, 0.0));
        plan.areas[0].outline = Outline::circle(Point::default(), broken);
        plan.texts[0].rotation_degrees = Units::new(broken);
        plan.shapes[0].stroke_width = Units::new(broken);
        plan.sections[0].caption.size = Units::new(broken);
        let found: Vec<String> = validate(&plan).into_iter().map(|issue| issue.pointer).collect();
        assert_eq!(
            found,
            [
                "/rows/0/seats/0/position",
                "/focal_point",
                "/zones/0/focal_point",
                "/sections/0/caption",
                "/areas/0/outline",
                "/shapes/0/stroke_width",
                "/texts/0",
            ]
        );
    }
}
