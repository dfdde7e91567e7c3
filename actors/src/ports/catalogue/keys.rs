//! API keys by their hashes, and the secrets of the node.

use schemas::ids::ContentHash;
use schemas::time::Timestamp;

use super::CatalogueError;
use crate::ports::journal::PortFuture;

/// What the bearer of a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// May do everything.
    Admin,
}

/// A key that is in force. The key itself is nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// BLAKE3 of the key.
    pub hash: ContentHash,
    /// The name of its bearer, which survives a rotation.
    pub name: String,
    /// What the bearer is.
    pub role: Role,
}

/// Where keys and node secrets are kept.
pub trait Keys: Send + Sync + 'static {
    /// The keys in force.
    fn keys(&self) -> PortFuture<Result<Vec<KeyRow>, CatalogueError>>;

    /// Puts `key` in force and revokes every other key of its name, in one step.
    fn replace_key(&self, key: KeyRow, at: Timestamp) -> PortFuture<Result<(), CatalogueError>>;

    /// The secret of this name; where there is none, `fresh` becomes it.
    fn secret(&self, name: &'static str, fresh: [u8; 32]) -> PortFuture<Result<[u8; 32], CatalogueError>>;
}
