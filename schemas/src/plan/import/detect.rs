//! Which format a file has, from what it begins with and from the names of its fields.

use super::super::issue::PlanIssueCode;
use super::PlanFileFormat;
use super::intake::Intake;
use super::node::Node;

/// Whether the text is no JSON but lines of a table: what it begins with is no bracket.
pub(super) fn is_table(text: &str) -> bool {
    let mut letters = text.trim_start().chars();
    letters.next().is_some_and(|first| !['{', '['].contains(&first))
        && text.trim().contains([',', ';', '\t', '\n'])
}

/// The format of a JSON file; none, reported, where its fields are of no format.
pub(super) fn format(file: &Node<'_>, intake: &mut Intake) -> Option<PlanFileFormat> {
    let fields: &[_] = if let Node::Object(fields) = file { fields } else { &[] };
    let has = |wanted: &str| fields.iter().any(|(name, _)| name == wanted);
    let is_own = fields.iter().any(|(name, value)| {
        name == "format" && matches!(value, Node::Text(text) if text.starts_with("frontrow-plan/"))
    });
    if is_own {
        return Some(PlanFileFormat::Native);
    }
    if has("subChart") || has("subChartFloors") || has("venueType") {
        return Some(PlanFileFormat::Seatsio);
    }
    let is_list =
        |wanted: &str| fields.iter().any(|(name, value)| name == wanted && matches!(value, Node::List(_)));
    if has("categories") && is_list("zones") || is_list("categories") {
        return Some(PlanFileFormat::Pretix);
    }
    if is_list("levels") {
        return Some(PlanFileFormat::Native);
    }
    let advice = "say which format it is: native, seatsio, pretix or csv";
    let names: Vec<&str> = fields.iter().take(8).map(|(name, _)| name.as_ref()).collect();
    intake.findings.add(PlanIssueCode::UnknownFormat, String::new(), &names.join(", "), advice);
    None
}
