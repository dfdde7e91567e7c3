//! Published plan versions: immutable, named by the hash of their content.

use serde::{Deserialize, Serialize};

use super::index::{BrokenPlan, IndexAssignment, PlanIndex};
use super::issue::{PlanIssue, PlanIssueCode, Severity};
use super::limits::ASSIGNED_PLACES_MAX;
use super::model::SeatingPlan;
use super::validate::validate;
use super::walk::Site;
use crate::ids::ContentHash;

/// An immutable plan version.
///
/// Its hash is BLAKE3 over its canonical encoding: JSON in UTF-8 without whitespace, an object of `plan`
/// and `assignment` in this order, fields in the order in which their types declare them, fields at
/// their default left out, numbers in the shortest text that reads back as the same number (lengths
/// have at most three decimals), only `"`, `\` and control characters escaped.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedPlan {
    content: Content,
    hash: ContentHash,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    plan: SeatingPlan,
    assignment: IndexAssignment,
}

/// Why stored bytes are not a published plan.
#[derive(Debug, thiserror::Error)]
pub enum OpenPlanError {
    /// The bytes are not what was hashed.
    #[error("the stored plan has hash {found}, not {expected}")]
    OtherHash {
        /// The hash it is stored under.
        expected: ContentHash,
        /// The hash of the bytes.
        found: ContentHash,
    },
    /// The bytes are not a canonical encoding of this format.
    #[error("the stored plan cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
}

impl PublishedPlan {
    /// Publishes a plan. `previous` is the assignment of the plan's version before, so that places keep
    /// their indexes.
    ///
    /// # Errors
    /// All issues of the plan, warnings included, where at least one is an error.
    pub fn publish(plan: SeatingPlan, previous: Option<&IndexAssignment>) -> Result<Self, Vec<PlanIssue>> {
        let mut issues = validate(&plan);
        if issues.iter().any(|issue| issue.severity == Severity::Error) {
            return Err(issues);
        }
        let assignment = IndexAssignment::assign(previous, &plan.sites());
        let count = assignment.places.len();
        let content = Content { plan, assignment };
        let encoded = serde_json::to_vec(&content).map_err(|error| error.to_string());
        match encoded {
            Ok(bytes) if count <= ASSIGNED_PLACES_MAX => Ok(Self { content, hash: hash(&bytes) }),
            Ok(_) => {
                let advice =
                    format!("all versions together may have {ASSIGNED_PLACES_MAX} places: start a new plan");
                issues.push(PlanIssue::new(PlanIssueCode::TooMany, "", &count.to_string(), advice));
                Err(issues)
            }
            Err(error) => {
                issues.push(PlanIssue::new(PlanIssueCode::InvalidValue, "", &error, "mend the plan"));
                Err(issues)
            }
        }
    }

    /// Reads a published plan from its canonical encoding.
    ///
    /// # Errors
    /// Where the bytes do not have the hash they are stored under, or cannot be read.
    pub fn open(bytes: &[u8], expected: ContentHash) -> Result<Self, OpenPlanError> {
        let found = hash(bytes);
        if found != expected {
            return Err(OpenPlanError::OtherHash { expected, found });
        }
        Ok(Self { content: serde_json::from_slice(bytes)?, hash: found })
    }

    /// The canonical encoding, to be stored as it is.
    ///
    /// # Errors
    /// Never for a plan that was published or opened; the encoder's own error otherwise.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&self.content)
    }

    /// Compiles the plan.
    ///
    /// # Errors
    /// Never for a plan that was published by this code; where an opened one was not valid.
    pub fn index(&self) -> Result<PlanIndex, BrokenPlan> {
        let sites = self.content.plan.sites();
        let indexes = self.indexes(&sites)?;
        PlanIndex::compile(self.hash, &self.content.plan, &self.content.assignment, &indexes, &sites)
    }

    /// The index of each of the plan's places.
    pub(super) fn indexes(&self, sites: &[Site<'_>]) -> Result<Vec<u32>, BrokenPlan> {
        let located = self.content.assignment.locate(sites).into_iter().zip(sites);
        let known = located.map(|(index, site)| index.ok_or_else(|| BrokenPlan { pointer: site.pointer() }));
        known.collect()
    }

    /// The plan.
    #[must_use]
    pub const fn plan(&self) -> &SeatingPlan {
        &self.content.plan
    }

    /// Which index each place has; what the next version is published with.
    #[must_use]
    pub const fn assignment(&self) -> &IndexAssignment {
        &self.content.assignment
    }

    /// The content hash, which names this version.
    #[must_use]
    pub const fn hash(&self) -> ContentHash {
        self.hash
    }
}

fn hash(bytes: &[u8]) -> ContentHash {
    ContentHash(*blake3::hash(bytes).as_bytes())
}

/// Reads a plan in the native format. The text form only; [`validate`] says what is wrong within.
///
/// # Errors
/// One issue with line and column where the text is not JSON of this format.
pub fn parse_plan(text: &str) -> Result<SeatingPlan, Box<PlanIssue>> {
    serde_json::from_str(text).map_err(|error| {
        let value = format!("line {}, column {}", error.line(), error.column());
        Box::new(PlanIssue::new(PlanIssueCode::InvalidJson, "", &value, format!("mend the text: {error}")))
    })
}
