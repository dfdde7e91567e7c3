//! Gives places another price level.

use actors::seat_map::command::Command;
use actors::seat_map::outcome::Done;
use schemas::api::places::{Repaint, Repainted};
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use serde_json::json;

use super::targets;
use crate::http::answer::{Answer, ok};
use crate::http::entity_tag::IfMatch;
use crate::http::event_of::{EventOf, Noted};
use crate::http::permission::ManagePlaces;
use crate::http::problem::Failure;
use crate::http::told::Told;

/// Gives places another price level from now on, or the plan's own again. What is held or booked keeps its price.
#[utoipa::path(post, path = "/api/v1/events/{event}/places/repaint", tag = "places",
    params(
        ("event" = String, Path, description = "The event."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
        ("If-Match" = Option<String>, Header,
            description = "The `ETag` of the configuration that is changed; whichever it is where left out."),
    ),
    request_body = Repaint,
    security(("key" = ["manage"])),
    responses(
        (status = 200, description = "The places have that level.", body = Repainted),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn repaint(event: EventOf<ManagePlaces>, if_match: IfMatch, told: Told<Repaint>) -> Answer {
    let only_if = if_match.version(event.known.terms.stream)?;
    let targets = targets::resolve(&event.known, &told.body.targets)?;
    let level = told.body.level.as_deref().map(|key| {
        let unknown = || {
            Failure::new(ErrorCode::UnknownLevel, format!("the plan has no price level {key:?}")).at("/level")
        };
        event.known.plan.level_by_key(key).ok_or_else(unknown)
    });
    let plan = Some(event.known.terms.plan);
    let command = Command::Repaint { targets, level: level.transpose()?, plan, only_if };
    let noted = Noted { after: Some(json!({ "repainted": told.body })), ..Noted::default() };
    let answer = event.change((told.id, told.digest), command, noted).await?;
    let Done::Repainted { places } = answer.done else {
        return Err(Failure::internal("a repainting was answered by something else"));
    };
    ok(&Repainted { version: answer.version, places })
}
