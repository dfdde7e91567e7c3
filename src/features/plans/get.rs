//! One plan, and its draft.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, HeaderValue, VARY};
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use actors::ports::catalogue::plans::Plans;
use schemas::api::plans::{PlanMade, PlanShown};
use schemas::api::problem::Problem;
use schemas::ids::PlanId;
use schemas::plan::{PublishedPlan, SeatingPlan, Severity};
use serde::Deserialize;

use super::draft;
use super::published::content;
use super::shown::{plan, unknown};
use crate::http::answer::{Answer, json, ok, wants};
use crate::http::entity_tag::of_draft;
use crate::http::organiser::Organiser;
use crate::http::path::{Path, Query};
use crate::http::permission::ReadPlans;
use crate::http::problem::Failure;

/// The type of a drawing.
const SVG: &str = "image/svg+xml";

/// One plan with its published versions, and the price levels of the newest.
#[utoipa::path(get, path = "/api/v1/plans/{plan}", tag = "plans",
    params(("plan" = String, Path, description = "The plan.")),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The plan.", body = PlanShown),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get(
    organiser: Organiser<ReadPlans>,
    path: Path<PlanId>,
    plans: Data<dyn Plans>,
) -> Answer {
    let row = plans.plan(organiser.reach(), path.0).await?.ok_or_else(|| unknown(path.0))?;
    let levels = if let Some(hash) = row.versions.last().map(|version| version.hash) {
        let content = content(plans.as_ref(), hash).await?;
        let levels = move || PublishedPlan::open(&content, hash).map(|plan| plan.plan().levels.clone());
        block(levels).await.map_err(Failure::internal)?.map_err(Failure::internal)?
    } else {
        let kept = plans.draft(organiser.reach(), path.0).await?.ok_or_else(|| unknown(path.0))?;
        let levels = move || draft::plan(&kept).map(|plan| plan.levels).unwrap_or_default();
        block(levels).await.map_err(Failure::internal)?
    };
    ok(&PlanShown { plan: plan(&row), levels })
}

/// A plan's draft in the native format, as it can be put back. Its `ETag` is what a change names as `If-Match`.
/// `Accept: image/svg+xml` gives a drawing of it, also where it has errors.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/draft", tag = "plans",
    params(("plan" = String, Path, description = "The plan.")),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The draft.",
            content((SeatingPlan = "application/json"), (String = "image/svg+xml"))),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn draft(
    request: HttpRequest,
    organiser: Organiser<ReadPlans>,
    path: Path<PlanId>,
    plans: Data<dyn Plans>,
) -> Answer {
    let draft = plans.draft(organiser.reach(), path.0).await?.ok_or_else(|| unknown(path.0))?;
    let tag = HeaderValue::from_str(&of_draft(draft.hash())).map_err(Failure::internal)?;
    let mut response = if wants(&request, SVG) {
        let drawing = block(move || draft::drawn(&draft)).await.map_err(Failure::internal)??;
        HttpResponse::Ok().content_type(SVG).insert_header((CACHE_CONTROL, "no-store")).body(drawing)
    } else {
        json(StatusCode::OK, draft.text)
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response.headers_mut().insert(ETAG, tag);
    Ok(response)
}

/// Which issues.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    severity: Option<Severity>,
}

/// What a plan's draft holds, and all that is wrong with it, with pointers into the file that it was made of.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/draft/issues", tag = "plans",
    params(
        ("plan" = String, Path, description = "The plan."),
        ("severity" = Option<Severity>, Query, description = "Issues of this severity alone; all are counted."),
    ),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "What it holds and what is wrong with it.", body = PlanMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn issues(
    organiser: Organiser<ReadPlans>,
    path: Path<PlanId>,
    which: Query<Which>,
    plans: Data<dyn Plans>,
) -> Answer {
    let id = path.0;
    let row = plans.plan(organiser.reach(), id).await?.ok_or_else(|| unknown(id))?;
    let draft = plans.draft(organiser.reach(), id).await?.ok_or_else(|| unknown(id))?;
    let shown = move || draft::shown(id, &row.name, &draft, which.0.severity);
    ok(&block(shown).await.map_err(Failure::internal)??)
}
