//! Seats as stretches: from aisle to aisle, nearest first, who sits behind whom.

use serde_json::json;

use super::*;

/// A row from x to x, 20 apart but for the gaps after these numbers.
fn row(label: &str, y: i32, count: u32, gap_after: &[u32]) -> Value {
    let mut x = 0;
    let mut seats = Vec::new();
    for number in 1..=count {
        seats.push(json!({"label": number.to_string(), "position": {"x": x, "y": y}}));
        x += if gap_after.contains(&number) { 60 } else { 20 };
    }
    json!({"label": label, "level": "a", "seats": seats})
}

fn plan_with(rows: &[Value]) -> PlanIndex {
    let mut plan = sample();
    plan["rows"] = json!([]);
    plan["sections"] = json!([{"label": "S", "zone": "main", "rows": rows}]);
    published(&plan).index().unwrap()
}

/// The stretches in their order, as the labels of their first and last seat and the distance of the nearest.
fn shown(index: &PlanIndex) -> String {
    let stretches = index.stretches();
    let show = |stretch: &Stretch| {
        let [first, last] = [stretch.first, stretch.first + stretch.seats - 1]
            .map(|bit| index.label(stretches.place(bit)).trim_start_matches("S-").to_owned());
        let ring = if stretch.is_ring { " ring" } else { "" };
        format!("{first}..{last} {}{ring}", stretch.nearest)
    };
    stretches.list().iter().map(show).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_stretch_goes_from_aisle_to_aisle_and_the_nearest_come_first() {
    // The focal point of the zone is at 0, 0.
    let index = plan_with(&[row("B", 40, 4, &[2]), row("A", 30, 3, &[])]);
    assert_eq!(shown(&index), "A-1..A-3 1920, B-1..B-2 2560, B-3..B-4 5724");
    let stretches = index.stretches();
    assert_eq!(stretches.bits(), 7);
    let bits: Vec<u32> = stretches.list().iter().map(|stretch| stretch.first).collect();
    assert_eq!(bits, [4, 0, 2], "bits are in the order of the plan");
    for (position, stretch) in stretches.list().iter().enumerate() {
        for bit in stretch.first..stretch.first + stretch.seats {
            assert_eq!(stretches.bit(stretches.place(bit)), Some(bit));
            assert_eq!(stretches.position(bit), position);
        }
    }
}

#[test]
fn distances_of_neighbours_are_summed_up_around_a_table_too() {
    let index = published(&sample()).index().unwrap();
    assert_eq!(
        shown(&index),
        "S1-A-1..S1-A-2 1920, S1-B-1..S1-B-2 3200, S1-A-3..S1-A-4 4293, \
        S1-T1-1..S1-T1-4 12143 ring, X-1..X-1 19200"
    );
    let stretches = index.stretches();
    let place = |label: &str| index.place_by_label(label).unwrap();
    for stretch in stretches.list() {
        for from in 0..stretch.seats {
            for count in 1..=if stretch.is_ring { stretch.seats } else { stretch.seats - from } {
                let seats = (from..from + count).map(|seat| stretch.first + seat % stretch.seats);
                let one_by_one: u64 = seats
                    .map(|bit| {
                        let seat = Stretch { first: bit, ..*stretch };
                        stretches.distance(&seat, 0, 1)
                    })
                    .sum();
                assert_eq!(
                    stretches.distance(stretch, from, count),
                    one_by_one,
                    "{stretch:?} {from} {count}"
                );
            }
        }
    }
    assert_eq!(stretches.bit(place("Stall")), None, "a booth is no seat");
    assert_eq!(stretches.bit(place("GA")), None);
    let has = |words: &[u64], label| {
        let bit = stretches.bit(place(label)).unwrap();
        words[bit as usize / 64] >> (bit % 64) & 1 == 1
    };
    assert!(has(stretches.accessible(), "S1-A-1") && !has(stretches.accessible(), "S1-A-2"));
    assert!(has(stretches.companion(), "S1-A-2") && !has(stretches.companion(), "S1-A-1"));
}

fn behind(index: &PlanIndex, label: &str) -> Option<String> {
    let stretches = index.stretches();
    let bit = stretches.bit(place(index, &format!("S-{label}"))).unwrap();
    let label = |bit| index.label(stretches.place(bit)).trim_start_matches("S-").to_owned();
    stretches.behind(bit).map(label)
}

#[test]
fn behind_a_seat_is_the_nearest_of_the_next_row_away_from_the_focal_point() {
    // Listed from back to front; row C has an aisle in the middle, row E is across a gangway.
    let rows = [row("E", 190, 4, &[]), row("D", 90, 4, &[]), row("C", 70, 4, &[2]), row("A", 50, 4, &[])];
    let index = plan_with(&rows);
    let all = |row: &str| {
        let seat = |seat: u32| behind(&index, &format!("{row}-{seat}")).unwrap_or("-".to_owned());
        (1..=4).map(seat).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(all("A"), "C-1 C-2 C-2 C-3");
    assert_eq!(all("C"), "D-1 D-2 D-4 D-4", "beyond the end of the row behind its last seat is the nearest");
    assert_eq!(all("D"), "- - - -", "a gangway");
    assert_eq!(all("E"), "- - - -", "the last row");
}
