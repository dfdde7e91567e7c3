//! Gives an organiser another name.

use actix_web::web::Data;
use actors::ports::catalogue::organisers::Organisers;
use actors::ports::clock::Clock;
use schemas::api::organisers::{NewOrganiser, Organiser as Shown};
use schemas::api::problem::Problem;
use schemas::audit_action::AuditAction;
use schemas::ids::OrganiserId;

use super::shown;
use crate::http::answer::{Answer, ok};
use crate::http::organiser::{Organiser, unknown_organiser};
use crate::http::path::Path;
use crate::http::permission::ManageOrganisers;
use crate::http::told::{Body, name};
use crate::limits::NAME_CHARACTERS;

/// Gives an organiser another name. It needs a key of the platform, one of no organiser.
#[utoipa::path(put, path = "/api/v1/organisers/{organiser}", tag = "organisers",
    params(("organiser" = String, Path, description = "The organiser.")),
    request_body = NewOrganiser,
    security(("key" = ["admin", "platform"])),
    responses(
        (status = 200, description = "The organiser.", body = Shown),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn rename(
    organiser: Organiser<ManageOrganisers>,
    path: Path<OrganiserId>,
    body: Body<NewOrganiser>,
    organisers: Data<dyn Organisers>,
    clock: Data<dyn Clock>,
) -> Answer {
    let (reach, id, new) = (organiser.reach(), path.0, body.0.name);
    name(&new, NAME_CHARACTERS, "/name")?;
    let entry = organiser.entry(AuditAction::OrganiserRenamed, Some(id), &id, clock.now());
    let renamed = organisers.rename_organiser(reach, id, new, entry).await?;
    let row = if renamed { organisers.organiser(reach, id).await? } else { None };
    ok(&shown(row.ok_or_else(|| unknown_organiser(id))?))
}
