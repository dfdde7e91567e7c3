//! What tapes do to an event's terms, over those it has when the tape runs.

use proptest::prelude::*;
use schemas::ids::ChannelIndex;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

/// One change.
#[derive(Clone, Debug)]
pub(super) enum TermsWish {
    HoldTime(u64),
    LifetimeCap(u64),
    Extensions(u32),
    PaymentTime(u64),
    Units(u32, u32),
    Tokens(u32),
    Price(usize, u64),
    AddChannel,
    RenameChannel,
    Close(u8),
    Reopen(u8),
    Table(u32, bool),
    Currency,
    Stream,
    /// In so many milliseconds from the present record's time; negative ones are over.
    Opens(Option<i64>),
    Closes(Option<i64>),
}

pub(super) fn terms_wish() -> impl Strategy<Value = TermsWish> {
    use TermsWish::{
        AddChannel, Close, Closes, Currency, Extensions, HoldTime, LifetimeCap, Opens, PaymentTime, Price,
        RenameChannel, Reopen, Stream, Table, Tokens, Units,
    };
    let moment = |range: std::ops::Range<i64>| prop_oneof![4 => range.prop_map(Some), 1 => Just(None)];
    prop_oneof![
        2 => (0..90_000_u64).prop_map(HoldTime),
        2 => (60_000..300_000_u64).prop_map(LifetimeCap),
        4 => (0..3_u32).prop_map(Extensions),
        1 => (1..200_000_u64).prop_map(PaymentTime),
        1 => (4..8_u32, 6..10_u32).prop_map(|(hold, token)| Units(hold, token)),
        1 => (0..4_u32).prop_map(Tokens),
        4 => (0..2_usize, 0..9_000_u64).prop_map(|(level, price)| Price(level, price)),
        1 => Just(AddChannel),
        1 => Just(RenameChannel),
        8 => (1..4_u8).prop_map(Close),
        8 => (1..4_u8).prop_map(Reopen),
        6 => (0..2_u32, any::<bool>()).prop_map(|(table, whole)| Table(table, whole)),
        1 => Just(Currency),
        1 => Just(Stream),
        4 => moment(-1_000..40_000).prop_map(Opens),
        2 => moment(-1_000..900_000).prop_map(Closes),
    ]
}

impl TermsWish {
    pub fn change(&self, terms: &mut EventTerms, now: u64) {
        let moment = |wait: Option<i64>| wait.map(|wait| Timestamp(now.saturating_add_signed(wait)));
        match *self {
            Self::HoldTime(time) => terms.hold_time_ms = time,
            Self::LifetimeCap(cap) => terms.lifetime_cap_ms = cap,
            Self::Extensions(most) => terms.maximum_extensions = most,
            Self::PaymentTime(time) => terms.payment_time_ms = time,
            Self::Units(hold, token) => {
                (terms.maximum_units_per_hold, terms.maximum_units_per_token) = (hold, token);
            }
            Self::Tokens(most) => terms.maximum_tokens_per_address = most,
            Self::Price(level, price) => terms.prices[level].amount_minor = price,
            Self::AddChannel if terms.channels.len() < 4 => terms.channels.push("more".to_owned()),
            Self::AddChannel => {}
            Self::RenameChannel => terms.channels[0].push('x'),
            Self::Close(channel) => {
                terms.closed_channels.push(ChannelIndex(channel));
                terms.closed_channels.sort_unstable();
                terms.closed_channels.dedup();
            }
            Self::Reopen(channel) => terms.closed_channels.retain(|closed| closed.0 != channel),
            Self::Table(table, whole) => {
                terms.tables.retain(|(other, _)| *other != table);
                terms.tables.push((table, whole));
            }
            Self::Currency => terms.currency.0 = *b"CHF",
            Self::Stream => terms.stream += 1,
            Self::Opens(wait) => terms.schedule.opens_at = moment(wait),
            Self::Closes(wait) => terms.schedule.closes_at = moment(wait),
        }
    }
}
