//! pretix seating plans.

use std::collections::BTreeMap;

use super::*;
use crate::plan::{PublishedPlan, RowEnds};

const FILE: &str = "pretix-format-stadium-seatmap-canvas.json";

fn plan() -> Value {
    let seat = |number: u32| {
        json!({
            "seat_number": number.to_string(), "seat_guid": format!("main-A-{number}"), "category": "Front",
            "position": {"x": number * 25, "y": 0}, "uuid": "u", "radius": 8
        })
    };
    json!({
        "name": "Hall", "size": {"width": 400, "height": 300},
        "categories": [{"name": "Front", "color": "#abc"}, {"name": "Back"}],
        "zones": [{
            "name": "Main floor", "zone_id": "main", "uuid": "z", "position": {"x": 100, "y": 50},
            "rows": [
                {
                    "row_number": "A", "row_label": "Row %s", "seat_label": "Seat %s",
                    "row_number_position": "both", "position": {"x": 5, "y": 10}, "uuid": "r",
                    "seats": [seat(1), seat(2), seat(3)]
                },
                {"row_number": "B", "row_number_position": null, "seats": [{
                    "seat_number": "1", "seat_guid": "Main floor-B-1", "category": "Back", "position": {"x": 0.25, "y": 50}
                }]}
            ],
            "areas": [
                {"shape": "rectangle", "rectangle": {"width": 40, "height": 20}, "position": {"x": 10, "y": 0},
                    "rotation": 90, "color": "#333333", "border_color": "#000",
                    "text": {"text": "Stage", "position": {"x": 20, "y": 10}, "color": "#ffffff", "size": 12}},
                {"shape": "circle", "circle": {"radius": 5}, "position": {"x": 0, "y": 0}, "color": "none"},
                {"shape": "ellipse", "ellipse": {"radius": {"x": 6, "y": 3}}, "rotation": 45},
                {"shape": "polygon", "polygon": {"points": [{"x": 0, "y": 0}, {"x": 9, "y": 0}, {"x": 0, "y": 9}]},
                    "position": {"x": 1, "y": 1}},
                {"shape": "text", "text": {"text": "Exit", "position": {"x": 3, "y": 4}}, "position": {"x": 0, "y": 0}}
            ]
        }]
    })
}

#[test]
fn the_made_up_plan_is_imported_whole() {
    let import = import(&plan());
    assert_eq!(import.format, Some(PlanFileFormat::Pretix));
    assert_eq!(lines(&import.issues), ["no_focal_point "]);
    assert_eq!(
        notes(&import),
        [
            "set_aside /size plan.size: 1",
            "set_aside /zones/0/rows/0/uuid row.uuid: 1",
            "set_aside /zones/0/rows/0/seats/0/radius seat.radius: 3",
            "set_aside /zones/0/rows/0/seats/0/uuid seat.uuid: 3",
            "set_aside /zones/0/uuid zone.uuid: 1",
        ]
    );
    let plan = &import.plan;
    assert_eq!(plan.name, "Hall");
    let levels: Vec<_> =
        plan.levels.iter().map(|level| [level.key.as_str(), &level.name, &level.color]).collect();
    assert_eq!(levels, [["Front", "Front", "#aabbcc"], ["Back", "Back", "#808080"]]);
    let section = &plan.sections[0];
    assert_eq!((section.label.as_str(), section.rows.len()), ("Main floor", 2));
    let row = &section.rows[0];
    assert_eq!(
        (row.label.as_str(), row.name.as_deref(), row.seat_name.as_deref()),
        ("A", Some("Row A"), Some("Seat %s"))
    );
    assert_eq!((row.label_at, row.level.as_deref()), (Some(RowEnds::Both), Some("Front")));
    let seat = &row.seats[1];
    assert_eq!((seat.label.as_str(), seat.guid.as_deref(), &seat.level), ("2", Some("main-A-2"), &None));
    assert_eq!(seat.position, Point::new(155.0, 60.0), "in its row, in its zone");
    let other = &section.rows[1];
    assert_eq!(
        (other.label_at, &other.seats[0].guid),
        (None, &None),
        "a guid that is the label says nothing more"
    );
    assert_eq!(
        other.seats[0].position,
        Point::new(100.25, 100.0),
        "a row without a position lies in its zone"
    );
}

#[test]
fn areas_are_drawn_where_pretix_draws_them() {
    let plan = import(&plan()).plan;
    let shapes: Vec<&Outline> = plan.shapes.iter().map(|shape| &shape.outline).collect();
    let Outline::Rectangle { center, width, height, rotation_degrees, .. } = shapes[0] else {
        panic!("{shapes:?}")
    };
    // Turned about its upper left corner at (110, 50), a quarter clockwise.
    assert_eq!(*center, Point::new(100.0, 70.0));
    assert_eq!(format!("{:?}", [width.get(), height.get(), rotation_degrees.get()]), "[40.0, 20.0, 90.0]");
    assert_eq!(*shapes[1], Outline::circle(Point::new(100.0, 50.0), 5.0));
    let Outline::Ellipse { center, radius_x, radius_y, rotation_degrees } = shapes[2] else {
        panic!("{shapes:?}")
    };
    assert_eq!(*center, Point::new(100.0, 50.0));
    assert_eq!(format!("{:?}", [radius_x.get(), radius_y.get(), rotation_degrees.get()]), "[6.0, 3.0, 45.0]");
    let points = [(101.0, 51.0), (110.0, 51.0), (101.0, 60.0)].map(|(x, y)| Point::new(x, y)).into();
    assert_eq!(*shapes[3], Outline::Polygon { points });
    let paint: Vec<_> =
        plan.shapes.iter().map(|shape| (shape.fill.as_deref(), shape.stroke.as_deref())).collect();
    assert_eq!(paint, [(Some("#333333"), Some("#000000")), (None, None), (None, None), (None, None)]);
    let texts: Vec<_> = plan
        .texts
        .iter()
        .map(|text| (text.text.as_str(), text.position, text.size.get(), text.rotation_degrees.get()))
        .collect();
    assert_eq!(
        texts,
        [("Stage", Point::new(100.0, 70.0), 12.0, 90.0), ("Exit", Point::new(103.0, 54.0), 16.0, 0.0)]
    );
    assert_eq!(plan.texts[0].color.as_deref(), Some("#ffffff"));
}

#[test]
fn a_zone_without_a_name_is_the_plan_itself() {
    let mut file = plan();
    let zone = file["zones"][0].as_object_mut().unwrap();
    zone.remove("name");
    assert_eq!(import(&file).plan.sections[0].label, "main", "its id names it");
    file["zones"][0].as_object_mut().unwrap().remove("zone_id");
    let import = import(&file);
    assert_eq!((import.plan.sections.len(), import.plan.rows.len()), (0, 2));
    let mut broken = file;
    broken["zones"][0]["rows"][1]["seats"] = json!([]);
    assert_eq!(lines(&super::import(&broken).issues)[0], "empty_row /zones/0/rows/1/seats");
}

#[test]
fn a_zone_that_only_draws_is_no_section() {
    let mut file = plan();
    let mut zone = file["zones"][0].clone();
    zone["rows"] = json!([]);
    zone["name"] = json!("Garden");
    file["zones"].as_array_mut().unwrap().push(zone);
    let import = import(&file);
    assert_eq!((import.plan.sections.len(), import.plan.shapes.len()), (1, 8));
    assert!(notes(&import).contains(&"taken_otherwise /zones/1/name \"Garden\"".to_owned()));
}

#[test]
fn what_is_wrong_is_shown_where_it_is() {
    let mut file = plan();
    let seats = "/zones/0/rows/0/seats";
    file["zones"][0]["rows"][0]["seats"][1]["category"] = json!("Gold");
    file["zones"][0]["rows"][0]["seats"][2]["category"] = json!("Gold");
    file["zones"][0]["rows"][0]["seats"][2]["seat_guid"] = json!("main-A-1");
    file["zones"][0]["rows"][0]["seats"][2]["start_direction"] = json!("<>");
    file["zones"][0]["rows"][0]["row_number_position"] = json!("above");
    file["zones"][0]["rows"][1]["seats"][0]["position"] = json!({"x": "1"});
    file["zones"][0]["areas"][0]["shape"] = json!("star");
    file["zones"][0]["areas"][1]["color"] = json!("salmon");
    file["background"] = json!("hall.png");
    let found = import(&file);
    assert_eq!(
        lines(&found.issues),
        [
            "invalid_value /zones/0/rows/1/seats/0/position/x",
            "invalid_value /zones/0/rows/1/seats/0/position/y",
            &format!("duplicate_guid {seats}/0/seat_guid +{seats}/2/seat_guid"),
            &format!("unknown_level {seats}/1/category +{seats}/2/category"),
            "not_imported /zones/0/areas/0/shape",
            "not_imported /zones/0/areas/1/color",
            &format!("not_imported {seats}/2/start_direction"),
            "not_imported /zones/0/rows/0/row_number_position",
            "unknown_field /background",
            "no_focal_point ",
        ]
    );
    let mended = mended(&file);
    let done: Vec<String> =
        mended.mends.iter().map(|mend| format!("{} {}", mend.code.name(), mend.pointer)).collect();
    assert_eq!(
        done,
        [
            "invalid_value /zones/0/rows/1/seats/0/position/x",
            &format!("duplicate_guid {seats}/0/seat_guid"),
            &format!("unknown_level {seats}/1/category"),
        ]
    );
    assert_eq!(lines(&mended.issues)[0], "invalid_value /zones/0/rows/1/seats/0/position/y");
    assert_eq!(mended.plan.levels[2].key, "Gold");
}

/// All texts of a field, with the pointers of the seats that bear each.
fn bearers(file: &Value, label: impl Fn(&Value, &Value, &Value) -> String) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (zone_number, zone) in file["zones"].as_array().unwrap().iter().enumerate() {
        for (row_number, row) in zone["rows"].as_array().unwrap().iter().enumerate() {
            for (seat_number, seat) in row["seats"].as_array().unwrap().iter().enumerate() {
                let pointer = format!("/zones/{zone_number}/rows/{row_number}/seats/{seat_number}");
                found.entry(label(zone, row, seat)).or_default().push(pointer);
            }
        }
    }
    found.retain(|_, pointers| pointers.len() > 1);
    found
}

#[test]
fn the_stadium_is_refused_with_every_duplicate_and_all_its_places() {
    let Some(text) = shared(FILE) else { return };
    let file: Value = serde_json::from_str(&text).unwrap();
    let import = import_bytes(text.as_bytes());
    assert!(!import.is_usable());
    let told = |code: PlanIssueCode, field: &str| -> BTreeMap<String, Vec<String>> {
        let issues = import.issues.iter().filter(|issue| issue.code == code);
        let places = |issue: &PlanIssue| -> Vec<String> {
            assert_eq!(issue.not_listed, 0);
            std::iter::once(&issue.pointer)
                .chain(&issue.also_at)
                .map(|at| at.trim_end_matches(field).to_owned())
                .collect()
        };
        issues.map(|issue| (issue.value.clone(), places(issue))).collect()
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let guids = bearers(&file, |_, _, seat| text(&seat["seat_guid"]));
    let labels = bearers(&file, |zone, row, seat| {
        format!("{}-{}-{}", text(&zone["name"]), text(&row["row_number"]), text(&seat["seat_number"]))
    });
    assert_eq!((guids.len(), guids.values().map(Vec::len).sum::<usize>()), (126, 546));
    assert_eq!(labels.len(), 126);
    assert_eq!(told(PlanIssueCode::DuplicateGuid, "/seat_guid"), guids);
    assert_eq!(told(PlanIssueCode::DuplicateLabel, ""), labels);
    let errors = import.issues.iter().filter(|issue| issue.severity == Severity::Error).count();
    assert_eq!(errors, 252, "nothing else is wrong with it");
}

/// The file with guids and row labels made unique: each block of rows gets names of its own.
pub(in crate::plan) fn mended_stadium() -> Option<Value> {
    let mut file: Value = serde_json::from_str(&shared(FILE)?).unwrap();
    for zone in file["zones"].as_array_mut().unwrap() {
        let name = zone["zone_id"].as_str().unwrap().to_owned();
        for (number, row) in zone["rows"].as_array_mut().unwrap().iter_mut().enumerate() {
            // Six rows are a block.
            let label = format!("{}{}", row["row_number"].as_str().unwrap(), number / 6 + 1);
            row["row_number"] = json!(label);
            for seat in row["seats"].as_array_mut().unwrap() {
                seat["seat_guid"] =
                    json!(format!("{name}-{label}-{}", seat["seat_number"].as_str().unwrap()));
            }
        }
    }
    Some(file)
}

#[test]
fn the_mended_stadium_loads() {
    let Some(file) = mended_stadium() else { return };
    let import = import(&file);
    assert_eq!(lines(&import.issues), ["unused /categories/2", "no_focal_point "]);
    let expected =
        PlanCounts { levels: 5, sections: 2, rows: 90, seats: 738, drawings: 1, ..PlanCounts::default() };
    assert_eq!(import.counts, expected);
    let published = PublishedPlan::publish(import.plan, None).unwrap();
    let index = published.index().unwrap();
    assert_eq!(index.places().count(), 738);
    // Every row is one block without an aisle: each seat has a neighbour towards the end of its row, but the last.
    let ends = index.places().filter(|place| index.right(*place).is_none()).count();
    assert_eq!((ends, index.row_labels().len()), (90, 90));
}
