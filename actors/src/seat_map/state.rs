//! The state of one event and its beginning.

use std::sync::Arc;

use schemas::ids::{ChannelIndex, ContentHash, EventId, PlaceIndex, Version};
use schemas::plan::PlanIndex;
use schemas::record::Effect;
use schemas::seat::SaleState;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use super::best_available::{FreeSeats, Workroom};
use super::bookings::Bookings;
use super::changes::RecentChanges;
use super::holds::Holds;
use super::memory::OrganiserMemory;
use super::places::Places;
use super::record_buffer::RecordBuffer;
use super::schedule::NEVER;
use super::terms::{TermsError, check_terms};
use super::tokens::Tokens;
use super::turn::Turn;

/// An event's live places with their state.
#[derive(Clone, Debug)]
pub struct SeatMap {
    pub(super) event: EventId,
    pub(super) plan: Arc<PlanIndex>,
    pub(super) version: Version,
    pub(super) last_record_at: Timestamp,
    /// None before the first record.
    pub(super) terms: Option<Box<EventTerms>>,
    /// The hash of the terms that it was created under.
    pub(super) first_terms: ContentHash,
    /// The record that last set terms.
    pub(super) terms_set: Version,
    /// The record that last changed what organisers configure: terms, levels, capacities.
    pub(super) configured: Version,
    /// Price of one unit by level number, in minor units.
    pub(super) prices: Vec<u64>,
    pub(super) sale: SaleState,
    /// Whether anybody but its organiser may know of it: it was once more than a draft, called off as one or not.
    pub(super) announced: bool,
    /// When the sale moves next by itself: what terms and sale say, kept at hand.
    pub(super) sale_moves_at: Timestamp,
    pub(super) places: Places,
    pub(super) free: FreeSeats,
    pub(super) holds: Holds,
    pub(super) bookings: Bookings,
    pub(super) tokens: Tokens,
    pub(super) organisers: OrganiserMemory,
    pub(super) changes: RecentChanges,
    /// The plan version that a record to be performed moves to; nothing of the state.
    pub(super) offered: Option<Arc<PlanIndex>>,
    /// Room for an answer's bytes, for those of a record that is replayed, and for finding the best available;
    /// nothing of the state.
    pub(super) scratch: Vec<u8>,
    pub(super) replayed: Vec<u8>,
    pub(super) workroom: Workroom,
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
            first_terms: ContentHash([0; 32]),
            terms_set: Version(0),
            configured: Version(0),
            prices: Vec::new(),
            sale: SaleState::Draft,
            announced: false,
            sale_moves_at: NEVER,
            places: Places::default(),
            free: FreeSeats::default(),
            holds: Holds::default(),
            bookings: Bookings::default(),
            tokens: Tokens::default(),
            organisers: OrganiserMemory::default(),
            changes: RecentChanges::default(),
            offered: None,
            scratch: Vec::new(),
            replayed: Vec::new(),
            workroom: Workroom::default(),
        }
    }

    /// Writes the event's first record: a draft.
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
        self.write(&mut Turn { now, token: None, out }, None, Effect::Drafted(Box::new(terms)));
        Ok(self.version)
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

    /// The hash of the terms that it was created under; zeros before the first record.
    #[must_use]
    pub const fn first_terms(&self) -> ContentHash {
        self.first_terms
    }

    /// When the next hold runs out or the sale moves by itself; none where neither will.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let first = self.holds.deadlines.first(&self.holds.slab);
        let hold = first.map(|slot| self.holds.slab[slot].ends_at());
        hold.into_iter().chain(self.sale_moves_at()).min()
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
        self.prices[usize::from(self.places.all[place.0 as usize].level.0)]
    }
}
