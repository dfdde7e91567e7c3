//! One key.

use actix_web::web::Data;
use actors::ports::catalogue::keys::Keys;
use schemas::api::keys::Key;
use schemas::api::problem::Problem;
use schemas::ids::KeyId;

use super::shown::{reached, shown};
use crate::http::answer::{Answer, ok};
use crate::http::key_ring::KeyRing;
use crate::http::organiser::Organiser;
use crate::http::path::Path;
use crate::http::permission::ManageKeys;

/// One key.
#[utoipa::path(get, path = "/api/v1/keys/{key}", tag = "keys",
    params(("key" = String, Path, description = "The key.")),
    security(("key" = ["admin"])),
    responses(
        (status = 200, description = "The key.", body = Key),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn get(
    organiser: Organiser<ManageKeys>,
    path: Path<KeyId>,
    keys: Data<dyn Keys>,
    ring: Data<KeyRing>,
) -> Answer {
    ok(&shown(reached(&organiser, keys.as_ref(), path.0).await?, &ring))
}
