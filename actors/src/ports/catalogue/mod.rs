//! The catalogue: what is small, written synchronously and read after write. Organisers, keys, plans, events'
//! texts and terms, secrets of the node, what POSTs on all of those answered, and who changed what.
//!
//! A write is durable when its future is ready. Nothing here decides about places.

pub mod audit;
pub mod events;
pub mod keys;
pub mod organisers;
pub mod plans;

use schemas::ids::{CommandHash, OrganiserId, PrincipalHash};
use schemas::time::Timestamp;

use self::audit::AuditEntry;

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

/// Whose rows somebody reaches. Rows beyond it are not there: they are neither found nor listed nor changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everybody's, and what is the platform's own.
    All,
    /// One organiser's.
    One(OrganiserId),
}

impl Reach {
    /// Whether rows of this organiser are within; none is the platform.
    #[must_use]
    pub fn covers(self, organiser: Option<OrganiserId>) -> bool {
        match self {
            Self::All => true,
            Self::One(own) => organiser == Some(own),
        }
    }
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
    /// The answer of this request, should it be the first; nothing secret.
    pub answer: Vec<u8>,
    /// This moment; answers are kept [`crate::limits::ORGANISER_MEMORY_MS`].
    pub at: Timestamp,
    /// What the audit log says about it, should it be the first.
    pub entry: AuditEntry,
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
