//! One event.

use actix_web::web::Data;
use actors::ports::catalogue::events::Events;
use schemas::api::events::Event;
use schemas::api::problem::Problem;
use schemas::ids::EventId;

use super::shown::shown;
use crate::http::answer::{Answer, ok};
use crate::http::commands::unknown_event;
use crate::http::known_events::KnownEvents;
use crate::http::path::Path;

/// One event.
#[utoipa::path(get, path = "/api/v1/events/{event}", tag = "events",
    params(("event" = String, Path, description = "The event.")),
    responses(
        (status = 200, description = "The event.", body = Event),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get(
    path: Path<EventId>,
    catalogue: Data<dyn Events>,
    events: Data<KnownEvents>,
) -> Answer {
    let known = events.get(path.0).await?;
    let row = catalogue.event(path.0).await?.ok_or_else(|| unknown_event(path.0))?;
    ok(&shown(&row, &known.plan))
}
