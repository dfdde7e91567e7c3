//! What an import has to say: issues, mends, and fields that mean nothing here.

use std::collections::BTreeMap;

use super::super::issue::{Findings, PlanIssue, PlanIssueCode, PlanMend, Severity};

/// What was said so far, and how the import is to behave.
#[derive(Default)]
pub(super) struct Intake {
    pub findings: Findings,
    /// What was mended, as issues whose advice says what was done.
    pub mends: Findings,
    /// Whether to mend what can be mended safely.
    pub fix: bool,
    /// Whether an unknown field is an error.
    pub closed: bool,
    /// By kind of object and field: the first one's pointer, and how many there are.
    set_aside: BTreeMap<(&'static str, &'static str), (String, usize)>,
}

impl Intake {
    /// Nothing said yet.
    pub fn new(fix: bool) -> Self {
        Self { fix, ..Self::default() }
    }

    /// One more case of a kind of trouble with one field of one kind of object.
    pub fn gather(&mut self, code: PlanIssueCode, about: &str, pointer: String, value: &str, advice: &str) {
        let closed = self.closed;
        self.findings.gather(code, about, pointer, |pointer| {
            let mut issue = PlanIssue::new(code, pointer, value, advice);
            if closed && code == PlanIssueCode::UnknownField {
                issue.severity = Severity::Error;
            }
            issue
        });
    }

    /// One more thing that was mended in the same way.
    pub fn mended(&mut self, code: PlanIssueCode, pointer: String, value: &str, done: &str) {
        self.mends.gather(code, done, pointer, |pointer| PlanIssue::new(code, pointer, value, done));
    }

    /// Notes a field that means nothing here.
    pub fn set_aside(&mut self, kind: &'static str, field: &'static str, pointer: impl FnOnce() -> String) {
        self.set_aside.entry((kind, field)).or_insert_with(|| (pointer(), 0)).1 += 1;
    }

    /// The issues, the worst first, and the mends.
    pub fn into_parts(mut self) -> (Vec<PlanIssue>, Vec<PlanMend>) {
        for ((kind, field), (pointer, count)) in self.set_aside {
            let value = format!("{kind}.{field}: {count}");
            let advice = "nothing needs to be done: it means nothing here and was left out";
            self.findings.add(PlanIssueCode::SetAside, pointer, &value, advice);
        }
        let mends = self.mends.into_issues().into_iter().map(PlanMend::from).collect();
        (self.findings.into_issues(), mends)
    }
}
