//! Seating plans: drafts and published versions. A draft's content is [`crate::plan::SeatingPlan`].

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::api::moment::Moment;
use crate::ids::{ContentHash, OrganiserId, PlanId};
use crate::plan::{ExportFormat, PlanCounts, PlanIssue, PlanMend};

/// A published version of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanVersion {
    /// 1 for the first, one more with each.
    pub number: u32,
    /// Its content hash, which names it.
    #[schema(value_type = String)]
    pub hash: ContentHash,
    /// Places in it.
    pub places: u32,
    /// Units of all of them.
    pub units: u64,
    /// When it was published.
    #[schema(inline)]
    pub published_at: Moment,
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Plan {
    /// Its id.
    #[schema(value_type = String)]
    pub plan: PlanId,
    /// Whose it is.
    #[schema(value_type = String)]
    pub organiser: OrganiserId,
    /// Its name, for people.
    pub name: String,
    /// When it was made.
    #[schema(inline)]
    pub created_at: Moment,
    /// Its published versions, the oldest first.
    pub versions: Vec<PlanVersion>,
}

/// A plan's draft: what it holds and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanMade {
    /// The plan.
    #[schema(value_type = String)]
    pub plan: PlanId,
    /// Its name, for people.
    pub name: String,
    /// What a change of the draft names as `If-Match`: its `ETag`.
    pub tag: String,
    /// What the draft holds.
    pub counts: PlanCounts,
    /// What somebody should know about it, with pointers into the file that it was made of; errors among them keep
    /// it from being published.
    pub issues: Vec<PlanIssue>,
    /// What was mended in it, where that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mends: Vec<PlanMend>,
}

/// A plan in another format.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PlanExported {
    /// The format.
    pub to: ExportFormat,
    /// What the format cannot say, and what is written in another form, with pointers into the plan.
    pub issues: Vec<PlanIssue>,
    /// The file.
    #[schema(value_type = Object)]
    pub file: Box<RawValue>,
}

/// A page of plans, in order of their making.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanPage {
    /// The plans.
    pub plans: Vec<Plan>,
    /// Ask with `?after=` this for the page behind; none where this is the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
