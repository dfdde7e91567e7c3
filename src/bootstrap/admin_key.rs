//! The admin key: made at first start, replaced by whoever has the data folder, shown once.

use std::path::Path;

use actors::ports::catalogue::audit::{AuditBearer, AuditEntry};
use actors::ports::catalogue::keys::{KeyRow, Keys};
use actors::ports::catalogue::{CatalogueError, Reach};
use actors::ports::clock::Clock;
use schemas::audit_action::AuditAction;
use schemas::ids::KeyId;
use schemas::scope::Scope;
use schemas::time::Timestamp;

use crate::adapters::local::clock::SlewedClock;
use crate::adapters::sqlite::{Catalogue, FILE_NAME};
use crate::http::api_key::ApiKey;

/// The name of the first key.
const ADMIN: &str = "admin";

/// What the audit log calls whoever has the data folder.
pub(super) const CONSOLE: &str = "console";

/// Why there is no new key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The operating system gave no random bytes.
    #[error("the system gave no random bytes: {0}")]
    Random(#[from] getrandom::Error),
    /// The catalogue did not take it.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
}

/// A first key where there never was any: one that was revoked stays so.
///
/// # Errors
/// [`KeyError`].
pub async fn first(keys: &dyn Keys, now: Timestamp) -> Result<Option<ApiKey>, KeyError> {
    if keys.keys(Reach::All, None, 1).await?.is_empty() {
        put(keys, AuditAction::KeyCreated, now).await.map(Some)
    } else {
        Ok(None)
    }
}

/// A new admin key; the one before ends at once.
///
/// # Errors
/// [`KeyError`].
async fn put(keys: &dyn Keys, action: AuditAction, now: Timestamp) -> Result<ApiKey, KeyError> {
    let secret = ApiKey::random()?;
    let key = KeyRow {
        id: KeyId::FIRST,
        name: ADMIN.to_owned(),
        scope: Scope::Admin,
        organiser: None,
        created: now,
        expires: None,
        revoked: None,
        used: None,
    };
    let entry = AuditEntry {
        at: now,
        by: AuditBearer { key: None, name: CONSOLE.to_owned() },
        organiser: None,
        action,
        resource: key.id.to_string(),
        version: None,
        before: None,
        after: Some(serde_json::json!({ "name": ADMIN, "scope": Scope::Admin }).to_string()),
        request: String::new(),
    };
    keys.put_first_key(key, secret.hash(), entry).await?;
    Ok(secret)
}

/// A new admin key in a data folder, beside a running server or without one: the first key is in force
/// again, with this secret alone.
///
/// # Errors
/// Where there is no data folder or it is some other one, and [`KeyError`].
pub async fn rotate(folder: &Path) -> anyhow::Result<ApiKey> {
    anyhow::ensure!(
        folder.is_dir(),
        "there is no data folder {}: a server makes it at its first start",
        folder.display()
    );
    anyhow::ensure!(has_catalogue(folder), "{} holds no catalogue: it is no data folder", folder.display());
    let catalogue = Catalogue::open(folder)?;
    Ok(put(&catalogue, AuditAction::KeyRotated, SlewedClock::start().now()).await?)
}

/// Whether a server has begun in this folder.
#[must_use]
pub fn has_catalogue(folder: &Path) -> bool {
    folder.join(FILE_NAME).is_file()
}

/// 256 random bits.
pub(super) fn random() -> Result<[u8; 32], KeyError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
