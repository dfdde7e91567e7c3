//! Puts killed places back on sale.

use actix_web::web::Data;
use actors::seat_map::command::Command;
use actors::seat_map::outcome::Done;
use schemas::api::places::{PlacesChanged, Restore};
use schemas::api::problem::Problem;
use schemas::ids::EventId;

use super::targets;
use crate::http::answer::{Answer, ok};
use crate::http::commands::Commands;
use crate::http::known_events::KnownEvents;
use crate::http::organiser::{ManagePlaces, Organiser};
use crate::http::path::Path;
use crate::http::problem::Failure;
use crate::http::told::Told;

/// Puts killed places back on sale; what is not killed is left as it is.
#[utoipa::path(post, path = "/api/v1/events/{event}/places/restore", tag = "places",
    params(
        ("event" = String, Path, description = "The event."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = Restore,
    security(("key" = [])),
    responses(
        (status = 200, description = "The places are on sale.", body = PlacesChanged),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn restore(
    organiser: Organiser<ManagePlaces>,
    path: Path<EventId>,
    told: Told<Restore>,
    events: Data<KnownEvents>,
    commands: Data<Commands>,
) -> Answer {
    let event = path.0;
    let known = events.get(event).await?;
    let command = Command::Restore { targets: targets::resolve(&known, &told.body.targets)? };
    let answer = commands.decide(event, organiser.commands(told.id, told.digest), command).await?;
    let Done::Restored { units } = answer.done else {
        return Err(Failure::internal("a restoration was answered by something else"));
    };
    ok(&PlacesChanged { version: answer.version, units, ended_holds: 0 })
}
