//! frontrow's own format, read field by field.

use proptest::prelude::*;

use super::*;
use crate::plan::tests::{plan_of, sample};
use crate::plan::{Area, Caption, Row, RowEnds, Seat, Section, Shape, Text, Units, parse_plan};

#[test]
fn the_sample_is_read_as_serde_reads_it() {
    let import = import(&sample());
    assert_eq!(import.issues, []);
    assert_eq!(import.plan, plan_of(&sample()));
    assert!(import.is_readable);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let mut file = sample();
    file["sections"][0]["rows"][0]["seats"][0]["sea"] = json!(1);
    file["sections"][0]["rows"][0]["seats"][1]["label"] = json!(2);
    file["sections"][0]["rows"][0]["seats"][2].as_object_mut().unwrap().remove("position");
    file["sections"][0]["rows"][0]["label_at"] = json!("above");
    file["booths"][0]["outline"]["type"] = json!("star");
    file["levels"] = json!("none");
    file["texts"] = json!([5]);
    file["format"] = json!("frontrow-plan/9");
    let import = import_plan(
        file.to_string().as_bytes(),
        ImportOptions { format: Some(PlanFileFormat::Native), ..ImportOptions::default() },
    );
    assert!(import.is_readable && !import.is_usable(), "a draft with errors");
    let seats = "/sections/0/rows/0/seats";
    let structure: Vec<String> = lines(&import.issues).into_iter().take(9).collect();
    assert_eq!(
        structure,
        [
            "invalid_value /format",
            "invalid_value /levels",
            "invalid_value /sections/0/rows/0/label_at",
            &format!("unknown_field {seats}/0/sea"),
            &format!("invalid_value {seats}/1/label"),
            &format!("invalid_value {seats}/2/position"),
            "invalid_value /booths/0/outline/type",
            "invalid_value /texts/0",
            "empty_text /sections/0/rows/0/seats/1/label",
        ]
    );
    let unknown = import.issues.iter().find(|issue| issue.code == PlanIssueCode::UnknownField).unwrap();
    assert_eq!(
        unknown.severity,
        Severity::Error,
        "in the plan's own format a field that is not known is an error"
    );
}

fn units() -> impl Strategy<Value = Units> {
    (-50_000_i32..50_000).prop_map(|thousandths| Units::new(f64::from(thousandths) / 1000.0))
}

fn point() -> impl Strategy<Value = Point> {
    (units(), units()).prop_map(|(x, y)| Point { x, y })
}

fn outline() -> impl Strategy<Value = Outline> {
    prop_oneof![
        prop::collection::vec(point(), 0..5).prop_map(|points| Outline::Polygon { points }),
        (point(), units(), units(), units()).prop_map(|(center, width, height, turn)| Outline::Rectangle {
            center,
            width,
            height,
            rotation_degrees: turn,
            corner_radius: height
        }),
        (point(), units(), units()).prop_map(|(center, radius_x, radius_y)| Outline::Ellipse {
            center,
            radius_x,
            radius_y,
            rotation_degrees: radius_x
        }),
    ]
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[a-c\"\\\\ä]{0,3}")
}

fn seat() -> impl Strategy<Value = Seat> {
    let marks = any::<[bool; 3]>();
    ("[0-9]{1,2}", point(), maybe(), marks, prop::option::of(any::<bool>()), maybe()).prop_map(
        |(label, position, level, [accessible, companion, restricted_view], aisle_after, guid)| Seat {
            label,
            position,
            level,
            accessible,
            companion,
            restricted_view,
            aisle_after,
            guid,
        },
    )
}

fn row() -> impl Strategy<Value = Row> {
    let ends = prop::option::of(prop::sample::select(vec![RowEnds::Start, RowEnds::End, RowEnds::Both]));
    ("[A-C]", maybe(), maybe(), ends, maybe(), any::<bool>(), prop::collection::vec(seat(), 0..4)).prop_map(
        |(label, name, seat_name, label_at, level, as_listed, seats)| Row {
            label,
            name,
            seat_name,
            label_at,
            level,
            as_listed,
            seats,
        },
    )
}

fn caption() -> impl Strategy<Value = Caption> {
    (units(), point(), units(), any::<bool>()).prop_map(|(size, offset, rotation_degrees, hidden)| Caption {
        size,
        offset,
        rotation_degrees,
        hidden,
    })
}

fn drawn() -> impl Strategy<Value = (Vec<Shape>, Vec<Text>)> {
    let shape = (outline(), maybe(), maybe(), caption(), maybe(), any::<bool>()).prop_map(
        |(outline, kind, label, caption, paint, foreground)| Shape {
            outline,
            kind,
            label,
            caption,
            fill: paint.clone(),
            stroke: paint,
            stroke_width: caption.size,
            foreground,
        },
    );
    let text = ("[a-z]{0,4}", point(), units(), maybe()).prop_map(|(text, position, size, color)| Text {
        text,
        position,
        size,
        rotation_degrees: size,
        color,
    });
    (prop::collection::vec(shape, 0..3), prop::collection::vec(text, 0..3))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a plan holds, valid or not: reading its text field by field gives what `serde` reads.
    #[test]
    fn every_plan_is_read_as_serde_reads_it(
        rows in prop::collection::vec(row(), 0..3),
        inner in prop::collection::vec(row(), 0..3),
        (outline, caption, capacity, level) in (outline(), caption(), any::<u32>(), maybe()),
        (shapes, texts) in drawn(),
        focal_point in prop::option::of(point()),
    ) {
        let mut plan = plan_of(&sample());
        plan.focal_point = focal_point;
        plan.rows = rows;
        (plan.shapes, plan.texts) = (shapes, texts);
        plan.tables.push(crate::plan::Table { outline: outline.clone(), ..plan.sections[0].tables[0].clone() });
        plan.areas.push(Area {
            label: "G".to_owned(), outline, capacity, level: level.clone(), as_a_whole: capacity % 2 == 0,
            minimum_occupancy: capacity / 3, caption,
        });
        plan.sections.push(Section { label: "T".to_owned(), level, rows: inner, caption, ..Section::default() });
        let text = serde_json::to_string(&plan).unwrap();
        let import = import_bytes(text.as_bytes());
        prop_assert!(import.is_readable);
        prop_assert_eq!(&import.plan, &plan);
        prop_assert_eq!(parse_plan(&text).unwrap(), plan);
    }
}
