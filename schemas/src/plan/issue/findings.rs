//! Issues as they are found: bounded, however broken a file is, and a thousand of one kind are one.

use std::collections::BTreeMap;

use super::super::limits::{ISSUES_MAX, POINTERS_MAX};
use super::{PlanIssue, PlanIssueCode, Severity};

/// What was found so far.
#[derive(Default)]
pub(in crate::plan) struct Findings {
    errors: Vec<PlanIssue>,
    warnings: Vec<PlanIssue>,
    notes: Vec<PlanIssue>,
    /// Where the issue about each kind of trouble is in its list.
    known: BTreeMap<PlanIssueCode, BTreeMap<String, (Severity, usize)>>,
    total: usize,
    /// Pointers beside each issue's first, of all issues together.
    pointers: usize,
}

impl Findings {
    /// An issue of its own.
    pub fn add(&mut self, code: PlanIssueCode, pointer: String, value: &str, advice: impl Into<String>) {
        self.push(PlanIssue::new(code, pointer, value, advice));
    }

    /// An issue of its own, with its other pointers, of which no more are kept than are told.
    pub fn push(&mut self, mut issue: PlanIssue) {
        self.total += 1;
        let kept = issue.also_at.len().min(ISSUES_MAX).min(POINTERS_MAX - self.pointers);
        issue.not_listed += issue.also_at.len() - kept;
        issue.also_at.truncate(kept);
        let list = self.list(issue.severity);
        if list.len() < ISSUES_MAX {
            list.push(issue);
            self.pointers += kept;
        }
    }

    /// One more case of a kind of trouble: `about` tells kinds of one code apart. The first is an issue, made by
    /// `issue` of its pointer; further ones add theirs.
    pub fn gather(
        &mut self,
        code: PlanIssueCode,
        about: &str,
        pointer: String,
        issue: impl FnOnce(String) -> PlanIssue,
    ) {
        let known = self.known.get(&code).and_then(|kinds| kinds.get(about)).copied();
        let Some((severity, place)) = known else {
            let issue = issue(pointer);
            let place = (issue.severity, self.list(issue.severity).len());
            if place.1 < ISSUES_MAX {
                self.known.entry(code).or_default().insert(about.to_owned(), place);
            }
            self.push(issue);
            return;
        };
        let has_room = self.pointers < POINTERS_MAX;
        let Some(issue) = self.list(severity).get_mut(place) else { return };
        if has_room && issue.also_at.len() < ISSUES_MAX {
            issue.also_at.push(pointer);
            self.pointers += 1;
        } else {
            issue.not_listed += 1;
        }
    }

    /// Whether an error was found.
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn list(&mut self, severity: Severity) -> &mut Vec<PlanIssue> {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Note => &mut self.notes,
        }
    }

    /// The issues, the worst first, and within one severity in the order in which they were found.
    pub fn into_issues(mut self) -> Vec<PlanIssue> {
        let mut issues = self.errors;
        issues.append(&mut self.warnings);
        issues.append(&mut self.notes);
        issues.truncate(ISSUES_MAX);
        if self.total > ISSUES_MAX {
            let advice = format!("mend these {ISSUES_MAX} and check again");
            issues.push(PlanIssue::new(PlanIssueCode::MoreIssues, "", &self.total.to_string(), advice));
        }
        issues
    }
}
