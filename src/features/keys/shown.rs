//! A key as it is shown.

use actix_web::http::StatusCode;
use actors::ports::catalogue::Written;
use actors::ports::catalogue::keys::{KeyRow, Keys};
use schemas::api::keys::Key;
use schemas::api::moment::Moment;
use schemas::error_code::ErrorCode;
use schemas::ids::KeyId;
use schemas::time::Timestamp;

use crate::http::answer::{self, Answer};
use crate::http::key_ring::KeyRing;
use crate::http::organiser::Organiser;
use crate::http::permission::ManageKeys;
use crate::http::problem::Failure;

/// The key, with its last use as this server knows it.
pub fn shown(row: KeyRow, ring: &KeyRing) -> Key {
    Key {
        key: row.id,
        bearer: ring.principal(row.id),
        name: row.name,
        scope: row.scope,
        organiser: row.organiser,
        created_at: Moment(row.created),
        expires_at: row.expires.map(Moment),
        revoked_at: row.revoked.map(Moment),
        last_used_at: row.used.max(ring.used(row.id)).map(Moment),
    }
}

/// The key of this id, where it is within the bearer's reach.
pub async fn reached(
    organiser: &Organiser<ManageKeys>,
    keys: &dyn Keys,
    id: KeyId,
) -> Result<KeyRow, Failure> {
    let found = keys.key(organiser.reach(), id).await?;
    found.ok_or_else(|| Failure::new(ErrorCode::UnknownKey, format!("there is no key {id}")))
}

/// The answer to a change of keys: what is `done` now, for which the server reads its keys again, or what was
/// answered when it was done before.
pub fn changed(
    written: Written,
    ring: &KeyRing,
    status: StatusCode,
    done: impl FnOnce() -> Answer,
) -> Answer {
    answer::once(written, status, || {
        ring.changed();
        done()
    })
}

/// Checks when a key is to end.
pub fn in_time(expires: Option<Moment>, now: Timestamp) -> Result<Option<Timestamp>, Failure> {
    match expires {
        Some(Moment(moment)) if moment <= now => {
            let detail = "a key ends in the future";
            Err(Failure::new(ErrorCode::InvalidValue, detail).at("/expires_at"))
        }
        other => Ok(other.map(|moment| moment.0)),
    }
}
