//! The state in memory beside the state that the log gives.

use std::sync::Arc;

use actix_web::web::Data;
use actors::seat_map::handle::SeatMapHandle;
use actors::seat_map::view::{Observation, PublicState};
use schemas::api::audit::EventAudit;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::{ContentHash, Version};

use crate::http::answer::{Answer, ok};
use crate::http::event_of::EventOf;
use crate::http::permission::ReadHistory;
use crate::http::problem::Failure;
use crate::http::replays::Replays;
use crate::limits::AUDIT_ATTEMPTS;

/// Replays the event's log from its first record and gives the hashes of what comes out beside those of the
/// state in memory, all at one version.
#[utoipa::path(get, path = "/api/v1/events/{event}/audit", tag = "audit",
    params(("event" = String, Path, description = "The event.")),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The hashes.", body = EventAudit),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn hashes(event: EventOf<ReadHistory>, replays: Data<Replays>) -> Answer {
    let (version, state_hash, public) = at_one_version(&event).await?;
    let (log, event) = (event.log(), event.id);
    let replayed = replays.run(move || log.replayed(version)).await?.map_err(|error| {
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
    event: &EventOf<ReadHistory>,
) -> Result<(Version, ContentHash, Arc<PublicState>), Failure> {
    for _ in 0..AUDIT_ATTEMPTS {
        let (version, hash) = event.ask(SeatMapHandle::state_hash).await?;
        let observed = event.ask(|handle| handle.observe(None)).await?;
        if let Observation::Snapshot(public) = observed
            && public.version == version
        {
            return Ok((version, hash, public));
        }
    }
    Err(Failure::new(ErrorCode::Busy, "the event never stood still: audit it when less is going on"))
}
