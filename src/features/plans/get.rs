//! One plan, and its draft.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, HeaderValue};
use actix_web::web::{Data, block};
use actors::ports::catalogue::plans::Plans;
use schemas::api::plans::{Plan, PlanMade};
use schemas::api::problem::Problem;
use schemas::ids::PlanId;
use schemas::plan::SeatingPlan;

use super::draft::shown;
use super::shown::{plan, unknown};
use crate::http::answer::{Answer, json, ok};
use crate::http::entity_tag::of_draft;
use crate::http::organiser::Organiser;
use crate::http::path::Path;
use crate::http::permission::ReadPlans;
use crate::http::problem::Failure;

/// One plan with its published versions.
#[utoipa::path(get, path = "/api/v1/plans/{plan}", tag = "plans",
    params(("plan" = String, Path, description = "The plan.")),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The plan.", body = Plan),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get(
    organiser: Organiser<ReadPlans>,
    path: Path<PlanId>,
    plans: Data<dyn Plans>,
) -> Answer {
    let row = plans.plan(organiser.reach(), path.0).await?.ok_or_else(|| unknown(path.0))?;
    ok(&plan(row))
}

/// A plan's draft in the native format, as it can be put back. Its `ETag` is what a change names as `If-Match`.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/draft", tag = "plans",
    params(("plan" = String, Path, description = "The plan.")),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The draft.", body = SeatingPlan),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn draft(
    organiser: Organiser<ReadPlans>,
    path: Path<PlanId>,
    plans: Data<dyn Plans>,
) -> Answer {
    let draft = plans.draft(organiser.reach(), path.0).await?.ok_or_else(|| unknown(path.0))?;
    let tag = HeaderValue::from_str(&of_draft(draft.hash())).map_err(Failure::internal)?;
    let mut response = json(StatusCode::OK, draft.text);
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

/// What a plan's draft holds, and all that is wrong with it, with pointers into the file that it was made of.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/draft/issues", tag = "plans",
    params(("plan" = String, Path, description = "The plan.")),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "What it holds and what is wrong with it.", body = PlanMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn issues(
    organiser: Organiser<ReadPlans>,
    path: Path<PlanId>,
    plans: Data<dyn Plans>,
) -> Answer {
    let id = path.0;
    let row = plans.plan(organiser.reach(), id).await?.ok_or_else(|| unknown(id))?;
    let draft = plans.draft(organiser.reach(), id).await?.ok_or_else(|| unknown(id))?;
    ok(&block(move || shown(id, row.name, &draft)).await.map_err(Failure::internal)??)
}
