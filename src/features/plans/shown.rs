//! A plan as it is shown.

use actors::ports::catalogue::plans::{PlanRow, VersionRow};
use schemas::api::moment::Moment;
use schemas::api::plans::{Plan, PlanVersion};
use schemas::error_code::ErrorCode;
use schemas::ids::PlanId;
use schemas::plan::PlanIssue;

use super::draft::listed_name;
use crate::http::problem::Failure;

pub fn plan(row: &PlanRow) -> Plan {
    Plan {
        plan: row.id,
        organiser: row.organiser,
        name: listed_name(&row.name),
        created_at: Moment(row.created),
        versions: row.versions.iter().map(version).collect(),
    }
}

pub fn version(row: &VersionRow) -> PlanVersion {
    PlanVersion {
        number: row.number,
        hash: row.hash,
        places: row.places,
        units: row.units,
        published_at: Moment(row.published),
    }
}

/// There is no such plan.
pub fn unknown(plan: PlanId) -> Failure {
    Failure::new(ErrorCode::UnknownPlan, format!("there is no plan {plan}"))
}

/// The plan cannot be used as it is.
pub fn invalid(issues: &[PlanIssue]) -> Failure {
    let issues: Vec<_> = issues.iter().filter_map(|issue| serde_json::to_value(issue).ok()).collect();
    let detail = match issues.len() {
        1 => "one issue".to_owned(),
        count => format!("{count} issues, warnings included"),
    };
    Failure::new(ErrorCode::PlanInvalid, detail).with_issues(issues)
}
