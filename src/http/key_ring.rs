//! The keys in force, read from the catalogue again now and then, and when each was last used.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actors::ports::catalogue::CatalogueError;
use actors::ports::catalogue::audit::AuditBearer;
use actors::ports::catalogue::keys::{KeyRow, Keys, KnownKey, SecretRow};
use actors::ports::clock::Clock;
use schemas::error_code::ErrorCode;
use schemas::ids::{KeyId, PrincipalHash};
use schemas::time::Timestamp;

use super::api_key::ApiKey;
use super::problem::Failure;
use crate::limits::KEYS_FRESH_MS;
use crate::request_keys::RequestKeys;

/// What the log calls the bearer of the first key: what it did before keys had ids is its own still.
const FIRST_BEARER: &str = "admin";

/// Who showed a key.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// The key.
    pub key: Arc<KeyRow>,
    /// What the log calls the bearer, whichever secret the key has.
    pub principal: PrincipalHash,
}

impl Bearer {
    /// What the audit log calls the bearer.
    #[must_use]
    pub fn named(&self) -> AuditBearer {
        AuditBearer { key: Some(self.key.id), name: self.key.name.clone() }
    }
}

/// Secrets by the first bytes of their hashes, so that one is found without looking at all. The hashes
/// themselves are compared in constant time, and whoever could time the rest learns bytes of a hash of 256
/// random bits.
type Known = BTreeMap<u64, Vec<(SecretRow, Arc<KeyRow>)>>;

/// What was read.
#[derive(Default)]
struct Read {
    /// Counts how often keys were changed through this server: what was read before does not count.
    changes: u64,
    kept: Option<(Instant, Arc<Known>)>,
}

/// The keys in force.
pub struct KeyRing {
    keys: Arc<dyn Keys>,
    names: RequestKeys,
    clock: Arc<dyn Clock>,
    read: Mutex<Read>,
    /// Held by whoever reads: one reads for all.
    reading: tokio::sync::Mutex<()>,
    used: Mutex<BTreeMap<KeyId, Timestamp>>,
}

impl KeyRing {
    /// A ring over the keys of the catalogue. Bearers are named in the log by a hash under `names`.
    #[must_use]
    pub fn new(keys: Arc<dyn Keys>, names: RequestKeys, clock: Arc<dyn Clock>) -> Self {
        Self {
            keys,
            names,
            clock,
            read: Mutex::default(),
            reading: tokio::sync::Mutex::default(),
            used: Mutex::default(),
        }
    }

    /// The bearer of `key`, whose use is noted.
    ///
    /// # Errors
    /// `key_invalid`, `key_expired`; where the catalogue cannot be read.
    pub async fn bearer(&self, key: &ApiKey) -> Result<Bearer, Failure> {
        let hash = key.hash();
        let known = self.fresh().await?;
        let (sought, now) = (blake3::Hash::from_bytes(hash.0), self.clock.now());
        let alike = known.get(&first(hash.0)).map_or(&[][..], Vec::as_slice);
        let found = alike.iter().fold(None, |found, one| {
            if blake3::Hash::from_bytes(one.0.hash.0) == sought { Some(one) } else { found }
        });
        let (_, row) =
            found.filter(|(secret, _)| secret.ends.is_none_or(|end| now < end)).ok_or_else(|| {
                Failure::new(ErrorCode::KeyInvalid, "this key is not in force").at("authorization")
            })?;
        if row.expires.is_some_and(|end| end <= now) {
            let detail = format!("the key {} has run out", row.id);
            return Err(Failure::new(ErrorCode::KeyExpired, detail).at("authorization"));
        }
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(row.id, now);
        Ok(Bearer { key: Arc::clone(row), principal: self.principal(row.id) })
    }

    /// What the log calls the bearer of this key.
    #[must_use]
    pub fn principal(&self, key: KeyId) -> PrincipalHash {
        if key == KeyId::FIRST {
            return self.names.principal(FIRST_BEARER);
        }
        self.names.principal(&key.to_string())
    }

    /// Keys were changed through this very server: they are read again at the next use.
    pub fn changed(&self) {
        let mut read = self.read();
        read.changes += 1;
        read.kept = None;
    }

    /// When the key was last used here, where that is not written yet.
    #[must_use]
    pub fn used(&self, key: KeyId) -> Option<Timestamp> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).get(&key).copied()
    }

    /// Writes when keys were last used: one write, however often they were.
    ///
    /// # Errors
    /// Where the catalogue does not take it; it is tried again with the next.
    pub async fn write_uses(&self) -> Result<(), CatalogueError> {
        let used = std::mem::take(&mut *self.used.lock().unwrap_or_else(PoisonError::into_inner));
        if used.is_empty() {
            return Ok(());
        }
        let written = self.keys.keys_used(used.iter().map(|(key, at)| (*key, *at)).collect()).await;
        if written.is_err() {
            let mut newer = self.used.lock().unwrap_or_else(PoisonError::into_inner);
            for (key, at) in used {
                newer.entry(key).or_insert(at);
            }
        }
        written
    }

    async fn fresh(&self) -> Result<Arc<Known>, CatalogueError> {
        if let Some(known) = self.kept() {
            return Ok(known);
        }
        let _reading = self.reading.lock().await;
        loop {
            if let Some(known) = self.kept() {
                return Ok(known);
            }
            let changes = self.read().changes;
            let known = Arc::new(by_hash(self.keys.known_keys().await?));
            let mut read = self.read();
            // Where a key was made or ended meanwhile, this may be from before.
            if read.changes == changes {
                read.kept = Some((Instant::now(), Arc::clone(&known)));
                return Ok(known);
            }
        }
    }

    fn kept(&self) -> Option<Arc<Known>> {
        let fresh = Duration::from_millis(KEYS_FRESH_MS);
        let read = self.read();
        read.kept.as_ref().filter(|(at, _)| at.elapsed() < fresh).map(|(_, known)| Arc::clone(known))
    }

    fn read(&self) -> std::sync::MutexGuard<'_, Read> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn by_hash(keys: Vec<KnownKey>) -> Known {
    let mut known = Known::new();
    for KnownKey { row, secrets } in keys {
        let row = Arc::new(row);
        for secret in secrets {
            known.entry(first(secret.hash.0)).or_default().push((secret, Arc::clone(&row)));
        }
    }
    known
}

fn first(hash: [u8; 32]) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests;
