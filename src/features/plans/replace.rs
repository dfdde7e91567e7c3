//! Puts another draft in the place of a plan's draft.

use actix_web::web::block;
use schemas::api::plans::PlanMade;
use schemas::api::problem::Problem;
use schemas::ids::PlanId;
use schemas::plan::{ImportOptions, PlanFileFormat};
use serde::Deserialize;

use super::draft::read;
use super::made::Making;
use crate::http::answer::Answer;
use crate::http::entity_tag::DraftMatch;
use crate::http::organiser::Organiser;
use crate::http::path::{Path, Query};
use crate::http::permission::ManagePlans;
use crate::http::problem::Failure;
use crate::http::told::FileBytes;

/// How the file is read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct How {
    format: Option<PlanFileFormat>,
    #[serde(default)]
    fix: bool,
    name: Option<String>,
}

/// Puts another draft in the place of a plan's draft: a file of any format that is imported, as the first was.
/// Published versions stay as they are.
#[utoipa::path(put, path = "/api/v1/plans/{plan}/draft", tag = "plans",
    params(
        ("plan" = String, Path, description = "The plan."),
        ("format" = Option<PlanFileFormat>, Query, description = "The file's format; left out, the file tells."),
        ("fix" = Option<bool>, Query, description = "Mends what can be mended safely; `mends` lists it."),
        ("name" = Option<String>, Query,
            description = "The plan's name; left out, the file's own, and of a table without one the present draft's."),
        ("If-Match" = String, Header, description = "The `ETag` of the draft that is replaced, or `*`."),
    ),
    request_body(
        content((serde_json::Value = "application/json"), (String = "text/csv")),
        description = "The file as it is: frontrow's own format, a seats.io chart or a pretix seating plan as \
            `application/json`, a table of seats as `text/csv`.",
    ),
    security(("key" = ["manage"])),
    responses(
        (status = 200, description = "All that is wrong with the draft.", body = PlanMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn replace(
    organiser: Organiser<ManagePlans>,
    path: Path<PlanId>,
    how: Query<How>,
    only_if: DraftMatch,
    file: FileBytes,
    making: Making,
) -> Answer {
    // Before the draft is looked at: another's plan has no issues to tell.
    let row = making.plan(&organiser, path.0).await?;
    let How { format, fix, name } = how.0;
    let options = ImportOptions { format, fix, name, name_else: Some(row.name.clone()) };
    let read = block(move || read(&file.0, options)).await.map_err(Failure::internal)??;
    making.replace(&organiser, &row, only_if.0, read).await
}
