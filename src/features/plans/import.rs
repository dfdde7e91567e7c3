//! Makes a plan of a file that somebody else's product wrote.

use actix_web::web::block;
use schemas::api::plans::PlanMade;
use schemas::api::problem::Problem;
use schemas::ids::OrganiserId;
use serde::Deserialize;

use super::import_seatsio::import_seatsio;
use super::made::Making;
use super::shown::invalid;
use crate::http::answer::Answer;
use crate::http::organiser::Organiser;
use crate::http::path::Query;
use crate::http::permission::ManagePlans;
use crate::http::problem::Failure;
use crate::http::told::ToldBytes;

/// Formats that are read.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    /// A seats.io chart.
    Seatsio,
}

/// What is imported.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct What {
    format: Format,
    organiser: Option<OrganiserId>,
}

/// Makes a plan of a seats.io chart. Nothing is dropped silently: what could not be taken over is among the
/// issues, each with a pointer into the file.
#[utoipa::path(post, path = "/api/v1/plans/import", tag = "plans",
    params(
        ("format" = String, Query, description = "`seatsio`."),
        ("organiser" = Option<String>, Query, description = "For whom; named by a key of the platform."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body(content = serde_json::Value, description = "The file as it is."),
    security(("key" = [])),
    responses(
        (status = 201, description = "The plan and what is wrong with its draft.", body = PlanMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn import(
    organiser: Organiser<ManagePlans>,
    making: Making,
    what: Query<What>,
    told: ToldBytes,
) -> Answer {
    let text = told.body.clone();
    let Format::Seatsio = what.0.format;
    let import =
        block(move || import_seatsio(&String::from_utf8_lossy(&text))).await.map_err(Failure::internal)?;
    if !import.is_usable() {
        return Err(invalid(&import.issues));
    }
    making.make(&organiser, what.0.organiser, &told, (import.plan, import.issues)).await
}
