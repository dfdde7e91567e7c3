//! The native format's JSON Schema.

use serde_json::{Value, json};

use super::model::SeatingPlan;

/// The JSON Schema (2020-12) of [`SeatingPlan`], as in `schemas/plan.schema.json`.
///
/// # Errors
/// Where a type's description cannot be written as JSON.
pub fn plan_schema() -> Result<Value, serde_json::Error> {
    let mut schema = crate::json_schema::document::<SeatingPlan>("A seating plan of frontrow")?;
    close(&mut schema);
    Ok(schema)
}

/// Allows no field beyond those that are named, in any object of the format, as its reader does.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.get("type") == Some(&json!("object")) && fields.contains_key("properties") {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
