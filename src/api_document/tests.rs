#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use serde_json::Value;

/// Compares a copy with what it is a copy of; `FRONTROW_UPDATE` makes it anew.
fn is_up_to_date(path: &str, copy: &str, made: &str) {
    if std::env::var_os("FRONTROW_UPDATE").is_some() {
        std::fs::write(path, made).unwrap();
    } else {
        assert!(copy == made, "{path} is stale: FRONTROW_UPDATE=1 cargo test --lib api_document");
    }
}

#[test]
fn the_copy_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/openapi.json");
    is_up_to_date(path, &std::fs::read_to_string(path).unwrap_or_default(), &super::text().unwrap());
}

/// Whom an operation lets in: an API key of some scope, a hold token, or anybody.
fn who(operation: &Value) -> String {
    let ways = operation["security"].as_array().cloned().unwrap_or_default();
    let optional = ways.is_empty() || ways.iter().any(|way| way.as_object().unwrap().is_empty());
    let scopes: Vec<&str> =
        ways.iter().filter_map(|way| way["key"].as_array()).flatten().filter_map(Value::as_str).collect();
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    if !optional && scopes.contains(&"platform") {
        return format!("`{}` of the platform", scopes[0]);
    }
    if !optional {
        return format!("`{}`", scopes[0]);
    }
    if parameters.iter().any(|one| one["name"] == "Hold-Token") { "hold token" } else { "anybody" }.to_owned()
}

#[test]
fn operations_says_who_may_on_each_route() {
    let description: Value = serde_json::from_str(&super::text().unwrap()).unwrap();
    let mut table = "| path | who |\n|---|---|\n".to_owned();
    for (path, methods) in description["paths"].as_object().unwrap() {
        let ways: Vec<String> = methods
            .as_object()
            .unwrap()
            .iter()
            .map(|(method, operation)| format!("{} {}", method.to_uppercase(), who(operation)))
            .collect();
        table.extend(["| `", path, "` | ", &ways.join(", "), " |\n"]);
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/OPERATIONS.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once("| path | who |\n").unwrap();
    let after = rest.split_once("\n\n").unwrap().1;
    is_up_to_date(path, &text, &format!("{before}{table}\n{after}"));
}
