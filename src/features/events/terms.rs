//! From what an organiser asks to the terms of the event's first record, and back.

use schemas::api::events::{LevelPriced, NewEvent, SaleTerms, TableSold};
use schemas::error_code::ErrorCode;
use schemas::ids::LevelIndex;
use schemas::plan::{PlanIndex, TableIndex};
use schemas::terms::{Currency, EventTerms, LevelPrice, SaleSchedule};

use crate::http::problem::Failure;
use crate::limits::CHANNEL_KEY_BYTES;

/// The terms asked for, over the defaults.
pub fn terms(defaults: &EventTerms, new: &NewEvent, plan: &PlanIndex) -> Result<EventTerms, Failure> {
    let asked = &new.terms;
    Ok(EventTerms {
        plan: new.plan,
        stream: defaults.stream,
        hold_time_ms: asked.hold_time_ms.unwrap_or(defaults.hold_time_ms),
        lifetime_cap_ms: asked.lifetime_cap_ms.unwrap_or(defaults.lifetime_cap_ms),
        maximum_extensions: defaults.maximum_extensions,
        payment_time_ms: asked.payment_time_ms.unwrap_or(defaults.payment_time_ms),
        payment_cap_ms: asked.payment_cap_ms.unwrap_or(defaults.payment_cap_ms),
        maximum_units_per_hold: asked.maximum_units_per_hold.unwrap_or(defaults.maximum_units_per_hold),
        maximum_units_per_token: asked.maximum_units_per_token.unwrap_or(defaults.maximum_units_per_token),
        maximum_tokens_per_address: asked
            .maximum_tokens_per_address
            .unwrap_or(defaults.maximum_tokens_per_address),
        currency: currency(&new.currency)?,
        prices: prices(&new.prices, plan)?,
        channels: channels(&new.channels)?,
        closed_channels: Vec::new(),
        tables: tables(&new.tables, plan)?,
        schedule: SaleSchedule::default(),
    })
}

fn invalid(detail: String, pointer: String) -> Failure {
    Failure::new(ErrorCode::TermsInvalid, detail).at(pointer)
}

fn currency(code: &str) -> Result<Currency, Failure> {
    let letters: Option<[u8; 3]> = code.as_bytes().try_into().ok();
    letters.filter(|letters| letters.iter().all(u8::is_ascii_uppercase)).map(Currency).ok_or_else(|| {
        invalid("a currency is three capital letters, as EUR".to_owned(), "/currency".to_owned())
    })
}

fn prices(asked: &[LevelPriced], plan: &PlanIndex) -> Result<Vec<LevelPrice>, Failure> {
    let mut prices: Vec<LevelPrice> = Vec::with_capacity(asked.len());
    for (at, price) in asked.iter().enumerate() {
        let pointer = || format!("/prices/{at}/level");
        let level = plan.level_by_key(&price.level);
        let level = level
            .ok_or_else(|| invalid(format!("the plan has no price level {:?}", price.level), pointer()))?;
        if prices.iter().any(|known| known.level == level) {
            return Err(invalid(format!("{:?} has two prices", price.level), pointer()));
        }
        prices.push(LevelPrice { level, amount_minor: price.amount_minor });
    }
    prices.sort_by_key(|price| price.level);
    let levels = (0..).map(LevelIndex).zip(plan.level_keys());
    let mut unpriced = levels.filter(|(level, _)| prices.iter().all(|price| price.level != *level));
    match unpriced.next() {
        Some((_, key)) => {
            Err(invalid(format!("the plan's price level {key:?} has no price"), "/prices".to_owned()))
        }
        None => Ok(prices),
    }
}

fn channels(keys: &[String]) -> Result<Vec<String>, Failure> {
    for (at, key) in keys.iter().enumerate() {
        let sane =
            (1..=CHANNEL_KEY_BYTES).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !sane || keys[..at].contains(key) {
            let detail =
                format!("a channel's key is unique and 1 to {CHANNEL_KEY_BYTES} visible ASCII characters");
            return Err(invalid(detail, format!("/channels/{at}")));
        }
    }
    Ok(keys.to_vec())
}

fn tables(asked: &[TableSold], plan: &PlanIndex) -> Result<Vec<(u32, bool)>, Failure> {
    let mut tables = Vec::with_capacity(asked.len());
    for (at, sold) in asked.iter().enumerate() {
        let table = plan.table_by_label(&sold.table).ok_or_else(|| {
            invalid(format!("the plan has no table {:?}", sold.table), format!("/tables/{at}/table"))
        })?;
        if tables.iter().any(|(known, _)| *known == table.0) {
            return Err(invalid(format!("{:?} stands twice", sold.table), format!("/tables/{at}/table")));
        }
        tables.push((table.0, sold.as_a_whole));
    }
    tables.sort_unstable();
    Ok(tables)
}

/// Prices, tables and times as they are shown.
pub fn shown(terms: &EventTerms, plan: &PlanIndex) -> (Vec<LevelPriced>, Vec<TableSold>, SaleTerms) {
    let prices = terms.prices.iter().filter_map(|price| {
        let level = plan.level_keys().get(usize::from(price.level.0))?.to_string();
        Some(LevelPriced { level, amount_minor: price.amount_minor })
    });
    let tables = terms.tables.iter().filter_map(|(table, as_a_whole)| {
        let label = plan.table_labels().get(TableIndex(*table).0 as usize)?.to_string();
        Some(TableSold { table: label, as_a_whole: *as_a_whole })
    });
    let times = SaleTerms {
        hold_time_ms: Some(terms.hold_time_ms),
        lifetime_cap_ms: Some(terms.lifetime_cap_ms),
        payment_time_ms: Some(terms.payment_time_ms),
        payment_cap_ms: Some(terms.payment_cap_ms),
        maximum_units_per_hold: Some(terms.maximum_units_per_hold),
        maximum_units_per_token: Some(terms.maximum_units_per_token),
        maximum_tokens_per_address: Some(terms.maximum_tokens_per_address),
    };
    (prices.collect(), tables.collect(), times)
}
