//! Each limit at its edge: what it allows passes, one more does not.

use serde_json::json;

use super::super::limits::*;
use super::*;

/// A plan of one row with `count` seats, `seat` made into each.
fn one_row(count: usize) -> SeatingPlan {
    let seats = (0..count).map(|number| Seat {
        label: number.to_string(),
        position: Point::new(f64::from(u32::try_from(number).unwrap()), 0.0),
        ..Seat::default()
    });
    SeatingPlan {
        name: "Row".to_owned(),
        levels: vec![level("a")],
        focal_point: Some(Point::default()),
        rows: vec![Row {
            label: "A".to_owned(),
            level: Some("a".to_owned()),
            seats: seats.collect(),
            ..Row::default()
        }],
        ..SeatingPlan::default()
    }
}

fn level(key: &str) -> PriceLevel {
    PriceLevel { key: key.to_owned(), name: key.to_owned(), color: "#000000".to_owned() }
}

/// The errors' codes and pointers of the plan that `make` builds for `most` and for one more.
#[track_caller]
fn check(most: usize, make: impl Fn(usize) -> SeatingPlan, code: PlanIssueCode, pointer: &str) {
    let found = |count: usize| -> Vec<(PlanIssueCode, String)> {
        let issues = validate(&make(count)).into_iter().filter(|issue| issue.severity == Severity::Error);
        issues.map(|issue| (issue.code, issue.pointer)).collect()
    };
    assert_eq!(found(most), [], "{most} are allowed");
    assert_eq!(found(most + 1), [(code, pointer.to_owned())]);
}

#[test]
fn lists_end_at_their_limits() {
    check(ROW_SEATS_MAX, one_row, PlanIssueCode::TooMany, "/rows/0/seats");
    let levels = |count: usize| SeatingPlan {
        levels: std::iter::once(level("a")).chain((1..count).map(|key| level(&key.to_string()))).collect(),
        ..one_row(1)
    };
    check(LEVELS_MAX, levels, PlanIssueCode::TooMany, "/levels");
    let zones = |count: usize| SeatingPlan {
        zones: (0..count)
            .map(|key| Zone { key: key.to_string(), name: "z".into(), focal_point: None })
            .collect(),
        ..one_row(1)
    };
    check(ZONES_MAX, zones, PlanIssueCode::TooMany, "/zones");
    let floors = |count: usize| SeatingPlan {
        floors: (0..count).map(|key| Floor { key: key.to_string(), name: "f".into() }).collect(),
        ..one_row(1)
    };
    check(FLOORS_MAX, floors, PlanIssueCode::TooMany, "/floors");
    let sections = |count: usize| SeatingPlan {
        sections: (0..count)
            .map(|label| Section { label: label.to_string(), ..Section::default() })
            .collect(),
        ..one_row(1)
    };
    check(SECTIONS_MAX, sections, PlanIssueCode::TooMany, "/sections");
    let text = Text {
        text: "t".into(),
        position: Point::default(),
        size: Units::default(),
        rotation_degrees: Units::default(),
        color: None,
    };
    let drawings = |count: usize| SeatingPlan { texts: vec![text.clone(); count], ..one_row(1) };
    check(DRAWINGS_MAX, drawings, PlanIssueCode::TooMany, "/shapes");
}

#[test]
fn rows_tables_and_places_end_at_their_limits() {
    let rows = |count: usize| {
        let mut plan = one_row(1);
        plan.rows =
            (0..count).map(|label| Row { label: label.to_string(), ..plan.rows[0].clone() }).collect();
        plan
    };
    check(ROWS_MAX, rows, PlanIssueCode::TooMany, "/rows");
    let table = |label: usize, seats: usize| Table {
        label: label.to_string(),
        outline: Outline::circle(Point::default(), 1.0),
        level: Some("a".to_owned()),
        as_a_whole: false,
        minimum_occupancy: 1,
        seats: one_row(seats).rows.remove(0).seats,
    };
    let tables = |count: usize| SeatingPlan {
        tables: (0..count).map(|label| table(label, 1)).collect(),
        ..one_row(1)
    };
    check(TABLES_MAX, tables, PlanIssueCode::TooMany, "/tables");
    let seats = |count: usize| SeatingPlan { tables: vec![table(0, count)], ..one_row(1) };
    check(TABLE_SEATS_MAX, seats, PlanIssueCode::TooMany, "/tables/0/seats");
    let full = one_row(ROW_SEATS_MAX).rows.remove(0);
    let places = |count: usize| {
        let mut plan = one_row(count - (PLACES_MAX - ROW_SEATS_MAX));
        let label = |number: usize| Row { label: number.to_string(), ..full.clone() };
        plan.rows.extend((1..PLACES_MAX / ROW_SEATS_MAX).map(label));
        if let Some(extra) = plan.rows[0].seats.get(ROW_SEATS_MAX..).filter(|extra| !extra.is_empty()) {
            let seats = extra.to_vec();
            plan.rows[0].seats.truncate(ROW_SEATS_MAX);
            plan.rows.push(Row { label: "extra".into(), level: Some("a".into()), seats, ..Row::default() });
        }
        plan
    };
    check(PLACES_MAX, places, PlanIssueCode::TooMany, "");
}

#[test]
fn texts_numbers_and_outlines_end_at_their_limits() {
    let label = |count: usize| {
        let mut plan = one_row(1);
        plan.rows[0].label = "ä".repeat(count);
        plan
    };
    check(LABEL_CHARACTERS_MAX, label, PlanIssueCode::InvalidText, "/rows/0/label");
    let name = |count: usize| SeatingPlan { name: "n".repeat(count), ..one_row(1) };
    check(TEXT_CHARACTERS_MAX, name, PlanIssueCode::InvalidText, "/name");
    let area = |capacity: usize, corners: usize| {
        let point = json!({"x": 1, "y": 1});
        let area = json!({
            "label": "GA", "capacity": capacity, "level": "a",
            "outline": {"type": "polygon", "points": vec![point; corners]}
        });
        SeatingPlan { areas: vec![serde_json::from_value(area).unwrap()], ..one_row(1) }
    };
    let capacity = |count: usize| area(count, 3);
    let most = AREA_CAPACITY_MAX as usize;
    check(most, capacity, PlanIssueCode::NumberOutOfRange, "/areas/0/capacity");
    let corners = |count: usize| area(1, count);
    check(OUTLINE_POINTS_MAX, corners, PlanIssueCode::TooMany, "/areas/0/outline/points");
    let far = |count: usize| {
        let mut plan = one_row(1);
        plan.rows[0].seats[0].position = Point::new(f64::from(u32::try_from(count).unwrap()), 0.0);
        plan
    };
    check(10_000_000, far, PlanIssueCode::NumberOutOfRange, "/rows/0/seats/0/position");
    assert!((COORDINATE_MAX - 10_000_000.0).abs() < f64::EPSILON);
}

#[test]
fn issues_end_at_their_limit_and_say_how_many_there_are() {
    let broken = |count: usize| {
        let mut plan = one_row(count);
        for seat in &mut plan.rows[0].seats {
            seat.label.push('\n');
        }
        plan
    };
    assert_eq!(validate(&broken(ISSUES_MAX)).len(), ISSUES_MAX);
    let issues = validate(&broken(ISSUES_MAX + 7));
    assert_eq!(issues.len(), ISSUES_MAX + 1);
    let last = issues.last().unwrap();
    assert_eq!((last.code, last.value.as_str()), (PlanIssueCode::MoreIssues, "1007"));
}

#[test]
fn all_versions_together_end_at_their_limit() {
    let dropped = |number: usize| AssignedPlace { label: format!("old {number}"), kind: PlaceKind::Seat };
    let previous = |count: usize| IndexAssignment { places: (0..count).map(dropped).collect() };
    let full = PublishedPlan::publish(one_row(1), Some(&previous(ASSIGNED_PLACES_MAX - 1))).unwrap();
    assert_eq!(full.assignment().places.len(), ASSIGNED_PLACES_MAX);
    let issues = PublishedPlan::publish(one_row(1), Some(&previous(ASSIGNED_PLACES_MAX))).unwrap_err();
    assert_eq!((issues.len(), issues[0].code), (1, PlanIssueCode::TooMany));
}
