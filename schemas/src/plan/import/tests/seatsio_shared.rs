//! The charts that seats.io's own development kits are tested with.

use crate::plan::{PlanIndex, PublishedPlan, RowIndex, TableIndex, geometry};

use super::*;

fn compiled(import: &Import) -> PlanIndex {
    PublishedPlan::publish(import.plan.clone(), None).unwrap().index().unwrap()
}

fn level_of<'index>(index: &'index PlanIndex, label: &str) -> &'index str {
    let place = index.place_by_label(label).unwrap_or_else(|| panic!("no place {label}"));
    &index.level_keys()[usize::from(index.level(place).0)]
}

#[test]
fn the_chart_with_rows_and_areas() {
    let Some(text) = shared("seatsio-Chart.json") else { return };
    let import = import_bytes(text.as_bytes());
    assert_eq!(lines(&import.issues), ["unused /categories/list/2"]);
    let expected = PlanCounts {
        levels: 3,
        rows: 4,
        seats: 32,
        accessible_seats: 1,
        areas: 2,
        area_units: 200,
        drawings: 1,
        ..PlanCounts::default()
    };
    assert_eq!(import.counts, expected);
    let index = compiled(&import);
    let accessible: Vec<&str> =
        index.places().filter(|place| index.is_accessible(*place)).map(|place| index.label(place)).collect();
    assert_eq!(accessible, ["A-7"]);
    let levels = ["A-1", "B-8", "C-1", "D-8", "GA1", "GA2"].map(|label| level_of(&index, label));
    assert_eq!(levels, ["9", "9", "10", "10", "9", "10"]);
    let area = index.place_by_label("GA1").unwrap();
    assert_eq!(
        (index.capacity(area), index.minimum_occupancy(area), index.is_as_a_whole(area)),
        (100, 1, false)
    );
    assert!(notes(&import).contains(&"set_aside /subChart/rows/0/seats/0/uuid seat.uuid: 32".to_owned()));
    assert_eq!(import.plan.shapes[0].kind.as_deref(), Some("stage"));
}

#[test]
fn the_chart_with_sections() {
    let Some(text) = shared("seatsio-ChartWithSections.json") else { return };
    let import = import_bytes(text.as_bytes());
    assert_eq!(lines(&import.issues), [""; 0]);
    let expected = PlanCounts { levels: 2, sections: 2, rows: 13, seats: 71, ..PlanCounts::default() };
    assert_eq!(import.counts, expected);
    let entrances: Vec<_> = import.plan.sections.iter().map(|section| section.entrance.as_deref()).collect();
    assert_eq!(entrances, [Some("Entrance 1"), Some("Entrance 2")]);
    let index = compiled(&import);
    assert_eq!(level_of(&index, "Section A-A-1"), "1");
    assert_eq!(level_of(&index, "Section B-G-5"), "4");
    let row = index.places_in_row(index.row_by_label("Section B-G").unwrap());
    assert_eq!(row.len(), 5);
}

#[test]
fn the_chart_with_tables() {
    let Some(text) = shared("seatsio-ChartWithTables.json") else { return };
    let import = import_bytes(text.as_bytes());
    // In this file both tables stand on the same spot.
    let same = (0..6).map(|seat| {
        format!("same_position /subChart/tables/0/seats/{seat} +/subChart/tables/1/seats/{seat}")
    });
    let expected: Vec<String> = std::iter::once("unused /categories/list/1".to_owned()).chain(same).collect();
    assert_eq!(lines(&import.issues), expected);
    assert!(import.is_usable());
    let expected = PlanCounts { levels: 2, seats: 12, tables: 2, ..PlanCounts::default() };
    assert_eq!(import.counts, expected);
    let index = compiled(&import);
    let labels = |table| -> Vec<&str> {
        index.places_at_table(table).iter().map(|place| index.label(*place)).collect()
    };
    assert_eq!(labels(TableIndex(0)), ["T1-1", "T1-2", "T1-3", "T1-4", "T1-5", "T1-6"]);
    let (first, last) = (index.place_by_label("T2-1"), index.place_by_label("T2-6"));
    assert_eq!((index.left(first.unwrap()), index.right(last.unwrap())), (last, first));
    assert_eq!([0, 1].map(|table| index.is_table_as_a_whole(TableIndex(table))), [false, true]);
}

#[test]
fn the_chart_with_zones() {
    let Some(text) = shared("seatsio-ChartWithZones.json") else { return };
    let import = import_bytes(text.as_bytes());
    assert_eq!(lines(&import.issues), ["not_imported /subChart/backgroundImage"]);
    let expected = PlanCounts {
        levels: 2,
        zones: 2,
        floors: 1,
        sections: 4,
        rows: 131,
        seats: 8_897,
        ..PlanCounts::default()
    };
    assert_eq!(import.counts, expected);
    let index = compiled(&import);
    let nearest = |zone: &str| {
        let in_zone = index.places().filter(|place| {
            index.zone(*place).is_some_and(|found| &*index.zone_keys()[usize::from(found.0)] == zone)
        });
        let nearest =
            in_zone.min_by(|one, other| index.focal_distance(*one).total_cmp(&index.focal_distance(*other)));
        index.label(nearest.unwrap())
    };
    assert_eq!([nearest("finishline"), nearest("midtrack")], ["Goal Stand 4-A-1", "MT3-A-139"]);
    assert_eq!(level_of(&index, "Goal Stand 3-B-2"), "1");
    assert_eq!(level_of(&index, "MT1-Z-93"), "2");
    assert_eq!(import.plan.zones[0].focal_point, Some(Point::new(15_445.45, 18_181.82)));
    // Rows have no aisle in this file.
    for row in 0..131 {
        let places = index.places_in_row(RowIndex(row));
        assert!(places.windows(2).all(|pair| index.right(pair[0]) == Some(pair[1])));
    }
}

#[test]
fn every_imported_plan_can_be_drawn() {
    for name in ["Chart", "ChartWithSections", "ChartWithTables", "ChartWithZones"] {
        let Some(text) = shared(&format!("seatsio-{name}.json")) else { return };
        let published = PublishedPlan::publish(import_bytes(text.as_bytes()).plan, None).unwrap();
        let drawing = geometry(&published).unwrap();
        assert_eq!(drawing.places, published.index().unwrap().len(), "{name}");
        assert!(drawing.rows.iter().all(|row| row.line.is_some()), "{name}: its rows are straight");
    }
}
