//! What is wrong with a plan, line by line on the terminal.

use clap::ValueEnum;
use schemas::plan::{PlanIssue, PlanMend, Severity};

use super::super::output;

/// Pointers of one issue that are shown; the rest is counted.
const POINTERS_SHOWN: usize = 4;

/// Severities of issues.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Weight {
    /// What keeps the plan from being published.
    Error,
    /// What somebody should know.
    Warning,
    /// What asks for nothing.
    Note,
}

impl Weight {
    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Shows issues and mends; of notes no more than their number, unless they are asked for.
pub fn show(issues: &[PlanIssue], mends: &[PlanMend], notes_too: bool) {
    for mend in mends {
        let at = places(&mend.pointer, &mend.also_at, mend.not_listed);
        let value = if mend.value.is_empty() { String::new() } else { format!(" ({})", mend.value) };
        output::complain(&format!("mended {} {at}{value}: {}", mend.code.name(), mend.done));
    }
    let mut notes = 0;
    for issue in issues {
        if issue.severity == Severity::Note && !notes_too {
            notes += 1;
            continue;
        }
        output::complain(&line(issue));
    }
    if notes > 0 {
        let said = match notes {
            1 => "and 1 note that asks for nothing; --notes shows it".to_owned(),
            notes => format!("and {notes} notes that ask for nothing; --notes shows them"),
        };
        output::complain(&said);
    }
}

/// One issue as a line.
pub fn line(issue: &PlanIssue) -> String {
    let weight = match issue.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let at = match (issue.line, issue.column) {
        (Some(line), Some(column)) => format!("in line {line}, column {column}"),
        _ => places(&issue.pointer, &issue.also_at, issue.not_listed),
    };
    let value = if issue.value.is_empty() { String::new() } else { format!(" ({})", issue.value) };
    format!("{weight} {} {at}{value}: {}", issue.code.name(), issue.advice)
}

fn places(first: &str, others: &[String], not_listed: usize) -> String {
    let first = if first.is_empty() { "in the whole" } else { first };
    let mut text = if first.starts_with('/') { format!("at {first}") } else { first.to_owned() };
    for other in others.iter().take(POINTERS_SHOWN - 1) {
        text.push_str(", ");
        text.push_str(other);
    }
    let more = others.len().saturating_sub(POINTERS_SHOWN - 1) + not_listed;
    if more > 0 {
        text.extend([" and ", &more.to_string(), " more"]);
    }
    text
}
