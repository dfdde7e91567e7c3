//! Best available against trying everything, on random small houses: rows with aisles, curved and straight, with
//! places for wheelchairs and companions, tables, standing room, two levels, zones and channels.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use schemas::best::BestWish;
use schemas::ids::{ChannelIndex, CommandHash, EventId, LevelIndex, PlaceIndex, PrincipalHash, TokenHash};
use schemas::plan::{
    Area, Caption, Outline, PlanIndex, Point, PriceLevel, PublishedPlan, Row, Seat, SeatingPlan, Section,
    Table, Zone,
};
use schemas::record::Principal;
use schemas::seat::Arrangement;
use schemas::terms::{EventTerms, LevelPrice};
use schemas::time::Timestamp;

use super::tape::wish;
use super::venue;
use crate::seat_map::command::{ChannelSet, Command, Request, SaleStep, Target};
use crate::seat_map::naive::Naive;
use crate::seat_map::outcome::{Answer, Done, Outcome};
use crate::seat_map::{RecordBuffer, SeatMap};

const EVENT: EventId = EventId(7);
const NOW: Timestamp = Timestamp(1_000_000);

/// A seat: the gap before it in tenths of a seat's width, its level, and 1 where it is for a wheelchair, 2 where
/// it is for a companion.
type SeatOf = (u8, bool, u8);
/// A table: its seats, whether it is sold as a whole, and its minimum.
type TableOf = (u8, bool, u8);
/// A section: rows of seats, and tables.
type SectionOf = (Vec<Vec<SeatOf>>, Vec<TableOf>);

#[derive(Clone, Debug)]
struct House {
    sections: Vec<SectionOf>,
    /// Where the audience looks; and whether the second zone has a point of its own.
    focal: Option<(i16, i16)>,
    zoned: bool,
    standing: u8,
    /// Places that are off sale, of channel 1 and of the other level, by number.
    killed: Vec<u32>,
    allocated: Vec<u32>,
    repainted: Vec<u32>,
}

fn house() -> impl Strategy<Value = House> {
    let seat = (
        prop_oneof![9 => Just(10_u8), 1 => Just(30)],
        prop_oneof![4 => Just(false), 1 => Just(true)],
        prop_oneof![12 => Just(0_u8), 1 => Just(1), 1 => Just(2)],
    );
    // A few rows are longer than a word of bits.
    let row = prop_oneof![
        30 => prop::collection::vec(seat.clone(), 1..9),
        1 => prop::collection::vec(seat, 50..140),
    ];
    let table = (2..6_u8, any::<bool>(), 1..4_u8);
    let section = (prop::collection::vec(row, 1..4), prop::collection::vec(table, 0..2));
    let some = || prop::collection::vec(0..40_u32, 0..16);
    (
        prop::collection::vec(section, 1..3),
        prop::option::weighted(0.9, (-50..150_i16, -50..0_i16)),
        any::<bool>(),
        0..6_u8,
        (some(), prop::collection::vec(0..40_u32, 0..5), prop::collection::vec(0..40_u32, 0..5)),
    )
        .prop_map(|(sections, focal, zoned, standing, (killed, allocated, repainted))| House {
            sections,
            focal,
            zoned,
            standing,
            killed,
            allocated,
            repainted,
        })
}

fn key(dear: bool) -> String {
    if dear { "dear" } else { "cheap" }.to_owned()
}

impl House {
    fn plan(&self) -> SeatingPlan {
        let level =
            |key: &str| PriceLevel { key: key.to_owned(), name: key.to_owned(), color: "#123456".to_owned() };
        let point = self.focal.map(|(x, y)| Point::new(f64::from(x), f64::from(y)));
        let zone =
            |name: &str, focal_point| Zone { key: name.to_owned(), name: name.to_owned(), focal_point };
        let own = self.zoned.then(|| Point::new(70.0, 300.0));
        let zones = vec![zone("one", None), zone("two", own)];
        let sections = self.sections.iter().zip(0_u32..).map(|(section, number)| {
            let y = f64::from(number) * 200.0;
            let rows = section.0.iter().zip(0_u32..).map(|(seats, row)| Row {
                label: format!("r{row}"),
                seats: row_of(seats, y + f64::from(row) * 12.0),
                ..Row::default()
            });
            let tables = section.1.iter().zip(0_u32..).map(|(table, number)| {
                table_of(*table, number, Point::new(200.0 + f64::from(number) * 50.0, y))
            });
            Section {
                label: format!("s{number}"),
                zone: Some(if number == 0 { "one" } else { "two" }.to_owned()),
                level: Some(key(number == 1)),
                rows: rows.collect(),
                tables: tables.collect(),
                areas: if number == 0 && self.standing > 0 { vec![self.area()] } else { Vec::new() },
                ..Section::default()
            }
        });
        SeatingPlan {
            name: "house".to_owned(),
            levels: vec![level("cheap"), level("dear")],
            zones,
            focal_point: point,
            sections: sections.collect(),
            ..SeatingPlan::default()
        }
    }

    fn area(&self) -> Area {
        Area {
            label: "pit".to_owned(),
            outline: Outline::circle(Point::new(0.0, -20.0), 5.0),
            capacity: u32::from(self.standing),
            level: Some(key(true)),
            as_a_whole: self.standing == 5,
            minimum_occupancy: 1 + u32::from(self.standing > 3),
            caption: Caption::default(),
        }
    }
}

fn row_of(seats: &[SeatOf], y: f64) -> Vec<Seat> {
    let mut x = 0.0;
    let mut row = Vec::new();
    for ((gap, dear, mark), number) in seats.iter().zip(0_u32..) {
        x += f64::from(*gap);
        row.push(Seat {
            label: number.to_string(),
            position: Point::new(x, y + x * x / 400.0),
            level: dear.then(|| key(true)),
            accessible: *mark == 1,
            companion: *mark == 2,
            ..Seat::default()
        });
    }
    row
}

fn table_of((seats, as_a_whole, minimum): TableOf, number: u32, middle: Point) -> Table {
    let seat = |seat: u8| {
        let angle = f64::from(seat) / f64::from(seats) * std::f64::consts::TAU;
        Seat {
            label: seat.to_string(),
            position: Point::new(middle.x.get() + 10.0 * angle.cos(), middle.y.get() + 10.0 * angle.sin()),
            ..Seat::default()
        }
    };
    Table {
        label: format!("t{number}"),
        outline: Outline::circle(middle, 8.0),
        level: None,
        as_a_whole,
        minimum_occupancy: u32::from(minimum.min(seats)),
        seats: (0..seats).map(seat).collect(),
    }
}

fn terms(plan: &PlanIndex) -> EventTerms {
    EventTerms {
        plan: plan.hash(),
        maximum_units_per_hold: 12,
        maximum_units_per_token: 1_000,
        maximum_tokens_per_address: 0,
        prices: vec![
            LevelPrice { level: LevelIndex(0), amount_minor: 100 },
            LevelPrice { level: LevelIndex(1), amount_minor: 300 },
        ],
        ..venue::terms()
    }
}

/// Both maps of a house, told the same.
struct Both {
    fast: SeatMap,
    naive: Naive,
    out: RecordBuffer,
    told: u128,
}

impl Both {
    fn of(plan: SeatingPlan) -> Self {
        let published = PublishedPlan::publish(plan, None).unwrap();
        let plan = Arc::new(published.index().unwrap());
        let terms = terms(&plan);
        let mut fast = SeatMap::new(EVENT, Arc::clone(&plan));
        let mut out = RecordBuffer::new();
        fast.create(terms.clone(), NOW, &mut out).unwrap();
        let naive = Naive::create(EVENT, &plan, terms, NOW, (1_000, 1_000, 1_000));
        let mut both = Self { fast, naive, out, told: 0 };
        both.organiser(Command::SetSale { step: SaleStep::Open, only_if: None });
        both
    }

    fn new(house: &House) -> Self {
        let mut both = Self::of(house.plan());
        let count = u32::try_from(both.fast.places.count()).unwrap();
        let targets = |places: &[u32]| {
            places.iter().map(|place| Target::Whole(PlaceIndex(place % count))).collect::<Vec<_>>()
        };
        if !house.allocated.is_empty() {
            let (targets, channel) = (targets(&house.allocated), ChannelIndex(1));
            both.organiser(Command::Allocate { targets, channel, plan: None });
        }
        if !house.repainted.is_empty() {
            let (targets, level) = (targets(&house.repainted), Some(LevelIndex(1)));
            both.organiser(Command::Repaint { targets, level, plan: None, only_if: None });
        }
        if !house.killed.is_empty() {
            let (targets, reason) = (targets(&house.killed), "sold elsewhere".to_owned());
            both.organiser(Command::Kill { targets, reason, force: false, plan: None });
        }
        both
    }

    fn organiser(&mut self, command: Command) {
        self.tell(Principal::Organiser(PrincipalHash([1; 16])), command);
    }

    fn tell(&mut self, principal: Principal, command: Command) -> Outcome {
        self.told += 1;
        let id = CommandHash(self.told.to_le_bytes());
        let request = Request { principal, id, digest: CommandHash([0; 16]), command };
        let outcome = self.fast.apply(&request, NOW, &mut self.out);
        assert_eq!(outcome, self.naive.apply(&request, NOW), "{request:?}");
        outcome
    }

    fn wish(&mut self, wish: BestWish, channels: ChannelSet) -> Outcome {
        let buyer = Principal::Buyer(TokenHash((self.told + 1).to_le_bytes()));
        let outcome = self.tell(buyer, Command::HoldBest { wish: Box::new(wish), channels, address: None });
        self.fast.check_invariants().unwrap();
        outcome
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_pick_is_the_best_there_is(
        house in house(),
        wishes in prop::collection::vec((wish(), 0..3_u64), 1..6),
    ) {
        let mut both = Both::new(&house);
        for (wish, channels) in wishes {
            both.wish(wish, ChannelSet(channels));
        }
    }
}

/// A plan of these rows in one line, seats by x, where the audience looks at 0, 0.
fn rows(rows: &[&[f64]]) -> SeatingPlan {
    let seat = |(x, number): (&f64, u32)| Seat {
        label: number.to_string(),
        position: Point::new(*x, 0.0),
        ..Seat::default()
    };
    let row = |(xs, number): (&&[f64], u32)| Row {
        label: number.to_string(),
        level: Some(key(false)),
        seats: xs.iter().zip(0..).map(seat).collect(),
        ..Row::default()
    };
    let empty = House {
        sections: vec![],
        focal: Some((0, 0)),
        zoned: false,
        standing: 0,
        killed: vec![],
        allocated: vec![],
        repainted: vec![],
    };
    SeatingPlan { rows: rows.iter().zip(0..).map(row).collect(), ..empty.plan() }
}

#[test]
fn of_equally_near_windows_the_one_that_comes_first_in_the_plan_is_picked() {
    // Both are 40 away in all; the second row has the nearest seat and is looked at first.
    let plan = rows(&[&[-25.0, -15.0], &[12.0, 28.0]]);
    let mut both = Both::of(plan);
    let Outcome::Accepted(Answer { done: Done::Held { places, .. }, .. }) =
        both.wish(BestWish { count: 2, ..BestWish::default() }, ChannelSet(0))
    else {
        panic!("not held");
    };
    let places: Vec<u32> = places.iter().map(|line| line.units.place.0).collect();
    assert_eq!(places, [0, 1]);
}

#[test]
fn a_seat_is_left_alone_also_where_a_word_of_bits_ends() {
    let xs: Vec<f64> = (0..70).map(|number: u32| f64::from(number) * 10.0).collect();
    let mut both = Both::of(rows(&[&xs]));
    let others = (0..70).filter(|seat| !(63..66).contains(seat));
    let targets = others.map(|seat| Target::Whole(PlaceIndex(seat))).collect();
    both.organiser(Command::Kill { targets, reason: "sold".to_owned(), force: false, plan: None });
    let outcome = both.wish(BestWish { count: 2, ..BestWish::default() }, ChannelSet(0));
    let Outcome::Accepted(Answer { done: Done::Held { places, arrangement, .. }, .. }) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(arrangement, Some(Arrangement::SideBySideLeavingOrphan));
    assert_eq!([places[0].units.place.0, places[1].units.place.0], [63, 64]);
}

/// Every arrangement, and every refusal that best available has of its own.
const ALL: [&str; 12] = [
    "SideBySide",
    "SideBySideLeavingOrphan",
    "OneBehindAnother",
    "InPairs",
    "Apart",
    "Standing",
    "Whole",
    "NoneFree",
    "NotTogether",
    "OtherChannel",
    "NoPlaces",
    "InvalidUnits",
];

#[test]
fn random_houses_reach_every_step_of_the_ladder() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut met: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for _ in 0..1_500 {
        let mut both = Both::new(&house().new_tree(&mut runner).unwrap().current());
        for _ in 0..4 {
            let wish = wish().new_tree(&mut runner).unwrap().current();
            let with_wheelchairs = usize::from(wish.accessible > 0);
            let name = match both.wish(wish, ChannelSet(2)) {
                Outcome::Refused(refusal) => format!("{:?}", refusal.code),
                Outcome::Accepted(Answer { done: Done::Held { arrangement, .. }, .. }) => {
                    format!("{:?}", arrangement.unwrap())
                }
                Outcome::Accepted(other) => panic!("{other:?}"),
            };
            let (all, wheelchairs) = met.entry(name).or_default();
            *all += 1;
            *wheelchairs += with_wheelchairs;
        }
    }
    let missing: Vec<&str> = ALL.into_iter().filter(|name| !met.contains_key(*name)).collect();
    assert!(missing.is_empty(), "never met: {missing:?}; met: {met:?}");
    let wheelchairs = ALL[..5].iter().filter(|name| met[**name].1 == 0).collect::<Vec<_>>();
    assert!(wheelchairs.is_empty(), "never met with wheelchairs: {wheelchairs:?}; met: {met:?}");
}
