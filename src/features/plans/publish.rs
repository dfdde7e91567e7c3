//! Publishes a plan's draft as an immutable version.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actors::ports::catalogue::Reach;
use actors::ports::catalogue::plans::{Draft, NewVersion, PlanRow, Plans, VersionRow};
use actors::ports::clock::Clock;
use schemas::api::plans::PlanVersion;
use schemas::api::problem::Problem;
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::{ContentHash, PlanId};
use schemas::plan::{PublishedPlan, geometry};
use schemas::time::Timestamp;
use serde_json::json;

use super::draft;
use super::shown::{invalid, unknown, version};
use crate::http::answer::{self, Answer, encode};
use crate::http::encoding::gzip;
use crate::http::organiser::Organiser;
use crate::http::path::Path;
use crate::http::permission::ManagePlans;
use crate::http::problem::Failure;
use crate::http::told::{Nothing, Told};
use crate::limits::PUBLISH_ATTEMPTS;

/// Publishes a plan's draft as an immutable version. Places keep their numbers from version to version. A
/// draft that is a version already is that version. One with errors is refused with all its issues
/// (`plan_invalid`).
#[utoipa::path(post, path = "/api/v1/plans/{plan}/publish", tag = "plans",
    params(
        ("plan" = String, Path, description = "The plan."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    security(("key" = ["manage"])),
    responses(
        (status = 201, description = "The version.", body = PlanVersion),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn publish(
    organiser: Organiser<ManagePlans>,
    path: Path<PlanId>,
    told: Told<Nothing>,
    plans: Data<dyn Plans>,
    clock: Data<dyn Clock>,
) -> Answer {
    // Again where another publication, or a deletion, went before this one.
    for _ in 0..PUBLISH_ATTEMPTS {
        let plan = plans.plan(organiser.reach(), path.0).await?.ok_or_else(|| unknown(path.0))?;
        let now = clock.now();
        let new = next_version(plans.as_ref(), organiser.reach(), &plan, now).await?;
        let Some(new) = new else { continue };
        let shown = version(&new.row);
        let answer = encode(&shown)?;
        let entry = organiser.entry(AuditAction::PlanPublished, Some(plan.organiser), &plan.id, now);
        let once = organiser.once((told.id, told.digest), answer.clone(), (entry, json!(shown)));
        if let Some(written) = plans.publish(new, once).await? {
            let done = || Ok(answer::json(StatusCode::CREATED, answer));
            return answer::once(written, StatusCode::CREATED, done);
        }
    }
    Err(Failure::new(ErrorCode::Busy, "the plan is published and deleted by others all the time"))
}

/// The plan's draft as the version that follows its last, or as the version that it is already; none where the
/// last was deleted meanwhile.
async fn next_version(
    plans: &dyn Plans,
    reach: Reach,
    plan: &PlanRow,
    now: Timestamp,
) -> Result<Option<NewVersion>, Failure> {
    let draft = plans.draft(reach, plan.id).await?.ok_or_else(|| unknown(plan.id))?;
    let last = match plan.versions.last() {
        Some(last) => {
            let Some(content) = plans.version_content(last.hash).await? else { return Ok(None) };
            Some((last.hash, content))
        }
        None => None,
    };
    let number = plan.versions.last().map_or(1, |last| last.number + 1);
    let mut new = block(move || compile(&draft, last, number, now)).await.map_err(Failure::internal)??;
    new.plan = plan.id;
    if let Some(known) = plan.versions.iter().find(|known| known.hash == new.row.hash) {
        new.row = known.clone();
    }
    Ok(Some(new))
}

/// Checks the draft, keeps the numbers of places that the last version had, and draws it.
fn compile(
    draft: &Draft,
    last: Option<(ContentHash, Vec<u8>)>,
    number: u32,
    now: Timestamp,
) -> Result<NewVersion, Failure> {
    let draft = draft::sound(draft)?;
    let last = last.map(|(hash, content)| PublishedPlan::open(&content, hash)).transpose();
    let last = last.map_err(Failure::internal)?;
    let published = PublishedPlan::publish(draft, last.as_ref().map(PublishedPlan::assignment))
        .map_err(|issues| invalid(&issues))?;
    let index = published.index().map_err(Failure::internal)?;
    let drawing = geometry(&published).map_err(Failure::internal)?;
    let places = index.places().count();
    Ok(NewVersion {
        plan: PlanId(0),
        after: last.as_ref().map(PublishedPlan::hash),
        row: VersionRow {
            hash: published.hash(),
            number,
            places: u32::try_from(places).unwrap_or(u32::MAX),
            units: index.total_capacity(),
            published: now,
        },
        content: published.to_bytes().map_err(Failure::internal)?,
        geometry: gzip(&encode(&drawing)?)?,
    })
}
