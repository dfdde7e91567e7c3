//! Plans written in other products' formats.
//!
//! Enter by [`export_plan`]. What the target cannot say is listed, each kind of it as one issue with pointers into
//! the plan, and so is what is written in another form. A file that is read again by the importer of its format is
//! the plan but for what was listed; a test holds both to that.

mod pretix;
mod seatsio;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::issue::{Findings, PlanIssue, PlanIssueCode};
use super::model::SeatingPlan;

/// Formats that plans are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// frontrow's own, which loses nothing.
    Native,
    /// A seats.io chart.
    Seatsio,
    /// A pretix seating plan.
    Pretix,
}

/// A plan in another format.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// The file, as JSON.
    pub text: String,
    /// What the format cannot say, with pointers into the plan.
    pub issues: Vec<PlanIssue>,
}

/// Writes a valid plan in `format`.
///
/// # Errors
/// Where a number of the plan is not finite, which validation refuses.
pub fn export_plan(plan: &SeatingPlan, format: ExportFormat) -> Result<Export, serde_json::Error> {
    let mut losses = Losses::default();
    let text = match format {
        ExportFormat::Native => serde_json::to_string(plan)?,
        ExportFormat::Seatsio => serde_json::to_string(&seatsio::write(plan, &mut losses))?,
        ExportFormat::Pretix => serde_json::to_string(&pretix::write(plan, &mut losses))?,
    };
    Ok(Export { text, issues: losses.findings.into_issues() })
}

/// What is lost and what is written in another form.
#[derive(Default)]
struct Losses {
    findings: Findings,
}

impl Losses {
    /// The format has no word for the value at `pointer`.
    fn lost(&mut self, pointer: String, value: &str, advice: &str) {
        self.tell(PlanIssueCode::NotExported, pointer, value, advice);
    }

    /// The value at `pointer` is written in another form.
    fn otherwise(&mut self, pointer: String, value: &str, advice: &str) {
        self.tell(PlanIssueCode::ExportedOtherwise, pointer, value, advice);
    }

    fn tell(&mut self, code: PlanIssueCode, pointer: String, value: &str, advice: &str) {
        self.findings.gather(code, advice, pointer, |pointer| PlanIssue::new(code, pointer, value, advice));
    }
}

#[cfg(test)]
mod tests;
