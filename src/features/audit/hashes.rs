//! The state in memory beside the state that the log gives.

use std::sync::Arc;

use actix_web::web::{Data, block};
use actors::ports::journal::{Journal, JournalError};
use actors::seat_map::SeatMap;
use actors::seat_map::handle::SeatMapHandle;
use actors::seat_map::view::{Observation, PublicState};
use schemas::api::audit::EventAudit;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::{ContentHash, EventId, Version};
use schemas::plan::PlanIndex;
use schemas::record::decode;

use crate::http::answer::{Answer, ok};
use crate::http::commands::Commands;
use crate::http::known_events::KnownEvents;
use crate::http::organiser::{Organiser, ReadHistory};
use crate::http::path::Path;
use crate::http::problem::Failure;
use crate::limits::AUDIT_ATTEMPTS;

/// Replays the event's log from its first record and gives the hashes of what comes out beside those of the
/// state in memory, all at one version.
#[utoipa::path(get, path = "/api/v1/events/{event}/audit", tag = "audit",
    params(("event" = String, Path, description = "The event.")),
    security(("key" = [])),
    responses(
        (status = 200, description = "The hashes.", body = EventAudit),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn hashes(
    _organiser: Organiser<ReadHistory>,
    path: Path<EventId>,
    events: Data<KnownEvents>,
    commands: Data<Commands>,
    journal: Data<dyn Journal>,
) -> Answer {
    let event = path.0;
    let known = events.get(event).await?;
    let (version, state_hash, public) = at_one_version(&commands, event).await?;
    let (journal, plan) = (journal.into_inner(), Arc::clone(&known.plan));
    let replayed = block(move || replay(journal.as_ref(), event, plan, version)).await;
    let replayed = replayed.map_err(Failure::internal)?.map_err(|error| {
        tracing::error!(%error, %event, "the log of an event cannot be replayed");
        Failure::new(ErrorCode::EventUnavailable, "the log cannot be replayed; the server's log says why")
    })?;
    ok(&EventAudit {
        version,
        state_hash,
        replayed_state_hash: replayed.state_hash(),
        public_hash: public.public_hash(),
        replayed_public_hash: replayed.public_hash(),
    })
}

/// State hash and public state of the same version: asked again while the event moves on in between.
async fn at_one_version(
    commands: &Commands,
    event: EventId,
) -> Result<(Version, ContentHash, Arc<PublicState>), Failure> {
    for _ in 0..AUDIT_ATTEMPTS {
        let (version, hash) = commands.ask(event, SeatMapHandle::state_hash).await?;
        let observed = commands.ask(event, |handle| handle.observe(None)).await?;
        if let Observation::Snapshot(public) = observed
            && public.version == version
        {
            return Ok((version, hash, public));
        }
    }
    Err(Failure::new(ErrorCode::Busy, "the event never stood still: audit it when less is going on"))
}

fn replay(
    journal: &dyn Journal,
    event: EventId,
    plan: Arc<PlanIndex>,
    last: Version,
) -> Result<SeatMap, JournalError> {
    let mut map = SeatMap::new(event, plan);
    journal.read(event, Version(0), &mut |version, bytes| {
        if version > last {
            return Ok(());
        }
        let damaged =
            |what: String| JournalError::Corrupt { place: format!("record {version} of {event}"), what };
        let record = decode(version, bytes).map_err(|error| damaged(error.to_string()))?;
        map.replay(&record).map_err(|error| damaged(error.to_string()))
    })?;
    Ok(map)
}
