//! A page of organisers.

use actix_web::web::Data;
use actors::ports::catalogue::organisers::Organisers;
use schemas::api::organisers::OrganiserPage;
use schemas::api::problem::Problem;
use schemas::ids::OrganiserId;

use super::shown;
use crate::http::answer::{Answer, ok};
use crate::http::organiser::Organiser;
use crate::http::page::{PageWanted, next};
use crate::http::path::Query;
use crate::http::permission::ReadOrganisers;

/// Organisers in order of their making: the bearer's own, or all for the platform.
#[utoipa::path(get, path = "/api/v1/organisers", tag = "organisers",
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("organiser" = Option<String>, Query, description = "This organiser alone."),
        ("limit" = Option<u32>, Query, description = "Most organisers of the page, 1 to 200."),
    ),
    security(("key" = ["read"])),
    responses(
        (status = 200, description = "A page.", body = OrganiserPage),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    organiser: Organiser<ReadOrganisers>,
    page: Query<PageWanted>,
    organisers: Data<dyn Organisers>,
) -> Answer {
    let (limit, after) = (page.0.limit()?, page.0.after()?.map(|(time, id)| (time, OrganiserId(id))));
    let rows = organisers.organisers(organiser.reach_of(page.0.organiser)?, after, limit).await?;
    let next = next(rows.len(), limit, rows.last().map(|last| (last.created, last.id.0)));
    ok(&OrganiserPage { organisers: rows.into_iter().map(shown).collect(), next })
}
