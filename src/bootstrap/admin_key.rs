//! The admin key: made at first start, replaced by command, shown once.

use std::path::Path;

use actors::ports::catalogue::CatalogueError;
use actors::ports::catalogue::keys::{KeyRow, Keys, Role};
use actors::ports::clock::Clock;
use schemas::time::Timestamp;

use crate::adapters::local::clock::SlewedClock;
use crate::adapters::sqlite::Catalogue;
use crate::http::organiser::ApiKey;

/// The name of the admin key's bearer.
const ADMIN: &str = "admin";

/// Why there is no new key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The operating system gave no random bytes.
    #[error("the system gave no random bytes: {0}")]
    Random(getrandom::Error),
    /// The catalogue did not take it.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
}

/// A first key where there is none yet.
///
/// # Errors
/// [`KeyError`].
pub async fn first(keys: &dyn Keys, now: Timestamp) -> Result<Option<ApiKey>, KeyError> {
    if keys.keys().await?.is_empty() { replace(keys, now).await.map(Some) } else { Ok(None) }
}

/// A new admin key; the one before is revoked.
///
/// # Errors
/// [`KeyError`].
pub async fn replace(keys: &dyn Keys, now: Timestamp) -> Result<ApiKey, KeyError> {
    let key = ApiKey::new(random()?);
    let row = KeyRow { hash: key.hash(), name: ADMIN.to_owned(), role: Role::Admin };
    keys.replace_key(row, now).await?;
    Ok(key)
}

/// A new admin key in a data folder, beside a running server or without one.
///
/// # Errors
/// Where there is no data folder, and as [`replace`].
pub async fn rotate(folder: &Path) -> anyhow::Result<ApiKey> {
    anyhow::ensure!(
        folder.is_dir(),
        "there is no data folder {}: a server makes it at its first start",
        folder.display()
    );
    let catalogue = Catalogue::open(folder)?;
    Ok(replace(&catalogue, SlewedClock::start().now()).await?)
}

/// 256 random bits.
pub(super) fn random() -> Result<[u8; 32], KeyError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(KeyError::Random)?;
    Ok(bytes)
}
