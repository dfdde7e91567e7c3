//! A log in a few lines, and what the audit finds wrong with it.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use schemas::api::audit::EventAudit;
use schemas::ids::{
    BookingId, ChannelIndex, ContentHash, HoldId, LevelIndex, PlaceIndex, TokenHash, Version,
};
use schemas::public_hash::{PublicHead, PublicPlace, public_hash};
use schemas::record::{AreaCapacity, BookingReference, Effect, PlanMove, Record, Unchanged, UnitList};
use schemas::seat::{HeldPlace, Letter, PlaceUnits, SaleState};
use schemas::terms::{Currency, EventTerms, SaleSchedule};
use schemas::time::Timestamp;
use schemas::ws::state::{AreaFree, ChannelFree, Snapshot};

use super::account::account;
use super::log::{LoggedEvent, PlaceShape, PlanShapes};
use super::seen::account_for_seen;
use super::verdict::{compare_client, compare_hashes};
use super::{Acknowledged, Deed, Seen, Violation};
use crate::buyer::run::Reached;
use crate::client::model::EventModel;

const SHAPES: [PlaceShape; 3] = [
    PlaceShape { capacity: 1, is_area: false },
    PlaceShape { capacity: 1, is_area: false },
    PlaceShape { capacity: 10, is_area: true },
];

fn units(place: u32, units: u32) -> PlaceUnits {
    PlaceUnits { place: PlaceIndex(place), units, channel: ChannelIndex(0) }
}

fn hold(places: &[(u32, u32)]) -> Effect {
    let held = |&(place, count): &(u32, u32)| HeldPlace { units: units(place, count), price_minor: 5 };
    Effect::Held {
        token: TokenHash([1; 16]),
        address: None,
        deadline: Timestamp(900),
        places: places.iter().map(held).collect(),
        arrangement: None,
    }
}

fn list(places: &[(u32, u32)]) -> UnitList {
    places.iter().map(|&(place, count)| units(place, count)).collect()
}

fn book(hold: u64) -> Effect {
    Effect::Booked { hold: HoldId(hold), reference: BookingReference::new() }
}

fn log(effects: Vec<Effect>) -> Vec<Record> {
    let record =
        |(version, effect)| Record { version: Version(version), at: Timestamp(1), cause: None, effect };
    (1..).zip(effects).map(record).collect()
}

fn perform(records: &[Record]) -> (LoggedEvent, Vec<Violation>) {
    let mut event = LoggedEvent::new(&SHAPES);
    let mut broken = Vec::new();
    for record in records {
        event.perform(record, &mut broken);
    }
    event.check_sums(&mut broken);
    (event, broken)
}

#[test]
fn a_sound_log_leads_to_what_everyone_should_see() {
    let (event, broken) = perform(&log(vec![
        Effect::SaleChanged { state: SaleState::OnSale },
        hold(&[(0, 1), (2, 4)]),
        hold(&[(1, 1), (2, 2)]),
        Effect::Released { hold: HoldId(2), places: list(&[(2, 3)]) },
        book(2),
        Effect::Expired { hold: HoldId(3) },
        Effect::Unbooked { booking: BookingId(5), places: list(&[(2, 1)]) },
        Effect::Killed { places: list(&[(1, 1), (2, 5)]), reason: "camera".into(), ended_holds: 0 },
        Effect::Allocated { places: list(&[(2, 2)]), channel: ChannelIndex(3) },
    ]));
    assert_eq!(broken, []);
    let free = [(ChannelIndex(0), 3), (ChannelIndex(3), 2)];
    let expected = [
        PublicPlace::Seat(Letter::Booked, ChannelIndex(0), LevelIndex::OF_PLAN),
        PublicPlace::Seat(Letter::Killed, ChannelIndex(0), LevelIndex::OF_PLAN),
        PublicPlace::Area(&free, LevelIndex::OF_PLAN),
    ];
    let (plan, schedule) = (ContentHash([0; 32]), SaleSchedule::default());
    let head = PublicHead { plan, sale: SaleState::OnSale, schedule };
    assert_eq!(event.public_hash(), public_hash(&head, 3, expected));
    assert!(event.holds.is_empty());
    assert_eq!(event.bookings[&BookingId(5)].len(), 1);
}

fn terms(closed: &[u8], closes_at: u64) -> Box<EventTerms> {
    Box::new(EventTerms {
        plan: ContentHash([7; 32]),
        stream: 1,
        hold_time_ms: 1,
        lifetime_cap_ms: 1,
        maximum_extensions: 0,
        payment_time_ms: 1,
        payment_cap_ms: 1,
        maximum_units_per_hold: 10,
        maximum_units_per_token: 10,
        maximum_tokens_per_address: 0,
        currency: Currency(*b"EUR"),
        prices: Vec::new(),
        channels: vec!["fans".to_owned()],
        closed_channels: closed.iter().copied().map(ChannelIndex).collect(),
        tables: Vec::new(),
        schedule: SaleSchedule { opens_at: None, closes_at: Some(Timestamp(closes_at)) },
    })
}

#[test]
fn what_a_closed_channel_has_is_free_in_general_sale() {
    let fans = ChannelIndex(1);
    let of_fans = |units: PlaceUnits| PlaceUnits { channel: fans, ..units };
    let begun = |place, count| {
        let places = [HeldPlace { units: of_fans(units(place, count)), price_minor: 5 }];
        Effect::Held {
            token: TokenHash([1; 16]),
            address: None,
            deadline: Timestamp(900),
            places: places.into_iter().collect(),
            arrangement: None,
        }
    };
    let (event, broken) = perform(&log(vec![
        Effect::Drafted(terms(&[], 5)),
        Effect::Allocated { places: list(&[(0, 1), (1, 1), (2, 6)]), channel: fans },
        begun(0, 1),
        begun(2, 2),
        Effect::TermsChanged {
            terms: terms(&[1], 6),
            moved: [of_fans(units(1, 1)), of_fans(units(2, 4))].into_iter().collect(),
        },
        Effect::Expired { hold: HoldId(3) },
        Effect::Expired { hold: HoldId(4) },
    ]));
    assert_eq!(broken, []);
    let free = [(ChannelIndex(0), 10)];
    let shown = PublicPlace::Seat(Letter::Free, ChannelIndex(0), LevelIndex::OF_PLAN);
    let head = PublicHead {
        plan: ContentHash([7; 32]),
        sale: SaleState::Draft,
        schedule: SaleSchedule { opens_at: None, closes_at: Some(Timestamp(6)) },
    };
    let area = PublicPlace::Area(&free, LevelIndex::OF_PLAN);
    assert_eq!(event.public_hash(), public_hash(&head, 3, [shown, shown, area]));
}

#[test]
fn levels_and_capacities_are_what_their_records_say() {
    let sized = |capacity, removed: &[(u32, u32)]| Effect::CapacitySet {
        place: PlaceIndex(2),
        capacity,
        removed: list(removed),
    };
    let painted = |place, level| (PlaceIndex(place), level);
    let (event, broken) = perform(&log(vec![
        Effect::Drafted(terms(&[], 5)),
        sized(14, &[]),
        hold(&[(2, 4)]),
        sized(6, &[(2, 8)]),
        Effect::Repainted { levels: vec![painted(0, LevelIndex(1)), painted(1, LevelIndex(2))] },
        Effect::Repainted { levels: vec![painted(1, LevelIndex::OF_PLAN), painted(2, LevelIndex(3))] },
    ]));
    assert_eq!(broken, []);
    let head = PublicHead { plan: event.plan, sale: event.sale, schedule: event.schedule };
    let free = [(ChannelIndex(0), 2)];
    let expected = [
        PublicPlace::Seat(Letter::Free, ChannelIndex(0), LevelIndex(1)),
        PublicPlace::Seat(Letter::Free, ChannelIndex(0), LevelIndex::OF_PLAN),
        PublicPlace::Area(&free, LevelIndex(3)),
    ];
    assert_eq!(event.public_hash(), public_hash(&head, 3, expected));
    let (_, broken) = perform(&log(vec![hold(&[(2, 4)]), sized(2, &[(2, 8)])]));
    assert!(!broken.is_empty(), "units that are not free cannot go");
}

#[test]
fn an_event_that_moved_has_the_places_of_its_plan() {
    let shape = |capacity, is_area| PlaceShape { capacity, is_area };
    let (first, second) = (ContentHash([7; 32]), ContentHash([8; 32]));
    // The second drops seat 1, makes area 2 smaller, and has an area more.
    let later = vec![shape(1, false), shape(0, false), shape(4, true), shape(9, true)];
    let plans = Arc::new(PlanShapes::from([(first, SHAPES.to_vec()), (second, later)]));
    let moved = |plan| {
        Effect::MovedToPlan(Box::new(PlanMove {
            terms: EventTerms { plan, ..*terms(&[], 5) },
            levels: vec![(PlaceIndex(2), LevelIndex(1))],
            capacities: vec![AreaCapacity { place: PlaceIndex(2), capacity: 4, removed: list(&[(2, 6)]) }],
        }))
    };
    let perform = |effects| {
        let (mut event, mut broken) = (LoggedEvent::on(Arc::clone(&plans)), Vec::new());
        for record in &log(effects) {
            event.perform(record, &mut broken);
        }
        event.check_sums(&mut broken);
        (event, broken)
    };
    let begun = || Effect::Drafted(terms(&[], 5));
    let (event, broken) = perform(vec![begun(), hold(&[(0, 1), (2, 3)]), moved(second)]);
    assert_eq!(broken, []);
    let of = LevelIndex::OF_PLAN;
    let expected = [
        PublicPlace::Seat(Letter::Held, ChannelIndex(0), of),
        PublicPlace::Seat(Letter::Retired, ChannelIndex(0), of),
        PublicPlace::Area(&[(ChannelIndex(0), 1)], LevelIndex(1)),
        PublicPlace::Area(&[(ChannelIndex(0), 9)], of),
    ];
    let head = PublicHead { plan: second, sale: event.sale, schedule: event.schedule };
    assert_eq!(event.public_hash(), public_hash(&head, 4, expected));
    let (_, broken) = perform(vec![begun(), hold(&[(1, 1)]), moved(second)]);
    assert!(broken.contains(&Violation::PlaceTwice { version: Version(3), place: PlaceIndex(1) }));
    let unknown = ContentHash([9; 32]);
    let (_, broken) = perform(vec![begun(), moved(unknown)]);
    assert_eq!(broken, [Violation::UnknownPlan { version: Version(2), plan: unknown }]);
}

#[test]
fn each_rule_that_a_log_can_break_is_told() {
    let place = PlaceIndex;
    let cases: [(Vec<Effect>, Violation); 7] = [
        (
            vec![hold(&[(0, 1)]), hold(&[(0, 1)])],
            Violation::PlaceTwice { version: Version(2), place: place(0) },
        ),
        (
            vec![hold(&[(2, 6)]), hold(&[(2, 5)])],
            Violation::PlaceTwice { version: Version(2), place: place(2) },
        ),
        (
            vec![hold(&[(0, 1)]), book(1), hold(&[(0, 1)])],
            Violation::PlaceTwice { version: Version(3), place: place(0) },
        ),
        (vec![hold(&[(7, 1)])], Violation::UnknownPlace { version: Version(1), place: place(7) }),
        (
            vec![hold(&[(0, 1)]), book(1), Effect::Expired { hold: HoldId(1) }],
            Violation::NoSuchHold { version: Version(3), hold: HoldId(1) },
        ),
        (
            vec![Effect::Extended { hold: HoldId(9), deadline: Timestamp(1) }],
            Violation::NoSuchHold { version: Version(1), hold: HoldId(9) },
        ),
        (
            vec![Effect::Unbooked { booking: BookingId(4), places: list(&[(0, 1)]) }],
            Violation::NoSuchBooking { version: Version(1), booking: BookingId(4) },
        ),
    ];
    for (effects, expected) in cases {
        assert_eq!(perform(&log(effects.clone())).1, [expected], "{effects:?}");
    }
    let mut gap = log(vec![hold(&[(0, 1)]), book(1)]);
    gap[1].version = Version(3);
    assert_eq!(perform(&gap).1, [Violation::VersionGap { after: Version(1), found: Version(3) }]);
}

fn answer(buyer: u32, version: u64, deed: Deed) -> Acknowledged {
    Acknowledged { buyer, version: Version(version), deed }
}

fn held(hold: u64, places: &[(u32, u32)]) -> Deed {
    let places = places.iter().map(|&(place, units)| (PlaceIndex(place), units, ChannelIndex(0))).collect();
    Deed::Held { hold: HoldId(hold), deadline: Timestamp(900), places }
}

#[test]
fn every_answer_is_found_at_its_version_or_told_as_lost() {
    let unchanged = Effect::Unchanged(Unchanged::Deadline { hold: HoldId(1) });
    let records = log(vec![hold(&[(0, 1), (2, 2)]), unchanged, book(1)]);
    let extended = Deed::Extended { hold: HoldId(1), deadline: Timestamp(900) };
    let booked = Deed::Booked { hold: HoldId(1), booking: BookingId(3) };
    let sound = [
        answer(0, 1, held(1, &[(2, 2), (0, 1)])),
        answer(0, 2, extended.clone()),
        answer(0, 3, booked.clone()),
    ];
    let mut broken = Vec::new();
    account(&sound, &records, &mut broken);
    assert_eq!(broken, []);
    let lost = [
        answer(0, 1, held(1, &[(0, 1), (2, 3)])),
        answer(0, 1, Deed::Released { hold: HoldId(1), places: Vec::new() }),
        answer(0, 2, Deed::Extended { hold: HoldId(2), deadline: Timestamp(900) }),
        answer(0, 3, Deed::Booked { hold: HoldId(1), booking: BookingId(4) }),
        answer(0, 4, booked),
        answer(0, 0, extended),
    ];
    for answer in lost {
        let mut broken = Vec::new();
        account(std::slice::from_ref(&answer), &records, &mut broken);
        assert!(matches!(&broken[..], [Violation::Lost { .. }]), "{answer:?}: {broken:?}");
    }
}

#[test]
fn what_an_observer_saw_is_what_the_log_says_and_never_more() {
    let records = log(vec![hold(&[(0, 1)]), hold(&[(1, 1)]), book(2)]);
    let at = |version: usize| perform(&records[..version]).0.public_hash();
    let seen = |version, hash| Seen { version: Version(version), hash };
    let check = |seen: &[Seen]| {
        let mut broken = Vec::new();
        account_for_seen(seen, &records, &LoggedEvent::new(&SHAPES), &mut broken);
        broken
    };
    assert_eq!(check(&[seen(3, at(3)), seen(1, at(1)), seen(1, at(1)), seen(2, at(2))]), []);
    let undone = Violation::SeenAndUndone { seen: Version(4), durable: Version(3) };
    assert_eq!(check(&[seen(4, at(3))]), [undone]);
    assert!(matches!(&check(&[seen(2, at(3))])[..], [Violation::HashDiffers { version: Version(2), .. }]));
}

#[test]
fn one_version_is_never_acknowledged_to_two() {
    let records = log(vec![hold(&[(0, 1)])]);
    let answers = [answer(4, 1, held(1, &[(0, 1)])), answer(9, 1, held(1, &[(0, 1)]))];
    let mut broken = Vec::new();
    account(&answers, &records, &mut broken);
    assert_eq!(broken, [Violation::VersionTwice { version: Version(1), first: 4, second: 9 }]);
}

/// What a server says that is as the log has it.
fn sound_server(event: &LoggedEvent) -> EventAudit {
    let (state, public) = (ContentHash([3; 32]), event.public_hash());
    EventAudit {
        version: event.version,
        state_hash: state,
        replayed_state_hash: state,
        public_hash: public,
        replayed_public_hash: public,
    }
}

/// A client that sees these letters at this version, and so many units free of the area.
fn client(version: u64, letters: &str, free: u32) -> Reached {
    let free = vec![ChannelFree { channel: ChannelIndex(0), units: free }];
    let snapshot = Snapshot {
        stream: 1,
        version: Version(version),
        plan: ContentHash([0; 32]),
        sale: SaleState::Draft,
        opens_at_ms: None,
        closes_at_ms: None,
        terms: Version(0),
        letters: letters.to_owned(),
        channels: Vec::new(),
        levels: Vec::new(),
        areas: vec![AreaFree { place: PlaceIndex(2), free }],
    };
    Reached { client: 6, sees: EventModel::new(&snapshot).unwrap().public }
}

#[test]
fn a_client_that_sees_something_else_is_told_with_the_place() {
    let (event, _) = perform(&log(vec![hold(&[(0, 1), (2, 4)]), book(1)]));
    let server = sound_server(&event);
    let compared = |client: &Reached| {
        let mut broken = Vec::new();
        compare_client(client, &server, &event, &mut broken);
        broken
    };
    assert_eq!(compared(&client(2, "bff", 6)), []);
    for (letters, free, place) in [("bbf", 6, 1), ("fff", 6, 0), ("bff", 7, 2)] {
        let broken = compared(&client(2, letters, free));
        let [Violation::HashDiffers { .. }, Violation::PlaceDiffers { client: 6, place: other, .. }] =
            &broken[..]
        else {
            panic!("{letters}: {broken:?}")
        };
        assert_eq!(*other, PlaceIndex(place));
    }
    let behind = Violation::ClientBehind { client: 6, reached: Version(1), expected: Version(2) };
    assert_eq!(compared(&client(1, "bff", 6)), [behind]);
}

#[test]
fn a_server_whose_memory_replay_or_log_differ_is_told() {
    let (event, _) = perform(&log(vec![hold(&[(0, 1)]), book(1)]));
    let compared = |server: EventAudit| {
        let mut broken = Vec::new();
        compare_hashes(&server, &event, &mut broken);
        broken.len()
    };
    let (sound, other) = (sound_server(&event), ContentHash([9; 32]));
    assert_eq!(compared(sound), 0);
    assert_eq!(compared(EventAudit { state_hash: other, ..sound }), 1);
    assert_eq!(compared(EventAudit { replayed_public_hash: other, ..sound }), 1);
    let both = EventAudit { public_hash: other, replayed_public_hash: other, ..sound };
    assert_eq!(compared(both), 1, "the log, performed by code that shares nothing with the engine");
}
