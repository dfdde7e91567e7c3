//! Puts another draft in the place of a plan's draft.

use actix_web::web::{Data, block};
use actors::ports::catalogue::plans::Plans;
use schemas::api::plans::PlanMade;
use schemas::api::problem::Problem;
use schemas::ids::PlanId;
use schemas::plan::SeatingPlan;

use super::create::draft;
use super::shown::unknown;
use crate::http::answer::{Answer, encode, ok};
use crate::http::organiser::{ManagePlans, Organiser};
use crate::http::path::Path;
use crate::http::problem::Failure;
use crate::http::told::BodyBytes;

/// Puts another draft in the place of a plan's draft. Published versions stay as they are.
#[utoipa::path(put, path = "/api/v1/plans/{plan}/draft", tag = "plans",
    params(("plan" = String, Path, description = "The plan.")),
    request_body = SeatingPlan,
    security(("key" = [])),
    responses(
        (status = 200, description = "What is wrong with the draft.", body = PlanMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn replace(
    _organiser: Organiser<ManagePlans>,
    path: Path<PlanId>,
    body: BodyBytes,
    plans: Data<dyn Plans>,
) -> Answer {
    let (draft, issues) = block(move || draft(&body.0)).await.map_err(Failure::internal)??;
    let name = draft.name.clone();
    if !plans.replace_draft(path.0, name.clone(), encode(&draft)?).await? {
        return Err(unknown(path.0));
    }
    ok(&PlanMade { plan: path.0, name, issues })
}
