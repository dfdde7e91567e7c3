//! Deletes a plan, or a version of one.

use actix_web::HttpResponse;
use actix_web::web::Data;
use actors::ports::catalogue::plans::{Deletion, Plans};
use actors::ports::clock::Clock;
use schemas::api::problem::Problem;
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::{ContentHash, PlanId};

use super::shown::unknown;
use crate::http::answer::Answer;
use crate::http::organiser::Organiser;
use crate::http::path::Path;
use crate::http::permission::ManagePlans;
use crate::http::problem::Failure;

/// Deletes a plan with its draft and its versions; refused while a version is needed by an event, which
/// is named.
#[utoipa::path(delete, path = "/api/v1/plans/{plan}", tag = "plans", operation_id = "delete_plan",
    params(("plan" = String, Path, description = "The plan.")),
    security(("key" = ["manage"])),
    responses(
        (status = 204, description = "It is gone."),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn plan(
    organiser: Organiser<ManagePlans>,
    path: Path<PlanId>,
    plans: Data<dyn Plans>,
    clock: Data<dyn Clock>,
) -> Answer {
    delete(&organiser, (path.0, None), plans.as_ref(), clock.as_ref()).await
}

/// Deletes a published version of a plan; refused while an event needs it: one that was made on it, or moved to it
/// at any time. The events are named.
#[utoipa::path(delete, path = "/api/v1/plans/{plan}/versions/{hash}", tag = "plans",
    operation_id = "delete_plan_version",
    params(
        ("plan" = String, Path, description = "The plan."),
        ("hash" = String, Path, description = "The version's content hash."),
    ),
    security(("key" = ["manage"])),
    responses(
        (status = 204, description = "It is gone."),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn version(
    organiser: Organiser<ManagePlans>,
    path: Path<(PlanId, ContentHash)>,
    plans: Data<dyn Plans>,
    clock: Data<dyn Clock>,
) -> Answer {
    let (plan, hash) = path.0;
    delete(&organiser, (plan, Some(hash)), plans.as_ref(), clock.as_ref()).await
}

async fn delete(
    organiser: &Organiser<ManagePlans>,
    (plan, version): (PlanId, Option<ContentHash>),
    plans: &dyn Plans,
    clock: &dyn Clock,
) -> Answer {
    let row = plans.plan(organiser.reach(), plan).await?.ok_or_else(|| unknown(plan))?;
    let action = if version.is_some() { AuditAction::PlanVersionDeleted } else { AuditAction::PlanDeleted };
    let entry = organiser.entry(action, Some(row.organiser), &plan, clock.now());
    match plans.delete_plan(organiser.reach(), plan, version, entry).await? {
        Deletion::Done => Ok(HttpResponse::NoContent().finish()),
        Deletion::Unknown => Err(match version {
            Some(hash) => Failure::new(ErrorCode::UnknownPlan, format!("plan {plan} has no version {hash}")),
            None => unknown(plan),
        }),
        Deletion::InUse(events) => {
            let named: Vec<String> = events.iter().map(ToString::to_string).collect();
            Err(Failure::new(ErrorCode::PlanInUse, format!("needed by {}", named.join(", "))))
        }
    }
}
