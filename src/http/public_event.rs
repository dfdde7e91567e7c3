//! The event in the path, for everybody.
//!
//! What buyers see of an event needs no key. A key that is shown narrows: its bearer sees the events of its
//! own organiser, and no others are there. What was never announced is there for them alone: a draft, and what was
//! cancelled as one.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use actors::ports::catalogue::Reach;
use actors::ports::catalogue::events::Drafts;
use actors::seat_map::handle::SeatMapHandle;
use actors::seat_map::view::EventCounts;
use futures_util::future::LocalBoxFuture;
use schemas::error_code::ErrorCode;
use schemas::ids::{EventId, OrganiserId};

use super::commands::{Commands, Reached, unknown_event};
use super::component::component;
use super::known_events::{KnownEvent, KnownEvents};
use super::organiser::{Organiser, shown, within};
use super::permission::ReadEvents;
use super::problem::Failure;

/// Whose events somebody sees who may have no key.
#[derive(Clone, Copy, Debug)]
pub struct Viewer {
    reach: Reach,
    drafts: Drafts,
}

impl Viewer {
    /// Whose events are seen; of this organiser's where one is named.
    ///
    /// # Errors
    /// `unknown_organiser` where it is not within reach.
    pub fn reach_of(self, wanted: Option<OrganiserId>) -> Result<Reach, Failure> {
        within(self.reach, wanted)
    }

    /// Whether drafts are seen: with a key alone, for a draft is its organiser's, cancelled or not.
    #[must_use]
    pub const fn drafts(self) -> Drafts {
        self.drafts
    }
}

impl FromRequest for Viewer {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let key = shown(request).is_some().then(|| Organiser::<ReadEvents>::from_request(request, payload));
        Box::pin(async move {
            Ok(match key {
                Some(bearer) => Self { reach: bearer.await?.reach(), drafts: Drafts::Seen },
                None => Self { reach: Reach::All, drafts: Drafts::Hidden },
            })
        })
    }
}

/// An event that whoever asks may see.
pub struct PublicEvent {
    /// Its id.
    pub id: EventId,
    /// What is known of it.
    pub known: Arc<KnownEvent>,
}

impl PublicEvent {
    /// The event's organiser's rows.
    #[must_use]
    pub fn reach(&self) -> Reach {
        Reach::One(self.known.organiser)
    }

    /// The event in numbers, as they are now.
    ///
    /// # Errors
    /// That there is no answer.
    pub async fn counts(&self, commands: &Commands) -> Result<EventCounts, Failure> {
        commands.ask(Reached::new(self.id), SeatMapHandle::counts).await
    }
}

impl FromRequest for PublicEvent {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let viewer = Viewer::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let viewer = viewer.await?;
            let (id, known) = in_path(&request, viewer.reach).await?;
            if !known.announced && viewer.drafts == Drafts::Hidden {
                return Err(unknown_event(id));
            }
            Ok(Self { id, known })
        })
    }
}

/// The event that the path names, where it is within reach.
pub(super) async fn in_path(
    request: &HttpRequest,
    reach: Reach,
) -> Result<(EventId, Arc<KnownEvent>), Failure> {
    let event = request.match_info().get("event").and_then(|text| text.parse::<EventId>().ok());
    let event = event.ok_or_else(|| Failure::new(ErrorCode::NotFound, "the path names no event"))?;
    let known = component::<KnownEvents>(request)?.get(Reached::new(event)).await?;
    // The same answer as for one that is nowhere.
    if reach.covers(Some(known.organiser)) { Ok((event, known)) } else { Err(unknown_event(event)) }
}
