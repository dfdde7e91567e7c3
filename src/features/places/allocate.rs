//! Sells free places through another channel.

use actors::seat_map::command::Command;
use actors::seat_map::outcome::Done;
use schemas::api::places::{Allocate, PlacesChanged};
use schemas::api::problem::Problem;
use schemas::ids::ChannelIndex;
use serde_json::json;

use super::targets;
use crate::http::answer::{Answer, ok};
use crate::http::event_of::{EventOf, Noted};
use crate::http::permission::ManagePlaces;
use crate::http::problem::Failure;
use crate::http::told::Told;

/// Sells free places through another channel from now on.
#[utoipa::path(post, path = "/api/v1/events/{event}/places/allocate", tag = "places",
    params(
        ("event" = String, Path, description = "The event."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = Allocate,
    security(("key" = ["manage"])),
    responses(
        (status = 200, description = "The places have another channel.", body = PlacesChanged),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn allocate(event: EventOf<ManagePlaces>, told: Told<Allocate>) -> Answer {
    let channel = told.body.channel.as_deref().map(|key| event.known.channel(key)).transpose()?;
    let command = Command::Allocate {
        targets: targets::resolve(&event.known, &told.body.targets)?,
        channel: channel.unwrap_or(ChannelIndex(0)),
        plan: Some(event.known.terms.plan),
    };
    let noted = Noted { after: Some(json!({ "allocated": told.body })), ..Noted::default() };
    let answer = event.change((told.id, told.digest), command, noted).await?;
    let Done::Allocated { units, .. } = answer.done else {
        return Err(Failure::internal("an allocation was answered by something else"));
    };
    ok(&PlacesChanged { version: answer.version, units, ended_holds: 0 })
}
