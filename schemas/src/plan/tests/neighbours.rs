//! What the compiled form says of places: neighbours, levels, marks, lookups.

use serde_json::json;

use super::*;

/// The chains of neighbours in one row with seats at these x, as the seats' numbers: `-` where two are joined,
/// a space where not.
fn chains(points: &[(f64, f64)]) -> String {
    let seats: Vec<Value> = points
        .iter()
        .zip(0..)
        .map(|((x, y), label)| json!({"label": format!("{label}"), "position": {"x": x, "y": y}}))
        .collect();
    let mut plan = sample();
    plan["rows"] = json!([{"label": "R", "level": "a", "seats": seats}]);
    let index = published(&plan).index().unwrap();
    let row = index.row_by_label("R").unwrap();
    let mut text = String::new();
    for seat in index.places_in_row(row) {
        text.push_str(index.label(*seat).trim_start_matches("R-"));
        text.push(if index.right(*seat).is_some() { '-' } else { ' ' });
        if let Some(right) = index.right(*seat) {
            assert_eq!(index.left(right), Some(*seat));
        }
    }
    text.trim_end().to_owned()
}

#[test]
fn an_aisle_is_a_gap_clearly_wider_than_the_pitch() {
    let straight = |xs: &[f64]| chains(&xs.iter().map(|x| (*x, 0.0)).collect::<Vec<_>>());
    assert_eq!(straight(&[0.0]), "0");
    assert_eq!(straight(&[0.0, 20.0, 40.0, 60.0]), "0-1-2-3");
    assert_eq!(straight(&[0.0, 20.0, 60.0, 80.0]), "0-1 2-3");
    assert_eq!(straight(&[0.0, 20.0, 50.0, 70.0]), "0-1-2-3", "a bay of one and a half is no aisle");
    assert_eq!(straight(&[0.0, 20.0, 55.0, 75.0]), "0-1 2-3");
    assert_eq!(straight(&[0.0, 19.0, 40.0, 60.5, 81.0, 121.0, 140.0]), "0-1-2-3-4 5-6");
    assert_eq!(straight(&[40.0, 0.0, 20.0, 60.0]), "1-2-0-3", "given out of order");
    assert_eq!(straight(&[80.0, 60.0, 40.0, 0.0]), "0-1-2 3", "given from right to left");
}

#[test]
fn a_curved_row_is_one_row() {
    let arc = |degrees: &[f64]| {
        let point = |angle: &f64| (100.0 * angle.to_radians().cos(), 100.0 * angle.to_radians().sin());
        chains(&degrees.iter().map(point).collect::<Vec<_>>())
    };
    assert_eq!(arc(&[0.0, 12.0, 24.0, 36.0, 60.0, 72.0]), "0-1-2-3 4-5");
    assert_eq!(
        arc(&[0.0, 40.0, 80.0, 120.0, 160.0, 200.0, 240.0]),
        "0-1-2-3-4-5-6",
        "more than half a circle"
    );
}

#[test]
fn two_seats_across_an_aisle_are_no_wide_row() {
    let mut plan = sample();
    let row = |label: &str, xs: &[u32]| {
        let seats =
            xs.iter().map(|x| json!({"label": x.to_string(), "position": {"x": x, "y": label.len()}}));
        json!({"label": label, "level": "a", "seats": seats.collect::<Vec<_>>()})
    };
    plan["rows"] = json!([row("a", &[0, 20, 40]), row("bb", &[0, 20, 40]), row("ccc", &[0, 100])]);
    let index = published(&plan).index().unwrap();
    assert_eq!(index.right(place(&index, "a-0")), Some(place(&index, "a-20")));
    assert_eq!(index.right(place(&index, "ccc-0")), None);
}

#[test]
fn a_table_is_a_circle() {
    let index = published(&sample()).index().unwrap();
    let seats = ["S1-T1-1", "S1-T1-2", "S1-T1-3", "S1-T1-4"].map(|label| place(&index, label));
    for (number, seat) in seats.iter().enumerate() {
        assert_eq!(index.right(*seat), Some(seats[(number + 1) % 4]));
        assert_eq!(index.left(*seat), Some(seats[(number + 3) % 4]));
        assert_eq!(index.row(*seat), None);
    }
    let table = index.table_by_label("S1-T1").unwrap();
    assert_eq!(index.places_at_table(table), seats);
    assert_eq!(index.table(seats[2]), Some(table));
    assert!(index.is_table_as_a_whole(table));
}

#[test]
fn a_circle_is_open_where_seats_are_left_out_and_one_seat_has_no_neighbour() {
    let mut plan = sample();
    let seats = plan["sections"][0]["tables"][0]["seats"].as_array().unwrap().clone();
    // Seven of eight places around a table of radius 20.
    let around = (0..7).map(|number| {
        let angle = f64::from(number) * std::f64::consts::FRAC_PI_4;
        json!({"label": number.to_string(), "position": {"x": 200.0 + 20.0 * angle.cos(), "y": 60.0 + 20.0 * angle.sin()}})
    });
    plan["sections"][0]["tables"][0]["seats"] = json!(around.collect::<Vec<_>>());
    let index = published(&plan).index().unwrap();
    assert_eq!(index.right(place(&index, "S1-T1-6")), None);
    assert_eq!(index.left(place(&index, "S1-T1-0")), None);
    assert_eq!(index.right(place(&index, "S1-T1-0")), Some(place(&index, "S1-T1-1")));
    plan["sections"][0]["tables"][0]["seats"] = json!([seats[0]]);
    let index = published(&plan).index().unwrap();
    assert_eq!(index.right(place(&index, "S1-T1-1")), None);
    plan["sections"][0]["tables"][0]["seats"] = json!([seats[0], seats[2]]);
    let index = published(&plan).index().unwrap();
    let (one, other) = (place(&index, "S1-T1-1"), place(&index, "S1-T1-3"));
    assert_eq!([index.left(one), index.right(one)], [Some(other); 2]);
}

#[test]
fn places_know_what_they_are_in() {
    let index = published(&sample()).index().unwrap();
    let level = |label: &str| {
        let level = index.level(place(&index, label));
        index.level_keys()[usize::from(level.0)].to_string()
    };
    let labels = ["S1-A-1", "S1-A-4", "S1-B-1", "S1-T1-1", "X-1", "Stall", "GA"];
    assert_eq!(labels.map(level).join(" "), "a b b a b b a");
    let section = index.section_by_label("S1").unwrap();
    assert_eq!(
        labels.map(|label| index.section(place(&index, label)) == Some(section)),
        [true, true, true, true, false, false, false]
    );
    assert_eq!(index.places_in_section(section).len(), 10);
    assert_eq!(index.places_of_level(index.level_by_key("b").unwrap()).len(), 5);
    assert_eq!(index.zone(place(&index, "S1-B-2")).map(|zone| zone.0), Some(0));
    assert_eq!(index.row(place(&index, "S1-B-2")), index.row_by_label("S1-B"));
    assert_eq!(index.places_by_row_text("S1-B"), "S1-B-1 S1-B-2");
    assert_eq!(index.place_by_label("S1-B-3"), None);
    assert_eq!(index.total_capacity(), 12 + 120);
}

impl PlanIndex {
    fn places_by_row_text(&self, label: &str) -> String {
        let seats = self.places_in_row(self.row_by_label(label).unwrap());
        seats.iter().map(|seat| self.label(*seat)).collect::<Vec<_>>().join(" ")
    }
}

#[test]
fn places_know_what_is_special_about_them() {
    let index = published(&sample()).index().unwrap();
    let seat = |label: &str| place(&index, label);
    assert!(index.is_accessible(seat("S1-A-1")) && !index.is_accessible(seat("S1-A-2")));
    assert!(index.is_companion(seat("S1-A-2")) && !index.is_companion(seat("S1-A-1")));
    assert!(index.is_restricted_view(seat("S1-A-4")) && !index.is_restricted_view(seat("S1-A-1")));
    let distance = |label: &str| index.focal_distance(seat(label));
    assert_eq!([distance("S1-B-1"), distance("X-1")], [50.0, 300.0], "to the zone's point, to the plan's");
    assert_eq!(index.position(seat("S1-A-3")), [60.0, 30.0]);
    let area = seat("GA");
    assert_eq!(
        (index.kind(area), index.capacity(area), index.minimum_occupancy(area)),
        (PlaceKind::Area, 120, 2)
    );
    assert_eq!(index.position(area), [50.0, 450.0]);
    let booth = seat("Stall");
    assert_eq!(
        (index.kind(booth), index.capacity(booth), index.minimum_occupancy(booth)),
        (PlaceKind::Booth, 1, 1)
    );
    let mut plan = sample();
    plan["areas"][0]["as_a_whole"] = json!(true);
    let index = published(&plan).index().unwrap();
    let area = place(&index, "GA");
    assert!(index.is_as_a_whole(area));
    assert_eq!((index.capacity(area), index.minimum_occupancy(area)), (1, 1));
}

#[test]
fn pieces_of_a_row_are_one_row_and_no_neighbours() {
    let mut plan = sample();
    let piece = |first: u32| {
        let seat = |number: u32| json!({"label": number.to_string(), "position": {"x": number * 20, "y": 0}});
        json!({"label": "P", "level": "a", "seats": [seat(first), seat(first + 1)]})
    };
    plan["rows"] = json!([piece(1), piece(3)]);
    let index = published(&plan).index().unwrap();
    assert_eq!(index.places_by_row_text("P"), "P-1 P-2 P-3 P-4");
    assert_eq!(index.right(place(&index, "P-2")), None);
    assert_eq!(index.row_labels().len(), 3);
}
