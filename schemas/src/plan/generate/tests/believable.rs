//! What a venue's manager would look for.

use std::collections::BTreeSet;

use super::{compiled, seats};
use crate::ids::PlaceIndex;
use crate::plan::{PlaceKind, PlanIndex, SeatingPlan, VenueKind, generate};

fn marked(index: &PlanIndex, mark: fn(&PlanIndex, PlaceIndex) -> bool) -> usize {
    index.places().filter(|place| mark(index, *place)).count()
}

fn sections(plan: &SeatingPlan) -> Vec<&str> {
    plan.sections.iter().map(|section| section.label.as_str()).collect()
}

#[test]
fn a_theatre_of_1200_has_three_tiers_and_boxes() {
    let plan = generate(VenueKind::Theatre, 1_200, 1).unwrap();
    assert_eq!(sections(&plan), ["Stalls", "Dress Circle", "Upper Circle", "Boxes Left", "Boxes Right"]);
    let index = compiled(&plan);
    // As many as the rules ask for: 6, and one more for each 150 that have begun above 500.
    assert_eq!(marked(&index, PlanIndex::is_accessible), 11);
    assert_eq!(index.level_keys().len(), 5);
    let rows: Vec<&str> = plan.sections[0].rows.iter().map(|row| row.label.as_str()).collect();
    assert!(rows.contains(&"H") && rows.contains(&"J") && !rows.contains(&"I") && !rows.contains(&"O"));
    assert!(plan.shapes.iter().any(|shape| shape.kind.as_deref() == Some("pit")));
}

#[test]
fn the_best_seats_of_a_theatre_are_near_the_stage() {
    let plan = generate(VenueKind::Theatre, 1_200, 1).unwrap();
    let index = compiled(&plan);
    let mean = |key: &str| {
        let places = index.places_of_level(index.level_by_key(key).unwrap());
        let far: f64 = places.iter().map(|place| f64::from(index.focal_distance(*place))).sum();
        far / f64::from(u32::try_from(places.len()).unwrap())
    };
    assert!(["premium", "a", "b", "c", "d"].map(mean).is_sorted());
}

#[test]
fn both_sides_of_a_house_have_the_same_prices() {
    let plan = generate(VenueKind::Theatre, 1_200, 1).unwrap();
    for row in plan.sections[0].rows.chunk_by(|one, other| one.label == other.label) {
        assert_eq!(row[0].level, row[row.len() - 1].level, "row {}", row[0].label);
    }
}

#[test]
fn rows_bend_around_the_stage() {
    for (kind, places) in [(VenueKind::Theatre, 1_200), (VenueKind::Hall, 300)] {
        let plan = generate(kind, places, 2).unwrap();
        for row in plan.sections[0].rows.chunk_by(|one, other| one.label == other.label) {
            let seats: Vec<_> = row.iter().flat_map(|piece| &piece.seats).collect();
            let [first, middle] = [0, seats.len() / 2].map(|seat| seats[seat].position);
            assert!(first.y.get() + 5.0 < middle.y.get(), "{kind:?}: row {}", row[0].label);
        }
    }
}

#[test]
fn numbers_are_odd_on_the_left_and_even_on_the_right_where_that_is_the_custom() {
    let american =
        |seed: &u64| sections(&generate(VenueKind::Theatre, 1_200, *seed).unwrap()).contains(&"Orchestra");
    let plan = generate(VenueKind::Theatre, 1_200, (0..50).find(american).unwrap()).unwrap();
    let row = plan.sections[0].rows.chunk_by(|one, other| one.label == other.label).nth(3).unwrap();
    let numbers: Vec<Vec<u32>> = row
        .iter()
        .map(|piece| piece.seats.iter().map(|seat| seat.label.parse().unwrap()).collect())
        .collect();
    assert_eq!(numbers.len(), 3);
    assert!(numbers[0].iter().all(|number| number % 2 == 1) && numbers[0].ends_with(&[3, 1]));
    assert!(numbers[1].starts_with(&[101, 102]));
    assert!(numbers[2].iter().all(|number| number % 2 == 0) && numbers[2].starts_with(&[2, 4]));
}

#[test]
fn an_arena_of_20000_has_every_kind_of_place() {
    let index = compiled(&generate(VenueKind::Arena, 20_000, 1).unwrap());
    let count = |kind| index.places().filter(|place| index.kind(*place) == kind).count();
    assert_eq!([count(PlaceKind::Seat), count(PlaceKind::Booth), count(PlaceKind::Area)], [17_960, 40, 2]);
    assert_eq!(index.table_labels().len(), 15);
    assert_eq!(index.zone_keys().len(), 3);
    assert!(marked(&index, PlanIndex::is_accessible) >= 111);
    assert!(marked(&index, PlanIndex::is_restricted_view) >= 100);
    assert_eq!(index.capacity(index.place_by_label("FLOOR").unwrap()), 1_500);
    assert_eq!(index.capacity(index.place_by_label("FRONT").unwrap()), 500);
}

#[test]
fn the_sections_of_a_tier_are_equally_deep() {
    for seed in 0..5 {
        let plan = generate(VenueKind::Stadium, 60_000, seed).unwrap();
        for tier in ["1", "2", "3"] {
            let tier = plan.sections.iter().filter(|section| section.label.starts_with(tier));
            let rows: BTreeSet<u32> = tier
                .map(|section| {
                    let rows = section.rows.iter().filter(|row| !row.seats[0].accessible);
                    rows.map(|row| row.label.parse().unwrap()).max().unwrap()
                })
                .collect();
            assert_eq!(rows.len(), 1, "seed {seed}: {rows:?}");
        }
    }
}

#[test]
fn a_football_ground_grows_with_its_public() {
    let stands = |places| {
        let plan = generate(VenueKind::Stadium, places, 1).unwrap();
        let zones: Vec<&str> = plan.zones.iter().map(|zone| zone.key.as_str()).collect();
        let tiers: BTreeSet<u8> = sections(&plan).iter().map(|label| label.as_bytes()[0]).collect();
        (zones.join(" "), tiers.len())
    };
    assert_eq!(stands(200), ("south".to_owned(), 1));
    assert_eq!(stands(3_000), ("south north".to_owned(), 1));
    assert_eq!(stands(9_000), ("south west north east".to_owned(), 1));
    assert_eq!(stands(40_000), ("south west north east".to_owned(), 2));
    assert_eq!(stands(100_000), ("south west north east".to_owned(), 3));
}

#[test]
fn a_hall_is_set_up_in_three_ways() {
    let mut ways = BTreeSet::new();
    for seed in 0..20 {
        let plan = generate(VenueKind::Hall, 800, seed).unwrap();
        ways.insert((!plan.tables.is_empty(), !plan.areas.is_empty()));
        assert!(plan.sections.iter().any(|section| section.floor.as_deref() == Some("gallery")));
        assert!(seats(&plan).any(|seat| seat.restricted_view), "seed {seed}");
    }
    assert_eq!(Vec::from_iter(ways), [(false, false), (false, true), (true, false)]);
}

#[test]
fn a_festival_is_mostly_standing() {
    let plan = generate(VenueKind::Festival, 30_000, 7).unwrap();
    let standing: u32 = plan.areas.iter().map(|area| area.capacity).sum();
    assert!(standing > 25_000, "{standing}");
    assert_eq!(sections(&plan), ["Grandstand Left", "Grandstand Right", "Platform"]);
    assert_eq!((plan.tables.len(), plan.booths.len()), (60, 50));
}
