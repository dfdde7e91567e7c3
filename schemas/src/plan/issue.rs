//! What can be wrong with a plan, or with a file that should become one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How bad an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The plan can be used; somebody should know.
    Warning,
    /// The plan cannot be published.
    Error,
}

/// One thing that is wrong, where it is and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanIssue {
    /// Which kind of issue.
    pub code: PlanIssueCode,
    /// How bad it is.
    pub severity: Severity,
    /// JSON pointer to the value in the file as it was given; empty for the whole.
    pub pointer: String,
    /// JSON pointers to all other values that are part of it, such as the other bearers of a label.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<String>,
    /// The value as text, cut to 64 characters.
    pub value: String,
    /// What to do, in a sentence.
    pub advice: String,
}

impl PlanIssue {
    /// An issue of `code` with the severity that belongs to it.
    pub fn new(
        code: PlanIssueCode,
        pointer: impl Into<String>,
        value: &str,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity: code.severity(),
            pointer: pointer.into(),
            also_at: Vec::new(),
            value: value.chars().take(64).collect(),
            advice: advice.into(),
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $severity:ident,)*) => {
        /// The kinds of issue. The names are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum PlanIssueCode {
            $($(#[$doc])* $name,)*
        }

        impl PlanIssueCode {
            /// All kinds, in their order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// How bad issues of this kind are.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)*
                }
            }
        }
    };
}

codes! {
    /// The text is not JSON, or not of the expected form; the advice names line and column.
    InvalidJson Error,
    /// Two places, or two tables, have the same label in the whole plan.
    DuplicateLabel Error,
    /// Two levels, zones or floors have the same key, or two sections the same label.
    DuplicateKey Error,
    /// A place names a price level that the plan does not have.
    UnknownLevel Error,
    /// A place has no price level, nor has what it lies in.
    LevelMissing Error,
    /// A section names a zone that the plan does not have.
    UnknownZone Error,
    /// A section names a floor that the plan does not have.
    UnknownFloor Error,
    /// A key, label or name is empty.
    EmptyText Error,
    /// A text is longer than its limit or holds control characters.
    InvalidText Error,
    /// A colour is not of the form `#rrggbb`.
    InvalidColor Error,
    /// A list is longer than its limit.
    TooMany Error,
    /// A number is not finite or lies beyond its limit.
    NumberOutOfRange Error,
    /// A GA area takes nobody.
    ZeroCapacity Error,
    /// A GA area's or table's minimum occupancy is 0 or above what it takes.
    InvalidOccupancy Error,
    /// An outline has no extent: fewer than three corners, or a side of 0.
    InvalidOutline Error,
    /// The plan has no place at all.
    NoPlaces Error,
    /// A row or table has no seats.
    EmptyRow Error,
    /// Two places lie on one point.
    SamePosition Warning,
    /// A price level, zone or floor that nothing names.
    Unused Warning,
    /// There are more issues than are reported; the value says how many in all.
    MoreIssues Warning,
    /// A field that the importer does not know.
    UnknownField Warning,
    /// A value that the importer knows and cannot express here; it is left out.
    NotImported Warning,
    /// A value of the wrong type where one is needed, or a needed value that is missing.
    InvalidValue Error,
}
