use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{compiled, seats};
use crate::ids::PlaceIndex;
use crate::plan::limits::{GENERATED_PLACES_MAX, GENERATED_PLACES_MIN};
use crate::plan::{PlacesOutOfRange, PlanIndex, Point, SeatingPlan, VenueKind, generate, validate};

/// No seat is narrower: 45 cm.
const SEAT_WIDTH: f64 = 18.0;

/// Any number, small ones more often than large ones, which take long.
fn places() -> impl Strategy<Value = u32> {
    prop_oneof![
        8 => GENERATED_PLACES_MIN..=450_u32,
        12 => GENERATED_PLACES_MIN..=3_000_u32,
        4 => 1_000..=12_000_u32,
        1 => 5_000..=GENERATED_PLACES_MAX,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_venue_is_whole(kind in prop::sample::select(VenueKind::ALL), places in places(), seed in any::<u64>()) {
        let plan = generate(kind, places, seed).unwrap();
        prop_assert_eq!(validate(&plan), []);
        let index = compiled(&plan);
        prop_assert_eq!(index.total_capacity(), u64::from(places));
        prop_assert!(closest(&plan) >= SEAT_WIDTH, "two seats are {} apart", closest(&plan));
        neighbours_form_lines(&plan, &index)?;
        wheelchairs_have_company(&index)?;
        everybody_looks_somewhere(&plan, &index)?;
        prop_assert_eq!(generate(kind, places, seed).unwrap(), plan);
    }
}

#[test]
fn the_ends_of_the_range_are_generated_and_what_is_beyond_is_told() {
    for kind in VenueKind::ALL {
        for places in [GENERATED_PLACES_MIN, GENERATED_PLACES_MAX] {
            let plan = generate(*kind, places, 1).unwrap();
            assert_eq!(validate(&plan), [], "{kind:?} of {places}");
            assert_eq!(compiled(&plan).total_capacity(), u64::from(places), "{kind:?}");
            assert!(closest(&plan) >= SEAT_WIDTH, "{kind:?} of {places}");
        }
        for places in [0, GENERATED_PLACES_MIN - 1, GENERATED_PLACES_MAX + 1, u32::MAX] {
            assert_eq!(generate(*kind, places, 1), Err(PlacesOutOfRange { kind: *kind, places }));
        }
    }
    let told = generate(VenueKind::Arena, 5, 1).unwrap_err().to_string();
    assert_eq!(told, "an arena is generated for 200 to 100000 places, not for 5: choose a number of these");
}

#[test]
fn another_seed_is_another_venue() {
    for kind in VenueKind::ALL {
        assert_ne!(generate(*kind, 2_000, 1).unwrap(), generate(*kind, 2_000, 2).unwrap(), "{kind:?}");
    }
}

/// The distance between the two seats that are closest to each other; a great one where none are close.
#[expect(clippy::cast_possible_truncation, reason = "a cell is compared, not measured")]
fn closest(plan: &SeatingPlan) -> f64 {
    let cell = |point: Point| [point.x, point.y].map(|length| (length.get() / SEAT_WIDTH).floor() as i64);
    let mut cells: BTreeMap<[i64; 2], Vec<Point>> = BTreeMap::new();
    let mut closest = f64::MAX;
    for seat in seats(plan) {
        let [x, y] = cell(seat.position);
        for (x, y) in (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y))) {
            for other in cells.get(&[x, y]).into_iter().flatten() {
                closest = closest.min(seat.position.distance(*other));
            }
        }
        cells.entry([x, y]).or_default().push(seat.position);
    }
    closest
}

/// Within a piece of a row each seat's neighbour is the next, and at its ends nobody sits beside them.
fn neighbours_form_lines(plan: &SeatingPlan, index: &PlanIndex) -> Result<(), TestCaseError> {
    for section in &plan.sections {
        for row in &section.rows {
            let label = |seat: &crate::plan::Seat| format!("{}-{}-{}", section.label, row.label, seat.label);
            let places: Vec<PlaceIndex> =
                row.seats.iter().map(|seat| index.place_by_label(&label(seat)).unwrap()).collect();
            for pair in places.windows(2) {
                prop_assert_eq!(index.right(pair[0]), Some(pair[1]), "{}", index.label(pair[0]));
                prop_assert_eq!(index.left(pair[1]), Some(pair[0]), "{}", index.label(pair[1]));
            }
            prop_assert_eq!(index.left(places[0]), None, "{}", index.label(places[0]));
            prop_assert_eq!(index.right(places[places.len() - 1]), None, "{}", index.label(places[0]));
        }
    }
    Ok(())
}

/// Beside every place for a wheelchair is one for a companion that is beside no other.
fn wheelchairs_have_company(index: &PlanIndex) -> Result<(), TestCaseError> {
    let mut wheelchairs = 0;
    let mut companions = 0;
    for place in index.places() {
        companions += usize::from(index.is_companion(place));
        if index.is_accessible(place) {
            wheelchairs += 1;
            let company = index.right(place).is_some_and(|beside| index.is_companion(beside));
            prop_assert!(company, "{} has no companion to its right", index.label(place));
        }
    }
    prop_assert!(wheelchairs >= 5, "{} wheelchairs", wheelchairs);
    prop_assert_eq!(wheelchairs, companions);
    Ok(())
}

/// Every section is in a zone, and every zone has a focal point.
fn everybody_looks_somewhere(plan: &SeatingPlan, index: &PlanIndex) -> Result<(), TestCaseError> {
    prop_assert!(plan.focal_point.is_some());
    prop_assert!(plan.zones.iter().all(|zone| zone.focal_point.is_some()));
    for section in &plan.sections {
        prop_assert!(section.zone.is_some(), "{}", section.label);
        prop_assert!(section.outline.len() >= 4, "{}", section.label);
    }
    for place in index.places() {
        prop_assert!(index.focal_distance(place) > 0.0, "{}", index.label(place));
    }
    Ok(())
}
