//! Places keep their indexes through the versions of their plan.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn indexes(index: &PlanIndex) -> BTreeMap<String, u32> {
    index.places().map(|place| (index.label(place).to_owned(), place.0)).collect()
}

#[test]
fn a_dropped_place_leaves_its_index_unused_and_a_new_one_gets_a_new() {
    let first = published(&sample());
    let mut next = sample();
    next["sections"][0]["rows"][0]["seats"].as_array_mut().unwrap().remove(1);
    next["rows"][0]["seats"]
        .as_array_mut()
        .unwrap()
        .insert(0, json!({"label": "0", "position": {"x": 30, "y": 200}}));
    let second = PublishedPlan::publish(plan_of(&next), Some(first.assignment())).unwrap();
    let (before, after) = (first.index().unwrap(), second.index().unwrap());
    let gone = place(&before, "S1-A-2");
    assert_eq!(after.kind(gone), PlaceKind::Retired);
    assert_eq!((after.capacity(gone), after.label(gone)), (0, "S1-A-2"));
    assert_eq!(
        (after.left(gone), after.right(gone), after.row(gone), after.section(gone)),
        (None, None, None, None)
    );
    assert_eq!(after.place_by_label("S1-A-2"), None);
    assert_eq!(place(&after, "X-0").0 as usize, before.len());
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(after.total_capacity(), before.total_capacity());
    for (label, index) in indexes(&after) {
        assert!(label == "X-0" || indexes(&before)[&label] == index, "{label} moved");
    }
    // Once more with the first plan: the place is back with its index, the other is retired.
    let third = PublishedPlan::publish(plan_of(&sample()), Some(second.assignment())).unwrap();
    let again = third.index().unwrap();
    assert!(after.can_follow(&before) && again.can_follow(&after) && again.can_follow(&before));
    assert!(!before.can_follow(&after), "an earlier version");
    let other = PublishedPlan::publish(plan_of(&next), None).unwrap().index().unwrap();
    assert!(!other.can_follow(&before), "the same places under other numbers");
    assert_eq!(indexes(&again), indexes(&before));
    assert_eq!(again.len(), after.len());
    assert_eq!(third.assignment(), second.assignment());
}

#[test]
fn a_label_that_changes_its_kind_is_another_place() {
    let first = published(&sample());
    let mut next = sample();
    next["booths"] = json!([]);
    next["areas"][0]["label"] = json!("Stall");
    let second = PublishedPlan::publish(plan_of(&next), Some(first.assignment())).unwrap();
    let (before, after) = (first.index().unwrap(), second.index().unwrap());
    assert_ne!(place(&after, "Stall"), place(&before, "Stall"));
    assert_eq!(after.kind(place(&before, "Stall")), PlaceKind::Retired);
}

#[test]
fn an_assignment_survives_its_text_form() {
    let plan = published(&sample());
    let text = serde_json::to_string(plan.assignment()).unwrap();
    assert_eq!(&serde_json::from_str::<IndexAssignment>(&text).unwrap(), plan.assignment());
}

/// A plan whose rows hold these seats, by number.
fn rows_of(rows: &[Vec<u8>]) -> SeatingPlan {
    let mut plan = plan_of(&sample());
    plan.sections.clear();
    (plan.floors, plan.zones) = (Vec::new(), Vec::new());
    let row = |(number, seats): (usize, &Vec<u8>)| {
        let mut numbers = seats.clone();
        numbers.sort_unstable();
        numbers.dedup();
        let seat = |label: &u8| Seat {
            label: label.to_string(),
            position: Point::new(f64::from(*label) * 20.0, f64::from(u32::try_from(number).unwrap()) * 30.0),
            ..Seat::default()
        };
        Row {
            label: format!("R{number}"),
            level: Some("a".to_owned()),
            seats: numbers.iter().map(seat).collect(),
            ..Row::default()
        }
    };
    plan.rows = rows.iter().enumerate().map(row).filter(|row| !row.seats.is_empty()).collect();
    plan
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the versions of a plan hold: no index ever means two places, every place keeps its own,
    /// and the compiled form agrees with the plan.
    #[test]
    fn indexes_last_through_any_edits(
        versions in prop::collection::vec(prop::collection::vec(prop::collection::vec(0_u8..12, 0..8), 1..5), 1..8)
    ) {
        let mut meaning: BTreeMap<u32, String> = BTreeMap::new();
        let mut previous: Option<PublishedPlan> = None;
        for rows in &versions {
            let plan = rows_of(rows);
            let expected: usize = plan.sites().len();
            let version = PublishedPlan::publish(plan, previous.as_ref().map(PublishedPlan::assignment)).unwrap();
            let index = version.index().unwrap();
            prop_assert_eq!(index.places().count(), expected);
            for (label, place) in indexes(&index) {
                let meant = meaning.entry(place).or_insert_with(|| label.clone());
                prop_assert_eq!(&*meant, &label);
            }
            let known: BTreeMap<&String, &u32> = meaning.iter().map(|(place, label)| (label, place)).collect();
            prop_assert_eq!(known.len(), meaning.len(), "a place has two indexes");
            for place in (0..u32::try_from(index.len()).unwrap()).map(PlaceIndex) {
                prop_assert_eq!(index.label(place), meaning[&place.0].as_str());
                for neighbour in [index.left(place), index.right(place)].into_iter().flatten() {
                    prop_assert_eq!(index.row(neighbour), index.row(place));
                    prop_assert_ne!(index.kind(neighbour), PlaceKind::Retired);
                }
            }
            let bytes = version.to_bytes().unwrap();
            prop_assert_eq!(&PublishedPlan::open(&bytes, version.hash()).unwrap(), &version);
            previous = Some(version);
        }
    }
}
