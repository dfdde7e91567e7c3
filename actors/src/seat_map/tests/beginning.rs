//! How an event begins, and terms that it cannot have.

use schemas::ids::{ChannelIndex, ContentHash, EventId, LevelIndex, Version};
use schemas::record::{Effect, Record, decode};
use schemas::seat::SaleState;
use schemas::terms::{EventTerms, FirstTerms, SaleSchedule};
use schemas::time::Timestamp;

use super::venue;
use crate::limits::{PRICE_MINOR_MOST, SALE_TIME_MS_MOST, UNITS_PER_HOLD};
use crate::seat_map::{RecordBuffer, SeatMap, TermsError, check_terms, split_records};

#[test]
fn the_first_record_pins_the_terms() {
    let mut map = SeatMap::new(EventId(1), venue::index());
    let mut out = RecordBuffer::new();
    assert_eq!(map.create(venue::terms(), Timestamp(5), &mut out), Ok(Version(1)));
    assert_eq!(map.terms(), Some(&venue::terms()));
    assert_eq!(map.check_invariants(), Ok(()));
    let (first, count, bytes) = out.take();
    assert_eq!((first, count), (Version(1), 1));
    let record = decode(Version(1), split_records(&bytes).next().unwrap()).unwrap();
    assert_eq!(record.effect, Effect::Drafted(Box::new(venue::terms())));
    let mut replayed = SeatMap::new(EventId(1), venue::index());
    replayed.replay(&record).unwrap();
    assert_eq!(replayed.state_hash(), map.state_hash());
    assert_eq!(map.create(venue::terms(), Timestamp(6), &mut out), Err(TermsError::AlreadyCreated));
    assert!(out.is_empty());
}

fn refused(change: fn(&mut EventTerms)) -> TermsError {
    let mut terms = venue::terms();
    change(&mut terms);
    let mut map = SeatMap::new(EventId(1), venue::index());
    let mut out = RecordBuffer::new();
    let refused = map.create(terms, Timestamp(5), &mut out).unwrap_err();
    assert!(out.is_empty() && map.terms().is_none());
    refused
}

#[test]
fn terms_that_do_not_fit_are_refused() {
    let other = ContentHash([9; 32]);
    let given = venue::index().hash();
    assert_eq!(
        refused(|terms| terms.plan = ContentHash([9; 32])),
        TermsError::OtherPlan { named: other, given }
    );
    assert_eq!(refused(|terms| terms.hold_time_ms = 0), TermsError::Time("hold_time_ms"));
    assert_eq!(refused(|terms| terms.lifetime_cap_ms = 59_999), TermsError::Time("lifetime_cap_ms"));
    assert_eq!(refused(|terms| terms.payment_time_ms = 0), TermsError::Time("payment_time_ms"));
    assert_eq!(refused(|terms| terms.payment_cap_ms = 99_999), TermsError::Time("payment_cap_ms"));
    assert_eq!(
        refused(|terms| terms.maximum_units_per_hold = 0),
        TermsError::Units("maximum_units_per_hold")
    );
    assert_eq!(
        refused(|terms| terms.maximum_units_per_token = UNITS_PER_HOLD + 1),
        TermsError::Units("maximum_units_per_token")
    );
    assert_eq!(refused(|terms| terms.prices.truncate(1)), TermsError::NoPrice(LevelIndex(1)));
    assert_eq!(refused(|terms| terms.tables = vec![(2, true)]), TermsError::UnknownTable(2));
    assert_eq!(refused(|terms| terms.channels = vec![String::new(); 64]), TermsError::TooManyChannels(64));
    assert_eq!(
        refused(|terms| terms.closed_channels = vec![ChannelIndex(0)]),
        TermsError::ClosedChannel(ChannelIndex(0))
    );
    assert_eq!(
        refused(|terms| terms.closed_channels = vec![ChannelIndex(1), ChannelIndex(3)]),
        TermsError::ClosedChannel(ChannelIndex(3))
    );
    assert_eq!(
        refused(|terms| terms.closed_channels = vec![ChannelIndex(2), ChannelIndex(2)]),
        TermsError::ClosedChannel(ChannelIndex(2))
    );
    let same_moment = SaleSchedule { opens_at: Some(Timestamp(9)), closes_at: Some(Timestamp(9)) };
    let mut terms = venue::terms();
    terms.schedule = same_moment;
    terms.closed_channels = vec![ChannelIndex(1), ChannelIndex(2)];
    assert_eq!(check_terms(&terms, &venue::index()), Err(TermsError::Schedule));
    terms.schedule.closes_at = Some(Timestamp(10));
    assert_eq!(check_terms(&terms, &venue::index()), Ok(()));
}

#[test]
fn times_and_prices_have_bounds() {
    type Change = fn(&mut EventTerms);
    let longest: [(&str, Change, Change); 4] = [
        (
            "hold_time_ms",
            |terms| {
                terms.hold_time_ms = SALE_TIME_MS_MOST + 1;
                terms.lifetime_cap_ms = SALE_TIME_MS_MOST + 1;
            },
            |terms| (terms.hold_time_ms, terms.lifetime_cap_ms) = (SALE_TIME_MS_MOST, SALE_TIME_MS_MOST),
        ),
        (
            "lifetime_cap_ms",
            |terms| terms.lifetime_cap_ms = SALE_TIME_MS_MOST + 1,
            |terms| terms.lifetime_cap_ms = SALE_TIME_MS_MOST,
        ),
        (
            "payment_time_ms",
            |terms| {
                terms.payment_time_ms = SALE_TIME_MS_MOST + 1;
                terms.payment_cap_ms = SALE_TIME_MS_MOST + 1;
            },
            |terms| (terms.payment_time_ms, terms.payment_cap_ms) = (SALE_TIME_MS_MOST, SALE_TIME_MS_MOST),
        ),
        (
            "payment_cap_ms",
            |terms| terms.payment_cap_ms = SALE_TIME_MS_MOST + 1,
            |terms| terms.payment_cap_ms = SALE_TIME_MS_MOST,
        ),
    ];
    for (name, too_long, long) in longest {
        assert_eq!(refused(too_long), TermsError::LongTime(name));
        let mut terms = venue::terms();
        long(&mut terms);
        assert_eq!(check_terms(&terms, &venue::index()), Ok(()), "{name}");
    }
    let dear = |terms: &mut EventTerms| terms.prices[1].amount_minor = PRICE_MINOR_MOST + 1;
    assert_eq!(refused(dear), TermsError::HighPrice(LevelIndex(1)));
    let mut dearest = venue::terms();
    dearest.prices[1].amount_minor = PRICE_MINOR_MOST;
    assert_eq!(check_terms(&dearest, &venue::index()), Ok(()));
}

#[test]
fn a_log_of_the_first_engine_begins_scheduled() {
    let now = venue::terms();
    let first = FirstTerms {
        plan: now.plan,
        stream: now.stream,
        hold_time_ms: now.hold_time_ms,
        lifetime_cap_ms: now.lifetime_cap_ms,
        payment_time_ms: now.payment_time_ms,
        payment_cap_ms: now.payment_cap_ms,
        maximum_units_per_hold: now.maximum_units_per_hold,
        maximum_units_per_token: now.maximum_units_per_token,
        maximum_tokens_per_address: now.maximum_tokens_per_address,
        currency: now.currency,
        prices: now.prices.clone(),
        channels: now.channels.clone(),
        tables: now.tables.clone(),
    };
    let effect = Effect::Created(Box::new(first));
    let record = Record { version: Version(1), at: Timestamp(5), cause: None, effect };
    let mut map = SeatMap::new(EventId(1), venue::index());
    map.replay(&record).unwrap();
    let setup = map.setup().unwrap();
    assert_eq!((setup.sale, setup.configured, setup.terms), (SaleState::Scheduled, Version(1), now));
}
