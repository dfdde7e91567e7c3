//! The API's description.

use actix_web::http::Method;
use serde_json::Value;

use crate::stage::Stage;

#[actix_web::test]
async fn the_description_is_served_with_a_page_to_read_it() {
    let stage = Stage::new().await;
    let served = stage.get("/api/v1/openapi.json").answer().await;
    let copy = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/openapi.json")).unwrap();
    assert_eq!(served.status, 200);
    assert!(served.body == copy, "what is served is not schemas/openapi.json");
    let page = stage.get("/api/v1/docs").answer().await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let text = String::from_utf8(page.body).unwrap();
    assert!(!text.contains("https://") && !text.contains("src="), "the page needs nothing from elsewhere");
}

#[actix_web::test]
async fn every_path_of_the_description_is_a_route() {
    let stage = Stage::new().await;
    let description = stage.get("/api/v1/openapi.json").answer().await.expect(200);
    let mut asked = 0;
    let mut names = std::collections::BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        let filled = path
            .replace("{event}", "ev_aaaaaaaaaaaaa")
            .replace("{plan}", "pl_aaaaaaaaaaaaa")
            .replace("{hash}", &"00".repeat(32))
            .replace("{hold}", "1")
            .replace("{booking}", "1")
            .replace("{place}", "1")
            .replace("{code}", if path.starts_with("/issues") { "duplicate_label" } else { "taken" });
        for (method, operation) in methods.as_object().unwrap() {
            assert!(names.insert(operation["operationId"].to_string()), "{path} {method} shares its name");
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let answer = stage.ask(method.clone(), &filled).answer().await;
            let code = if answer.status < 400 { Value::Null } else { answer.json()["code"].clone() };
            assert!(code != "not_found" && code != "method_not_allowed", "{method} {filled}: {code}");
            asked += 1;
        }
    }
    assert!(asked >= 40, "{asked}");
}
