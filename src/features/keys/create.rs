//! Makes a key.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actors::ports::catalogue::keys::{KeyRow, Keys};
use actors::ports::catalogue::organisers::Organisers;
use actors::ports::clock::Clock;
use schemas::api::keys::{KeyMade, NewKey};
use schemas::api::problem::Problem;
use schemas::audit_action::AuditAction;
use schemas::error_code::ErrorCode;
use schemas::ids::{KeyId, OrganiserId};
use schemas::scope::Scope;
use serde_json::json;

use super::shown::{changed, in_time, shown};
use crate::http::answer::{self, Answer, encode};
use crate::http::api_key::ApiKey;
use crate::http::key_ring::KeyRing;
use crate::http::organiser::{Organiser, Whose};
use crate::http::path::Query;
use crate::http::permission::ManageKeys;
use crate::http::problem::Failure;
use crate::http::told::{Told, name};
use crate::limits::{KEYS, NAME_CHARACTERS};

/// Makes a key for an organiser: the bearer's own, or the one that the platform names. A key of scope `admin`
/// for which the platform names none is the platform's own. The secret is in this answer alone; a repeat with
/// the same `Idempotency-Key` shows the key without it.
#[utoipa::path(post, path = "/api/v1/keys", tag = "keys",
    params(
        ("organiser" = Option<String>, Query, description = "For whom; named by a key of the platform."),
        ("Idempotency-Key" = String, Header, description = "Makes a repeat get the same answer."),
    ),
    request_body = NewKey,
    security(("key" = ["admin"])),
    responses(
        (status = 201, description = "The key and its secret.", body = KeyMade),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn create(
    organiser: Organiser<ManageKeys>,
    whose: Query<Whose>,
    told: Told<NewKey>,
    organisers: Data<dyn Organisers>,
    keys: Data<dyn Keys>,
    (ring, clock): (Data<KeyRing>, Data<dyn Clock>),
) -> Answer {
    let (new, now) = (told.body, clock.now());
    name(&new.name, NAME_CHARACTERS, "/name")?;
    let expires = in_time(new.expires_at, now)?;
    let whose = for_whom(&organiser, whose.0.organiser, new.scope, organisers.as_ref()).await?;
    let id = KeyId(getrandom::u64().map_err(Failure::internal)?);
    let secret = ApiKey::random().map_err(Failure::internal)?;
    let (name, scope) = (new.name, new.scope);
    let row = KeyRow { id, name, scope, organiser: whose, created: now, expires, revoked: None, used: None };
    let key = shown(row.clone(), &ring);
    let entry = organiser.entry(AuditAction::KeyCreated, whose, &id, now);
    let kept = encode(&key)?;
    let once = organiser.once((told.id, told.digest), kept, (entry, json!(key)));
    let full =
        || Failure::new(ErrorCode::TooManyThere, format!("there are {KEYS} keys that are not revoked"));
    let written = keys.create_key(row, secret.hash(), once).await?.ok_or_else(full)?;
    changed(written, &ring, StatusCode::CREATED, || {
        answer::created(&KeyMade { key, secret: Some(secret.reveal()), grace_ends_at: None })
    })
}

/// For whom the key is; none for the platform itself.
async fn for_whom(
    organiser: &Organiser<ManageKeys>,
    wanted: Option<OrganiserId>,
    scope: Scope,
    organisers: &dyn Organisers,
) -> Result<Option<OrganiserId>, Failure> {
    if wanted.is_none() && scope == Scope::Admin {
        return Ok(organiser.of());
    }
    organiser.acts_for(wanted, organisers).await.map(Some)
}
