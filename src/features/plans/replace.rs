//! Puts another draft in the place of a plan's draft.

use actix_web::web::{Data, block};
use actors::ports::catalogue::plans::{NewDraft, Plans};
use actors::ports::clock::Clock;
use schemas::api::plans::PlanMade;
use schemas::api::problem::Problem;
use schemas::audit_action::AuditAction;
use schemas::ids::PlanId;
use schemas::plan::SeatingPlan;

use super::create::draft;
use super::made::made;
use super::shown::unknown;
use crate::http::answer::{Answer, encode, ok};
use crate::http::organiser::Organiser;
use crate::http::path::Path;
use crate::http::permission::ManagePlans;
use crate::http::problem::Failure;
use crate::http::told::BodyBytes;

/// Puts another draft in the place of a plan's draft. Published versions stay as they are.
#[utoipa::path(put, path = "/api/v1/plans/{plan}/draft", tag = "plans",
    params(("plan" = String, Path, description = "The plan.")),
    request_body = SeatingPlan,
    security(("key" = ["manage"])),
    responses(
        (status = 200, description = "What is wrong with the draft.", body = PlanMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn replace(
    organiser: Organiser<ManagePlans>,
    path: Path<PlanId>,
    body: BodyBytes,
    plans: Data<dyn Plans>,
    clock: Data<dyn Clock>,
) -> Answer {
    let (reach, plan) = (organiser.reach(), path.0);
    // Before the draft is looked at: another's plan has no issues to tell.
    let row = plans.plan(reach, plan).await?.ok_or_else(|| unknown(plan))?;
    let import = block(move || draft(&body.0)).await.map_err(Failure::internal)??;
    let entry = organiser.entry(AuditAction::PlanReplaced, Some(row.organiser), &plan, clock.now());
    let new = NewDraft { plan, name: import.plan.name.clone(), draft: encode(&import.plan)? };
    if !plans.replace_draft(reach, new, entry).await? {
        return Err(unknown(plan));
    }
    ok(&made(plan, import))
}
