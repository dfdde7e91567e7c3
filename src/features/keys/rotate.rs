//! Gives a key a new secret.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actors::ports::catalogue::keys::{KeyRow, Keys, Rotation};
use actors::ports::clock::Clock;
use schemas::api::keys::{KeyMade, KeyRotation};
use schemas::api::moment::Moment;
use schemas::api::problem::Problem;
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::KeyId;
use schemas::time::Timestamp;
use serde_json::json;

use super::shown::{changed, in_time, reached, shown};
use crate::http::answer::{self, Answer, encode};
use crate::http::api_key::ApiKey;
use crate::http::key_ring::KeyRing;
use crate::http::organiser::Organiser;
use crate::http::path::Path;
use crate::http::permission::ManageKeys;
use crate::http::problem::Failure;
use crate::http::told::Told;
use crate::limits::KEY_GRACE_MS;

/// Gives a key a new secret; the one before stays good for `grace_s` seconds, or ends at once. A secret that is
/// in its own grace ends at once: a key has two at most. The new secret is in this answer alone; a repeat with
/// the same `Idempotency-Key` shows the key without it.
#[utoipa::path(post, path = "/api/v1/keys/{key}/rotate", tag = "keys",
    params(
        ("key" = String, Path, description = "The key."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = KeyRotation,
    security(("key" = ["admin"])),
    responses(
        (status = 200, description = "The key and its new secret.", body = KeyMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn rotate(
    organiser: Organiser<ManageKeys>,
    path: Path<KeyId>,
    told: Told<KeyRotation>,
    keys: Data<dyn Keys>,
    ring: Data<KeyRing>,
    clock: Data<dyn Clock>,
) -> Answer {
    let now = clock.now();
    let before = reached(&organiser, keys.as_ref(), path.0).await?;
    let ends = grace(told.body.grace_s, now)?;
    let expires = in_time(told.body.expires_at, now)?.or(before.expires);
    let secret = ApiKey::random().map_err(Failure::internal)?;
    let row = KeyRow { expires, ..before.clone() };
    let grace_ends_at = (ends > now).then_some(Moment(ends));
    let mut made = KeyMade { key: shown(row.clone(), &ring), secret: None, grace_ends_at };
    let kept = encode(&made)?;
    let mut entry = organiser.entry(AuditAction::KeyRotated, row.organiser, &row.id, now);
    entry.before = Some(json!({ "expires_at": before.expires.map(Moment) }).to_string());
    let after = json!({ "expires_at": expires.map(Moment), "grace_ends_at": grace_ends_at });
    let once = organiser.once((told.id, told.digest), kept, (entry, after));
    let revoked = || Failure::new(ErrorCode::KeyRevoked, format!("the key {} is revoked", path.0));
    let rotation = Rotation { key: row, hash: secret.hash(), ends };
    let written = keys.rotate_key(rotation, once).await?.ok_or_else(revoked)?;
    changed(written, &ring, StatusCode::OK, || {
        made.secret = Some(secret.reveal());
        answer::ok(&made)
    })
}

/// When the present secret ends.
fn grace(seconds: u64, now: Timestamp) -> Result<Timestamp, Failure> {
    let most_s = KEY_GRACE_MS / 1_000;
    if seconds > most_s {
        let detail = format!("a secret that was replaced stays good for {most_s} seconds at most");
        return Err(Failure::new(ErrorCode::InvalidValue, detail).at("/grace_s"));
    }
    Ok(Timestamp(now.0 + seconds * 1_000))
}
