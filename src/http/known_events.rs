//! What a request needs of an event to be understood: whose it is, its terms and its plan.
//!
//! They are fixed when the event is made, so they are kept at hand.

use std::sync::Arc;

use actix_web::web::block;
use actors::ports::catalogue::Reach;
use actors::ports::catalogue::events::{EventRow, Events};
use actors::ports::plans::{PlanError, PlanSource};
use actors::seat_map::command::{WantedPlace, WantedPlaces};
use dashmap::DashMap;
use schemas::api::holds::{AreaUnitsWanted, PlacesWanted};
use schemas::api::money::Money;
use schemas::api::place_name::PlaceName;
use schemas::error_code::ErrorCode;
use schemas::ids::{ChannelIndex, ContentHash, EventId, OrganiserId, PlaceIndex};
use schemas::plan::PlanIndex;
use schemas::record::HeldPlaces;
use schemas::terms::EventTerms;

use super::commands::{Reached, unknown_event};
use super::problem::Failure;
use crate::limits::KNOWN_EVENTS;

/// An event as its first record made it.
pub struct KnownEvent {
    /// Whose it is.
    pub organiser: OrganiserId,
    /// Its terms.
    pub terms: EventTerms,
    /// Its plan, compiled.
    pub plan: Arc<PlanIndex>,
}

/// Events at hand.
pub struct KnownEvents {
    catalogue: Arc<dyn Events>,
    plans: Arc<dyn PlanSource>,
    known: DashMap<EventId, Arc<KnownEvent>>,
}

impl KnownEvents {
    /// None at hand yet.
    #[must_use]
    pub fn new(catalogue: Arc<dyn Events>, plans: Arc<dyn PlanSource>) -> Self {
        Self { catalogue, plans, known: DashMap::new() }
    }

    /// The event.
    ///
    /// # Errors
    /// `unknown_event`; where catalogue or plan cannot be read.
    pub async fn get(&self, event: Reached) -> Result<Arc<KnownEvent>, Failure> {
        self.find(event.event()).await
    }

    /// The event of a row that somebody reached.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn of(&self, row: &EventRow) -> Result<Arc<KnownEvent>, Failure> {
        self.find(row.id).await
    }

    async fn find(&self, event: EventId) -> Result<Arc<KnownEvent>, Failure> {
        if let Some(known) = self.known.get(&event).map(|known| Arc::clone(&known)) {
            return Ok(known);
        }
        let row = self.catalogue.event(Reach::All, event).await?.filter(|row| row.created_in_log);
        let EventRow { organiser, terms, .. } = row.ok_or_else(|| unknown_event(event))?;
        let known = Arc::new(KnownEvent { organiser, plan: self.plan(terms.plan).await?, terms });
        if self.known.len() >= KNOWN_EVENTS {
            self.known.clear();
        }
        self.known.insert(event, Arc::clone(&known));
        Ok(known)
    }

    /// Where plan versions come from.
    #[must_use]
    pub fn plan_source(&self) -> Arc<dyn PlanSource> {
        Arc::clone(&self.plans)
    }

    /// A published plan version, compiled.
    ///
    /// # Errors
    /// `unknown_plan`; where the catalogue cannot be read.
    pub async fn plan(&self, hash: ContentHash) -> Result<Arc<PlanIndex>, Failure> {
        let plans = Arc::clone(&self.plans);
        let plan = block(move || plans.plan(hash)).await.map_err(Failure::internal)?;
        plan.map_err(|error| match error {
            PlanError::Unknown(_) => Failure::new(ErrorCode::UnknownPlan, error.to_string()),
            PlanError::Damaged { .. } | PlanError::Read { .. } => Failure::internal(error),
        })
    }
}

impl KnownEvent {
    /// The number of the place of this name.
    ///
    /// # Errors
    /// `unknown_place`.
    pub fn place(&self, name: &PlaceName) -> Result<PlaceIndex, Failure> {
        let unknown = |detail: String| Failure::new(ErrorCode::UnknownPlace, detail);
        match name {
            PlaceName::Number(place) if self.plan.contains(*place) => Ok(*place),
            PlaceName::Number(place) => {
                Err(unknown(format!("the plan has no place {}", place.0)).about(&[*place], None))
            }
            PlaceName::Label(label) => self
                .plan
                .place_by_label(label)
                .ok_or_else(|| unknown(format!("the plan has no place {label:?}"))),
        }
    }

    /// The number of the channel of this key.
    ///
    /// # Errors
    /// `unknown_channel`.
    pub fn channel(&self, key: &str) -> Result<ChannelIndex, Failure> {
        let found = self.terms.channels.iter().zip(1..).find(|(channel, _)| *channel == key);
        found.map(|(_, number)| ChannelIndex(number)).ok_or_else(|| {
            Failure::new(ErrorCode::UnknownChannel, format!("the event has no channel {key:?}"))
        })
    }

    /// The key of a channel; none for general sale.
    #[must_use]
    pub fn channel_key(&self, channel: ChannelIndex) -> Option<&str> {
        let before = usize::from(channel.0).checked_sub(1)?;
        self.terms.channels.get(before).map(String::as_str)
    }

    /// Units of an area.
    ///
    /// # Errors
    /// `unknown_place`, `unknown_channel`.
    pub fn area(&self, wanted: &AreaUnitsWanted) -> Result<WantedPlace, Failure> {
        let channel = wanted.channel.as_deref().map(|key| self.channel(key)).transpose()?;
        Ok(WantedPlace { place: self.place(&wanted.place)?, units: wanted.units, channel })
    }

    /// Places and units as the engine is told them.
    ///
    /// # Errors
    /// `unknown_place`, `unknown_channel`.
    pub fn wanted(&self, wanted: &PlacesWanted) -> Result<WantedPlaces, Failure> {
        let seat = |name| Ok(WantedPlace { place: self.place(name)?, units: 1, channel: None });
        let areas = wanted.areas.iter().map(|area| self.area(area));
        wanted.places.iter().map(seat).chain(areas).collect()
    }

    /// An amount in the event's currency.
    #[must_use]
    pub fn money(&self, amount_minor: u64) -> Money {
        Money { amount_minor, currency: String::from_utf8_lossy(&self.terms.currency.0).into_owned() }
    }

    /// The price of all lines of a hold or booking.
    #[must_use]
    pub fn total(&self, places: &HeldPlaces) -> Money {
        let line =
            |held: &schemas::seat::HeldPlace| held.price_minor.saturating_mul(u64::from(held.units.units));
        self.money(places.iter().map(line).fold(0, u64::saturating_add))
    }
}
