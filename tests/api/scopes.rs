//! What a key's scope allows: what the description says, on every route.

use actix_web::http::Method;
use serde_json::Value;

use crate::organisers::DEFAULT;
use crate::stage::{Answered, Stage};

const SCOPES: [&str; 4] = ["read", "sell", "manage", "admin"];

/// A path that names nothing that is there.
fn nowhere(path: &str) -> String {
    path.replace("{event}", "ev_aaaaaaaaaaaae")
        .replace("{plan}", "pl_aaaaaaaaaaaae")
        .replace("{organiser}", "or_aaaaaaaaaaaae")
        .replace("{key}", "ky_aaaaaaaaaaaae")
        .replace("{hash}", &"00".repeat(32))
        .replace("{hold}", "1")
        .replace("{booking}", "1")
        .replace("{place}", "1")
        .replace("{code}", "taken")
}

/// The scopes that the description asks of a key; none where it asks for no key.
fn asked(operation: &Value) -> Option<Vec<&str>> {
    let ways = operation["security"].as_array()?;
    let optional = ways.iter().any(|way| way.as_object().unwrap().is_empty());
    let scopes = ways.iter().find_map(|way| way["key"].as_array()).filter(|_| !optional)?;
    Some(scopes.iter().map(|scope| scope.as_str().unwrap()).collect())
}

#[actix_web::test]
async fn a_key_may_what_the_description_says_its_scope_may() {
    let stage = Stage::new().await;
    let mut keys = Vec::new();
    for scope in SCOPES {
        keys.push(stage.new_key(DEFAULT, scope).await.1);
    }
    let description = stage.get("/api/v1/openapi.json").answer().await.expect(200);
    let (mut with_key, mut without) = (0, 0);
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let ask = |key: Option<&str>| {
                let asking = stage.ask(method.clone(), &nowhere(path)).id("some-id");
                if let Some(key) = key { asking.key(key) } else { asking }.answer()
            };
            let what = |answer: &Answered| {
                let code = if answer.status < 400 { Value::Null } else { answer.json()["code"].clone() };
                format!("{method} {path}: {} {code}", answer.status)
            };
            let Some(asked) = asked(operation) else {
                let answer = ask(None).await;
                assert!(!what(&answer).contains("key_missing"), "{}", what(&answer));
                without += 1;
                continue;
            };
            with_key += 1;
            ask(None).await.problem(401, "key_missing");
            let least = SCOPES.iter().position(|scope| *scope == asked[0]).unwrap();
            for (at, key) in keys.iter().enumerate() {
                let answer = ask(Some(key)).await;
                let refused = answer.status == 403;
                assert_eq!(
                    refused,
                    at < least || asked.contains(&"platform"),
                    "{}: {}",
                    SCOPES[at],
                    what(&answer)
                );
                if refused {
                    answer.problem(403, "scope_missing");
                }
            }
            let answer = ask(Some(&stage.key)).await;
            assert!(![401, 403].contains(&answer.status), "{}", what(&answer));
        }
    }
    assert!(with_key >= 41 && without >= 15, "{with_key} {without}");
}
