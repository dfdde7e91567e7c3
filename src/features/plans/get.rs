//! One plan, and its draft.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actors::ports::catalogue::plans::Plans;
use schemas::api::plans::Plan;
use schemas::api::problem::Problem;
use schemas::ids::PlanId;
use schemas::plan::SeatingPlan;

use super::shown::{plan, unknown};
use crate::http::answer::{Answer, json, ok};
use crate::http::organiser::Organiser;
use crate::http::path::Path;
use crate::http::permission::ReadPlans;

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

/// A plan's draft in the native format.
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
    Ok(json(StatusCode::OK, draft))
}
