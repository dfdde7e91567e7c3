//! What an import has to say, gathered so that a thousand seats with one trouble are one issue.

use std::collections::BTreeMap;

use schemas::plan::limits::ISSUES_MAX;
use schemas::plan::{PlanIssue, PlanIssueCode, Severity};

/// Issues and set-aside fields so far.
#[derive(Default)]
pub(super) struct Report {
    issues: Vec<PlanIssue>,
    /// Where in `issues` each kind of trouble with one field of one kind of object is.
    known: BTreeMap<(PlanIssueCode, &'static str, String), usize>,
    without_meaning: BTreeMap<String, usize>,
}

impl Report {
    /// Adds an issue at `pointer`, about a kind of object and one of its fields. Further ones of the same
    /// code about the same only add their pointers, up to a bound.
    pub(super) fn add(
        &mut self,
        code: PlanIssueCode,
        about: (&'static str, &str),
        pointer: String,
        value: &str,
        advice: &str,
    ) {
        let next = self.issues.len();
        let known = *self.known.entry((code, about.0, about.1.to_owned())).or_insert(next);
        match self.issues.get_mut(known) {
            None => self.issues.push(PlanIssue::new(code, pointer, value, advice)),
            Some(issue) if issue.also_at.len() < ISSUES_MAX => issue.also_at.push(pointer),
            Some(_) => {}
        }
    }

    /// Adds what validation found.
    pub(super) fn extend(&mut self, issues: impl Iterator<Item = PlanIssue>) {
        self.issues.extend(issues);
    }

    /// Notes a field that means nothing here.
    pub(super) fn set_aside(&mut self, kind: &str, field: &str) {
        *self.without_meaning.entry(format!("{kind}.{field}")).or_default() += 1;
    }

    /// The issues, errors first, and the set-aside fields with their counts.
    pub(super) fn into_parts(mut self) -> (Vec<PlanIssue>, BTreeMap<String, usize>) {
        self.issues.sort_by_key(|issue| issue.severity != Severity::Error);
        (self.issues, self.without_meaning)
    }
}
