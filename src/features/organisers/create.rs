//! Makes an organiser.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actors::ports::catalogue::organisers::{OrganiserRow, Organisers};
use actors::ports::clock::Clock;
use schemas::api::organisers::{NewOrganiser, Organiser as Shown};
use schemas::api::problem::Problem;
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::OrganiserId;
use serde_json::json;

use super::shown;
use crate::http::answer::{self, Answer, encode};
use crate::http::organiser::Organiser;
use crate::http::permission::ManageOrganisers;
use crate::http::problem::Failure;
use crate::http::told::{Told, name};
use crate::limits::{NAME_CHARACTERS, ORGANISERS};

/// Makes an organiser. It needs a key of the platform, one of no organiser.
#[utoipa::path(post, path = "/api/v1/organisers", tag = "organisers",
    params(("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer.")),
    request_body = NewOrganiser,
    security(("key" = ["admin", "platform"])),
    responses(
        (status = 201, description = "The organiser.", body = Shown),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn create(
    organiser: Organiser<ManageOrganisers>,
    told: Told<NewOrganiser>,
    organisers: Data<dyn Organisers>,
    clock: Data<dyn Clock>,
) -> Answer {
    name(&told.body.name, NAME_CHARACTERS, "/name")?;
    let id = OrganiserId(getrandom::u64().map_err(Failure::internal)?);
    let row = OrganiserRow { id, name: told.body.name, created: clock.now() };
    let entry = organiser.entry(AuditAction::OrganiserCreated, Some(id), &id, row.created);
    let made = shown(row.clone());
    let answer = encode(&made)?;
    let once = organiser.once((told.id, told.digest), answer.clone(), (entry, json!(made)));
    let full = || Failure::new(ErrorCode::TooManyThere, format!("there are {ORGANISERS} organisers"));
    let written = organisers.create_organiser(row, once).await?.ok_or_else(full)?;
    answer::once(written, StatusCode::CREATED, || Ok(answer::json(StatusCode::CREATED, answer)))
}
