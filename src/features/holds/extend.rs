//! Gives a hold its full time again.

use actix_web::web::Data;
use actors::seat_map::command::Command;
use actors::seat_map::outcome::Done;
use schemas::api::holds::HoldDeadline;
use schemas::api::moment::Moment;
use schemas::api::problem::Problem;
use schemas::ids::{EventId, HoldId};

use crate::command_content;
use crate::http::answer::{Answer, ok};
use crate::http::buyer::Buying;
use crate::http::commands::Commands;
use crate::http::path::Path;
use crate::http::problem::Failure;
use crate::http::told::{Nothing, Told};

/// Gives a hold its full time again, up to its lifetime cap.
#[utoipa::path(post, path = "/api/v1/events/{event}/holds/{hold}/extend", tag = "buyers",
    params(
        ("event" = String, Path, description = "The event."),
        ("hold" = u64, Path, description = "The hold."),
        ("Hold-Token" = String, Header, description = "The buyer's secret."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    responses(
        (status = 200, description = "Its deadline now.", body = HoldDeadline),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn extend(
    buying: Buying,
    path: Path<(EventId, u64)>,
    told: Told<Nothing>,
    commands: Data<Commands>,
) -> Answer {
    let hold = HoldId(path.0.1);
    let by = buying.commands(told.id, &command_content::extend(hold));
    let answer = commands.decide(by, Command::Extend { hold }).await?;
    let Done::Extended { hold, deadline } = answer.done else {
        return Err(Failure::internal("an extension was answered by something else"));
    };
    ok(&HoldDeadline { hold, version: answer.version, deadline: Moment(deadline) })
}
