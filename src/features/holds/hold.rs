//! Holds places: all of them or none.

use actix_web::web::Data;
use actors::seat_map::command::Command;
use actors::seat_map::outcome::{Answer as Decided, Done};
use schemas::api::holds::{HoldMade, PlacesWanted};
use schemas::api::moment::Moment;
use schemas::api::problem::Problem;

use crate::command_content;
use crate::http::answer::{Answer, created};
use crate::http::buyer::Buying;
use crate::http::commands::Commands;
use crate::http::known_events::{KnownEvent, KnownEvents};
use crate::http::lines;
use crate::http::problem::Failure;
use crate::http::told::Told;

/// Holds places: all of them or none, for the event's hold time.
#[utoipa::path(post, path = "/api/v1/events/{event}/holds", tag = "buyers",
    params(
        ("event" = String, Path, description = "The event."),
        ("Hold-Token" = String, Header, description = "The buyer's secret."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = PlacesWanted,
    responses(
        (status = 201, description = "The places are held.", body = HoldMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn hold(
    buying: Buying,
    told: Told<PlacesWanted>,
    events: Data<KnownEvents>,
    commands: Data<Commands>,
) -> Answer {
    let known = events.get(buying.event()).await?;
    let places = known.wanted(&told.body)?;
    let by = buying.commands(told.id, &command_content::hold(&places));
    let command = Command::Hold { places, channels: buying.buyer.channels, address: buying.address };
    let answer = commands.decide(by, command).await?;
    made(answer, &known)
}

/// The answer of who holds something from now on.
pub(super) fn made(answer: Decided, known: &KnownEvent) -> Answer {
    let Done::Held { hold, deadline, places, arrangement } = answer.done else {
        return Err(Failure::internal("a hold was answered by something else"));
    };
    created(&HoldMade {
        hold,
        version: answer.version,
        deadline: Moment(deadline),
        places: lines::held(&places),
        total: known.total(&places),
        arrangement,
    })
}
