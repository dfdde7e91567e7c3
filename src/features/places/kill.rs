//! Takes places off sale.

use actors::seat_map::command::Command;
use actors::seat_map::outcome::Done;
use schemas::api::places::{Kill, PlacesChanged};
use schemas::api::problem::Problem;
use serde_json::json;

use super::targets;
use crate::http::answer::{Answer, ok};
use crate::http::event_of::{EventOf, Noted};
use crate::http::permission::ManagePlaces;
use crate::http::problem::Failure;
use crate::http::told::{Told, label};

/// Takes places off sale: all of them or none. A held place only with `force`, a booked one never.
#[utoipa::path(post, path = "/api/v1/events/{event}/places/kill", tag = "places",
    params(
        ("event" = String, Path, description = "The event."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = Kill,
    security(("key" = ["manage"])),
    responses(
        (status = 200, description = "The places are off sale.", body = PlacesChanged),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn kill(event: EventOf<ManagePlaces>, told: Told<Kill>) -> Answer {
    let noted = Noted { after: Some(json!({ "killed": told.body })), ..Noted::default() };
    let command = Command::Kill {
        targets: targets::resolve(&event.known, &told.body.targets)?,
        reason: label(told.body.reason, "/reason")?,
        force: told.body.force,
        plan: Some(event.known.terms.plan),
    };
    let answer = event.change((told.id, told.digest), command, noted).await?;
    let Done::Killed { units, ended_holds } = answer.done else {
        return Err(Failure::internal("a kill was answered by something else"));
    };
    ok(&PlacesChanged { version: answer.version, units, ended_holds })
}
