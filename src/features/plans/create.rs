//! Makes a plan of a draft in the native format.

use actix_web::web::block;
use schemas::api::plans::PlanMade;
use schemas::api::problem::Problem;
use schemas::plan::{ImportOptions, PlanFileFormat, SeatingPlan};

use super::draft::read;
use super::made::Making;
use crate::http::answer::Answer;
use crate::http::organiser::{Organiser, Whose};
use crate::http::path::Query;
use crate::http::permission::ManagePlans;
use crate::http::problem::Failure;
use crate::http::told::ToldBytes;

/// Makes a plan of a draft in the native format. A draft may have errors; a published version may not.
#[utoipa::path(post, path = "/api/v1/plans", tag = "plans",
    params(
        ("organiser" = Option<String>, Query, description = "For whom; named by a key of the platform."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = SeatingPlan,
    security(("key" = ["manage"])),
    responses(
        (status = 201, description = "The plan, and all that is wrong with its draft.", body = PlanMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn create(
    organiser: Organiser<ManagePlans>,
    making: Making,
    whose: Query<Whose>,
    told: ToldBytes,
) -> Answer {
    let whose = making.whom(&organiser, whose.0.organiser).await?;
    let text = told.body.clone();
    let options = ImportOptions { format: Some(PlanFileFormat::Native), ..ImportOptions::default() };
    let read = block(move || read(&text, options)).await.map_err(Failure::internal)??;
    making.make(&organiser, whose, &told, read).await
}
