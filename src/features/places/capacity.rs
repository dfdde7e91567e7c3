//! Gives a GA area room for another number of units.

use actors::seat_map::command::{CapacityIs, Command};
use actors::seat_map::outcome::{self, Done};
use schemas::api::places::{CapacityNow, SetCapacity};
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::{PlaceIndex, Version};
use schemas::plan::PlaceKind;
use serde_json::json;

use crate::http::answer::{Answer, ok};
use crate::http::entity_tag::IfMatch;
use crate::http::event_of::{EventOf, Noted};
use crate::http::permission::ManagePlaces;
use crate::http::problem::Failure;
use crate::http::told::Told;
use crate::limits::CHANGE_ATTEMPTS;

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
    let configured = if_match.version(event.known.terms.stream)?;
    let place = event.known.place(&told.body.place).map_err(|failure| failure.at("/place"))?;
    let decided = change(&event, place, configured, &told).await;
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

/// Has the change decided. What was there is asked first and told to the engine, so that the audit log has what this
/// very change found.
async fn change(
    event: &EventOf<ManagePlaces>,
    place: PlaceIndex,
    configured: Option<Version>,
    told: &Told<SetCapacity>,
) -> Result<outcome::Answer, Failure> {
    let label = event.known.plan.label(place);
    let mut before = event.ask(|handle| handle.place_state(place)).await?;
    for _ in 0..CHANGE_ATTEMPTS {
        let found = before.as_ref().map(|before| before.capacity);
        let noted = Noted {
            before: Some(json!({ "place": label, "capacity": found })),
            after: Some(json!({ "place": label })),
            as_of: before.as_ref().map(|before| before.version),
        };
        let only_if = CapacityIs { configured, capacity: found };
        let command = Command::SetCapacity { place, capacity: told.body.capacity, only_if };
        let failure = match event.change((told.id, told.digest), command, noted).await {
            Err(failure) if failure.code() == ErrorCode::ChangedMeanwhile => failure,
            decided => return decided,
        };
        before = event.ask(|handle| handle.place_state(place)).await?;
        if before.as_ref().map(|before| before.capacity) == found {
            // It is the configuration that is another than `If-Match` names.
            return Err(failure);
        }
    }
    Err(Failure::new(ErrorCode::Busy, "the area's capacity is changed by others all the time"))
}
