//! What two versions of a plan differ in.

use actix_web::web::{Data, block};
use actors::ports::catalogue::plans::{Draft, PlanRow, Plans};
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::{ContentHash, PlanId};
use schemas::plan::{PlanDifference, PublishedPlan, SeatingPlan, plan_difference};
use serde::Deserialize;

use super::draft;
use super::published::content;
use super::shown::{invalid, unknown};
use crate::http::answer::{Answer, ok};
use crate::http::organiser::Organiser;
use crate::http::path::{Path, Query};
use crate::http::permission::ReadPlans;
use crate::http::problem::Failure;

/// Which two.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Between {
    from: String,
    #[serde(default = "the_draft")]
    to: String,
}

/// What the draft is called here.
const DRAFT: &str = "draft";

fn the_draft() -> String {
    DRAFT.to_owned()
}

/// What a version of a plan, or its draft, has otherwise than another: places that were added, removed, moved and
/// relabelled, other price levels and capacities.
#[utoipa::path(get, path = "/api/v1/plans/{plan}/diff", tag = "plans",
    params(
        ("plan" = String, Path, description = "The plan."),
        ("from" = String, Query, description = "A version's number or content hash, or `draft`."),
        ("to" = Option<String>, Query, description = "Another one; left out, the draft."),
    ),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "What is otherwise.", body = PlanDifference),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn difference(
    organiser: Organiser<ReadPlans>,
    path: Path<PlanId>,
    between: Query<Between>,
    plans: Data<dyn Plans>,
) -> Answer {
    let row = plans.plan(organiser.reach(), path.0).await?.ok_or_else(|| unknown(path.0))?;
    let from = stored(&organiser, plans.as_ref(), &row, &between.0.from).await?;
    let to = stored(&organiser, plans.as_ref(), &row, &between.0.to).await?;
    let compared = block(move || Ok::<_, Failure>(plan_difference(&opened(from)?, &opened(to)?)));
    ok(&compared.await.map_err(Failure::internal)??)
}

/// A draft, or a version's hash and content.
enum Stored {
    Draft(Draft),
    Version(ContentHash, Vec<u8>),
}

async fn stored(
    organiser: &Organiser<ReadPlans>,
    plans: &dyn Plans,
    row: &PlanRow,
    name: &str,
) -> Result<Stored, Failure> {
    if name == DRAFT {
        let draft = plans.draft(organiser.reach(), row.id).await?;
        return Ok(Stored::Draft(draft.ok_or_else(|| unknown(row.id))?));
    }
    let is_named = |hash: ContentHash, number: u32| hash.to_string() == name || number.to_string() == name;
    let version = row.versions.iter().find(|version| is_named(version.hash, version.number));
    let none = || Failure::new(ErrorCode::UnknownPlan, format!("plan {} has no version {name:?}", row.id));
    let hash = version.ok_or_else(none)?.hash;
    Ok(Stored::Version(hash, content(plans, hash).await?))
}

fn opened(stored: Stored) -> Result<SeatingPlan, Failure> {
    match stored {
        Stored::Draft(draft) => draft::plan(&draft).map_err(|issue| invalid(&[*issue])),
        Stored::Version(hash, content) => {
            let published = PublishedPlan::open(&content, hash).map_err(Failure::internal)?;
            Ok(published.plan().clone())
        }
    }
}
