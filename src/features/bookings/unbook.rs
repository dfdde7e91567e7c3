//! Gives a booking back, all of it or some.

use actors::seat_map::command::{Command, Part};
use actors::seat_map::outcome::Done;
use schemas::api::bookings::BookingReleased;
use schemas::api::holds::PlacesWanted;
use schemas::api::problem::Problem;
use schemas::ids::{BookingId, EventId};

use crate::http::answer::{Answer, ok};
use crate::http::event_of::EventOf;
use crate::http::lines;
use crate::http::path::Path;
use crate::http::permission::SellPlaces;
use crate::http::problem::Failure;
use crate::http::told::Told;

/// Gives back the places named, or the whole booking where none is.
#[utoipa::path(post, path = "/api/v1/events/{event}/bookings/{booking}/unbook", tag = "bookings",
    params(
        ("event" = String, Path, description = "The event."),
        ("booking" = u64, Path, description = "The booking."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = PlacesWanted,
    security(("key" = ["sell"])),
    responses(
        (status = 200, description = "The places are free again.", body = BookingReleased),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn unbook(
    event: EventOf<SellPlaces>,
    path: Path<(EventId, u64)>,
    told: Told<PlacesWanted>,
) -> Answer {
    let part = if told.body.is_empty() { Part::All } else { Part::Some(event.known.wanted(&told.body)?) };
    let command = Command::Unbook { booking: BookingId(path.0.1), part };
    let answer = event.decide((told.id, told.digest), command).await?;
    let Done::Unbooked { booking, places, ended } = answer.done else {
        return Err(Failure::internal("a return was answered by something else"));
    };
    ok(&BookingReleased { booking, version: answer.version, ended, places: lines::returned(&places) })
}
