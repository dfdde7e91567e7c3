//! A page of events.

use actix_web::web::Data;
use actors::ports::catalogue::events::Events;
use schemas::api::events::EventPage;
use schemas::api::problem::Problem;
use schemas::ids::EventId;

use super::shown::shown;
use crate::http::answer::{Answer, ok};
use crate::http::known_events::KnownEvents;
use crate::http::page::{PageWanted, next};
use crate::http::path::Query;
use crate::http::public_event::Viewer;

/// Events in order of their beginning: everybody's that were announced, and with a key those of its organiser, drafts
/// too. Who reads page by page while an event is put off to another time may meet it twice or not at all.
#[utoipa::path(get, path = "/api/v1/events", tag = "events",
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("organiser" = Option<String>, Query, description = "Of this organiser alone."),
        ("limit" = Option<u32>, Query, description = "Most events of the page, 1 to 200."),
    ),
    security((), ("key" = ["read"])),
    responses(
        (status = 200, description = "A page.", body = EventPage),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    viewer: Viewer,
    page: Query<PageWanted>,
    catalogue: Data<dyn Events>,
    events: Data<KnownEvents>,
) -> Answer {
    let limit = page.0.limit()?;
    let after = page.0.after()?.map(|(time, id)| (time, EventId(id)));
    let reach = viewer.reach_of(page.0.organiser)?;
    let rows = catalogue.events(reach, viewer.drafts(), after, limit).await?;
    let next = next(rows.len(), limit, rows.last().map(|last| (last.texts.starts_at, last.id.0)));
    let mut page = Vec::with_capacity(rows.len());
    // An event whose log has not begun is not there yet.
    for row in rows.iter().filter(|row| row.created_in_log) {
        page.push(shown(row, events.plan(row.terms.plan).await?.as_ref()));
    }
    ok(&EventPage { events: page, next })
}
