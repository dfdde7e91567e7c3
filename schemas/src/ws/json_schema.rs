//! `schemas/ws.json`: the frames as a JSON Schema, made from the types, so that clients in other languages
//! can generate theirs.

use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::{ClientFrame, SUBPROTOCOL, ServerFrame};

/// The document: `$defs` with every type, `ClientFrame` and `ServerFrame` among them.
#[must_use]
pub fn json_schema() -> Value {
    let mut named = Vec::new();
    ClientFrame::schemas(&mut named);
    ServerFrame::schemas(&mut named);
    named.push(("ClientFrame".to_owned(), ClientFrame::schema()));
    named.push(("ServerFrame".to_owned(), ServerFrame::schema()));
    named.sort_by(|left, right| left.0.cmp(&right.0));
    let mut definitions = Map::new();
    for (name, schema) in named {
        let mut value = serde_json::to_value(&schema).unwrap_or_default();
        point_at_definitions(&mut value);
        definitions.insert(name, value);
    }
    for frames in ["ClientFrame", "ServerFrame"] {
        let Some(mut frame) = definitions.remove(frames) else { continue };
        name_types(&mut frame, &mut definitions);
        definitions.insert(frames.to_owned(), frame);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SUBPROTOCOL,
        "description": "Frames of the live protocol: one JSON object a text frame. A client sends ClientFrame, the server ServerFrame.",
        "$defs": definitions,
    })
}

/// The document as it lies in the repository.
#[must_use]
pub fn json_schema_text() -> String {
    let mut text = serde_json::to_string_pretty(&json_schema()).unwrap_or_default();
    text.push('\n');
    text
}

fn point_at_definitions(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(target)) = fields.get_mut("$ref") {
                *target = target.replace("#/components/schemas/", "#/$defs/");
            }
            fields.values_mut().for_each(point_at_definitions);
        }
        Value::Array(items) => items.iter_mut().for_each(point_at_definitions),
        _ => {}
    }
}

/// A frame's `type` is a field of its own definition: "this definition and that field beside it" could never
/// be met where the definition allows no further fields.
fn name_types(frames: &mut Value, definitions: &mut Map<String, Value>) {
    let Some(variants) = frames.get_mut("oneOf").and_then(Value::as_array_mut) else { return };
    for variant in variants {
        let parts = variant.get("allOf").and_then(Value::as_array).cloned().unwrap_or_default();
        let target = parts.iter().find_map(|part| part.get("$ref")?.as_str().map(str::to_owned));
        let kind = parts.iter().find_map(|part| part.pointer("/properties/type").cloned());
        let (Some(target), Some(kind)) = (target, kind) else { continue };
        let name = target.trim_start_matches("#/$defs/");
        let Some(Value::Object(definition)) = definitions.get_mut(name) else { continue };
        let mut properties = Map::new();
        properties.insert("type".to_owned(), kind);
        if let Some(Value::Object(others)) = definition.remove("properties") {
            properties.extend(others);
        }
        let mut required = vec![json!("type")];
        if let Some(Value::Array(others)) = definition.remove("required") {
            required.extend(others);
        }
        definition.insert("required".to_owned(), Value::Array(required));
        definition.insert("properties".to_owned(), Value::Object(properties));
        *variant = json!({ "$ref": target });
    }
}
