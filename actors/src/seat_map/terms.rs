//! What an event is sold under: what its terms must be, and how the state takes them over.

use std::collections::BTreeSet;

use schemas::ids::{ChannelIndex, ContentHash, LevelIndex, Version};
use schemas::plan::PlanIndex;
use schemas::refusal::RefusalCode;
use schemas::seat::SaleState;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;
use schemas::wire::Wire;

use super::best_available::FreeSeats;
use super::state::SeatMap;
use crate::limits::{
    CHANNELS_PER_EVENT, PLACES_PER_EVENT, PRICE_MINOR_MOST, SALE_TIME_MS_MOST, UNITS_PER_HOLD,
};

/// Why an event cannot be under these terms.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// The event has its first record.
    #[error("the event exists already")]
    AlreadyCreated,
    /// They name another plan version.
    #[error("the terms are for plan version {named}, and this is {given}")]
    OtherPlan {
        /// The version that the terms name.
        named: ContentHash,
        /// The version that was given.
        given: ContentHash,
    },
    /// More places than an event may have.
    #[error("the plan has {0} places, more than {PLACES_PER_EVENT}")]
    TooManyPlaces(usize),
    /// More channels than an event may have.
    #[error("{0} channels beside general sale; with it at most {CHANNELS_PER_EVENT}")]
    TooManyChannels(usize),
    /// A closed channel that the event does not have, or not in order.
    #[error("closed channels are channels of the event beside general sale, each once and ascending: {0:?}")]
    ClosedChannel(ChannelIndex),
    /// Times of 0, or a cap shorter than what it caps.
    #[error("{0} does not fit the other times")]
    Time(&'static str),
    /// A time that is too long.
    #[error("{0} must be at most {SALE_TIME_MS_MOST} milliseconds")]
    LongTime(&'static str),
    /// A price that is too high.
    #[error("a price must be at most {PRICE_MINOR_MOST} minor units")]
    HighPrice(LevelIndex),
    /// The sale would end before it opens.
    #[error("closes_at is not later than opens_at")]
    Schedule,
    /// Bounds of 0 or beyond what the engine takes.
    #[error("{0} must be between 1 and {UNITS_PER_HOLD}")]
    Units(&'static str),
    /// A level of the plan without a price.
    #[error("{0:?} of the plan has no price")]
    NoPrice(LevelIndex),
    /// A table that the plan does not have.
    #[error("the plan has no table {0}")]
    UnknownTable(u32),
    /// What is fixed by now.
    #[error("{0} cannot be changed any more")]
    Fixed(&'static str),
    /// Channels are added at the end: their numbers are in holds and bookings.
    #[error("channels can be added at the end only")]
    ChannelOrder,
    /// A moment of the schedule that was over when it was asked for.
    #[error("{0} is not later than now")]
    Past(&'static str),
}

/// Whether an event can be sold under these terms on this plan.
///
/// # Errors
/// The first thing that does not fit.
pub fn check_terms(terms: &EventTerms, plan: &PlanIndex) -> Result<(), TermsError> {
    terms_flaws(terms, Some(plan)).into_iter().next().map_or(Ok(()), Err)
}

/// All that keeps an event from being sold under these terms on this plan, or on any plan; of what belongs together
/// the first.
#[must_use]
pub fn terms_flaws(terms: &EventTerms, plan: Option<&PlanIndex>) -> Vec<TermsError> {
    let mut flaws = Vec::new();
    if let Some(plan) = plan.filter(|plan| plan.hash() != terms.plan) {
        flaws.push(TermsError::OtherPlan { named: terms.plan, given: plan.hash() });
    }
    if let Some(plan) = plan.filter(|plan| plan.len() > PLACES_PER_EVENT) {
        flaws.push(TermsError::TooManyPlaces(plan.len()));
    }
    let groups = [check_channels(terms), check_times(terms), check_schedule(terms)];
    flaws.extend(groups.into_iter().filter_map(Result::err));
    for (name, units) in [
        ("maximum_units_per_hold", terms.maximum_units_per_hold),
        ("maximum_units_per_token", terms.maximum_units_per_token),
    ] {
        if !(1..=UNITS_PER_HOLD).contains(&units) {
            flaws.push(TermsError::Units(name));
        }
    }
    let high = terms.prices.iter().find(|price| price.amount_minor > PRICE_MINOR_MOST);
    flaws.extend(high.map(|price| TermsError::HighPrice(price.level)));
    flaws.extend(plan.into_iter().flat_map(|plan| flaws_on(plan, terms)));
    flaws
}

fn flaws_on(plan: &PlanIndex, terms: &EventTerms) -> impl Iterator<Item = TermsError> {
    let priced: BTreeSet<LevelIndex> = terms.prices.iter().map(|price| price.level).collect();
    let mut levels = (0..).map(LevelIndex).zip(plan.level_keys()).map(|(level, _)| level);
    let unpriced = levels.find(|level| !priced.contains(level)).map(TermsError::NoPrice);
    let mut tables = terms.tables.iter().map(|(table, _)| *table);
    let unknown = tables.find(|table| plan.table_labels().get(*table as usize).is_none());
    unpriced.into_iter().chain(unknown.map(TermsError::UnknownTable))
}

fn check_channels(terms: &EventTerms) -> Result<(), TermsError> {
    if terms.channels.len() >= CHANNELS_PER_EVENT {
        return Err(TermsError::TooManyChannels(terms.channels.len()));
    }
    let mut above = 0;
    for channel in &terms.closed_channels {
        if channel.0 <= above || usize::from(channel.0) > terms.channels.len() {
            return Err(TermsError::ClosedChannel(*channel));
        }
        above = channel.0;
    }
    Ok(())
}

fn check_times(terms: &EventTerms) -> Result<(), TermsError> {
    if terms.hold_time_ms == 0 {
        return Err(TermsError::Time("hold_time_ms"));
    }
    if terms.lifetime_cap_ms < terms.hold_time_ms {
        return Err(TermsError::Time("lifetime_cap_ms"));
    }
    if terms.payment_time_ms == 0 {
        return Err(TermsError::Time("payment_time_ms"));
    }
    if terms.payment_cap_ms < terms.payment_time_ms {
        return Err(TermsError::Time("payment_cap_ms"));
    }
    for (name, time_ms) in [
        ("hold_time_ms", terms.hold_time_ms),
        ("lifetime_cap_ms", terms.lifetime_cap_ms),
        ("payment_time_ms", terms.payment_time_ms),
        ("payment_cap_ms", terms.payment_cap_ms),
    ] {
        if time_ms > SALE_TIME_MS_MOST {
            return Err(TermsError::LongTime(name));
        }
    }
    Ok(())
}

fn check_schedule(terms: &EventTerms) -> Result<(), TermsError> {
    let schedule = terms.schedule;
    match (schedule.opens_at, schedule.closes_at) {
        (Some(opens), Some(closes)) if closes <= opens => Err(TermsError::Schedule),
        _ => Ok(()),
    }
}

/// Whether an event can go from `present` to `terms` at `now`, its sale being in `sale`. Says nothing about
/// tables that somebody sits at.
///
/// # Errors
/// What does not fit.
pub fn check_changed_terms(
    present: &EventTerms,
    terms: &EventTerms,
    plan: &PlanIndex,
    sale: SaleState,
    now: Timestamp,
) -> Result<(), TermsError> {
    check_terms(terms, plan)?;
    if terms.stream != present.stream {
        return Err(TermsError::Fixed("stream"));
    }
    // Records carry amounts without a currency, and only a draft has never had a hold.
    if terms.currency != present.currency && sale != SaleState::Draft {
        return Err(TermsError::Fixed("currency"));
    }
    if !terms.channels.starts_with(&present.channels) {
        return Err(TermsError::ChannelOrder);
    }
    // A moment that is over would open or end the sale on the spot, which is another command.
    let (before, after) = (present.schedule, terms.schedule);
    if after.opens_at != before.opens_at && after.opens_at.is_some_and(|at| at <= now) {
        return Err(TermsError::Past("opens_at"));
    }
    if after.closes_at != before.closes_at && after.closes_at.is_some_and(|at| at <= now) {
        return Err(TermsError::Past("closes_at"));
    }
    Ok(())
}

/// The hash by which a repeated creation is told from another one.
pub(crate) fn hash_of_terms(terms: &EventTerms) -> ContentHash {
    let mut bytes = Vec::new();
    terms.put(&mut bytes);
    ContentHash(*blake3::hash(&bytes).as_bytes())
}

impl SeatMap {
    /// Takes over the terms of the first record or of a checkpoint; everything is free.
    pub(super) fn begin(&mut self, terms: Box<EventTerms>) {
        self.places = super::places::Places::new(&self.plan, &terms);
        self.first_terms = hash_of_terms(&terms);
        self.take_terms(terms);
    }

    /// The event is under these terms from here on.
    pub(super) fn take_terms(&mut self, terms: Box<EventTerms>) {
        self.prices.clear();
        self.prices.resize(usize::from(u8::MAX) + 1, 0);
        for price in &terms.prices {
            self.prices[usize::from(price.level.0)] = price.amount_minor;
        }
        self.places.take_terms(&self.plan, &terms);
        self.free = FreeSeats::of(&self.plan, &self.places);
        self.terms = Some(terms);
        self.note_next_move();
    }

    /// Whether the event is still configured as whoever asks knew it.
    pub(super) fn check_configured(&self, only_if: Option<Version>) -> Result<(), RefusalCode> {
        match only_if {
            Some(version) if version != self.configured => Err(RefusalCode::ChangedMeanwhile),
            _ => Ok(()),
        }
    }
}
