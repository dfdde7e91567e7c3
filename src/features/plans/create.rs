//! Makes a plan of a draft in the native format.

use actix_web::web::{Data, block};
use actors::ports::catalogue::plans::Plans;
use actors::ports::clock::Clock;
use schemas::api::plans::PlanMade;
use schemas::api::problem::Problem;
use schemas::plan::{PlanIssue, SeatingPlan, parse_plan, validate};

use super::made::make;
use super::shown::invalid;
use crate::http::answer::Answer;
use crate::http::organiser::{ManagePlans, Organiser};
use crate::http::problem::Failure;
use crate::http::told::ToldBytes;

/// Makes a plan of a draft in the native format. A draft may have errors; a published version may not.
#[utoipa::path(post, path = "/api/v1/plans", tag = "plans",
    params(("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer.")),
    request_body = SeatingPlan,
    security(("key" = [])),
    responses(
        (status = 201, description = "The plan and what is wrong with its draft.", body = PlanMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn create(
    organiser: Organiser<ManagePlans>,
    told: ToldBytes,
    plans: Data<dyn Plans>,
    clock: Data<dyn Clock>,
) -> Answer {
    let text = told.body.clone();
    let draft = block(move || draft(&text)).await.map_err(Failure::internal)??;
    make(&organiser, &told, draft, plans.as_ref(), clock.as_ref()).await
}

/// The draft in `text` and all its issues.
pub(super) fn draft(text: &[u8]) -> Result<(SeatingPlan, Vec<PlanIssue>), Failure> {
    let plan = parse_plan(&String::from_utf8_lossy(text)).map_err(|issue| invalid(&[issue]))?;
    let issues = validate(&plan);
    Ok((plan, issues))
}
