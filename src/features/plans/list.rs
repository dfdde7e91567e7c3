//! A page of plans.

use actix_web::web::Data;
use actors::ports::catalogue::plans::Plans;
use schemas::api::plans::PlanPage;
use schemas::api::problem::Problem;
use schemas::ids::PlanId;

use super::shown::plan;
use crate::http::answer::{Answer, ok};
use crate::http::organiser::Organiser;
use crate::http::page::{PageWanted, next};
use crate::http::path::Query;
use crate::http::permission::ReadPlans;

/// Plans in order of their making.
#[utoipa::path(get, path = "/api/v1/plans", tag = "plans",
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("organiser" = Option<String>, Query, description = "Of this organiser alone."),
        ("limit" = Option<u32>, Query, description = "Most plans of the page, 1 to 200."),
    ),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "A page.", body = PlanPage),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    organiser: Organiser<ReadPlans>,
    page: Query<PageWanted>,
    plans: Data<dyn Plans>,
) -> Answer {
    let limit = page.0.limit()?;
    let after = page.0.after()?.map(|(time, id)| (time, PlanId(id)));
    let rows = plans.plans(organiser.reach_of(page.0.organiser)?, after, limit).await?;
    let next = next(rows.len(), limit, rows.last().map(|last| (last.created, last.id.0)));
    ok(&PlanPage { plans: rows.iter().map(plan).collect(), next })
}
