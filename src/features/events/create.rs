//! Creates an event: a catalogue row, then the log's first record, then the row's mark that it has one.
//! A crash between is repaired at the next start, and by a repeat of the request.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actors::ports::catalogue::events::{EventRow, Events};
use actors::ports::catalogue::{Once, Written};
use actors::ports::clock::Clock;
use actors::registry::Registry;
use actors::seat_map::check_terms;
use schemas::api::events::{Event, NewEvent};
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::EventId;
use schemas::seat::SaleState;
use schemas::terms::EventTerms;

use super::shown::shown;
use super::terms::terms;
use crate::http::answer::{Answer, encode, json};
use crate::http::known_events::KnownEvents;
use crate::http::organiser::{ManageEvents, Organiser};
use crate::http::problem::Failure;
use crate::http::told::Told;
use crate::limits::EVENT_NAME_CHARACTERS;

/// What events are created with.
pub struct Creation {
    /// Times and bounds where an event says nothing else.
    pub defaults: EventTerms,
    /// Tells when.
    pub clock: Arc<dyn Clock>,
    /// Where rows are kept.
    pub catalogue: Arc<dyn Events>,
    /// Where logs begin.
    pub registry: Registry,
}

impl Creation {
    /// Begins the event's log where it has not begun; harmless to repeat.
    async fn begin(&self, id: EventId) -> Result<(), Failure> {
        let row = self.catalogue.event(id).await?.ok_or_else(|| Failure::internal("an event is gone"))?;
        if !row.created_in_log {
            self.registry.create(id, row.terms).await?;
            self.catalogue.event_begun(id).await?;
        }
        Ok(())
    }
}

/// Creates an event on a published plan version. Its sale is opened by another call.
#[utoipa::path(post, path = "/api/v1/events", tag = "events",
    params(("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer.")),
    request_body = NewEvent,
    security(("key" = [])),
    responses(
        (status = 201, description = "The event.", body = Event),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn create(
    organiser: Organiser<ManageEvents>,
    told: Told<NewEvent>,
    events: Data<KnownEvents>,
    creation: Data<Creation>,
) -> Answer {
    let new = told.body;
    check_name(&new.name)?;
    let plan = events.plan(new.plan).await.map_err(|failure| failure.at("/plan"))?;
    let terms = terms(&creation.defaults, &new, &plan)?;
    check_terms(&terms, &plan).map_err(|error| Failure::new(ErrorCode::TermsInvalid, error.to_string()))?;
    let now = creation.clock.now();
    let row = EventRow {
        id: EventId(getrandom::u64().map_err(Failure::internal)?),
        name: new.name,
        starts_at: new.starts_at.0,
        created: now,
        terms,
        sale: SaleState::Scheduled,
        created_in_log: false,
    };
    let answer = encode(&shown(&row, &plan))?;
    let once = Once {
        principal: organiser.principal,
        command: told.id,
        digest: told.digest,
        answer: answer.clone(),
        at: now,
    };
    let (id, answer) = match creation.catalogue.create_event(row.clone(), once).await? {
        Written::Done => (row.id, answer),
        Written::Repeated(answer) => (event_in(&answer)?, answer),
        Written::IdReused => return Err(id_reused()),
    };
    creation.begin(id).await?;
    Ok(json(StatusCode::CREATED, answer))
}

fn check_name(name: &str) -> Result<(), Failure> {
    let length = name.chars().count();
    if (1..=EVENT_NAME_CHARACTERS).contains(&length) && !name.chars().any(char::is_control) {
        return Ok(());
    }
    let detail = format!("a name has 1 to {EVENT_NAME_CHARACTERS} characters and no control characters");
    Err(Failure::new(ErrorCode::InvalidValue, detail).at("/name"))
}

fn event_in(answer: &[u8]) -> Result<EventId, Failure> {
    serde_json::from_slice::<Event>(answer).map(|event| event.event).map_err(Failure::internal)
}

fn id_reused() -> Failure {
    Failure::new(ErrorCode::IdReused, "this Idempotency-Key was used for another request")
        .at("idempotency-key")
}
