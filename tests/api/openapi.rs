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

/// A path of the description that names what could be there.
fn filled(path: &str) -> String {
    path.replace("{event}", "ev_aaaaaaaaaaaaa")
        .replace("{plan}", "pl_aaaaaaaaaaaaa")
        .replace("{hash}", &"00".repeat(32))
        .replace("{hold}", "1")
        .replace("{booking}", "1")
        .replace("{place}", "1")
        .replace("{code}", if path.starts_with("/issues") { "duplicate_label" } else { "taken" })
}

#[actix_web::test]
async fn what_is_not_described_behind_the_question_mark_is_refused_on_every_route() {
    let stage = Stage::new().await;
    let description = stage.get("/api/v1/openapi.json").answer().await.expect(200);
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let asked = format!("{}?at%20all=1", filled(path));
            let problem = stage.ask(method.clone(), &asked).answer().await.problem(422, "invalid_value");
            assert_eq!(problem["pointer"], "at all", "{method} {path}");
            let described = operation["parameters"].as_array().into_iter().flatten();
            for known in described.filter(|parameter| parameter["in"] == "query") {
                let asked = format!("{}?{}=1", filled(path), known["name"].as_str().unwrap());
                let answer = stage.ask(method.clone(), &asked).answer().await;
                let told = String::from_utf8_lossy(&answer.body);
                assert!(!told.contains("is taken here"), "{method} {asked}: {told}");
            }
        }
    }
}

#[actix_web::test]
async fn what_can_be_got_can_be_asked_for_its_head_alone() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    for path in
        ["/health/live".to_owned(), "/api/v1/events".to_owned(), event.clone(), format!("{event}/seats")]
    {
        let got = stage.get(&path).answer().await;
        let head = stage.ask(Method::HEAD, &path).answer().await;
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        for name in ["content-type", "content-length", "etag", "cache-control"] {
            assert_eq!(head.header(name), got.header(name), "{path}: {name}");
        }
    }
    assert_eq!(stage.ask(Method::HEAD, &format!("{event}/audit")).answer().await.status, 401);
    assert_eq!(stage.ask(Method::HEAD, &format!("{event}/open")).answer().await.status, 405);
}

#[actix_web::test]
async fn every_path_of_the_description_is_a_route() {
    let stage = Stage::new().await;
    let description = stage.get("/api/v1/openapi.json").answer().await.expect(200);
    let mut asked = 0;
    let mut names = std::collections::BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        let filled = filled(path);
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
