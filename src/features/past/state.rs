//! An event in numbers as it was.

use actix_web::web::Data;
use actors::ports::journal::JournalError;
use actors::seat_map::SeatMap;
use schemas::api::events::SectionNumbers;
use schemas::api::moment::Moment;
use schemas::api::past::{PastMoment, PastState};
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::{ContentHash, EventId};
use serde::Deserialize;

use crate::http::answer::{Answer, ok};
use crate::http::event_of::EventOf;
use crate::http::lines;
use crate::http::past::{At, EventLog};
use crate::http::path::Query;
use crate::http::permission::ReadHistory;
use crate::http::problem::Failure;
use crate::http::replays::Replays;

/// Which moment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct When {
    pub at: At,
}

/// The event in numbers as it was after a record, or at a time. Replayed from the log, so it takes as long as the
/// log is long up to there; where too many replays are under way, the answer is `busy`.
#[utoipa::path(get, path = "/api/v1/events/{event}/past", tag = "past",
    params(
        ("event" = String, Path, description = "The event."),
        ("at" = String, Query, description = "A version, or a time such as 2026-11-21T19:30:00Z."),
    ),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The numbers of then.", body = PastState),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn state(event: EventOf<ReadHistory>, when: Query<When>, replays: Data<Replays>) -> Answer {
    let (log, id, at) = (event.log(), event.id, when.0.at);
    let found = replays.run(move || log.at(at)?.map(|map| shown(&log, &map)).transpose()).await?;
    ok(&there(found, id)?.ok_or_else(|| no_moment(at))?)
}

fn shown(log: &EventLog, map: &SeatMap) -> Result<PastState, JournalError> {
    let plan = log.plan(map)?;
    let counts = map.counts();
    let sections = plan.section_labels().iter().zip(&counts.sections);
    let sections = sections.map(|(section, units)| SectionNumbers {
        section: section.to_string(),
        units: lines::counts(*units),
    });
    Ok(PastState { moment: moment(map), sections: sections.collect(), public_hash: map.public_hash() })
}

/// A moment as it is shown.
pub(super) fn moment(map: &SeatMap) -> PastMoment {
    let counts = map.counts();
    PastMoment {
        version: counts.version,
        at: Moment(map.last_record_at()),
        sale: counts.sale,
        plan: map.terms().map_or(ContentHash([0; 32]), |terms| terms.plan),
        all: lines::counts(counts.all),
        holds: counts.holds,
    }
}

/// What a replay gave, unless the log cannot be read.
pub(super) fn there<Found>(found: Result<Found, JournalError>, event: EventId) -> Result<Found, Failure> {
    found.map_err(|error| {
        tracing::error!(%error, %event, "the log of an event cannot be replayed");
        Failure::new(ErrorCode::EventUnavailable, "the log cannot be replayed; the server's log says why")
    })
}

/// The log does not have this moment.
pub(super) fn no_moment(at: At) -> Failure {
    let detail = match at {
        At::Version(version) => format!("the event has no record {}", version.0),
        At::Time(time) => format!("the event was not there yet at {}", Moment(time)),
    };
    Failure::new(ErrorCode::UnknownMoment, detail)
}
