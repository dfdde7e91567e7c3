//! What is written is read again, and is the plan but for what is listed.
#![allow(clippy::unwrap_used, clippy::panic)]

mod frame;
mod pretix;
mod real;
mod seatsio;

use std::collections::BTreeSet;

use super::*;
use crate::plan::import::tests::shared;
use crate::plan::tests::made::plans;
use crate::plan::{Import, ImportOptions, PlanFileFormat, Seat, Severity, import_plan};

/// The pointers of all issues.
fn listed(export: &Export) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for issue in &export.issues {
        assert!(
            matches!(issue.code, PlanIssueCode::NotExported | PlanIssueCode::ExportedOtherwise),
            "{issue:?}"
        );
        assert_eq!(issue.not_listed, 0);
        found.extend(issue.also_at.iter().chain([&issue.pointer]).cloned());
    }
    found
}

/// The text read again as this format, without an error.
fn read_again(text: &str, format: PlanFileFormat) -> Import {
    let import =
        import_plan(text.as_bytes(), ImportOptions { format: Some(format), ..ImportOptions::default() });
    let errors: Vec<_> = import.issues.iter().filter(|issue| issue.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
    import
}

/// Each pointer leads to a value of the plan, or of its defaults.
fn leads_somewhere(plan: &SeatingPlan, pointers: &BTreeSet<String>) {
    let file = serde_json::to_value(plan).unwrap();
    for pointer in pointers {
        let holder = pointer.rsplit_once('/').map_or("", |(holder, _)| holder);
        assert!(file.pointer(holder).is_some(), "{pointer} leads nowhere");
    }
}

/// Each seat's level where a reader of files puts it: at its row where all seats have one, else at each seat.
fn leveled(seats: &mut [Seat], row: Option<&String>, section: Option<&String>) -> Option<String> {
    for seat in &mut *seats {
        seat.level = seat.level.take().or_else(|| row.or(section).cloned());
    }
    let first = seats.first()?.level.clone()?;
    if seats.iter().any(|seat| seat.level.as_ref() != Some(&first)) {
        return None;
    }
    for seat in seats {
        seat.level = None;
    }
    Some(first)
}
