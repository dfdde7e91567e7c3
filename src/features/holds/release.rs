//! Gives a hold back, all of it or some.

use actix_web::HttpRequest;
use actix_web::web::Data;
use actors::seat_map::command::{Command, Part};
use actors::seat_map::outcome::Done;
use schemas::api::holds::{HoldReleased, PlacesWanted};
use schemas::api::problem::Problem;
use schemas::ids::{CommandHash, EventId, HoldId};

use crate::command_content;
use crate::http::answer::{Answer, ok};
use crate::http::buyer::Buying;
use crate::http::commands::Commands;
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
        Part::Some(events.get(buying.event()).await?.wanted(&told.body)?)
    };
    give_back(&commands, &buying, told.id, HoldId(path.0.1), part).await
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
    let id = keys.command(request.path().as_bytes());
    give_back(&commands, &buying, id, HoldId(path.0.1), Part::All).await
}

async fn give_back(
    commands: &Commands,
    buying: &Buying,
    id: CommandHash,
    hold: HoldId,
    part: Part,
) -> Answer {
    let by = buying.commands(id, &command_content::release(hold, &part));
    let answer = commands.decide(by, Command::Release { hold, part }).await?;
    let Done::Released { hold, places, ended } = answer.done else {
        return Err(Failure::internal("a release was answered by something else"));
    };
    ok(&HoldReleased { hold, version: answer.version, ended, places: lines::returned(&places) })
}
