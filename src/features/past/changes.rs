//! What two moments of an event differ in.

use actix_web::web::Data;
use actors::ports::journal::JournalError;
use actors::seat_map::SeatMap;
use schemas::api::past::{PastChange, PastChanges};
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::PlaceIndex;
use serde::Deserialize;

use super::state::{moment, no_moment, there};
use crate::http::answer::{Answer, ok};
use crate::http::event_of::EventOf;
use crate::http::lines;
use crate::http::past::{At, EventLog};
use crate::http::path::Query;
use crate::http::permission::ReadHistory;
use crate::http::problem::Failure;
use crate::http::replays::Replays;

/// Which moments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Between {
    from: At,
    to: At,
}

/// Every place that was otherwise at a later moment than at an earlier one, with its units by state at both.
#[utoipa::path(get, path = "/api/v1/events/{event}/past/changes", tag = "past",
    params(
        ("event" = String, Path, description = "The event."),
        ("from" = String, Query, description = "The earlier moment: a version, or a time."),
        ("to" = String, Query, description = "The later moment."),
    ),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "What changed.", body = PastChanges),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn changes(
    event: EventOf<ReadHistory>,
    between: Query<Between>,
    replays: Data<Replays>,
) -> Answer {
    let (log, id, Between { from, to }) = (event.log(), event.id, between.0);
    let found = replays.run(move || -> Result<_, JournalError> {
        let Some(before) = log.at(from)? else { return Ok(Err(no_moment(from))) };
        let Some(after) = log.at(to)? else { return Ok(Err(no_moment(to))) };
        if before.version() > after.version() {
            let detail = format!("`from` is version {}, `to` is {}", before.version().0, after.version().0);
            return Ok(Err(Failure::new(ErrorCode::UnknownMoment, detail)));
        }
        Ok(Ok(difference(&log, &before, &after)?))
    });
    ok(&there(found.await?, id)??)
}

fn difference(log: &EventLog, before: &SeatMap, after: &SeatMap) -> Result<PastChanges, JournalError> {
    let (old, new) = (log.plan(before)?, log.plan(after)?);
    let most = u32::try_from(old.len().max(new.len())).unwrap_or(u32::MAX);
    let places = (0..most).map(PlaceIndex).filter_map(|place| {
        let (was, is) = (before.counts_of(place), after.counts_of(place));
        let label = if new.contains(place) { new.label(place) } else { old.label(place) };
        (was != is).then(|| PastChange {
            place,
            label: label.to_owned(),
            before: lines::counts(was),
            after: lines::counts(is),
        })
    });
    Ok(PastChanges { from: moment(before), to: moment(after), places: places.collect() })
}
