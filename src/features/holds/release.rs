//! Gives a hold back, all of it or some.

use actix_web::HttpRequest;
use actix_web::web::Data;
use actors::seat_map::command::{Command, Part};
use actors::seat_map::outcome::Done;
use schemas::api::holds::{HoldReleased, PlacesWanted};
use schemas::api::problem::Problem;
use schemas::ids::{EventId, HoldId};

use crate::http::answer::{Answer, ok};
use crate::http::buyer::Buying;
use crate::http::commands::{Commanded, Commands};
use crate::http::known_events::KnownEvents;
use crate::http::lines;
use crate::http::path::Path;
use crate::http::problem::Failure;
use crate::http::told::Told;
use crate::request_keys::RequestKeys;

/// Gives back the places named, or the whole hold where none is.
#[utoipa::path(post, path = "/api/v1/events/{event}/holds/{hold}/release", tag = "buyers",
    params(
        ("event" = String, Path, description = "The event."),
        ("hold" = u64, Path, description = "The hold."),
        ("Hold-Token" = String, Header, description = "The buyer's secret."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = PlacesWanted,
    responses(
        (status = 200, description = "The places are free again.", body = HoldReleased),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn release(
    buying: Buying,
    path: Path<(EventId, u64)>,
    told: Told<PlacesWanted>,
    events: Data<KnownEvents>,
    commands: Data<Commands>,
) -> Answer {
    let part = if told.body.is_empty() {
        Part::All
    } else {
        Part::Some(events.get(buying.event).await?.wanted(&told.body)?)
    };
    let by = buying.commands(told.id, told.digest);
    give_back(&commands, buying.event, by, Command::Release { hold: HoldId(path.0.1), part }).await
}

/// Gives the whole hold back. A repeat gets the same answer without an `Idempotency-Key`.
#[utoipa::path(delete, path = "/api/v1/events/{event}/holds/{hold}", tag = "buyers",
    params(
        ("event" = String, Path, description = "The event."),
        ("hold" = u64, Path, description = "The hold."),
        ("Hold-Token" = String, Header, description = "The buyer's secret."),
    ),
    responses(
        (status = 200, description = "The places are free again.", body = HoldReleased),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn release_all(
    request: HttpRequest,
    buying: Buying,
    path: Path<(EventId, u64)>,
    keys: Data<RequestKeys>,
    commands: Data<Commands>,
) -> Answer {
    // A hold is given back whole at most once, so its path is id enough.
    let target = request.path().as_bytes();
    let by = buying.commands(keys.command(target), keys.digest(&[b"DELETE", target]));
    let command = Command::Release { hold: HoldId(path.0.1), part: Part::All };
    give_back(&commands, buying.event, by, command).await
}

async fn give_back(commands: &Commands, event: EventId, by: Commanded, command: Command) -> Answer {
    let answer = commands.decide(event, by, command).await?;
    let Done::Released { hold, places, ended } = answer.done else {
        return Err(Failure::internal("a release was answered by something else"));
    };
    ok(&HoldReleased { hold, version: answer.version, ended, places: lines::returned(&places) })
}
