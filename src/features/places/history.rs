//! Everything that happened to one place, from the event's log.

use actix_web::web::{Data, block};
use actors::ports::journal::{Journal, JournalError};
use schemas::api::places::PlaceHistory;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::{EventId, PlaceIndex, Version};
use schemas::record::decode;

use super::happenings::Happenings;
use super::targets::in_path;
use crate::http::answer::{Answer, ok};
use crate::http::known_events::KnownEvents;
use crate::http::organiser::{Organiser, ReadHistory};
use crate::http::path::Path;
use crate::http::problem::Failure;

/// Everything that happened to one place, in order, as far as the log is kept.
#[utoipa::path(get, path = "/api/v1/events/{event}/places/{place}/history", tag = "places",
    params(
        ("event" = String, Path, description = "The event."),
        ("place" = String, Path, description = "The place, by number or label."),
    ),
    security(("key" = [])),
    responses(
        (status = 200, description = "What happened.", body = PlaceHistory),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn history(
    _organiser: Organiser<ReadHistory>,
    path: Path<(EventId, String)>,
    events: Data<KnownEvents>,
    journal: Data<dyn Journal>,
) -> Answer {
    let (event, place) = path.0;
    let known = events.get(event).await?;
    let place = in_path(&known, place)?;
    let journal = journal.into_inner();
    let read = block(move || read(journal.as_ref(), event, place)).await.map_err(Failure::internal)?;
    ok(&read.map_err(|error| {
        tracing::error!(%error, %event, "the log of an event cannot be read");
        Failure::new(ErrorCode::EventUnavailable, "the event's log cannot be read; the server's log says why")
    })?)
}

fn read(journal: &dyn Journal, event: EventId, place: PlaceIndex) -> Result<PlaceHistory, JournalError> {
    let mut happenings = Happenings::of(place);
    let version = journal.read(event, Version(0), &mut |version, bytes| {
        let record = decode(version, bytes).map_err(|error| JournalError::Corrupt {
            place: format!("record {version} of {event}"),
            what: error.to_string(),
        })?;
        happenings.note(&record);
        Ok(())
    })?;
    Ok(PlaceHistory { version, place, happenings: happenings.finish() })
}
