//! Seating plans: drafts and published versions.

use schemas::ids::{ContentHash, EventId, OrganiserId, PlanId};
use schemas::time::Timestamp;

use super::audit::AuditEntry;
use super::{CatalogueError, Once, Reach, Written};
use crate::ports::journal::PortFuture;

/// A plan with its draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRow {
    /// Its id.
    pub id: PlanId,
    /// Whose it is.
    pub organiser: OrganiserId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Timestamp,
    /// Its published versions, the oldest first.
    pub versions: Vec<VersionRow>,
}

/// A published version, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// Its content hash.
    pub hash: ContentHash,
    /// 1 for the first version of the plan, one more with each.
    pub number: u32,
    /// Places in it, retired ones left out.
    pub places: u32,
    /// Units of all of them.
    pub units: u64,
    /// When it was published.
    pub published: Timestamp,
}

/// A plan's draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The plan, in JSON.
    pub text: Vec<u8>,
    /// What was wrong with the file that it was made of, in JSON; none where that was not kept: then it is what the
    /// draft itself shows.
    pub issues: Option<Vec<u8>>,
}

impl Draft {
    /// What names it among the drafts of its plan: the hash of its text.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        ContentHash(*blake3::hash(&self.text).as_bytes())
    }
}

/// A draft to take the place of a plan's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDraft {
    /// The plan.
    pub plan: PlanId,
    /// The plan's name from now on.
    pub name: String,
    /// The draft.
    pub draft: Draft,
    /// Only in the place of this one; none for whichever is there.
    pub only_if: Option<ContentHash>,
}

/// What became of a draft that was to take another's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacement {
    /// It is the plan's draft.
    Done,
    /// There is no such plan within reach.
    Unknown,
    /// Another draft is there than the one whose place it was to take.
    Changed,
}

/// A version to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewVersion {
    /// The plan.
    pub plan: PlanId,
    /// The plan's last version when this one was made to follow it; none where it had none.
    pub after: Option<ContentHash>,
    /// What lists show of it.
    pub row: VersionRow,
    /// Its canonical encoding.
    pub content: Vec<u8>,
    /// Its drawing, gzip over JSON, as it is served.
    pub geometry: Vec<u8>,
}

/// What became of something that was to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// It is gone.
    Done,
    /// There is no such thing within reach.
    Unknown,
    /// Logs of these events cannot be read without it, in order of id; no more than a bound of the catalogue's.
    InUse(Vec<EventId>),
}

/// Where plans are kept.
pub trait Plans: Send + Sync + 'static {
    /// Adds a plan with its draft.
    fn create_plan(
        &self,
        plan: PlanRow,
        draft: Draft,
        once: Once,
    ) -> PortFuture<Result<Written, CatalogueError>>;

    /// Puts another draft in the place of the plan's draft. The entry is kept with names and hashes of the drafts before and after.
    fn replace_draft(
        &self,
        reach: Reach,
        plan: NewDraft,
        entry: AuditEntry,
    ) -> PortFuture<Result<Replacement, CatalogueError>>;

    /// The plan; none where there is none within reach.
    fn plan(&self, reach: Reach, id: PlanId) -> PortFuture<Result<Option<PlanRow>, CatalogueError>>;

    /// The plan's draft; none where there is no such plan within reach.
    fn draft(&self, reach: Reach, id: PlanId) -> PortFuture<Result<Option<Draft>, CatalogueError>>;

    /// At most `limit` plans after the one of this moment and id, in that order.
    fn plans(
        &self,
        reach: Reach,
        after: Option<(Timestamp, PlanId)>,
        limit: u32,
    ) -> PortFuture<Result<Vec<PlanRow>, CatalogueError>>;

    /// Publishes a version. Where the plan has a version of this content hash, nothing is added; where its last
    /// version is another by now than the one that this follows, or the plan is gone, nothing is done: none.
    fn publish(&self, version: NewVersion, once: Once)
    -> PortFuture<Result<Option<Written>, CatalogueError>>;

    /// Notes that the event's log names this version, or is about to: it cannot be deleted from then on. False
    /// where it was deleted before.
    fn plan_named(&self, event: EventId, hash: ContentHash) -> PortFuture<Result<bool, CatalogueError>>;

    /// Deletes a version of a plan; or the plan, with its draft and all its versions.
    fn delete_plan(
        &self,
        reach: Reach,
        id: PlanId,
        version: Option<ContentHash>,
        entry: AuditEntry,
    ) -> PortFuture<Result<Deletion, CatalogueError>>;

    /// Whether a plan of this organiser has this published version.
    fn has_version(
        &self,
        organiser: OrganiserId,
        hash: ContentHash,
    ) -> PortFuture<Result<bool, CatalogueError>>;

    /// Whether one plan of this organiser has both of these published versions.
    fn are_of_one_plan(
        &self,
        organiser: OrganiserId,
        hashes: [ContentHash; 2],
    ) -> PortFuture<Result<bool, CatalogueError>>;

    /// A version's canonical encoding.
    fn version_content(&self, hash: ContentHash) -> PortFuture<Result<Option<Vec<u8>>, CatalogueError>>;

    /// A version's drawing, gzip over JSON. Whoever knows the hash may have it: buyers draw it, and caches
    /// keep it.
    fn geometry(&self, hash: ContentHash) -> PortFuture<Result<Option<Vec<u8>>, CatalogueError>>;
}
