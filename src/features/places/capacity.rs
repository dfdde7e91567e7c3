//! Gives a GA area room for another number of units.

use actors::seat_map::command::Command;
use actors::seat_map::outcome::Done;
use schemas::api::places::{CapacityNow, SetCapacity};
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::plan::PlaceKind;
use serde_json::json;

use crate::http::answer::{Answer, ok};
use crate::http::entity_tag::IfMatch;
use crate::http::event_of::{EventOf, Noted};
use crate::http::permission::ManagePlaces;
use crate::http::problem::Failure;
use crate::http::told::Told;

/// Gives a GA area room for another number of units: new ones are in general sale, free ones go, those of general
/// sale first.
#[utoipa::path(post, path = "/api/v1/events/{event}/places/capacity", tag = "places",
    params(
        ("event" = String, Path, description = "The event."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
        ("If-Match" = Option<String>, Header,
            description = "The `ETag` of the configuration that is changed; whichever it is where left out."),
    ),
    request_body = SetCapacity,
    security(("key" = ["manage"])),
    responses(
        (status = 200, description = "The area has that capacity.", body = CapacityNow),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn capacity(
    event: EventOf<ManagePlaces>,
    if_match: IfMatch,
    told: Told<SetCapacity>,
) -> Answer {
    let only_if = if_match.version(event.known.terms.stream)?;
    let place = event.known.place(&told.body.place).map_err(|failure| failure.at("/place"))?;
    let before = event.ask(|handle| handle.place_state(place)).await?;
    let label = event.known.plan.label(place);
    let noted = Noted {
        before: Some(json!({ "place": label, "capacity": before.as_ref().map(|before| before.capacity) })),
        after: Some(json!({ "place": label })),
        as_of: before.map(|before| before.version),
    };
    let command = Command::SetCapacity { place, capacity: told.body.capacity, only_if };
    let decided = event.change((told.id, told.digest), command, noted).await;
    let answer = decided.map_err(|failure| match failure.code() {
        ErrorCode::InvalidUnits if event.known.plan.kind(place) != PlaceKind::Area => failure.at("/place"),
        ErrorCode::InvalidUnits | ErrorCode::InUse => failure.at("/capacity"),
        _ => failure,
    })?;
    let Done::CapacitySet { capacity } = answer.done else {
        return Err(Failure::internal("a capacity was answered by something else"));
    };
    ok(&CapacityNow { version: answer.version, place, capacity })
}
