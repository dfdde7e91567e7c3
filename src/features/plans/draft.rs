//! A plan's draft as the catalogue keeps it: what it says, and what is wrong with it.

use actors::ports::catalogue::plans::Draft;
use schemas::api::plans::{IssueCounts, PlanMade};
use schemas::ids::PlanId;
use schemas::plan::{
    Import, ImportOptions, PlanCounts, PlanIssue, SeatingPlan, Severity, draw_svg, import_plan, parse_plan,
    validate,
};

use super::shown::invalid;
use crate::http::answer::encode;
use crate::http::entity_tag::of_draft;
use crate::http::problem::Failure;
use crate::limits::PLAN_NAME_CHARACTERS_LISTED;

/// A draft that is to be kept, with what its author is told.
pub struct Read {
    /// The plan's name.
    pub name: String,
    /// What is kept.
    pub draft: Draft,
    import: Import,
}

/// Reads a file. A draft may have errors; what cannot be read at all is no draft.
///
/// # Errors
/// `plan_invalid` with all issues of a file that cannot be read.
pub fn read(file: &[u8], options: ImportOptions) -> Result<Read, Failure> {
    let import = import_plan(file, options);
    if !import.is_readable {
        return Err(invalid(&import.issues));
    }
    let draft = Draft { text: encode(&import.plan)?, issues: Some(encode(&import.issues)?) };
    Ok(Read { name: listed_name(&import.plan.name), draft, import })
}

impl Read {
    /// What its author is told.
    pub fn told(self, plan: PlanId) -> PlanMade {
        let Import { counts, issues, mends, .. } = self.import;
        let issue_counts = IssueCounts::of(&issues);
        let tag = of_draft(self.draft.hash());
        PlanMade { plan, name: self.name, tag, counts, issues, issue_counts, mends }
    }
}

/// All that was wrong with the file that a kept draft was made of.
///
/// # Errors
/// Where what is kept cannot be read.
pub fn issues(draft: &Draft) -> Result<Vec<PlanIssue>, Failure> {
    match &draft.issues {
        Some(kept) => serde_json::from_slice(kept).map_err(Failure::internal),
        None => Ok(plan(draft).map_or_else(|issue| vec![*issue], |plan| validate(&plan))),
    }
}

/// What a kept draft holds and what is wrong with it: all of it, or what is of one severity.
///
/// # Errors
/// Where what is kept cannot be read.
pub fn shown(id: PlanId, name: &str, draft: &Draft, severity: Option<Severity>) -> Result<PlanMade, Failure> {
    let counts = plan(draft).map(|plan| PlanCounts::of(&plan)).unwrap_or_default();
    let (name, tag) = (listed_name(name), of_draft(draft.hash()));
    let mut issues = issues(draft)?;
    let issue_counts = IssueCounts::of(&issues);
    issues.retain(|issue| severity.is_none_or(|severity| issue.severity == severity));
    Ok(PlanMade { plan: id, name, tag, counts, issues, issue_counts, mends: Vec::new() })
}

/// The drawing of a kept draft, also of one with errors: it shows what they are about.
///
/// # Errors
/// `plan_invalid` for one that says no plan.
pub fn drawn(draft: &Draft) -> Result<String, Failure> {
    plan(draft).map(|plan| draw_svg(&plan)).map_err(|issue| invalid(&[*issue]))
}

/// A plan's name as lists and answers have it: a draft may have one of any length, which is an error in it.
pub fn listed_name(name: &str) -> String {
    match name.char_indices().nth(PLAN_NAME_CHARACTERS_LISTED) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// The plan that a kept draft says. One with a number beyond all bounds, which its issues tell, says none.
///
/// # Errors
/// What keeps it from being read.
pub fn plan(draft: &Draft) -> Result<SeatingPlan, Box<PlanIssue>> {
    parse_plan(&String::from_utf8_lossy(&draft.text))
}

/// The plan of a draft without errors: what one with errors says is not one thing.
///
/// # Errors
/// `plan_invalid` with all issues, warnings included, of a draft with errors.
pub fn sound(draft: &Draft) -> Result<SeatingPlan, Failure> {
    let issues = issues(draft)?;
    if issues.iter().any(|issue| issue.severity == Severity::Error) {
        return Err(invalid(&issues));
    }
    plan(draft).map_err(|issue| invalid(&[*issue]))
}
