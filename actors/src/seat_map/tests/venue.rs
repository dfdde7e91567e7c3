//! One small venue with every kind of place, and the terms it is sold under.

use std::sync::Arc;

use schemas::ids::LevelIndex;
use schemas::plan::{
    Area, Booth, Caption, Outline, PlanIndex, Point, PriceLevel, PublishedPlan, Row, Seat, SeatingPlan,
    Section, Table,
};
use schemas::terms::{Currency, EventTerms, LevelPrice, SaleSchedule};

fn seats(count: u32, y: f64) -> Vec<Seat> {
    let seat = |number: u32| Seat {
        label: number.to_string(),
        position: Point::new(f64::from(number), y),
        ..Seat::default()
    };
    (1..=count).map(seat).collect()
}

fn row(label: &str, count: u32, y: f64) -> Row {
    Row { label: label.to_owned(), seats: seats(count, y), ..Row::default() }
}

fn outline(y: f64) -> Outline {
    Outline::circle(Point::new(50.0, y), 2.0)
}

fn table(label: &str, as_a_whole: bool, minimum_occupancy: u32, y: f64) -> Table {
    let (label, outline, seats) = (label.to_owned(), outline(y), seats(3, y));
    Table { label, outline, level: None, as_a_whole, minimum_occupancy, seats }
}

fn area(label: &str, capacity: u32, minimum_occupancy: u32, as_a_whole: bool, y: f64) -> Area {
    Area {
        label: label.to_owned(),
        outline: outline(y),
        capacity,
        level: Some("standing".to_owned()),
        as_a_whole,
        minimum_occupancy,
        caption: Caption::default(),
    }
}

/// Places by label: seats `S-A-1` to `S-A-6`, `S-B-1` to `S-B-4`, `R-A-1` to `R-A-3`; table `S-T` by the
/// seat, at least two at once, and `S-W` as a whole, three seats each; booth `Booth`; areas `Floor` (10 units), `Pit` (8 units, at
/// least 2), `Box` (8 persons, as a whole).
pub(crate) fn plan() -> SeatingPlan {
    let level =
        |key: &str| PriceLevel { key: key.to_owned(), name: key.to_owned(), color: "#336699".to_owned() };
    let standard = Some("standard".to_owned());
    let section = Section {
        label: "S".to_owned(),
        level: standard.clone(),
        rows: vec![row("A", 6, 1.0), row("B", 4, 2.0)],
        tables: vec![table("T", false, 2, 3.0), table("W", true, 1, 4.0)],
        booths: vec![Booth { label: "Booth".to_owned(), outline: outline(30.0), level: standard.clone() }],
        areas: vec![area("Floor", 10, 1, false, 40.0)],
        ..Section::default()
    };
    let other = Section {
        label: "R".to_owned(),
        level: standard,
        rows: vec![row("A", 3, 5.0)],
        areas: vec![area("Pit", 8, 2, false, 50.0), area("Box", 8, 3, true, 60.0)],
        ..Section::default()
    };
    SeatingPlan {
        name: "small hall".to_owned(),
        levels: vec![level("standard"), level("standing")],
        sections: vec![section, other],
        ..SeatingPlan::default()
    }
}

/// The compiled plan.
pub(crate) fn index() -> Arc<PlanIndex> {
    Arc::new(PublishedPlan::publish(plan(), None).unwrap().index().unwrap())
}

/// The same plan where table `S-T` may be shared in any number.
pub(crate) fn index_without_minimum() -> Arc<PlanIndex> {
    let mut plan = plan();
    plan.sections[0].tables[0].minimum_occupancy = 1;
    Arc::new(PublishedPlan::publish(plan, None).unwrap().index().unwrap())
}

/// Hold 60 s up to 150 s, a payment 100 s up to 250 s, 6 units a hold, 8 a token, 2 tokens an address,
/// channels 1 and 2 beside general sale.
pub(crate) fn terms() -> EventTerms {
    EventTerms {
        plan: index().hash(),
        stream: 1,
        hold_time_ms: 60_000,
        lifetime_cap_ms: 150_000,
        maximum_extensions: 0,
        payment_time_ms: 100_000,
        payment_cap_ms: 250_000,
        maximum_units_per_hold: 6,
        maximum_units_per_token: 8,
        maximum_tokens_per_address: 2,
        currency: Currency(*b"EUR"),
        prices: vec![
            LevelPrice { level: LevelIndex(0), amount_minor: 4_500 },
            LevelPrice { level: LevelIndex(1), amount_minor: 2_000 },
        ],
        channels: vec!["fans".to_owned(), "box_office".to_owned()],
        closed_channels: Vec::new(),
        tables: Vec::new(),
        schedule: SaleSchedule::default(),
    }
}
