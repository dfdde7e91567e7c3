//! The catalogue: what is small, written synchronously and read after write. Plans, events' texts and
//! terms, keys, secrets of the node, and what POSTs on all of those answered.
//!
//! A write is durable when its future is ready. Nothing here decides about places.

pub mod events;
pub mod keys;
pub mod plans;

use schemas::ids::{CommandHash, PrincipalHash};
use schemas::time::Timestamp;

/// Why the catalogue could not do as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// More requests wait than may; nothing was done.
    #[error("the catalogue has too much to do")]
    Busy,
    /// The store failed, or what it holds cannot be read; in its own words.
    #[error("the catalogue failed: {0}")]
    Failed(String),
}

/// A POST's identity and its answer, kept in the same transaction as what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// Who asks.
    pub principal: PrincipalHash,
    /// Keyed hash of the client's id.
    pub command: CommandHash,
    /// Keyed hash of the request as received.
    pub digest: CommandHash,
    /// The answer of this request, should it be the first.
    pub answer: Vec<u8>,
    /// This moment; answers are kept [`crate::limits::ORGANISER_MEMORY_MS`].
    pub at: Timestamp,
}

/// What became of a write under a [`Once`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Done now.
    Done,
    /// It was done before; this was its answer.
    Repeated(Vec<u8>),
    /// The id was used for another content; nothing was done.
    IdReused,
}
