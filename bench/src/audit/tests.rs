//! A log in a few lines, and what the audit finds wrong with it.
#![allow(clippy::unwrap_used)]

use schemas::ids::{BookingId, ChannelIndex, ContentHash, HoldId, PlaceIndex, TokenHash, Version};
use schemas::public_hash::{PublicHead, PublicPlace, public_hash};
use schemas::record::{Effect, Record, Unchanged, UnitList};
use schemas::seat::{HeldPlace, Letter, PlaceUnits, SaleState};
use schemas::terms::{Currency, EventTerms, SaleSchedule};
use schemas::time::Timestamp;

use super::account::account;
use super::log::{LoggedEvent, PlaceShape};
use super::seen::account_for_seen;
use super::{Acknowledged, Deed, Seen, Violation};

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
    }
}

fn list(places: &[(u32, u32)]) -> UnitList {
    places.iter().map(|&(place, count)| units(place, count)).collect()
}

fn book(hold: u64) -> Effect {
    Effect::Booked { hold: HoldId(hold), reference: String::new() }
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
        PublicPlace::Seat(Letter::Booked, ChannelIndex(0)),
        PublicPlace::Seat(Letter::Killed, ChannelIndex(0)),
        PublicPlace::Area(&free),
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
    let held = |place, count| {
        let places = [HeldPlace { units: of_fans(units(place, count)), price_minor: 5 }];
        Effect::Held {
            token: TokenHash([1; 16]),
            address: None,
            deadline: Timestamp(900),
            places: places.into_iter().collect(),
        }
    };
    let (event, broken) = perform(&log(vec![
        Effect::Drafted(terms(&[], 5)),
        Effect::Allocated { places: list(&[(0, 1), (1, 1), (2, 6)]), channel: fans },
        held(0, 1),
        held(2, 2),
        Effect::TermsChanged {
            terms: terms(&[1], 6),
            moved: [of_fans(units(1, 1)), of_fans(units(2, 4))].into_iter().collect(),
        },
        Effect::Expired { hold: HoldId(3) },
        Effect::Expired { hold: HoldId(4) },
    ]));
    assert_eq!(broken, []);
    let free = [(ChannelIndex(0), 10)];
    let seat = PublicPlace::Seat(Letter::Free, ChannelIndex(0));
    let public = PublicHead {
        plan: ContentHash([7; 32]),
        sale: SaleState::Draft,
        schedule: SaleSchedule { opens_at: None, closes_at: Some(Timestamp(6)) },
    };
    assert_eq!(event.public_hash(), public_hash(&public, 3, [seat, seat, PublicPlace::Area(&free)]));
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
        account_for_seen(seen, &records, &SHAPES, &mut broken);
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
