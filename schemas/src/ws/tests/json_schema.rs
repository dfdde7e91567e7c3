//! `schemas/ws.json` against the types.

use serde_json::Value;

use crate::ws::json_schema::{json_schema, json_schema_text};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ws.json");

#[test]
fn the_file_in_the_repository_is_what_the_types_say() {
    let made = json_schema_text();
    if std::env::var_os("FRONTROW_UPDATE").is_some() {
        std::fs::write(PATH, &made).unwrap();
    }
    let lies_there = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(lies_there == made, "schemas/ws.json differs from the types: run with FRONTROW_UPDATE=1");
}

#[test]
fn every_reference_has_a_definition_and_every_frame_its_type() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(target)) = fields.get("$ref") {
                    found.push(target.clone());
                }
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let schema = json_schema();
    let mut found = Vec::new();
    references(&schema, &mut found);
    for target in &found {
        assert!(schema.pointer(target.trim_start_matches('#')).is_some(), "{target} has no definition");
    }
    let types = |frames: &str| -> Vec<String> {
        schema["$defs"][frames]["oneOf"]
            .as_array()
            .unwrap()
            .iter()
            .map(|variant| {
                let target = variant["$ref"].as_str().unwrap().trim_start_matches('#');
                let frame = schema.pointer(target).unwrap();
                assert_eq!(frame["required"][0], "type", "{target}");
                frame["properties"]["type"]["enum"][0].as_str().unwrap().to_owned()
            })
            .collect()
    };
    assert_eq!(types("ClientFrame"), ["hello", "hold", "hold_best", "release", "extend", "snapshot"]);
    assert_eq!(
        types("ServerFrame"),
        [
            "snapshot",
            "delta",
            "sale",
            "terms",
            "plan",
            "heartbeat",
            "holds",
            "held",
            "released",
            "extended",
            "refused",
            "expired",
            "error",
            "bye"
        ]
    );
}
