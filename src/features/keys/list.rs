//! A page of keys.

use actix_web::web::Data;
use actors::ports::catalogue::keys::Keys;
use schemas::api::keys::KeyPage;
use schemas::api::problem::Problem;
use schemas::ids::KeyId;

use super::shown::shown;
use crate::http::answer::{Answer, ok};
use crate::http::key_ring::KeyRing;
use crate::http::organiser::Organiser;
use crate::http::page::{PageWanted, next};
use crate::http::path::Query;
use crate::http::permission::ManageKeys;

/// Keys in order of their making: those of the bearer's organiser, or all for the platform. Revoked ones are
/// listed for two years.
#[utoipa::path(get, path = "/api/v1/keys", tag = "keys",
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before."),
        ("organiser" = Option<String>, Query, description = "Of this organiser alone."),
        ("limit" = Option<u32>, Query, description = "Most keys of the page, 1 to 200."),
    ),
    security(("key" = ["admin"])),
    responses(
        (status = 200, description = "A page.", body = KeyPage),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn list(
    organiser: Organiser<ManageKeys>,
    page: Query<PageWanted>,
    keys: Data<dyn Keys>,
    ring: Data<KeyRing>,
) -> Answer {
    let (limit, after) = (page.0.limit()?, page.0.after()?.map(|(time, id)| (time, KeyId(id))));
    let rows = keys.keys(organiser.reach_of(page.0.organiser)?, after, limit).await?;
    let next = next(rows.len(), limit, rows.last().map(|last| (last.created, last.id.0)));
    ok(&KeyPage { keys: rows.into_iter().map(|row| shown(row, &ring)).collect(), next })
}
