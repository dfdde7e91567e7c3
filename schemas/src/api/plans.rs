//! Seating plans: drafts and published versions. A draft's content is [`crate::plan::SeatingPlan`].

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::api::moment::Moment;
use crate::ids::{ContentHash, OrganiserId, PlanId};
use crate::plan::{ExportFormat, PlanCounts, PlanIssue, PlanMend, PriceLevel, Severity};

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

/// A plan with the price levels that an event on it needs prices for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanShown {
    /// The plan.
    #[serde(flatten)]
    pub plan: Plan,
    /// The price levels of its newest published version, in their order; of its draft where none is published.
    pub levels: Vec<PriceLevel>,
}

/// How many issues of each severity there are, among those that are listed at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssueCounts {
    /// Keep the plan from being published.
    pub error: usize,
    /// Somebody should know.
    pub warning: usize,
    /// Ask for nothing.
    pub note: usize,
}

impl IssueCounts {
    /// How many of each there are in a list.
    #[must_use]
    pub fn of(issues: &[PlanIssue]) -> Self {
        let count = |severity| issues.iter().filter(|issue| issue.severity == severity).count();
        Self { error: count(Severity::Error), warning: count(Severity::Warning), note: count(Severity::Note) }
    }
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
    /// How many of each severity the draft has, also where issues of one severity alone were asked for.
    #[serde(default)]
    pub issue_counts: IssueCounts,
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
