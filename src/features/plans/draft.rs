//! A plan's draft as the catalogue keeps it: what it says, and what is wrong with it.

use actors::ports::catalogue::plans::Draft;
use schemas::api::plans::PlanMade;
use schemas::ids::PlanId;
use schemas::plan::{
    Import, ImportOptions, PlanCounts, PlanIssue, SeatingPlan, Severity, import_plan, parse_plan, validate,
};

use super::shown::invalid;
use crate::http::answer::encode;
use crate::http::entity_tag::of_draft;
use crate::http::problem::Failure;

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
    Ok(Read { name: import.plan.name.clone(), draft, import })
}

impl Read {
    /// What its author is told.
    pub fn told(self, plan: PlanId) -> PlanMade {
        let Import { counts, issues, mends, .. } = self.import;
        PlanMade { plan, name: self.name, tag: of_draft(self.draft.hash()), counts, issues, mends }
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

/// What a kept draft holds and what is wrong with it.
///
/// # Errors
/// Where what is kept cannot be read.
pub fn shown(id: PlanId, name: String, draft: &Draft) -> Result<PlanMade, Failure> {
    let counts = plan(draft).map(|plan| PlanCounts::of(&plan)).unwrap_or_default();
    let tag = of_draft(draft.hash());
    Ok(PlanMade { plan: id, name, tag, counts, issues: issues(draft)?, mends: Vec::new() })
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
