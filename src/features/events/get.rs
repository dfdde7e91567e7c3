//! One event.

use actix_web::web::Data;
use actors::ports::catalogue::events::Events;
use actors::ports::clock::Clock;
use schemas::api::events::Event;
use schemas::api::problem::Problem;

use super::shown::shown;
use crate::http::answer::{Answer, ok};
use crate::http::commands::unknown_event;
use crate::http::known_events::KnownEvents;
use crate::http::public_event::PublicEvent;

/// One event.
#[utoipa::path(get, path = "/api/v1/events/{event}", tag = "events",
    params(("event" = String, Path, description = "The event.")),
    security((), ("key" = ["read"])),
    responses(
        (status = 200, description = "The event.", body = Event),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get(
    event: PublicEvent,
    catalogue: Data<dyn Events>,
    events: Data<KnownEvents>,
    clock: Data<dyn Clock>,
) -> Answer {
    let row = catalogue.event(event.reach(), event.id).await?.ok_or_else(|| unknown_event(event.id))?;
    // Whoever was told live that something changed finds it here.
    let row = if row.is_stale(clock.now()) { events.fresh(row).await? } else { row };
    ok(&shown(&row, events.plan(row.terms.plan).await?.as_ref()))
}
