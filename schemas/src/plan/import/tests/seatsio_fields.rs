//! No field is dropped silently.

use std::collections::BTreeSet;

use super::*;

/// Pointers to all objects of the file, but for those within fields that mean nothing here.
fn objects(value: &Value, pointer: &str, found: &mut Vec<String>) {
    const WITHOUT_MEANING: [&str; 4] = ["seatLabeling", "objectLabeling", "snapOffset", "referenceChart"];
    match value {
        Value::Object(fields) => {
            found.push(pointer.to_owned());
            for (name, value) in fields.iter().filter(|(name, _)| !WITHOUT_MEANING.contains(&name.as_str())) {
                objects(value, &format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                objects(item, &format!("{pointer}/{number}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn a_field_nobody_knows_is_reported_in_every_object() {
    let mut file = chart();
    file["subChart"]["snapOffset"] = json!({"x": 0, "y": 0});
    file["subChart"]["tables"] = json!([{"label": "T", "center": {"x": 300, "y": 300}, "radius": 9, "type": "round",
        "seats": [{"x": 300, "y": 320, "label": "1", "categoryKey": 1}]}]);
    file["subChart"]["generalAdmissionAreas"] = json!([{"label": "GA", "capacity": 1, "categoryKey": 1,
        "type": "circle", "center": {"x": 400, "y": 0}, "radius1": 1, "radius2": 1}]);
    file["subChart"]["booths"] = json!([{"label": "B", "categoryKey": 1,
        "type": "rectangle", "center": {"x": 400, "y": 0}, "width": 1, "height": 1}]);
    file["subChart"]["shapes"] =
        json!([{"type": "rectangle", "center": {"x": 400, "y": 0}, "width": 1, "height": 1}]);
    file["subChart"]["texts"] = json!([{"text": "t", "center": {"x": 400, "y": 0}}]);
    assert_eq!(lines(&import(&file).issues), [""; 0]);
    let mut found = Vec::new();
    objects(&file, "", &mut found);
    assert_eq!(found.len(), 31);
    for pointer in &found {
        file.pointer_mut(pointer).unwrap()["sur/prise"] = json!(1);
    }
    let import = import(&file);
    let issues: Vec<_> = import.issues.iter().filter(|issue| issue.severity > Severity::Note).collect();
    assert!(issues.iter().all(|issue| issue.code == PlanIssueCode::UnknownField));
    let reported: BTreeSet<String> =
        issues.iter().flat_map(|issue| issue.also_at.iter().chain([&issue.pointer])).cloned().collect();
    let expected: BTreeSet<String> = found.iter().map(|pointer| format!("{pointer}/sur~1prise")).collect();
    assert_eq!(reported, expected);
}

/// Sets a field of the made-up chart and checks what is reported.
#[track_caller]
fn check(pointer: &str, value: Value, expected: &[&str]) {
    let mut file = chart();
    let (holder, field) = pointer.rsplit_once('/').unwrap();
    file.pointer_mut(holder).unwrap()[field] = value;
    assert_eq!(lines(&import(&file).issues), expected, "{pointer}");
}

#[test]
fn a_known_field_is_reported_when_it_says_something() {
    let seat = "/subChart/rows/0/seats/0";
    for (field, silent, telling) in [
        ("displayLabel", json!(null), json!("I")),
        ("entrance", json!(null), json!("North")),
        ("semiAmbulatorySeat", json!(false), json!(true)),
        ("disabledBySocialDistancingRules", json!(false), json!(true)),
        ("categoryAccessible", json!(null), json!(true)),
        ("published", json!(true), json!(false)),
    ] {
        check(&format!("{seat}/{field}"), silent, &[]);
        check(&format!("{seat}/{field}"), telling, &[&format!("not_imported {seat}/{field}")]);
    }
    let row = "/subChart/rows/0";
    for (field, silent, telling) in [
        ("rotationAngle", json!(0), json!(10)),
        ("sectionDisplayedLabel", json!(null), json!("Balcony")),
        ("curve", json!(0), json!(null)),
    ] {
        check(&format!("{row}/{field}"), silent, &[]);
        let expected = format!("not_imported {row}/{field}");
        let expected: &[&str] = if telling.is_null() { &[] } else { &[&expected] };
        check(&format!("{row}/{field}"), telling, expected);
    }
    check("/categories/list/0/accessible", json!(true), &["not_imported /categories/list/0/accessible"]);
    check("/subChart/backgroundImage", json!({"opacity": 1}), &["not_imported /subChart/backgroundImage"]);
    check("/subChart/icons", json!([{}]), &["invalid_value /subChart/icons/0/center"]);
    check("/subChart/imageObjects", json!([{}]), &["not_imported /subChart/imageObjects"]);
    let icon = json!([{"icon": "exit", "center": {"x": 1, "y": 2}, "size": 10, "flies": true}]);
    check("/subChart/icons", icon, &["unknown_field /subChart/icons/0/flies"]);
    check("/subChart/icons", json!([]), &[]);
    check("/venueType", json!("MOON"), &["not_imported /venueType"]);
    let nested = "/subChart/sections/0/subChart/sections";
    check(nested, json!([{}]), &[&format!("not_imported {nested}")]);
}

#[test]
fn a_value_of_the_wrong_type_is_reported_where_it_is() {
    let seat = "/subChart/rows/0/seats/0";
    check(&format!("{seat}/accessible"), json!("yes"), &[&format!("invalid_value {seat}/accessible")]);
    check(&format!("{seat}/x"), json!("10"), &[&format!("invalid_value {seat}/x")]);
    check(&format!("{seat}/y"), json!(null), &[&format!("invalid_value {seat}/y")]);
    check(&format!("{seat}/label"), json!(3), &[]);
    check(
        &format!("{seat}/label"),
        json!([]),
        &[&format!("invalid_value {seat}/label"), &format!("empty_text {seat}/label")],
    );
    check("/zones/list", json!({}), &["invalid_value /zones/list", "unknown_zone /subChart/sections/0/zone"]);
    check("/subChart/rows", json!([5]), &["invalid_value /subChart/rows/0"]);
}

#[test]
fn a_thousand_seats_with_one_trouble_are_one_issue() {
    let mut file = chart();
    let seat =
        |number: u32| json!({"x": number * 20, "y": 90, "label": number, "categoryKey": 1, "colour": "red"});
    file["subChart"]["rows"][0]["seats"] = json!((0..1_500).map(seat).collect::<Vec<_>>());
    let import = import(&file);
    assert_eq!(import.issues.iter().filter(|issue| issue.severity > Severity::Note).count(), 1);
    assert_eq!(import.issues[0].pointer, "/subChart/rows/0/seats/0/colour");
    assert_eq!(import.issues[0].also_at.len(), ISSUES_MAX);
    assert_eq!(import.issues[0].not_listed, 1_500 - 1 - ISSUES_MAX);
}
