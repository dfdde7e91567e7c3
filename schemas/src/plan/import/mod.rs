//! Plans made elsewhere, and frontrow's own format, read from a file.
//!
//! Enter by [`import_plan`]. Nothing is dropped silently: each field of a file is imported, or means nothing here
//! and is counted in a note, or is reported where it is. All issues are told at once, with pointers into the file
//! as it was given. Whatever the bytes are, an import ends soon and without a panic: sizes are looked at before
//! anything is built of them.
//!
//! A folder a format: each turns the file into a draft with the origin of everything in it, so that what is found
//! in the plan can be shown in the file.

mod colors;
mod counts;
mod csv;
mod detect;
mod intake;
mod levels;
mod mend;
mod mend_texts;
mod native;
mod node;
mod origins;
mod pretix;
mod reader;
mod seatsio;
mod text;

pub use counts::PlanCounts;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::issue::{PlanIssue, PlanMend, Severity};
use super::model::SeatingPlan;
use super::validate::validate;
use intake::Intake;
use origins::Draft;

/// Formats of plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanFileFormat {
    /// frontrow's own.
    Native,
    /// A seats.io chart.
    Seatsio,
    /// A pretix seating plan.
    Pretix,
    /// A table of seats.
    Csv,
}

/// How a file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// The plan's name; none takes the file's own.
    pub name: Option<String>,
    /// The plan's name where the file is of a format without one; none for a name that says no more.
    pub name_else: Option<String>,
    /// Its format; none looks at the file.
    pub format: Option<PlanFileFormat>,
    /// Whether to mend what can be mended without deciding anything about the venue.
    pub fix: bool,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The format that it was read as; none where that is not known.
    pub format: Option<PlanFileFormat>,
    /// The plan; empty where the file could not be read at all.
    pub plan: SeatingPlan,
    /// All that is wrong or was left out, with pointers into the file, the worst first.
    pub issues: Vec<PlanIssue>,
    /// What was mended.
    pub mends: Vec<PlanMend>,
    /// What the plan holds.
    pub counts: PlanCounts,
    /// Whether the file could be read at all: its text, its format and its columns are known. A plan was made
    /// of it then, as far as it says one.
    pub is_readable: bool,
}

impl Import {
    /// Whether the plan can be published.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.issues.iter().all(|issue| issue.severity != Severity::Error)
    }
}

/// Reads a plan from the bytes of a file.
#[must_use]
pub fn import_plan(bytes: &[u8], options: ImportOptions) -> Import {
    let mut intake = Intake::new(options.fix);
    let text = match detect::other_product(bytes) {
        None => text::decode(bytes, &mut intake),
        Some(other) => {
            other.report(&mut intake);
            None
        }
    };
    let (format, draft) = match &text {
        Some(text) => read(text, &options, &mut intake),
        None => (options.format, None),
    };
    let is_readable = draft.is_some();
    let mut plan = SeatingPlan::default();
    if let Some(mut draft) = draft {
        if let Some(name) = options.name {
            draft.plan.name = name;
        }
        if options.fix {
            mend::mend(&mut draft, &mut intake);
        }
        for issue in validate(&draft.plan) {
            let mut issue = draft.origins.translate(issue);
            if let (Some(table), Some(text)) = (&draft.origins.table, &text) {
                issue = table.show(issue, text);
            }
            intake.findings.push(issue);
        }
        plan = draft.plan;
    }
    let counts = PlanCounts::of(&plan);
    let (issues, mends) = intake.into_parts();
    Import { format, plan, issues, mends, counts, is_readable }
}

fn read(text: &str, options: &ImportOptions, intake: &mut Intake) -> (Option<PlanFileFormat>, Option<Draft>) {
    let format = options.format;
    if let Some(other) = detect::no_plan(text, format) {
        other.report(intake);
        return (format, None);
    }
    let is_table = format.map_or_else(|| detect::is_table(text), |format| format == PlanFileFormat::Csv);
    if is_table {
        return (Some(PlanFileFormat::Csv), csv::read(text, options.name_else.as_deref(), intake));
    }
    let Some(file) = node::parse(text, &mut intake.findings) else { return (format, None) };
    let Some(format) = format.or_else(|| detect::format(&file, intake)) else { return (None, None) };
    let draft = match format {
        PlanFileFormat::Native => native::read(&file, intake),
        PlanFileFormat::Seatsio => seatsio::read(&file, intake),
        PlanFileFormat::Pretix => pretix::read(&file, intake),
        PlanFileFormat::Csv => Draft::default(),
    };
    // A file that is one value of another kind has been reported, and says no plan.
    (Some(format), matches!(file, node::Node::Object(_)).then_some(draft))
}

#[cfg(test)]
pub(super) mod tests;
