//! API keys, known by hashes of their secrets, and the secrets of the node.

use schemas::ids::{ContentHash, KeyId, OrganiserId};
use schemas::scope::Scope;
use schemas::time::Timestamp;

use super::audit::AuditEntry;
use super::{CatalogueError, Once, Reach, Written};
use crate::ports::journal::PortFuture;

/// A key. Its secrets are nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// Its id, which survives a rotation.
    pub id: KeyId,
    /// Its name.
    pub name: String,
    /// What it allows.
    pub scope: Scope,
    /// Whose rows it reaches; none reaches all.
    pub organiser: Option<OrganiserId>,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends by itself; none for never.
    pub expires: Option<Timestamp>,
    /// When it was revoked; none where it was not.
    pub revoked: Option<Timestamp>,
    /// When it was last used, a while behind; none where it was not.
    pub used: Option<Timestamp>,
}

impl KeyRow {
    /// Whose rows the key reaches.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.organiser.map_or(Reach::All, Reach::One)
    }
}

/// What a bearer of a key shows, hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretRow {
    /// BLAKE3 of the secret.
    pub hash: ContentHash,
    /// When it ends; none lasts as long as its key.
    pub ends: Option<Timestamp>,
}

/// A key that is not revoked, with what it is recognised by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// The key.
    pub row: KeyRow,
    /// Its secrets, [`crate::limits::SECRETS_PER_KEY`] at most.
    pub secrets: Vec<SecretRow>,
}

/// A new secret for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The key as it is afterwards.
    pub key: KeyRow,
    /// BLAKE3 of the new secret.
    pub hash: ContentHash,
    /// When the present secret ends. One that is in its own grace ends at once.
    pub ends: Timestamp,
}

/// Where keys and node secrets are kept.
pub trait Keys: Send + Sync + 'static {
    /// The keys that are not revoked; those that have run out are among them.
    fn known_keys(&self) -> PortFuture<Result<Vec<KnownKey>, CatalogueError>>;

    /// The key; none where there is none within reach.
    fn key(&self, reach: Reach, id: KeyId) -> PortFuture<Result<Option<KeyRow>, CatalogueError>>;

    /// At most `limit` keys after the one of this moment and id, in that order, revoked ones too.
    fn keys(
        &self,
        reach: Reach,
        after: Option<(Timestamp, KeyId)>,
        limit: u32,
    ) -> PortFuture<Result<Vec<KeyRow>, CatalogueError>>;

    /// Adds a key; none where there are as many as there may be.
    fn create_key(
        &self,
        key: KeyRow,
        hash: ContentHash,
        once: Once,
    ) -> PortFuture<Result<Option<Written>, CatalogueError>>;

    /// Gives a key a new secret; none where it is revoked.
    fn rotate_key(
        &self,
        rotation: Rotation,
        once: Once,
    ) -> PortFuture<Result<Option<Written>, CatalogueError>>;

    /// Ends a key for good.
    fn revoke_key(&self, id: KeyId, at: Timestamp, once: Once)
    -> PortFuture<Result<Written, CatalogueError>>;

    /// Puts the first key in force, revoked or not, with this secret and no other.
    fn put_first_key(
        &self,
        key: KeyRow,
        hash: ContentHash,
        entry: AuditEntry,
    ) -> PortFuture<Result<(), CatalogueError>>;

    /// Notes when keys were last used; a later moment stays.
    fn keys_used(&self, used: Vec<(KeyId, Timestamp)>) -> PortFuture<Result<(), CatalogueError>>;

    /// The secret of this name; where there is none, `fresh` becomes it.
    fn secret(&self, name: &'static str, fresh: [u8; 32]) -> PortFuture<Result<[u8; 32], CatalogueError>>;
}
