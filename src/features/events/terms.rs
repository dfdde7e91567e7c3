//! From what an organiser asks to an event's terms, and back.

use actors::limits::PRICE_MINOR_MOST;
use actors::seat_map::{TermsError, terms_flaws};
use schemas::api::configuration::TermsChange;
use schemas::api::events::{LevelPriced, NewEvent, SaleTerms, TableSold};
use schemas::error_code::ErrorCode;
use schemas::ids::{ChannelIndex, LevelIndex};
use schemas::plan::{PlanIndex, TableIndex};
use schemas::terms::{Currency, EventTerms, LevelPrice};

use super::schedule;
use crate::http::known_events::channel_of;
use crate::http::mistakes::Mistakes;
use crate::http::problem::Failure;
use crate::limits::CHANNEL_KEY_BYTES;

/// The terms asked for, over the defaults. What is wrong with them is noted; without their plan only what needs none.
pub fn terms(
    defaults: &EventTerms,
    new: &NewEvent,
    plan: Option<&PlanIndex>,
    mistakes: &mut Mistakes,
) -> EventTerms {
    let mut terms = EventTerms {
        plan: new.plan,
        currency: mistakes.kept(currency(&new.currency)).unwrap_or(defaults.currency),
        prices: plan.map_or_else(Vec::new, |plan| prices(&[], &new.prices, plan, mistakes)),
        channels: channels(&new.channels, mistakes),
        tables: plan.map_or_else(Vec::new, |plan| tables(&new.tables, plan, mistakes)),
        schedule: schedule::given(new.schedule),
        ..defaults.clone()
    };
    set_times(&mut terms, &new.terms);
    for flaw in terms_flaws(&terms, plan) {
        // They are noted where they are asked.
        if !matches!(flaw, TermsError::NoPrice(_) | TermsError::HighPrice(_)) {
            mistakes.note(terms_invalid(&flaw, &terms));
        }
    }
    terms
}

/// The present terms with what is asked changed in them.
///
/// # Errors
/// All that is wrong with what is asked.
pub fn changed(present: &EventTerms, asked: &TermsChange, plan: &PlanIndex) -> Result<EventTerms, Failure> {
    let mut mistakes = Mistakes::default();
    let mut terms = present.clone();
    if let Some(code) = &asked.currency {
        terms.currency = mistakes.kept(currency(code)).unwrap_or(present.currency);
    }
    terms.prices = prices(&present.prices, &asked.prices, plan, &mut mistakes);
    if let Some(keys) = &asked.channels {
        terms.channels = channels(keys, &mut mistakes);
    }
    if let Some(keys) = &asked.closed_channels {
        terms.closed_channels = closed(keys, &terms.channels, &mut mistakes);
    }
    if let Some(sold) = &asked.tables {
        terms.tables = tables(sold, plan, &mut mistakes);
    }
    terms.schedule = schedule::changed(present.schedule, asked.schedule);
    set_times(&mut terms, &asked.terms);
    mistakes.none().map(|()| terms)
}

/// What the engine says of terms that cannot be, at the part that it is about.
pub fn terms_invalid(error: &TermsError, terms: &EventTerms) -> Failure {
    let pointer = match error {
        TermsError::AlreadyCreated | TermsError::Fixed("stream") => "body".to_owned(),
        TermsError::OtherPlan { .. } | TermsError::TooManyPlaces(_) => "/plan".to_owned(),
        TermsError::TooManyChannels(_) | TermsError::ChannelOrder => "/channels".to_owned(),
        TermsError::ClosedChannel(_) => "/closed_channels".to_owned(),
        TermsError::Time(name) | TermsError::LongTime(name) | TermsError::Units(name) => {
            format!("/terms/{name}")
        }
        TermsError::Schedule => "/schedule/closes_at".to_owned(),
        TermsError::Past(name) => format!("/schedule/{name}"),
        TermsError::NoPrice(_) | TermsError::HighPrice(_) => "/prices".to_owned(),
        TermsError::UnknownTable(table) => {
            let at = terms.tables.iter().position(|(known, _)| known == table).unwrap_or(0);
            format!("/tables/{at}/table")
        }
        TermsError::Fixed(name) => format!("/{name}"),
    };
    invalid(error.to_string(), pointer)
}

fn invalid(detail: String, pointer: String) -> Failure {
    Failure::new(ErrorCode::TermsInvalid, detail).at(pointer)
}

fn set_times(terms: &mut EventTerms, asked: &SaleTerms) {
    fn set<Number: Copy>(present: &mut Number, asked: Option<Number>) {
        *present = asked.unwrap_or(*present);
    }
    set(&mut terms.hold_time_ms, asked.hold_time_ms);
    set(&mut terms.lifetime_cap_ms, asked.lifetime_cap_ms);
    set(&mut terms.maximum_extensions, asked.maximum_extensions);
    set(&mut terms.payment_time_ms, asked.payment_time_ms);
    set(&mut terms.payment_cap_ms, asked.payment_cap_ms);
    set(&mut terms.maximum_units_per_hold, asked.maximum_units_per_hold);
    set(&mut terms.maximum_units_per_token, asked.maximum_units_per_token);
    set(&mut terms.maximum_tokens_per_address, asked.maximum_tokens_per_address);
}

fn currency(code: &str) -> Result<Currency, Failure> {
    Currency::by_code(code).ok_or_else(|| {
        let meant = Currency::by_code(&code.trim().to_ascii_uppercase()).map(Currency::code);
        let advice = match &meant {
            Some(meant) => format!("write {meant}"),
            None => "name the one that prices are in by its code, such as EUR, USD or JPY".to_owned(),
        };
        let detail = format!("{code:?} is no currency of ISO 4217 that prices can be in: {advice}");
        invalid(detail, "/currency".to_owned())
    })
}

/// Each level's price: the present one, or the one asked for.
fn prices(
    present: &[LevelPrice],
    asked: &[LevelPriced],
    plan: &PlanIndex,
    mistakes: &mut Mistakes,
) -> Vec<LevelPrice> {
    let mut prices = named_prices(asked, plan, mistakes);
    for price in present {
        if prices.iter().all(|named| named.level != price.level) {
            prices.push(*price);
        }
    }
    prices.sort_by_key(|price| price.level);
    let is_asked = |key: &str| asked.iter().any(|price| price.level == key);
    for (level, key) in (0..).map(LevelIndex).zip(plan.level_keys()) {
        if prices.iter().all(|price| price.level != level) && !is_asked(key) {
            let detail = format!("the plan's price level {key:?} has no price");
            mistakes.note(invalid(detail, "/prices".to_owned()));
        }
    }
    prices
}

/// Prices by the plan's numbers of their levels, each level once.
pub fn named_prices(asked: &[LevelPriced], plan: &PlanIndex, mistakes: &mut Mistakes) -> Vec<LevelPrice> {
    let mut prices: Vec<LevelPrice> = Vec::with_capacity(asked.len());
    for (at, price) in asked.iter().enumerate() {
        let pointer = || format!("/prices/{at}/level");
        let Some(level) = plan.level_by_key(&price.level) else {
            let detail = format!("the plan has no price level {:?}", price.level);
            mistakes.note(invalid(detail, pointer()));
            continue;
        };
        if prices.iter().any(|known| known.level == level) {
            mistakes.note(invalid(format!("{:?} has two prices", price.level), pointer()));
        } else if price.amount_minor > PRICE_MINOR_MOST {
            let detail = TermsError::HighPrice(level).to_string();
            mistakes.note(invalid(detail, format!("/prices/{at}/amount_minor")));
        } else {
            prices.push(LevelPrice { level, amount_minor: price.amount_minor });
        }
    }
    prices
}

fn channels(keys: &[String], mistakes: &mut Mistakes) -> Vec<String> {
    for (at, key) in keys.iter().enumerate() {
        let sane =
            (1..=CHANNEL_KEY_BYTES).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !sane || keys[..at].contains(key) {
            let detail =
                format!("a channel's key is unique and 1 to {CHANNEL_KEY_BYTES} visible ASCII characters");
            mistakes.note(invalid(detail, format!("/channels/{at}")));
        }
    }
    keys.to_vec()
}

fn closed(keys: &[String], channels: &[String], mistakes: &mut Mistakes) -> Vec<ChannelIndex> {
    let mut closed = Vec::with_capacity(keys.len());
    for (at, key) in keys.iter().enumerate() {
        let pointer = || format!("/closed_channels/{at}");
        match channel_of(channels, key) {
            None => {
                let detail = format!("the event has no channel {key:?}");
                mistakes.note(Failure::new(ErrorCode::UnknownChannel, detail).at(pointer()));
            }
            Some(channel) if closed.contains(&channel) => {
                mistakes.note(invalid(format!("{key:?} stands twice"), pointer()));
            }
            Some(channel) => closed.push(channel),
        }
    }
    closed.sort_unstable();
    closed
}

fn tables(asked: &[TableSold], plan: &PlanIndex, mistakes: &mut Mistakes) -> Vec<(u32, bool)> {
    let mut tables = Vec::with_capacity(asked.len());
    for (at, sold) in asked.iter().enumerate() {
        let pointer = || format!("/tables/{at}/table");
        match plan.table_by_label(&sold.table) {
            None => mistakes.note(invalid(format!("the plan has no table {:?}", sold.table), pointer())),
            Some(table) if tables.iter().any(|(known, _)| *known == table.0) => {
                mistakes.note(invalid(format!("{:?} stands twice", sold.table), pointer()));
            }
            Some(table) => tables.push((table.0, sold.as_a_whole)),
        }
    }
    tables.sort_unstable();
    tables
}

/// Prices, by the plan's keys.
pub fn shown_prices(terms: &EventTerms, plan: &PlanIndex) -> Vec<LevelPriced> {
    let prices = terms.prices.iter().filter_map(|price| {
        let level = plan.level_keys().get(usize::from(price.level.0))?.to_string();
        Some(LevelPriced { level, amount_minor: price.amount_minor })
    });
    prices.collect()
}

/// Tables that are sold in another way than the plan says, by its labels.
pub fn shown_tables(terms: &EventTerms, plan: &PlanIndex) -> Vec<TableSold> {
    let tables = terms.tables.iter().filter_map(|(table, as_a_whole)| {
        let label = plan.table_labels().get(TableIndex(*table).0 as usize)?.to_string();
        Some(TableSold { table: label, as_a_whole: *as_a_whole })
    });
    tables.collect()
}

/// Keys of the channels that are closed.
pub fn shown_closed(terms: &EventTerms) -> Vec<String> {
    let channels = (1..).map(ChannelIndex).zip(&terms.channels);
    let closed = channels.filter(|(channel, _)| terms.closed_channels.contains(channel));
    closed.map(|(_, key)| key.clone()).collect()
}

/// Times and bounds, each given.
pub fn shown_times(terms: &EventTerms) -> SaleTerms {
    SaleTerms {
        hold_time_ms: Some(terms.hold_time_ms),
        lifetime_cap_ms: Some(terms.lifetime_cap_ms),
        maximum_extensions: Some(terms.maximum_extensions),
        payment_time_ms: Some(terms.payment_time_ms),
        payment_cap_ms: Some(terms.payment_cap_ms),
        maximum_units_per_hold: Some(terms.maximum_units_per_hold),
        maximum_units_per_token: Some(terms.maximum_units_per_token),
        maximum_tokens_per_address: Some(terms.maximum_tokens_per_address),
    }
}
