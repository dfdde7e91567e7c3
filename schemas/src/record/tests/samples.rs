//! One record or more of every kind, with large and small values.

use smallvec::smallvec;

use crate::ids::{
    BookingId, ChannelIndex, CommandHash, ContentHash, HoldId, LevelIndex, PlaceIndex, PrincipalHash,
    TokenHash, Version,
};
use crate::record::{AreaCapacity, Cause, Effect, PlanMove, Principal, Record, Unchanged};
use crate::seat::{Arrangement, HeldPlace, PlaceUnits, SaleState};
use crate::terms::{Currency, EventTerms, FirstTerms, LevelPrice, SaleSchedule};
use crate::time::Timestamp;

const AT: Timestamp = Timestamp(1_790_000_000_000);
const HOLD: HoldId = HoldId(300);

fn units(place: u32, units: u32, channel: u8) -> PlaceUnits {
    PlaceUnits { place: PlaceIndex(place), units, channel: ChannelIndex(channel) }
}

fn buyer() -> Cause {
    Cause {
        principal: Principal::Buyer(TokenHash([0xb1; 16])),
        command: CommandHash([0xc1; 16]),
        digest: CommandHash([0xd1; 16]),
    }
}

fn organiser() -> Cause {
    Cause {
        principal: Principal::Organiser(PrincipalHash([0xa2; 16])),
        command: CommandHash([0xc2; 16]),
        digest: CommandHash([0xd2; 16]),
    }
}

fn first_terms() -> FirstTerms {
    FirstTerms {
        plan: ContentHash([0x77; 32]),
        stream: 3,
        hold_time_ms: 600_000,
        lifetime_cap_ms: 1_800_000,
        payment_time_ms: 900_000,
        payment_cap_ms: 3_600_000,
        maximum_units_per_hold: 10,
        maximum_units_per_token: 20,
        maximum_tokens_per_address: 0,
        currency: Currency(*b"EUR"),
        prices: vec![
            LevelPrice { level: LevelIndex(0), amount_minor: 4_500 },
            LevelPrice { level: LevelIndex(249), amount_minor: u64::MAX },
        ],
        channels: vec!["fan-club".to_owned(), "box office".to_owned()],
        tables: vec![(4, true), (1_000, false)],
    }
}

fn terms() -> EventTerms {
    EventTerms {
        maximum_extensions: 3,
        closed_channels: vec![ChannelIndex(2)],
        schedule: SaleSchedule { opens_at: Some(AT), closes_at: Some(AT.plus_ms(86_400_000)) },
        ..first_terms().into()
    }
}

fn held() -> Effect {
    Effect::Held {
        token: TokenHash([0xb1; 16]),
        address: Some(0x0102_0304_0506_0708),
        deadline: AT.plus_ms(600_000),
        places: smallvec![
            HeldPlace { units: units(17, 1, 0), price_minor: 4_500 },
            HeldPlace { units: units(19_999, 12, 63), price_minor: 0 },
        ],
        arrangement: None,
    }
}

fn best_held() -> Effect {
    Effect::Held {
        token: TokenHash([0xb1; 16]),
        address: Some(0x0102_0304_0506_0708),
        deadline: AT.plus_ms(600_000),
        places: smallvec![
            HeldPlace { units: units(17, 1, 0), price_minor: 4_500 },
            HeldPlace { units: units(18, 1, 2), price_minor: 4_500 },
        ],
        arrangement: Some(Arrangement::OneBehindAnother),
    }
}

fn held_without_address() -> Effect {
    Effect::Held {
        token: TokenHash([0xb1; 16]),
        address: None,
        deadline: AT.plus_ms(600_000),
        places: (0..6)
            .map(|place| HeldPlace { units: units(place, 1, 0), price_minor: 1 << (place * 12) })
            .collect(),
        arrangement: None,
    }
}

/// Every kind by name; the name is that of its golden file.
pub(super) fn all() -> Vec<(&'static str, Record)> {
    let deadline = AT.plus_ms(600_000);
    let samples = [
        ("created", None, Effect::Created(Box::new(first_terms()))),
        ("sale_changed", Some(organiser()), Effect::SaleChanged { state: SaleState::OnSale }),
        ("held", Some(buyer()), held()),
        ("held_without_address", Some(buyer()), held_without_address()),
        ("best_held", Some(buyer()), best_held()),
        ("released", Some(buyer()), Effect::Released { hold: HOLD, places: smallvec![units(17, 1, 0)] }),
        ("extended", Some(buyer()), Effect::Extended { hold: HOLD, deadline }),
        ("expired", None, Effect::Expired { hold: HoldId(u64::MAX) }),
        ("revoked", None, Effect::Revoked { hold: HOLD }),
        (
            "payment_begun",
            Some(organiser()),
            Effect::PaymentBegun { hold: HOLD, deadline, hard_cap: deadline.plus_ms(1) },
        ),
        ("payment_failed", Some(organiser()), Effect::PaymentFailed { hold: HOLD, deadline }),
        (
            "booked",
            Some(organiser()),
            Effect::Booked { hold: HOLD, reference: "order-ü-1".try_into().unwrap() },
        ),
        (
            "unbooked",
            Some(organiser()),
            Effect::Unbooked { booking: BookingId(301), places: smallvec![units(17, 2, 1)] },
        ),
        (
            "killed",
            Some(organiser()),
            Effect::Killed {
                places: (0..5).map(|place| units(place, 1, 0)).collect(),
                reason: "camera".to_owned(),
                ended_holds: 2,
            },
        ),
        ("restored", Some(organiser()), Effect::Restored { places: smallvec![units(0, u32::MAX, 0)] }),
        (
            "allocated",
            Some(organiser()),
            Effect::Allocated { places: smallvec![units(3, 1, 0)], channel: ChannelIndex(2) },
        ),
        ("resumed", None, Effect::Resumed { deadlines: vec![(HOLD, deadline), (HoldId(301), AT)] }),
        ("stream_begun", None, Effect::StreamBegun { stream: 472_013 }),
        ("unchanged_deadline", Some(buyer()), Effect::Unchanged(Unchanged::Deadline { hold: HOLD })),
        ("unchanged_kill", Some(organiser()), Effect::Unchanged(Unchanged::Kill)),
        ("unchanged_restore", Some(organiser()), Effect::Unchanged(Unchanged::Restore)),
        (
            "unchanged_allocate",
            Some(organiser()),
            Effect::Unchanged(Unchanged::Allocate { channel: ChannelIndex(1) }),
        ),
        ("unchanged_sale", Some(organiser()), Effect::Unchanged(Unchanged::Sale)),
    ];
    let records = samples.into_iter().chain(configured()).zip(1..);
    records
        .map(|((name, cause, effect), version)| {
            (name, Record { version: Version(version), at: AT, cause, effect })
        })
        .collect()
}

/// What organisers configure.
fn configured() -> Vec<(&'static str, Option<Cause>, Effect)> {
    vec![
        ("drafted", None, Effect::Drafted(Box::new(terms()))),
        (
            "drafted_plainly",
            None,
            Effect::Drafted(Box::new(EventTerms { schedule: SaleSchedule::default(), ..terms() })),
        ),
        (
            "terms_changed",
            Some(organiser()),
            Effect::TermsChanged {
                terms: Box::new(terms()),
                moved: smallvec![units(3, 1, 2), units(900, 40, 2)],
            },
        ),
        ("unchanged_terms", Some(organiser()), Effect::Unchanged(Unchanged::Terms)),
        (
            "repainted",
            Some(organiser()),
            Effect::Repainted {
                levels: vec![(PlaceIndex(3), LevelIndex(1)), (PlaceIndex(900), LevelIndex::OF_PLAN)],
            },
        ),
        (
            "capacity_set",
            Some(organiser()),
            Effect::CapacitySet {
                place: PlaceIndex(900),
                capacity: 300,
                removed: smallvec![units(900, 20, 0), units(900, 5, 2)],
            },
        ),
        (
            "capacity_raised",
            Some(organiser()),
            Effect::CapacitySet { place: PlaceIndex(900), capacity: 1_000_000, removed: smallvec![] },
        ),
        (
            "moved_to_plan",
            Some(organiser()),
            Effect::MovedToPlan(Box::new(PlanMove {
                terms: EventTerms { plan: ContentHash([0x78; 32]), ..terms() },
                levels: vec![(PlaceIndex(3), LevelIndex(1))],
                capacities: vec![AreaCapacity {
                    place: PlaceIndex(900),
                    capacity: 300,
                    removed: smallvec![units(900, 20, 0)],
                }],
            })),
        ),
        ("unchanged_plan", Some(organiser()), Effect::Unchanged(Unchanged::Plan)),
        ("unchanged_repaint", Some(organiser()), Effect::Unchanged(Unchanged::Repaint)),
        (
            "unchanged_capacity",
            Some(organiser()),
            Effect::Unchanged(Unchanged::Capacity { place: PlaceIndex(900) }),
        ),
        ("sale_cancelled", Some(organiser()), Effect::SaleChanged { state: SaleState::Cancelled }),
    ]
}
