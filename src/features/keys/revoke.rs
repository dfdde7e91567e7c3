//! Ends a key for good.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actors::ports::catalogue::keys::{KeyRow, Keys};
use actors::ports::clock::Clock;
use schemas::api::keys::Key;
use schemas::api::problem::Problem;
use schemas::audit_action::AuditAction;
use schemas::ids::KeyId;
use serde_json::json;

use super::shown::{changed, reached, shown};
use crate::http::answer::{self, Answer, encode};
use crate::http::key_ring::KeyRing;
use crate::http::organiser::Organiser;
use crate::http::path::Path;
use crate::http::permission::ManageKeys;
use crate::http::told::{Nothing, Told};

/// Ends a key for good, with all its secrets, at once on this server and within a second on another. What its
/// bearer did stays.
#[utoipa::path(post, path = "/api/v1/keys/{key}/revoke", tag = "keys",
    params(
        ("key" = String, Path, description = "The key."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    security(("key" = ["admin"])),
    responses(
        (status = 200, description = "The key.", body = Key),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn revoke(
    organiser: Organiser<ManageKeys>,
    path: Path<KeyId>,
    told: Told<Nothing>,
    keys: Data<dyn Keys>,
    ring: Data<KeyRing>,
    clock: Data<dyn Clock>,
) -> Answer {
    let now = clock.now();
    let before = reached(&organiser, keys.as_ref(), path.0).await?;
    let row = KeyRow { revoked: before.revoked.or(Some(now)), ..before.clone() };
    let mut entry = organiser.entry(AuditAction::KeyRevoked, row.organiser, &row.id, now);
    entry.before = Some(json!(shown(before, &ring)).to_string());
    let key = shown(row, &ring);
    let answer = encode(&key)?;
    let once = organiser.once((told.id, told.digest), answer.clone(), (entry, json!(key)));
    let written = keys.revoke_key(path.0, now, once).await?;
    changed(written, &ring, StatusCode::OK, || Ok(answer::json(StatusCode::OK, answer)))
}
