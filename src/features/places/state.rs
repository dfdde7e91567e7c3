//! One place as it is now.

use actors::seat_map::view::PlaceChange;
use schemas::api::places::PlaceNow;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::EventId;

use super::targets::in_path;
use crate::http::answer::{Answer, ok};
use crate::http::event_of::EventOf;
use crate::http::lines;
use crate::http::path::Path;
use crate::http::permission::ReadHistory;
use crate::http::problem::Failure;

/// One place as it is now: its units by state, its holds and bookings.
#[utoipa::path(get, path = "/api/v1/events/{event}/places/{place}", tag = "places",
    params(
        ("event" = String, Path, description = "The event."),
        ("place" = String, Path, description = "The place, by number or label."),
    ),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The place.", body = PlaceNow),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn state(event: EventOf<ReadHistory>, path: Path<(EventId, String)>) -> Answer {
    let known = &event.known;
    let place = in_path(known, path.0.1)?;
    let state = event.ask(|handle| handle.place_state(place)).await?;
    let state = state.ok_or_else(|| Failure::new(ErrorCode::UnknownPlace, "the event has no such place"))?;
    let (letter, channel) = match state.public {
        PlaceChange::Seat { letter, channel, .. } => (Some(letter), known.channel_key(channel)),
        PlaceChange::Area { .. } => (None, None),
    };
    ok(&PlaceNow {
        version: state.version,
        place,
        label: known.plan.label(place).to_owned(),
        capacity: state.capacity,
        units: lines::counts(state.counts),
        letter,
        channel: channel.map(str::to_owned),
        holds: state.holds,
        bookings: state.bookings,
        reason: state.reason,
    })
}
