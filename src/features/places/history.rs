//! Everything that happened to one place, from the event's log.

use std::cell::RefCell;
use std::sync::Arc;

use actix_web::web::block;
use actors::ports::journal::JournalError;
use schemas::api::places::PlaceHistory;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::{ContentHash, EventId, LevelIndex, PlaceIndex, Version};
use schemas::plan::PlanIndex;
use schemas::record::decode;

use super::happenings::Happenings;
use super::targets::in_path;
use crate::http::answer::{Answer, ok};
use crate::http::event_of::EventOf;
use crate::http::past::EventLog;
use crate::http::path::Path;
use crate::http::permission::ReadHistory;
use crate::http::problem::Failure;

/// Everything that happened to one place, in order, as far as the log is kept.
#[utoipa::path(get, path = "/api/v1/events/{event}/places/{place}/history", tag = "places",
    params(
        ("event" = String, Path, description = "The event."),
        ("place" = String, Path, description = "The place, by number or label."),
    ),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "What happened.", body = PlaceHistory),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn history(event: EventOf<ReadHistory>, path: Path<(EventId, String)>) -> Answer {
    let place = in_path(&event.known, path.0.1)?;
    let (log, event) = (event.log(), event.id);
    let read = block(move || read(&log, place)).await.map_err(Failure::internal)?;
    ok(&read.map_err(|error| {
        tracing::error!(%error, %event, "the log of an event cannot be read");
        Failure::new(ErrorCode::EventUnavailable, "the event's log cannot be read; the server's log says why")
    })?)
}

fn read(log: &EventLog, place: PlaceIndex) -> Result<PlaceHistory, JournalError> {
    let mut happenings = Happenings::of(place);
    // Places are painted many at once: the plan version that was read last is that of the next one, too.
    let last: RefCell<Option<Arc<PlanIndex>>> = RefCell::default();
    let level_key = |hash: ContentHash, level: LevelIndex| {
        let known = last.take().filter(|plan| plan.hash() == hash);
        let plan = known.map_or_else(|| log.plan_version(hash), Ok);
        let plan = plan.inspect_err(|error| tracing::warn!(%error, %hash, "no plan for a place's history"));
        let plan = plan.ok()?;
        let key = plan.level_keys().get(usize::from(level.0)).map(ToString::to_string);
        last.replace(Some(plan));
        key
    };
    let version = log.read(Version(0), &mut |version, bytes| {
        let record = decode(version, bytes).map_err(|error| JournalError::Corrupt {
            place: format!("record {version} of {}", log.event()),
            what: error.to_string(),
        })?;
        happenings.note(&record, &level_key);
        Ok(())
    })?;
    Ok(PlaceHistory { version, place, happenings: happenings.finish() })
}
