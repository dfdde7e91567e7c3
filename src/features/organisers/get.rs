//! One organiser.

use actix_web::web::Data;
use actors::ports::catalogue::organisers::Organisers;
use schemas::api::organisers::Organiser as Shown;
use schemas::api::problem::Problem;
use schemas::ids::OrganiserId;

use super::shown;
use crate::http::answer::{Answer, ok};
use crate::http::organiser::{Organiser, unknown_organiser};
use crate::http::path::Path;
use crate::http::permission::ReadOrganisers;

/// One organiser: the bearer's own, or any for the platform.
#[utoipa::path(get, path = "/api/v1/organisers/{organiser}", tag = "organisers",
    params(("organiser" = String, Path, description = "The organiser.")),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "The organiser.", body = Shown),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get(
    organiser: Organiser<ReadOrganisers>,
    path: Path<OrganiserId>,
    organisers: Data<dyn Organisers>,
) -> Answer {
    let row = organisers.organiser(organiser.reach(), path.0).await?;
    ok(&shown(row.ok_or_else(|| unknown_organiser(path.0))?))
}
