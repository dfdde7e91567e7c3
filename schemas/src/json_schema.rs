//! JSON Schema documents from the types that cross a boundary.

use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// The JSON Schema (2020-12) of `T`, with every type it names under `$defs`.
///
/// # Errors
/// Where a type's description cannot be written as JSON.
pub fn document<T: ToSchema>(title: &str) -> Result<Value, serde_json::Error> {
    let mut named = Vec::new();
    T::schemas(&mut named);
    let mut definitions = Map::new();
    for (name, schema) in named {
        definitions.insert(name, serde_json::to_value(schema)?);
    }
    let mut document = serde_json::to_value(T::schema())?;
    if let Some(fields) = document.as_object_mut() {
        fields.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        fields.insert("title".to_owned(), json!(title));
        fields.insert("$defs".to_owned(), Value::Object(definitions));
    }
    point_into_definitions(&mut document);
    Ok(document)
}

/// Turns references into an `OpenAPI` document's components into references into `$defs`.
fn point_into_definitions(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get_mut("$ref") {
                *reference = reference.replace("#/components/schemas/", "#/$defs/");
            }
            fields.values_mut().for_each(point_into_definitions);
        }
        Value::Array(items) => items.iter_mut().for_each(point_into_definitions),
        _ => {}
    }
}
