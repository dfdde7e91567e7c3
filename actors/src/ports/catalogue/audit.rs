//! The audit log: who changed what.

use schemas::audit_action::AuditAction;
use schemas::ids::{KeyId, OrganiserId, Version};
use schemas::time::Timestamp;

use super::{CatalogueError, Reach};
use crate::ports::journal::PortFuture;

/// Who made a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditBearer {
    /// The key shown; none for whoever has the data folder.
    pub key: Option<KeyId>,
    /// The key's name at that moment.
    pub name: String,
}

/// One change. Nothing secret and nothing about a person is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: AuditBearer,
    /// Whose rows; none for what is the platform's own.
    pub organiser: Option<OrganiserId>,
    /// What was done.
    pub action: AuditAction,
    /// What was changed, by its id.
    pub resource: String,
    /// The event's version that a command made; none for a change of the catalogue. An entry about the same
    /// resource and version as another is the same entry.
    pub version: Option<Version>,
    /// What was there, in JSON; none where nothing was.
    pub before: Option<String>,
    /// What is there now, in JSON.
    pub after: Option<String>,
    /// The request's id.
    pub request: String,
}

/// An entry as it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Grows with each entry and is never used again.
    pub number: u64,
    /// The entry.
    pub entry: AuditEntry,
}

/// Where the audit log is kept.
pub trait Audit: Send + Sync + 'static {
    /// Keeps an entry about a change that the catalogue did not make.
    fn note(&self, entry: AuditEntry) -> PortFuture<Result<(), CatalogueError>>;

    /// At most `limit` entries before the one of this number, the newest first; about `resource` alone where
    /// one is named.
    fn entries(
        &self,
        reach: Reach,
        resource: Option<String>,
        before: Option<u64>,
        limit: u32,
    ) -> PortFuture<Result<Vec<AuditRow>, CatalogueError>>;
}
