#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use schemas::ids::PlaceIndex;
use schemas::plan::{PlaceKind, PublishedPlan, geometry, validate};

use super::*;

fn capacity(plan: &SeatingPlan) -> u64 {
    PublishedPlan::publish(plan.clone(), None).unwrap().index().unwrap().total_capacity()
}

#[test]
fn every_size_is_valid_and_exact() {
    for places in [1, 2, 7, 59, 199, 200, 500, 1_000, 1_001, 3_333, 20_000, 57_123] {
        for seed in [0, 1, 42] {
            let plan = generate_arena(places, seed);
            assert_eq!(validate(&plan), [], "{places} places, seed {seed}");
            assert_eq!(capacity(&plan), u64::from(places), "seed {seed}");
        }
    }
}

#[test]
fn beyond_the_range_it_is_cut() {
    assert_eq!(capacity(&generate_arena(0, 1)), 1);
    assert_eq!(capacity(&generate_arena(u32::MAX, 1)), u64::from(ARENA_PLACES_MAX));
}

#[test]
fn the_same_seed_gives_the_same_plan_and_another_seed_another() {
    assert_eq!(generate_arena(20_000, 7), generate_arena(20_000, 7));
    assert_ne!(generate_arena(20_000, 7), generate_arena(20_000, 8));
}

#[test]
fn the_default_arena_has_every_kind_of_place() {
    let published = PublishedPlan::publish(generate_arena(20_000, 1), None).unwrap();
    let index = published.index().unwrap();
    let count = |kind| index.places().filter(|place| index.kind(*place) == kind).count();
    assert_eq!([count(PlaceKind::Seat), count(PlaceKind::Booth), count(PlaceKind::Area)], [18_960, 40, 1]);
    assert_eq!(index.table_labels().len(), 16);
    assert_eq!(index.level_keys().len(), 6);
    assert_eq!(index.zone_keys().len(), 3);
    let marked = |mark: fn(&schemas::plan::PlanIndex, PlaceIndex) -> bool| {
        index.places().filter(|place| mark(&index, *place)).count()
    };
    assert!(marked(schemas::plan::PlanIndex::is_accessible) >= 100);
    assert!(marked(schemas::plan::PlanIndex::is_restricted_view) >= 100);
    let floor = index.place_by_label("FLOOR").unwrap();
    assert_eq!(index.capacity(floor), 1_000);
}

#[test]
fn neighbours_run_through_each_row_and_end_at_its_aisles() {
    let published = PublishedPlan::publish(generate_arena(20_000, 1), None).unwrap();
    let index = published.index().unwrap();
    for (row, label) in index.row_labels().iter().enumerate() {
        let row = index.row_by_label(label).filter(|found| found.0 as usize == row).unwrap();
        let seats = index.places_in_row(row);
        for pair in seats.windows(2) {
            assert_eq!(index.right(pair[0]), Some(pair[1]), "{label}");
            assert_eq!(index.left(pair[1]), Some(pair[0]), "{label}");
        }
        assert_eq!(index.left(seats[0]), None, "{label}");
        assert_eq!(index.right(seats[seats.len() - 1]), None, "{label}");
    }
}

#[test]
fn the_drawing_of_twenty_thousand_places_is_small() {
    let published = PublishedPlan::publish(generate_arena(20_000, 1), None).unwrap();
    let text = serde_json::to_vec(&geometry(&published).unwrap()).unwrap();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&text).unwrap();
    let compressed = encoder.finish().unwrap().len();
    eprintln!("geometry of 20,000 places: {} bytes, {compressed} gzipped", text.len());
    assert!(compressed <= 28_000, "{compressed} bytes");
}

#[test]
fn a_tiers_sections_are_equally_deep_and_share_their_last_row() {
    for seed in 0..5 {
        let plan = generate_arena(20_000, seed);
        for tier in ["1", "2", "3"] {
            let sections = plan.sections.iter().filter(|section| section.label.starts_with(tier));
            let rows: Vec<_> = sections.map(|section| &section.rows).collect();
            assert!(rows.iter().all(|one| one.len() == rows[0].len()), "tier {tier}, seed {seed}");
            let last = rows.iter().map(|rows| rows[rows.len() - 1].seats.len());
            let (fewest, most) = (last.clone().min().unwrap(), last.max().unwrap());
            assert!(most - fewest <= 1, "tier {tier}, seed {seed}: from {fewest} to {most}");
        }
    }
}
