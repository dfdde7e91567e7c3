//! One small venue with every kind of place, and the terms it is sold under.

use std::sync::{Arc, OnceLock};

use schemas::ids::{ContentHash, LevelIndex};
use schemas::plan::{
    Area, Booth, Caption, Outline, PlanIndex, Point, PriceLevel, PublishedPlan, Row, Seat, SeatingPlan,
    Section, Table,
};
use schemas::terms::{Currency, EventTerms, LevelPrice, SaleSchedule};

use crate::ports::plans::{PlanError, PlanSource};

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
    versions()[0].clone()
}

/// The plan's versions, and last a version of another plan. The second drops `S-A-6` and the booth, has `S-B-5`,
/// a bar of 5 units, a level before the others, and table `S-T` as a whole, gives `Floor` 12 units and `Pit` 6,
/// and row `R-A` the level standing. The third has `S-A-6` and the booth again, drops the bar, and sells `Floor`
/// as a whole; its sections come in another order.
pub(crate) fn versions() -> Vec<Arc<PlanIndex>> {
    static VERSIONS: OnceLock<Vec<Arc<PlanIndex>>> = OnceLock::new();
    let made = || {
        let first = PublishedPlan::publish(plan(), None).unwrap();
        let second = PublishedPlan::publish(second(), Some(first.assignment())).unwrap();
        let third = PublishedPlan::publish(third(), Some(second.assignment())).unwrap();
        let other = PublishedPlan::publish(self::second(), None).unwrap();
        [first, second, third, other].iter().map(|plan| Arc::new(plan.index().unwrap())).collect()
    };
    VERSIONS.get_or_init(made).clone()
}

/// All versions, as a catalogue has them.
pub(crate) struct Versions;

impl PlanSource for Versions {
    fn plan(&self, hash: ContentHash) -> Result<Arc<PlanIndex>, PlanError> {
        let known = versions().into_iter().chain([index_without_minimum()]);
        known.into_iter().find(|plan| plan.hash() == hash).ok_or(PlanError::Unknown(hash))
    }
}

fn second() -> SeatingPlan {
    let mut plan = plan();
    let vip = PriceLevel { key: "vip".to_owned(), name: "vip".to_owned(), color: "#000000".to_owned() };
    plan.levels.insert(0, vip);
    let section = &mut plan.sections[0];
    section.rows[0].seats.truncate(5);
    section.rows[1].seats.extend(seats(5, 2.0).pop());
    section.booths.clear();
    section.tables[0].as_a_whole = true;
    section.areas[0].capacity = 12;
    section.areas.push(area("Bar", 5, 1, false, 70.0));
    plan.sections[1].rows[0].level = Some("standing".to_owned());
    plan.sections[1].areas[0].capacity = 6;
    plan
}

fn third() -> SeatingPlan {
    let mut plan = second();
    let first = self::plan();
    let section = &mut plan.sections[0];
    section.rows[0] = first.sections[0].rows[0].clone();
    section.booths = first.sections[0].booths.clone();
    section.areas.truncate(1);
    section.areas[0].as_a_whole = true;
    plan.sections.swap(0, 1);
    plan
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
