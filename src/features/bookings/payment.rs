//! A payment for a hold begins, or failed.

use actors::seat_map::command::Command;
use actors::seat_map::outcome::Done;
use schemas::api::holds::HoldDeadline;
use schemas::api::moment::Moment;
use schemas::api::problem::Problem;
use schemas::ids::{EventId, HoldId};

use crate::http::answer::{Answer, ok};
use crate::http::event_of::EventOf;
use crate::http::path::Path;
use crate::http::permission::SellPlaces;
use crate::http::problem::Failure;
use crate::http::told::{Nothing, Told};

/// A payment begins: until it ends the hold can be neither released nor extended, nor does it run out with
/// its deadline.
#[utoipa::path(post, path = "/api/v1/events/{event}/holds/{hold}/begin-payment", tag = "bookings",
    params(
        ("event" = String, Path, description = "The event."),
        ("hold" = u64, Path, description = "The hold."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    security(("key" = ["sell"])),
    responses(
        (status = 200, description = "The payment's deadline.", body = HoldDeadline),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn begin(
    event: EventOf<SellPlaces>,
    path: Path<(EventId, u64)>,
    told: Told<Nothing>,
) -> Answer {
    decide(&event, &told, Command::BeginPayment { hold: HoldId(path.0.1) }).await
}

/// The payment failed: the hold goes on with what it had left, at least a minute.
#[utoipa::path(post, path = "/api/v1/events/{event}/holds/{hold}/payment-failed", tag = "bookings",
    params(
        ("event" = String, Path, description = "The event."),
        ("hold" = u64, Path, description = "The hold."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    security(("key" = ["sell"])),
    responses(
        (status = 200, description = "The hold's deadline.", body = HoldDeadline),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn failed(
    event: EventOf<SellPlaces>,
    path: Path<(EventId, u64)>,
    told: Told<Nothing>,
) -> Answer {
    decide(&event, &told, Command::PaymentFailed { hold: HoldId(path.0.1) }).await
}

async fn decide(event: &EventOf<SellPlaces>, told: &Told<Nothing>, command: Command) -> Answer {
    let answer = event.decide((told.id, told.digest), command).await?;
    match answer.done {
        Done::PaymentBegun { hold, deadline } | Done::PaymentFailed { hold, deadline } => {
            ok(&HoldDeadline { hold, version: answer.version, deadline: Moment(deadline) })
        }
        _ => Err(Failure::internal("a payment was answered by something else")),
    }
}
