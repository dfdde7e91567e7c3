//! The state of one event and its beginning.

use std::sync::Arc;

use schemas::ids::{ChannelIndex, ContentHash, EventId, LevelIndex, PlaceIndex, Version};
use schemas::plan::{PlanIndex, TableIndex};
use schemas::record::Effect;
use schemas::seat::SaleState;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use super::bookings::Bookings;
use super::changes::RecentChanges;
use super::holds::Holds;
use super::memory::OrganiserMemory;
use super::places::Places;
use super::record_buffer::RecordBuffer;
use super::tokens::Tokens;
use super::turn::Turn;
use crate::limits::{CHANNELS_PER_EVENT, PLACES_PER_EVENT, UNITS_PER_HOLD};

/// An event's live places with their state.
#[derive(Clone, Debug)]
pub struct SeatMap {
    pub(super) event: EventId,
    pub(super) plan: Arc<PlanIndex>,
    pub(super) version: Version,
    pub(super) last_record_at: Timestamp,
    /// None before the first record.
    pub(super) terms: Option<Box<EventTerms>>,
    /// Price of one unit by level number, in minor units.
    pub(super) prices: Vec<u64>,
    pub(super) sale: SaleState,
    pub(super) places: Places,
    pub(super) holds: Holds,
    pub(super) bookings: Bookings,
    pub(super) tokens: Tokens,
    pub(super) organisers: OrganiserMemory,
    pub(super) changes: RecentChanges,
    /// Room for an answer's bytes; nothing of the state.
    pub(super) scratch: Vec<u8>,
}

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
    /// Times of 0, or a cap shorter than what it caps.
    #[error("{0} does not fit the other times")]
    Time(&'static str),
    /// Bounds of 0 or beyond what the engine takes.
    #[error("{0} must be between 1 and {UNITS_PER_HOLD}")]
    Units(&'static str),
    /// A level of the plan without a price.
    #[error("{0:?} of the plan has no price")]
    NoPrice(LevelIndex),
    /// A table that the plan does not have.
    #[error("the plan has no table {0}")]
    UnknownTable(u32),
}

impl SeatMap {
    /// The event before its first record.
    #[must_use]
    pub fn new(event: EventId, plan: Arc<PlanIndex>) -> Self {
        Self {
            event,
            plan,
            version: Version(0),
            last_record_at: Timestamp(0),
            terms: None,
            prices: Vec::new(),
            sale: SaleState::Scheduled,
            places: Places::default(),
            holds: Holds::default(),
            bookings: Bookings::default(),
            tokens: Tokens::default(),
            organisers: OrganiserMemory::default(),
            changes: RecentChanges::default(),
            scratch: Vec::new(),
        }
    }

    /// Writes the event's first record.
    ///
    /// # Errors
    /// The event has one, or the terms do not fit the plan or each other.
    pub fn create(
        &mut self,
        terms: EventTerms,
        now: Timestamp,
        out: &mut RecordBuffer,
    ) -> Result<Version, TermsError> {
        if self.terms.is_some() {
            return Err(TermsError::AlreadyCreated);
        }
        check_terms(&terms, &self.plan)?;
        self.write(&mut Turn { now, out }, None, &Effect::Created(Box::new(terms)));
        Ok(self.version)
    }

    /// Takes over the terms of the first record or of a checkpoint; everything is free.
    pub(super) fn begin(&mut self, terms: Box<EventTerms>) {
        self.places = Places::new(&self.plan, &terms);
        self.prices = vec![0; usize::from(u8::MAX) + 1];
        for price in &terms.prices {
            self.prices[usize::from(price.level.0)] = price.amount_minor;
        }
        self.terms = Some(terms);
    }

    /// Which event.
    #[must_use]
    pub const fn event(&self) -> EventId {
        self.event
    }

    /// The version of the last record.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The time of the last record.
    #[must_use]
    pub const fn last_record_at(&self) -> Timestamp {
        self.last_record_at
    }

    /// The terms; none before the first record.
    #[must_use]
    pub fn terms(&self) -> Option<&EventTerms> {
        self.terms.as_deref()
    }

    /// When the next hold runs out; none where there is no hold.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let first = self.holds.deadlines.first(&self.holds.slab)?;
        Some(self.holds.slab[first].ends_at())
    }

    /// Whether no hold lives, in payment or not.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.holds.len() == 0
    }

    /// Live holds, in payment or not.
    #[must_use]
    pub fn live_holds(&self) -> u64 {
        self.holds.len() as u64
    }

    /// Channels, general sale included.
    pub(super) fn channel_count(&self) -> usize {
        self.terms.as_ref().map_or(1, |terms| terms.channels.len() + 1)
    }

    /// Whether the event has this channel.
    pub(super) fn has_channel(&self, channel: ChannelIndex) -> bool {
        usize::from(channel.0) < self.channel_count()
    }

    /// The price of one unit of a place, in minor units.
    pub(super) fn price(&self, place: PlaceIndex) -> u64 {
        self.prices[usize::from(self.places.levels[place.0 as usize])]
    }
}

/// Whether an event can be sold under these terms on this plan.
///
/// # Errors
/// What does not fit.
pub fn check_terms(terms: &EventTerms, plan: &PlanIndex) -> Result<(), TermsError> {
    if terms.plan != plan.hash() {
        return Err(TermsError::OtherPlan { named: terms.plan, given: plan.hash() });
    }
    if plan.len() > PLACES_PER_EVENT {
        return Err(TermsError::TooManyPlaces(plan.len()));
    }
    if terms.channels.len() >= CHANNELS_PER_EVENT {
        return Err(TermsError::TooManyChannels(terms.channels.len()));
    }
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
    if !(1..=UNITS_PER_HOLD).contains(&terms.maximum_units_per_hold) {
        return Err(TermsError::Units("maximum_units_per_hold"));
    }
    if !(1..=UNITS_PER_HOLD).contains(&terms.maximum_units_per_token) {
        return Err(TermsError::Units("maximum_units_per_token"));
    }
    for (level, _) in (0..).zip(plan.level_keys()) {
        let level = LevelIndex(level);
        if !terms.prices.iter().any(|price| price.level == level) {
            return Err(TermsError::NoPrice(level));
        }
    }
    for (table, _) in &terms.tables {
        if plan.table_labels().get(TableIndex(*table).0 as usize).is_none() {
            return Err(TermsError::UnknownTable(*table));
        }
    }
    Ok(())
}
