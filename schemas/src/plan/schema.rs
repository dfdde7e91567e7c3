//! The native format's JSON Schema.

use serde_json::Value;

use super::model::SeatingPlan;

/// The JSON Schema (2020-12) of [`SeatingPlan`], as in `schemas/plan.schema.json`.
///
/// # Errors
/// Where a type's description cannot be written as JSON.
pub fn plan_schema() -> Result<Value, serde_json::Error> {
    crate::json_schema::document::<SeatingPlan>("A seating plan of frontrow")
}
