//! Holds the best places that match, or shows which they would be.

use actix_web::web::Data;
use actors::seat_map::command::Command;
use schemas::api::holds::{BestPlacesWanted, BestPreview, HoldMade};
use schemas::api::problem::Problem;

use super::hold::made;
use crate::command_content;
use crate::http::answer::{Answer, ok};
use crate::http::buyer::Buying;
use crate::http::commands::Commands;
use crate::http::known_events::KnownEvents;
use crate::http::lines;
use crate::http::problem::Failure;
use crate::http::told::{Body, Told};

/// Picks the best places that match and holds them, for the event's hold time. The answer says how they lie.
#[utoipa::path(post, path = "/api/v1/events/{event}/holds/best", tag = "buyers",
    params(
        ("event" = String, Path, description = "The event."),
        ("Hold-Token" = String, Header, description = "The buyer's secret."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = BestPlacesWanted,
    responses(
        (status = 201, description = "The places are held.", body = HoldMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn hold_best(
    buying: Buying,
    told: Told<BestPlacesWanted>,
    events: Data<KnownEvents>,
    commands: Data<Commands>,
) -> Answer {
    let known = events.get(buying.event()).await?;
    let wish = Box::new(known.best(&told.body)?);
    let by = buying.commands(told.id, &command_content::hold_best(&wish));
    let command = Command::HoldBest { wish, channels: buying.buyer.channels, address: buying.address };
    made(commands.decide(by, command).await?, &known)
}

/// Shows which places the same question would hold at this moment. Nothing is held.
#[utoipa::path(post, path = "/api/v1/events/{event}/holds/best/preview", tag = "buyers",
    params(
        ("event" = String, Path, description = "The event."),
        ("Hold-Token" = String, Header, description = "The buyer's secret."),
    ),
    request_body = BestPlacesWanted,
    responses(
        (status = 200, description = "What would be held; nothing is.", body = BestPreview),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn preview_best(
    buying: Buying,
    wanted: Body<BestPlacesWanted>,
    events: Data<KnownEvents>,
    commands: Data<Commands>,
) -> Answer {
    let known = events.get(buying.event()).await?;
    let (wish, channels) = (known.best(&wanted.0)?, buying.buyer.channels);
    let found = commands.ask(buying.event(), |map| map.preview_best(wish.clone(), channels)).await?;
    let found = found.map_err(Failure::from)?;
    ok(&BestPreview {
        preview: true,
        version: found.version,
        places: lines::held(&found.places),
        total: known.total(&found.places),
        arrangement: found.arrangement,
    })
}
