//! What can be wrong with a plan, or with a file that should become one.

mod code;
mod findings;

pub use code::PlanIssueCode;
pub(in crate::plan) use findings::Findings;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::limits::VALUE_CHARACTERS_MAX;

/// How bad an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing to do; said so that nothing happens silently.
    Note,
    /// The plan can be used; somebody should know.
    Warning,
    /// The plan cannot be published.
    Error,
}

/// One thing that is wrong, where it is and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanIssue {
    /// Which kind of issue; its page is `/issues/{code}`.
    pub code: PlanIssueCode,
    /// How bad it is.
    pub severity: Severity,
    /// JSON pointer to the value in the file as it was given; empty for the whole. In a CSV file `/12/seat`
    /// is the column `seat` of line 12.
    pub pointer: String,
    /// The line, from 1, where the text itself is broken, or of a CSV file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The character in that line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// JSON pointers to all other values that are part of it, such as the other bearers of a label.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<String>,
    /// How many more there are than are listed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_listed: usize,
    /// The value as text, cut to 64 characters.
    pub value: String,
    /// What to do, in a sentence.
    pub advice: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
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
            line: None,
            column: None,
            also_at: Vec::new(),
            not_listed: 0,
            value: value.chars().take(VALUE_CHARACTERS_MAX).collect(),
            advice: advice.into(),
        }
    }

    /// The same, at a place in the text: line and character, both from 1.
    #[must_use]
    pub fn at_line(mut self, line: usize, column: usize) -> Self {
        self.line = u32::try_from(line).ok();
        self.column = u32::try_from(column).ok();
        self
    }
}

/// What was changed in a plan because it was asked to be mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanMend {
    /// The kind of issue that it mends.
    pub code: PlanIssueCode,
    /// JSON pointer to the value in the file as it was given.
    pub pointer: String,
    /// JSON pointers to all other values that were mended in the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<String>,
    /// How many more there are than are listed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_listed: usize,
    /// The value as it was, as text, cut to 64 characters.
    pub value: String,
    /// What was done, in a sentence.
    pub done: String,
}

impl From<PlanIssue> for PlanMend {
    fn from(issue: PlanIssue) -> Self {
        let PlanIssue { code, pointer, also_at, not_listed, value, advice, .. } = issue;
        Self { code, pointer, also_at, not_listed, value, done: advice }
    }
}
