//! Makes a plan of a file that somebody else's product wrote.

use actix_web::web::block;
use schemas::api::plans::PlanMade;
use schemas::api::problem::Problem;
use schemas::ids::OrganiserId;
use schemas::plan::{ImportOptions, PlanFileFormat};
use serde::Deserialize;

use super::draft::read;
use super::made::Making;
use crate::http::answer::Answer;
use crate::http::organiser::Organiser;
use crate::http::path::Query;
use crate::http::permission::ManagePlans;
use crate::http::problem::Failure;
use crate::http::told::ToldFile;

/// What is imported, and how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct What {
    format: Option<PlanFileFormat>,
    #[serde(default)]
    fix: bool,
    name: Option<String>,
    organiser: Option<OrganiserId>,
}

/// Makes a plan of a file: frontrow's own format, a seats.io chart, a pretix seating plan
/// (`Content-Type: application/json`), or a table of seats as CSV (`Content-Type: text/csv`). Nothing is dropped
/// silently: all that is wrong with the file or could not be taken over is among the issues, each with a pointer into
/// the file. A file with errors makes a draft that cannot be published before another takes its place; a file that
/// cannot be read at all makes none.
#[utoipa::path(post, path = "/api/v1/plans/import", tag = "plans",
    params(
        ("format" = Option<PlanFileFormat>, Query, description = "The file's format; left out, the file tells."),
        ("fix" = Option<bool>, Query, description = "Mends what can be mended safely; `mends` lists it."),
        ("name" = Option<String>, Query, description = "The plan's name; left out, the file's own, if it has one."),
        ("organiser" = Option<String>, Query, description = "For whom; named by a key of the platform."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body(
        content((serde_json::Value = "application/json"), (String = "text/csv")),
        description = "The file as it is: frontrow's own format, a seats.io chart or a pretix seating plan as \
            `application/json`, a table of seats as `text/csv`.",
    ),
    security(("key" = ["manage"])),
    responses(
        (status = 201, description = "The plan, and all that is wrong with its draft.", body = PlanMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn import(
    organiser: Organiser<ManagePlans>,
    making: Making,
    what: Query<What>,
    told: ToldFile,
) -> Answer {
    let bytes = told.0.body.clone();
    let What { format, fix, name, organiser: whose } = what.0;
    let options = ImportOptions { format, fix, name, name_else: None };
    let whose = making.whom(&organiser, whose).await?;
    let read = block(move || read(&bytes, options)).await.map_err(Failure::internal)??;
    making.make(&organiser, whose, &told.0, read).await
}
