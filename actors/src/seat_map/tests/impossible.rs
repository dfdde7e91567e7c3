//! Records that cannot have happened are refused by replay.

use schemas::ids::{BookingId, ChannelIndex, EventId, HoldId, LevelIndex, PlaceIndex, TokenHash, Version};
use schemas::plan::PlanIndex;
use schemas::record::{Effect, PlanMove, Record};
use schemas::seat::{HeldPlace, PlaceUnits};
use schemas::terms::EventTerms;
use schemas::time::Timestamp;
use smallvec::smallvec;

use super::venue;
use crate::seat_map::{RecordBuffer, ReplayError, SeatMap};

fn units(place: u32, units: u32, channel: u8) -> PlaceUnits {
    PlaceUnits { place: PlaceIndex(place), units, channel: ChannelIndex(channel) }
}

fn held(units: PlaceUnits) -> Effect {
    Effect::Held {
        token: TokenHash([1; 16]),
        address: None,
        deadline: Timestamp(99),
        places: smallvec![HeldPlace { units, price_minor: 1 }],
        arrangement: None,
    }
}

/// What comes of `effect` as the record after a hold of seat 0 at version 2.
fn replay(version: u64, at: u64, effect: Effect) -> Result<(), ReplayError> {
    let mut map = SeatMap::new(EventId(1), venue::index());
    map.create(venue::terms(), Timestamp(5), &mut RecordBuffer::new()).unwrap();
    let record =
        |version, at, effect| Record { version: Version(version), at: Timestamp(at), cause: None, effect };
    map.replay(&record(2, 5, held(units(0, 1, 0)))).unwrap();
    map.replay(&record(version, at, effect))
}

#[test]
fn a_move_that_takes_a_place_from_its_holder_is_refused() {
    let mut map = SeatMap::new(EventId(1), venue::index());
    map.create(venue::terms(), Timestamp(5), &mut RecordBuffer::new()).unwrap();
    let record =
        |version, effect| Record { version: Version(version), at: Timestamp(5), cause: None, effect };
    map.replay(&record(2, held(units(5, 1, 0)))).unwrap();
    let versions = venue::versions();
    let moved = |plan: &PlanIndex| {
        let terms = EventTerms { plan: plan.hash(), ..venue::terms() };
        record(3, Effect::MovedToPlan(Box::new(PlanMove { terms, levels: vec![], capacities: vec![] })))
    };
    let mut dropped = map.clone();
    dropped.offer_plan(versions[1].clone());
    let refused = dropped.replay(&moved(&versions[1]));
    assert_eq!(refused, Err(ReplayError::Place(Version(3), PlaceIndex(5))));
    map.offer_plan(versions[3].clone());
    let refused = map.replay(&moved(&versions[3]));
    assert_eq!(refused, Err(ReplayError::Plan(Version(3), versions[3].hash())), "none of its plan");
}

#[test]
fn records_that_cannot_have_happened_are_refused() {
    let third = |effect| replay(3, 5, effect);
    let moved = |units| Err(ReplayError::Units(Version(3), units));
    assert_eq!(third(held(units(1, 1, 0))), Ok(()));
    assert_eq!(third(held(units(0, 1, 0))), moved(units(0, 1, 0)));
    assert_eq!(third(held(units(1, 1, 2))), moved(units(1, 1, 2)));
    assert_eq!(third(held(units(17, 11, 0))), moved(units(17, 11, 0)));
    assert_eq!(third(held(units(17, 1, 9))), moved(units(17, 1, 9)));
    assert_eq!(third(held(units(99, 1, 0))), moved(units(99, 1, 0)));
    let released = Effect::Released { hold: HoldId(2), places: smallvec![units(1, 1, 0)] };
    assert_eq!(third(released), moved(units(1, 1, 0)));
    let restored = Effect::Restored { places: smallvec![units(1, 1, 0)] };
    assert_eq!(third(restored), moved(units(1, 1, 0)));
    let moved_nothing = |moved| Effect::TermsChanged { terms: Box::new(venue::terms()), moved };
    assert_eq!(third(moved_nothing(smallvec![units(0, 1, 0)])), moved(units(0, 1, 0)));
    assert_eq!(third(moved_nothing(smallvec![units(17, 1, 1)])), moved(units(17, 1, 1)));
    let place = |place| Err(ReplayError::Place(Version(3), PlaceIndex(place)));
    let painted = |place, level| Effect::Repainted { levels: vec![(PlaceIndex(place), LevelIndex(level))] };
    assert_eq!(third(painted(0, 1)), Ok(()));
    assert_eq!(third(painted(0, 2)), place(0));
    assert_eq!(third(painted(0, 0)), place(0), "the plan's own by its number");
    assert_eq!(third(painted(99, 1)), place(99));
    let capacity =
        |place, capacity, removed| Effect::CapacitySet { place: PlaceIndex(place), capacity, removed };
    assert_eq!(third(capacity(17, 7, smallvec![units(17, 3, 0)])), Ok(()));
    assert_eq!(third(capacity(17, 6, smallvec![units(17, 3, 0)])), place(17));
    assert_eq!(third(capacity(17, 9, smallvec![units(17, 1, 1)])), moved(units(17, 1, 1)));
    assert_eq!(third(capacity(17, 7, smallvec![units(21, 3, 0)])), moved(units(21, 3, 0)));
    assert_eq!(third(capacity(0, 2, smallvec![])), place(0));
    let other = venue::versions()[1].clone();
    let terms = EventTerms { plan: other.hash(), ..venue::terms() };
    let moved = Effect::MovedToPlan(Box::new(PlanMove { terms, levels: vec![], capacities: vec![] }));
    assert_eq!(third(moved), Err(ReplayError::Plan(Version(3), other.hash())), "nobody offered it");
    let moved = |units| Err(ReplayError::Units(Version(3), units));
    let allocated = Effect::Allocated { places: smallvec![units(0, 1, 0)], channel: ChannelIndex(1) };
    assert_eq!(third(allocated), moved(units(0, 1, 0)));
    assert_eq!(third(Effect::Expired { hold: HoldId(9) }), Err(ReplayError::NoHold(Version(3), HoldId(9))));
    let unbooked = Effect::Unbooked { booking: BookingId(2), places: smallvec![] };
    assert_eq!(third(unbooked), Err(ReplayError::NoBooking(Version(3), BookingId(2))));
    let again = Effect::Drafted(Box::new(venue::terms()));
    assert_eq!(third(again), Err(ReplayError::Creation(Version(3))));
    let expired = || Effect::Expired { hold: HoldId(2) };
    let gap = ReplayError::Version { last: Version(2), found: Version(4) };
    assert_eq!(replay(4, 5, expired()), Err(gap));
    assert_eq!(replay(3, 4, expired()), Err(ReplayError::Time(Version(3))));
}
