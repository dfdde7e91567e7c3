//! Organisers: who puts events on sale.

use schemas::ids::OrganiserId;
use schemas::time::Timestamp;

use super::audit::AuditEntry;
use super::{CatalogueError, Once, Reach, Written};
use crate::ports::journal::PortFuture;

/// An organiser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganiserRow {
    /// Its id.
    pub id: OrganiserId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
}

/// Where organisers are kept.
pub trait Organisers: Send + Sync + 'static {
    /// Adds an organiser; none where there are as many as there may be.
    fn create_organiser(
        &self,
        organiser: OrganiserRow,
        once: Once,
    ) -> PortFuture<Result<Option<Written>, CatalogueError>>;

    /// Gives the organiser another name; false where there is none within reach. The entry is kept with the
    /// names before and after.
    fn rename_organiser(
        &self,
        reach: Reach,
        id: OrganiserId,
        name: String,
        entry: AuditEntry,
    ) -> PortFuture<Result<bool, CatalogueError>>;

    /// The organiser; none where there is none within reach.
    fn organiser(
        &self,
        reach: Reach,
        id: OrganiserId,
    ) -> PortFuture<Result<Option<OrganiserRow>, CatalogueError>>;

    /// At most `limit` organisers after the one of this moment and id, in that order.
    fn organisers(
        &self,
        reach: Reach,
        after: Option<(Timestamp, OrganiserId)>,
        limit: u32,
    ) -> PortFuture<Result<Vec<OrganiserRow>, CatalogueError>>;
}
