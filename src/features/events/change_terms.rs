//! Changes what an event is sold under.

use actix_web::http::header::{ETAG, HeaderValue};
use actix_web::web::Data;
use actors::ports::clock::Clock;
use actors::seat_map::check_changed_terms;
use actors::seat_map::command::Command;
use actors::seat_map::outcome::Done;
use actors::seat_map::view::EventSetup;
use schemas::api::configuration::{TermsChange, TermsChanged};
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::plan::PlanIndex;
use schemas::terms::EventTerms;
use serde_json::{Value, json};

use super::configuration::shown;
use super::schedule;
use super::terms::{changed, terms_invalid};
use crate::http::answer::{Answer, ok};
use crate::http::entity_tag::{IfMatch, changed_meanwhile, of_change};
use crate::http::event_of::{EventOf, Noted};
use crate::http::known_events::KnownEvents;
use crate::http::permission::ManageEvents;
use crate::http::problem::Failure;
use crate::http::told::Told;

/// Changes what an event is sold under, on sale or not; what is left out stays. What is held or booked keeps its
/// price and its deadline. The answer's `ETag` is what a next change names as `If-Match`.
#[utoipa::path(patch, path = "/api/v1/events/{event}/terms", tag = "events",
    params(
        ("event" = String, Path, description = "The event."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
        ("If-Match" = String, Header, description = "The `ETag` of the configuration that is changed, or `*`."),
    ),
    request_body = TermsChange,
    security(("key" = ["manage"])),
    responses(
        (status = 200, description = "The event is under the terms asked for.", body = TermsChanged),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn change_terms(
    event: EventOf<ManageEvents>,
    if_match: IfMatch,
    told: Told<TermsChange>,
    events: Data<KnownEvents>,
    clock: Data<dyn Clock>,
) -> Answer {
    let setup = event.setup().await?;
    let only_if = if_match.required(&setup)?;
    let plan = events.plan(setup.terms.plan).await?;
    let terms = changed(&setup.terms, &told.body, &plan).map_err(|failure| {
        // What a client knew of another configuration says nothing about this one.
        if only_if == setup.configured { failure } else { changed_meanwhile() }
    })?;
    let noted = Noted {
        before: Some(noted(&setup, &setup.terms, &plan)),
        after: Some(noted(&setup, &terms, &plan)),
        as_of: Some(setup.version),
    };
    let command = Command::ChangeTerms { terms: Box::new(terms.clone()), only_if: Some(only_if) };
    let decided = event.configure((told.id, told.digest), command, noted).await;
    let answer = decided.map_err(|failure| match failure.code() {
        ErrorCode::TermsInvalid => {
            let checked = check_changed_terms(&setup.terms, &terms, &plan, setup.sale, clock.now());
            checked.err().map_or(failure, |error| terms_invalid(&error, &terms))
        }
        ErrorCode::InUse => {
            let detail = format!(
                "sold in another way only while nobody has a seat: {}",
                event.known.labels(failure.places())
            );
            failure.saying(detail).at("/tables")
        }
        _ => failure,
    })?;
    let Done::TermsChanged { moved } = answer.done else {
        return Err(Failure::internal("a change of terms was answered by something else"));
    };
    let now = event.setup().await?;
    let to_come = now.terms.schedule.to_come(now.sale);
    let mut response = ok(&TermsChanged {
        version: answer.version,
        units_moved: moved,
        schedule: schedule::shown(now.terms.schedule),
        warnings: schedule::warnings(to_come, event.row().await?.texts.starts_at),
    })?;
    let tag = HeaderValue::from_str(&of_change(&now, answer.version)).map_err(Failure::internal)?;
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

/// What the audit log says of terms.
fn noted(setup: &EventSetup, terms: &EventTerms, plan: &PlanIndex) -> Value {
    let mut noted = json!(shown(&EventSetup { terms: terms.clone(), ..setup.clone() }, plan));
    if let Value::Object(members) = &mut noted {
        // They are not terms.
        for name in ["tag", "version", "configured", "sale", "sale_moves_at", "plan"] {
            members.remove(name);
        }
    }
    noted
}
