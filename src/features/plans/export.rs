//! A plan in another product's format.

use actix_web::web::{Data, block};
use actors::ports::catalogue::plans::{Draft, Plans};
use schemas::api::plans::PlanExported;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::{ContentHash, PlanId};
use schemas::plan::{ExportFormat, PublishedPlan, SeatingPlan, export_plan};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::draft;
use super::published::content;
use super::shown::{invalid, unknown};
use crate::http::answer::{Answer, ok};
use crate::http::organiser::Organiser;
use crate::http::path::{Path, Query};
use crate::http::permission::ReadPlans;
use crate::http::problem::Failure;

/// What is exported.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct What {
    to: ExportFormat,
    version: Option<ContentHash>,
}

/// A plan's draft, or one of its published versions, in another format, with a list of what that format cannot say.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/export", tag = "plans",
    params(
        ("plan" = String, Path, description = "The plan."),
        ("to" = ExportFormat, Query, description = "The format."),
        ("version" = Option<String>, Query, description = "A published version's hash; left out, the draft."),
    ),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The file and what it cannot say.", body = PlanExported),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn export(
    organiser: Organiser<ReadPlans>,
    path: Path<PlanId>,
    what: Query<What>,
    plans: Data<dyn Plans>,
) -> Answer {
    let (reach, id, What { to, version }) = (organiser.reach(), path.0, what.0);
    let row = plans.plan(reach, id).await?.ok_or_else(|| unknown(id))?;
    let Some(hash) = version else {
        let draft = plans.draft(reach, id).await?.ok_or_else(|| unknown(id))?;
        return ok(&block(move || of_draft(&draft, to)).await.map_err(Failure::internal)??);
    };
    if !row.versions.iter().any(|version| version.hash == hash) {
        return Err(Failure::new(ErrorCode::UnknownPlan, format!("plan {id} has no version {hash}")));
    }
    let bytes = content(plans.as_ref(), hash).await?;
    let exported = block(move || {
        let published = PublishedPlan::open(&bytes, hash).map_err(Failure::internal)?;
        exported(published.plan(), to)
    });
    ok(&exported.await.map_err(Failure::internal)??)
}

/// A draft with errors cannot be told in another format: what it says is not one thing.
fn of_draft(draft: &Draft, to: ExportFormat) -> Result<PlanExported, Failure> {
    let plan = match to {
        ExportFormat::Native => draft::plan(draft).map_err(|issue| invalid(&[*issue]))?,
        _ => draft::sound(draft)?,
    };
    exported(&plan, to)
}

fn exported(plan: &SeatingPlan, to: ExportFormat) -> Result<PlanExported, Failure> {
    let export = export_plan(plan, to).map_err(Failure::internal)?;
    let file = RawValue::from_string(export.text).map_err(Failure::internal)?;
    Ok(PlanExported { to, issues: export.issues, file })
}
