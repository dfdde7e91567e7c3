//! Makes a hold a booking.

use actors::seat_map::command::Command;
use actors::seat_map::outcome::Done;
use schemas::api::bookings::{BookingMade, NewBooking};
use schemas::api::problem::Problem;
use schemas::ids::{EventId, HoldId};

use crate::http::answer::{Answer, created};
use crate::http::event_of::EventOf;
use crate::http::lines;
use crate::http::path::Path;
use crate::http::permission::SellPlaces;
use crate::http::problem::Failure;
use crate::http::told::{Told, label};

/// Makes a hold, in payment or not, a booking: its places are sold.
#[utoipa::path(post, path = "/api/v1/events/{event}/holds/{hold}/book", tag = "bookings",
    params(
        ("event" = String, Path, description = "The event."),
        ("hold" = u64, Path, description = "The hold."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = NewBooking,
    security(("key" = ["sell"])),
    responses(
        (status = 201, description = "The booking.", body = BookingMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn book(
    event: EventOf<SellPlaces>,
    path: Path<(EventId, u64)>,
    told: Told<NewBooking>,
) -> Answer {
    let reference = label(told.body.reference, "/reference")?;
    let command = Command::Book { hold: HoldId(path.0.1), reference };
    let answer = event.decide((told.id, told.digest), command).await?;
    let Done::Booked { booking, places } = answer.done else {
        return Err(Failure::internal("a booking was answered by something else"));
    };
    created(&BookingMade {
        booking,
        version: answer.version,
        places: lines::held(&places),
        total: event.known.total(&places),
    })
}
