//! Puts killed places back on sale.

use actors::seat_map::command::Command;
use actors::seat_map::outcome::Done;
use schemas::api::places::{PlacesChanged, Restore};
use schemas::api::problem::Problem;
use serde_json::json;

use super::targets;
use crate::http::answer::{Answer, ok};
use crate::http::event_of::{EventOf, Noted};
use crate::http::permission::ManagePlaces;
use crate::http::problem::Failure;
use crate::http::told::Told;

/// Puts killed places back on sale; what is not killed is left as it is.
#[utoipa::path(post, path = "/api/v1/events/{event}/places/restore", tag = "places",
    params(
        ("event" = String, Path, description = "The event."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = Restore,
    security(("key" = ["manage"])),
    responses(
        (status = 200, description = "The places are on sale.", body = PlacesChanged),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn restore(event: EventOf<ManagePlaces>, told: Told<Restore>) -> Answer {
    let targets = targets::resolve(&event.known, &told.body.targets)?;
    let command = Command::Restore { targets, plan: Some(event.known.terms.plan) };
    let noted = Noted { after: Some(json!({ "restored": told.body })), ..Noted::default() };
    let answer = event.change((told.id, told.digest), command, noted).await?;
    let Done::Restored { units } = answer.done else {
        return Err(Failure::internal("a restoration was answered by something else"));
    };
    ok(&PlacesChanged { version: answer.version, units, ended_holds: 0 })
}
