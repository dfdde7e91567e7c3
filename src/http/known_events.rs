//! What a request needs of an event to be understood: whose it is, its terms and its plan.
//!
//! They are kept at hand until somebody changes them here. While a change is under way the event itself is asked:
//! whoever was told of a change finds it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::web::block;
use actors::ports::catalogue::Reach;
use actors::ports::catalogue::events::{EventRow, Events};
use actors::ports::plans::{PlanError, PlanSource};
use actors::seat_map::command::{WantedPlace, WantedPlaces};
use actors::seat_map::handle::SeatMapHandle;
use actors::seat_map::view::EventSetup;
use dashmap::DashMap;
use futures_util::future::LocalBoxFuture;
use schemas::api::holds::{AreaUnitsWanted, BestPlacesWanted, PlacesWanted};
use schemas::api::money::Money;
use schemas::api::place_name::PlaceName;
use schemas::best::{BestWish, LevelSet};
use schemas::error_code::ErrorCode;
use schemas::ids::{ChannelIndex, ContentHash, EventId, OrganiserId, PlaceIndex};
use schemas::plan::PlanIndex;
use schemas::record::HeldPlaces;
use schemas::seat::SaleState;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use super::commands::{Commands, Reached, unknown_event};
use super::problem::Failure;
use crate::limits::{KNOWN_EVENTS, LABELS_TOLD};

/// An event as it is configured.
pub struct KnownEvent {
    /// Whose it is.
    pub organiser: OrganiserId,
    /// Its terms.
    pub terms: EventTerms,
    /// Its plan, compiled.
    pub plan: Arc<PlanIndex>,
    /// Whether it was once more than a draft: what was not, its organiser alone sees.
    pub announced: bool,
    /// Where its sale stood when it was last changed by a call.
    sale: SaleState,
}

/// Who knows how an event is configured at this moment.
pub trait Setups: Send + Sync + 'static {
    /// What the event is sold under and where its sale stands.
    ///
    /// # Errors
    /// That there is no answer.
    fn setup(&self, event: Reached) -> LocalBoxFuture<'_, Result<EventSetup, Failure>>;
}

impl Setups for Commands {
    fn setup(&self, event: Reached) -> LocalBoxFuture<'_, Result<EventSetup, Failure>> {
        Box::pin(async move {
            let setup = self.ask(event, SeatMapHandle::setup).await?;
            setup.ok_or_else(|| Failure::internal("an event without a first record"))
        })
    }
}

/// Events at hand.
pub struct KnownEvents {
    catalogue: Arc<dyn Events>,
    plans: Arc<dyn PlanSource>,
    setups: Arc<dyn Setups>,
    known: DashMap<EventId, Arc<KnownEvent>>,
    /// How often something was forgotten.
    forgotten: AtomicU64,
}

impl KnownEvents {
    /// None at hand yet.
    #[must_use]
    pub fn new(catalogue: Arc<dyn Events>, plans: Arc<dyn PlanSource>, setups: Arc<dyn Setups>) -> Self {
        Self { catalogue, plans, setups, known: DashMap::new(), forgotten: AtomicU64::new(0) }
    }

    /// The event.
    ///
    /// # Errors
    /// `unknown_event`; where catalogue or plan cannot be read.
    pub async fn get(&self, event: Reached) -> Result<Arc<KnownEvent>, Failure> {
        let event = event.event();
        if let Some(known) = self.known.get(&event).map(|known| Arc::clone(&known)) {
            return Ok(known);
        }
        let forgotten = self.forgotten.load(Ordering::SeqCst);
        let row = self.catalogue.event(Reach::All, event).await?.filter(|row| row.created_in_log);
        let row = row.ok_or_else(|| unknown_event(event))?;
        let changing = row.changing;
        let row = if changing { self.fresh(row).await? } else { row };
        let EventRow { organiser, terms, sale, announced, .. } = row;
        let plan = self.plan(terms.plan).await?;
        let known = Arc::new(KnownEvent { organiser, terms, plan, announced, sale });
        if !changing {
            self.keep(event, Arc::clone(&known), forgotten);
        }
        Ok(known)
    }

    /// Keeps an event at hand, unless one was forgotten since the catalogue was asked for it.
    fn keep(&self, event: EventId, known: Arc<KnownEvent>, forgotten: u64) {
        if self.known.len() >= KNOWN_EVENTS {
            self.known.clear();
        }
        self.known.insert(event, known);
        // Whoever forgets counts first and removes then: one of both sees the other.
        if self.forgotten.load(Ordering::SeqCst) != forgotten {
            self.known.remove(&event);
        }
    }

    /// Forgets what is known of an event: it is being changed, or was.
    pub fn forget(&self, event: EventId) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.known.remove(&event);
    }

    /// A row as the event is at this moment, whatever its copies say.
    ///
    /// # Errors
    /// That there is no answer.
    pub async fn fresh(&self, mut row: EventRow) -> Result<EventRow, Failure> {
        row.take(self.setups.setup(Reached::new(row.id)).await?);
        Ok(row)
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
    /// Refuses where nothing can ever be bought of the event again.
    ///
    /// # Errors
    /// `sale_ended`, `sale_cancelled`.
    pub fn can_still_sell(&self, now: Timestamp) -> Result<(), Failure> {
        let over = |code, detail: &str| Err(Failure::new(code, detail));
        match self.sale {
            SaleState::Cancelled => over(ErrorCode::SaleCancelled, "the event was called off, for good"),
            SaleState::Ended => over(ErrorCode::SaleEnded, "the sale has ended, for good"),
            SaleState::Scheduled | SaleState::OnSale | SaleState::Paused
                if self.terms.schedule.closes_at.is_some_and(|closes| closes <= now) =>
            {
                over(ErrorCode::SaleEnded, "the sale has ended, for good")
            }
            _ => Ok(()),
        }
    }

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
        channel_of(&self.terms.channels, key).ok_or_else(|| {
            Failure::new(ErrorCode::UnknownChannel, format!("the event has no channel {key:?}"))
        })
    }

    /// The key of a channel; none for general sale.
    #[must_use]
    pub fn channel_key(&self, channel: ChannelIndex) -> Option<&str> {
        channel_key(&self.terms.channels, channel)
    }

    /// Labels of these places in one line, the first of them where they are many.
    #[must_use]
    pub fn labels(&self, places: &[PlaceIndex]) -> String {
        let known = places.iter().filter(|place| self.plan.contains(**place));
        let labels: Vec<&str> = known.take(LABELS_TOLD).map(|place| self.plan.label(*place)).collect();
        match places.len().saturating_sub(labels.len()) {
            0 => labels.join(", "),
            more => format!("{} and {more} more", labels.join(", ")),
        }
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

    /// What best available is asked for, as the engine is told it.
    ///
    /// # Errors
    /// `unknown_level`, `unknown_place` for a section or zone, `unknown_channel`.
    pub fn best(&self, wanted: &BestPlacesWanted) -> Result<BestWish, Failure> {
        let (plan, place) = (&self.plan, ErrorCode::UnknownPlace);
        let level = |key: &str| plan.level_by_key(key);
        let levels = numbers(&wanted.levels, ("levels", "price level"), ErrorCode::UnknownLevel, level)?;
        let section = |label: &str| plan.section_by_label(label);
        let zone = |key: &str| plan.zone_by_key(key);
        Ok(BestWish {
            count: wanted.count,
            accessible: wanted.accessible,
            levels: if levels.is_empty() { None } else { Some(LevelSet::of(&levels)) },
            sections: numbers(&wanted.sections, ("sections", "section"), place, section)?.into(),
            zones: numbers(&wanted.zones, ("zones", "zone"), place, zone)?.into(),
            channel: wanted.channel.as_deref().map(|key| self.channel(key)).transpose()?,
            together: wanted.together,
            plan: Some(self.terms.plan),
        })
    }

    /// An amount in the event's currency.
    #[must_use]
    pub fn money(&self, amount_minor: u64) -> Money {
        Money { amount_minor, currency: self.terms.currency.code() }
    }

    /// The price of all lines of a hold or booking.
    #[must_use]
    pub fn total(&self, places: &HeldPlaces) -> Money {
        let line =
            |held: &schemas::seat::HeldPlace| held.price_minor.saturating_mul(u64::from(held.units.units));
        self.money(places.iter().map(line).fold(0, u64::saturating_add))
    }
}

/// The numbers of what a plan has under these names, given in a list of the request.
fn numbers<Number>(
    names: &[String],
    (list, what): (&str, &str),
    unknown: ErrorCode,
    find: impl Fn(&str) -> Option<Number>,
) -> Result<Vec<Number>, Failure> {
    let numbered = names.iter().enumerate().map(|(at, name)| {
        let detail = || format!("the plan has no {what} {name:?}");
        find(name).ok_or_else(|| Failure::new(unknown, detail()).at(format!("/{list}/{at}")))
    });
    numbered.collect()
}

/// The number of the channel of this key among an event's channels.
#[must_use]
pub fn channel_of(channels: &[String], key: &str) -> Option<ChannelIndex> {
    let found = channels.iter().zip(1..).find(|(channel, _)| *channel == key);
    found.map(|(_, number)| ChannelIndex(number))
}

/// The key of the channel of this number among an event's channels; none for general sale.
#[must_use]
pub fn channel_key(channels: &[String], channel: ChannelIndex) -> Option<&str> {
    let before = usize::from(channel.0).checked_sub(1)?;
    channels.get(before).map(String::as_str)
}
