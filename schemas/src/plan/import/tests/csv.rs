//! Tables of seats.

use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::plan::PublishedPlan;

fn read(text: &str) -> Import {
    import_plan(
        text.as_bytes(),
        ImportOptions { format: Some(PlanFileFormat::Csv), ..ImportOptions::default() },
    )
}

/// The issues but notes, a line each: code, pointer, line and character, value.
fn told(import: &Import) -> Vec<String> {
    let told = import.issues.iter().filter(|issue| issue.severity > Severity::Note);
    let line = |issue: &PlanIssue| {
        let place = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
        let also: Vec<String> = issue.also_at.iter().map(|at| format!(" +{at}")).collect();
        let also = also.concat();
        format!(
            "{} {}{also} {}:{} {}",
            issue.code.name(),
            issue.pointer,
            place(issue.line),
            place(issue.column),
            issue.value
        )
    };
    told.map(line).collect()
}

fn labels(import: &Import) -> Vec<String> {
    import.plan.sites().iter().map(crate::plan::walk::Site::label).collect()
}

#[test]
fn a_table_with_positions_is_taken_as_it_is() {
    let text = "Section,Row,Seat,Level,X,Y,Accessible\nStalls,A,1,front,0,10,yes\nStalls,A,2,front,20.5,10,\n\"Box, left\",1,1,box,-3,4,no\n";
    let import = import_bytes(text.as_bytes());
    assert_eq!(import.format, Some(PlanFileFormat::Csv), "the file tells");
    assert_eq!(told(&import), ["no_focal_point  -:- missing"]);
    assert_eq!(labels(&import), ["Stalls-A-1", "Stalls-A-2", "Box, left-1-1"]);
    let seats = &import.plan.sections[0].rows[0].seats;
    assert_eq!(
        (seats[1].position, seats[0].accessible, seats[1].accessible),
        (Point::new(20.5, 10.0), true, false)
    );
    let levels: Vec<_> = import.plan.levels.iter().map(|level| level.key.as_str()).collect();
    assert_eq!(levels, ["front", "box"]);
    assert_eq!(import.plan.sections[0].rows[0].level.as_deref(), Some("front"));
}

#[test]
fn delimiters_headers_and_line_ends_of_every_kind_are_read() {
    let expected = ["Rang-1-1", "Rang-1-2"];
    for text in [
        "Block;Reihe;Platz;Kategorie\r\nRang;1;1;A\r\nRang;1;2;A\r\n",
        "sep=;\r\nBLOCK;Row ;Seat number;Price level\nRang;1;1;A\nRang;1;2;A",
        "section\trow\tseat\tlevel\nRang\t1\t1\tA\n\nRang\t1\t2\tA\n\n",
        "seat|row|level|section\n1|1|A|Rang\n2|1|A|Rang\n",
        "section, row, seat, level\n \"Rang\" , 1 , \"1\", A\nRang, 1, 2, A\n",
    ] {
        let import = import_bytes(text.as_bytes());
        assert_eq!(told(&import), [""; 0], "{text}");
        assert_eq!(labels(&import), expected, "{text}");
        assert_eq!(notes(&import), ["laid_out  "], "{text}");
    }
    let import = read("Rang;1;1;A\nRang;1;2;A\n");
    assert_eq!(told(&import), ["csv_no_header /1 1:1 Rang, 1, 1, A"]);
    assert_eq!(labels(&import), expected);
    let comma = read("row;seat;level;x;y\nA;1;L;1,5;2\n");
    assert_eq!(comma.plan.rows[0].seats[0].position, Point::new(1.5, 2.0), "a comma before the fraction");
}

#[test]
fn what_is_wrong_is_told_by_line_and_letter() {
    let text = "section,row,seat,level,x,y,colour\n\
        S,A,1,a,0,0,\n\
        S,A,\"1\",a,20,zero,\n\
        S,A,3,,40,0,\n\
        S,A,4,a,,,\n\
        S,A\n\
        S,\"A\"b,6,a,80,0,\n\
        S,A,7,a,20,20,,\n\
        S,A,8,a,20,20,,extra\n\
        S,A,9,a,7,\n";
    let import = read(text);
    assert_eq!(
        told(&import),
        [
            "invalid_value /3/y 3:14 zero",
            "csv_fields /6 6:3 2",
            "csv_quotes /7 7:3 \"",
            "csv_fields /9 9:16 8",
            "csv_fields /10 10:11 6",
            "position_missing /3/x +/5/x -:- ",
            "duplicate_label /2 +/3 2:1 S-A-1",
            "level_missing /4 4:1 S-A-3",
            "unknown_field /1/colour 1:28 colour",
            "same_position /2 +/3 +/5 2:1 3",
            "no_focal_point  -:- missing",
        ]
    );
    let open = read("row,seat,level\nA,1,a\nA,\"2,a\nA,3,a\n");
    assert_eq!(told(&open), ["csv_quotes /3 3:3 \""]);
}

#[test]
fn columns_are_named_once_and_those_needed_are_there() {
    assert_eq!(
        told(&read("section,level\nS,a\n")),
        ["csv_column /1 1:1 missing", "csv_column /1 1:1 missing"]
    );
    assert_eq!(
        told(&read("row,seat,Row,x\nA,1,B,2\n")),
        ["csv_column /1/Row 1:10 Row", "csv_column /1 1:1 missing"]
    );
    assert_eq!(told(&read(";;\n;")), ["no_places  -:- "]);
    let few = read("A,1\nA,2\n");
    assert_eq!(told(&few), ["csv_column /1 1:1 A, 1"]);
    assert!(!few.is_readable, "nothing says what its columns are");
    let import = read("row,seat\nA,1\n");
    assert_eq!(told(&import), [""; 0]);
    assert_eq!(import.plan.levels[0].key, "standard");
    assert_eq!(notes(&import), ["taken_otherwise  standard", "laid_out  "]);
}

#[test]
fn a_hall_without_positions_is_laid_out_as_halls_are() {
    let mut text = "section,row,seat,level\n".to_owned();
    for (section, rows, seats) in [("Stalls", 10, 20), ("Circle", 4, 26)] {
        for row in 0..rows {
            // Between numbers 10 and 13 is an aisle.
            for seat in (1..=10).chain(13..=seats) {
                writeln!(text, "{section},{row},{seat},{section}").unwrap();
            }
        }
    }
    let import = read(&text);
    assert_eq!(told(&import), [""; 0]);
    let index = PublishedPlan::publish(import.plan.clone(), None).unwrap().index().unwrap();
    let seat = |label: &str| index.place_by_label(label).unwrap();
    assert_eq!(index.right(seat("Stalls-3-9")), Some(seat("Stalls-3-10")));
    assert_eq!(index.right(seat("Stalls-3-10")), None, "an aisle where numbers are left out");
    assert_eq!(index.right(seat("Circle-0-13")), Some(seat("Circle-0-14")));
    let distance = |label: &str| index.focal_distance(seat(label));
    assert!(
        distance("Stalls-0-10") < distance("Stalls-1-10")
            && distance("Stalls-9-10") < distance("Circle-0-10")
    );
    let [left, right] = ["Stalls-0-1", "Stalls-0-20"].map(|label| index.position(seat(label)));
    assert!((left[0] + right[0]).abs() < 0.01, "rows are centred");
    assert!(
        (left[1] - right[1]).abs() < 0.01 && left[1] < index.position(seat("Stalls-0-10"))[1],
        "and bent towards the stage"
    );
    assert_eq!(import.plan.shapes[0].kind.as_deref(), Some("stage"));
    assert_eq!(import.plan.focal_point, Some(Point::new(0.0, 0.0)));
}

#[test]
fn odd_numbers_alone_have_no_aisles() {
    let import = read("row,seat\nA,5\nA,1\nA,3\nA,11\nB,x\nB,y\n");
    let index = PublishedPlan::publish(import.plan, None).unwrap().index().unwrap();
    let right =
        |label: &str| index.right(index.place_by_label(label).unwrap()).map(|place| index.label(place));
    assert_eq!(["A-1", "A-3", "A-5", "B-x"].map(right), [Some("A-3"), Some("A-5"), None, Some("B-y")]);
}

#[test]
fn a_table_of_too_many_seats_ends() {
    let line = "A,1\n";
    let text = format!("row,seat\n{}", line.repeat(crate::plan::limits::PLACES_MAX + 1));
    let import = read(&text);
    assert_eq!(told(&import), [format!("too_many /{0} {0}:1 ", crate::plan::limits::PLACES_MAX + 2)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever letters a table is made of, it is read to its end, and every line of an issue is one of the text.
    #[test]
    fn any_letters_are_read(text in "[row,seat;\"\t\nA1xy.|= é-]{0,200}") {
        let import = read(&text);
        let lines = text.split('\n').count();
        for issue in &import.issues {
            prop_assert!(issue.line.is_none_or(|line| (1..=lines).contains(&usize::try_from(line).unwrap())), "{issue:?}");
        }
    }
}
