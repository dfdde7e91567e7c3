//! Rows of every shape: in which order their seats sit, and between which of them an aisle is.

use std::f64::consts::PI;

use proptest::prelude::*;
use serde_json::json;

use super::super::index::order::{Order, along};
use super::*;

/// A row as a picture: seats are letters and sit where they stand, 10 units a column, 20 units a line. They are
/// listed by letter. Gives the row as its neighbours say: `-` where two are joined, a space where not.
fn chains(picture: &str) -> String {
    let mut seats: Vec<(char, Value)> = Vec::new();
    for (line, text) in (0_u32..).zip(picture.lines()) {
        for (column, letter) in (0_u32..).zip(text.chars()).filter(|(_, letter)| letter.is_alphabetic()) {
            let position = json!({"x": column * 10, "y": line * 20});
            seats.push((letter, json!({"label": letter.to_string(), "position": position})));
        }
    }
    seats.sort_by_key(|(letter, _)| *letter);
    chained(
        &json!({"label": "R", "level": "a", "seats": seats.iter().map(|(_, seat)| seat).collect::<Vec<_>>()}),
    )
}

fn chained(row: &Value) -> String {
    let mut plan = sample();
    plan["rows"] = json!([row]);
    let index = published(&plan).index().unwrap();
    let mut text = String::new();
    for seat in index.places_in_row(index.row_by_label("R").unwrap()) {
        text.push_str(index.label(*seat).trim_start_matches("R-"));
        text.push(if index.right(*seat).is_some() { '-' } else { ' ' });
    }
    text.trim_end().to_owned()
}

#[test]
fn an_aisle_is_a_gap_clearly_wider_than_the_pitch() {
    for (picture, expected) in [
        ("a b c d e", "a-b-c-d-e"),
        ("a b c   d e", "a-b-c d-e"),
        ("a b  c d", "a-b-c-d"),     // A bay of one and a half is no aisle.
        ("ab cd ef", "a-b c-d e-f"), // Two chairs together, again and again.
        ("a   b   c   d       e   f", "a-b-c-d e-f"),
        ("a     b", "a-b"), // Two seats alone: nothing says what is usual.
    ] {
        assert_eq!(chains(picture), expected, "{picture}");
    }
}

#[test]
fn a_staggered_row_is_one_row() {
    let wide = "
a   c   e   g   i
  b   d   f   h   j";
    assert_eq!(chains(wide), "a-b-c-d-e-f-g-h-i-j", "every step is as long as any other");
    let aisle = "
a   c   e           g   i
  b   d           f   h   j";
    assert_eq!(chains(aisle), "a-b-c-d-e f-g-h-i-j");
    let steep = "
a c e g

 b d f h";
    assert_eq!(chains(steep), "a-b-c-d-e-f-g-h", "its neighbours are farther apart than every second seat");
}

#[test]
fn seats_listed_in_another_order_than_they_sit_are_sorted() {
    for (picture, expected) in [
        ("b a c d", "b-a-c-d"),
        ("f g h   a b c d e", "f-g-h a-b-c-d-e"),
        ("a c e g h f d b", "a-c-e-g-h-f-d-b"), // Odd numbers to the left, even ones to the right.
    ] {
        assert_eq!(chains(picture), expected, "{picture}");
    }
    let bend = "
c
a
e
b
d f g h i";
    assert_eq!(chains(bend), "c-a-e-b-d-f-g-h-i", "round a corner");
}

#[test]
fn what_does_not_lie_along_a_line_has_no_order() {
    let points = |picture: &str| -> Vec<Point> {
        let mut found = Vec::new();
        for (line, text) in picture.lines().enumerate() {
            for (column, letter) in text.chars().enumerate().filter(|(_, letter)| letter.is_alphabetic()) {
                let at = |number: usize| f64::from(u32::try_from(number).unwrap()) * 10.0;
                found.push((letter, Point::new(at(column), at(line) * 2.0)));
            }
        }
        found.sort_by_key(|(letter, _)| *letter);
        found.into_iter().map(|(_, point)| point).collect()
    };
    let tee = "
a b c d e
    f
    g
    h";
    assert_eq!(along(&points(tee)), Order::None);
    let block = "
a f b g
h c i d
e j k l";
    assert_eq!(along(&points(block)), Order::None);
    assert_eq!(along(&points("a b c")), Order::Listed);
    assert_eq!(along(&points("a c b")), Order::Along(vec![0, 2, 1]));
    assert_eq!(along(&[]), Order::Listed);
    assert_eq!(along(&[Point::new(f64::NAN, 0.0); 3]), Order::None);
    assert_eq!(along(&[Point::new(1.0, 1.0); 3]), Order::Listed, "on one point: another trouble");
}

#[test]
fn the_plan_may_say_where_an_aisle_is() {
    let row = |after: &[(usize, bool)], as_listed: bool| {
        let xs = [0, 20, 40, 100, 120];
        let mut seats: Vec<Value> = xs
            .iter()
            .zip("abcde".chars())
            .map(|(x, label)| json!({"label": label, "position": {"x": x, "y": 0}}))
            .collect();
        for (seat, aisle) in after {
            seats[*seat]["aisle_after"] = json!(aisle);
        }
        if as_listed {
            seats.swap(0, 1);
        }
        chained(&json!({"label": "R", "level": "a", "as_listed": as_listed, "seats": seats}))
    };
    assert_eq!(row(&[], false), "a-b-c d-e");
    assert_eq!(row(&[(0, true)], false), "a b-c d-e");
    assert_eq!(row(&[(2, false)], false), "a-b-c-d-e", "however far away");
    assert_eq!(row(&[(4, false)], false), "a-b-c d-e", "nobody comes after the last");
    assert_eq!(row(&[], true), "b-a c d-e", "as listed: from a at 0 to c at 40 is too far");
    let mut plan = sample();
    plan["sections"][0]["tables"][0]["seats"][3]["aisle_after"] = json!(true);
    let index = published(&plan).index().unwrap();
    assert_eq!(index.right(place(&index, "S1-T1-4")), None, "the circle is open");
    assert_eq!(index.left(place(&index, "S1-T1-1")), None);
    assert_eq!(index.right(place(&index, "S1-T1-1")), Some(place(&index, "S1-T1-2")));
}

#[test]
fn two_seats_across_an_aisle_do_not_believe_their_own_distance() {
    let mut plan = sample();
    let row = |label: &str, y: u32, xs: &[u32]| {
        let seats = xs.iter().map(|x| json!({"label": x.to_string(), "position": {"x": x, "y": y}}));
        json!({"label": label, "level": "a", "seats": seats.collect::<Vec<_>>()})
    };
    // Two chairs where one is missing between them, and a whole row of wide chairs.
    plan["rows"] = json!([
        row("A", 0, &[0, 20, 40, 60]),
        row("B", 30, &[0, 20, 40, 60]),
        row("C", 60, &[0, 40]),
        row("D", 90, &[0, 36, 72, 108])
    ]);
    let index = published(&plan).index().unwrap();
    assert_eq!(index.right(place(&index, "C-0")), None);
    assert_eq!(index.right(place(&index, "D-36")), Some(place(&index, "D-72")));
}

/// Seats on an arc: every pair of numbers whose places follow each other is joined, but across the aisle.
fn arc(degrees: f64, seats: usize, aisle: usize, listed: &[usize]) -> Vec<Point> {
    let place = |seat: usize| {
        let after_aisle = if seat >= aisle { 2.0 } else { 0.0 };
        let step = f64::from(u32::try_from(seat).unwrap()) + after_aisle;
        let steps = f64::from(u32::try_from(seats).unwrap()) + 1.0;
        let angle = (degrees / 180.0 * PI) * step / steps;
        Point::new(500.0 * angle.cos(), 500.0 * angle.sin())
    };
    listed.iter().map(|seat| place(*seat)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// However a curved row is listed, its seats are found in the order along it: up to half a circle, beyond
    /// which few seats with an aisle among them have no order that can be seen.
    #[test]
    fn a_curved_row_is_found_however_it_is_listed(
        degrees in 5.0..180.0_f64,
        listed in (8_usize..40).prop_flat_map(|seats| Just((0..seats).collect::<Vec<_>>()).prop_shuffle()),
        aisle in 2_usize..5,
    ) {
        let points = arc(degrees, listed.len(), aisle, &listed);
        let order = match along(&points) {
            Order::Listed => (0..points.len()).collect(),
            Order::Along(order) => order,
            Order::None => return Err(TestCaseError::fail("no order")),
        };
        let mut along: Vec<usize> = order.iter().map(|seat| listed[*seat]).collect();
        if along[0] != 0 {
            along.reverse();
        }
        prop_assert_eq!(along, (0..listed.len()).collect::<Vec<_>>());
    }

    /// Nothing is known of where seats are, and still: an order has each of them once, and nothing panics.
    #[test]
    fn an_order_has_every_seat_once(points in prop::collection::vec((-50_i32..50, -50_i32..50), 0..40)) {
        let points: Vec<Point> = points.iter().map(|(x, y)| Point::new(f64::from(*x), f64::from(*y))).collect();
        if let Order::Along(mut order) = along(&points) {
            order.sort_unstable();
            prop_assert_eq!(order, (0..points.len()).collect::<Vec<_>>());
        }
    }
}
