//! Health, figures, pages about problems.

use serde_json::json;

use crate::stage::Stage;

#[actix_web::test]
async fn a_server_says_that_it_lives_and_is_ready() {
    let stage = Stage::new().await;
    let version = env!("CARGO_PKG_VERSION");
    for (path, status) in [("/health/live", "live"), ("/health/ready", "ready")] {
        assert_eq!(
            stage.get(path).answer().await.expect(200),
            json!({ "status": status, "version": version })
        );
    }
}

#[actix_web::test]
async fn commands_and_refusals_are_counted() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
    stage.hold(&event, &token, json!(["S-A-1"])).await.problem(409, "taken");
    let metrics = stage.get("/metrics").answer().await;
    let text = String::from_utf8(metrics.body.clone()).unwrap();
    for line in [
        "frontrow_commands_total{kind=\"hold\",outcome=\"accepted\"} 1",
        "frontrow_commands_total{kind=\"hold\",outcome=\"refused\"} 1",
        "frontrow_refusals_total{code=\"taken\"} 1",
        "frontrow_holds 1",
        "frontrow_http_request_seconds_count{method=\"POST\",status=\"4xx\"} 1",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
    assert!(!text.contains(&token), "a token is among the figures");
}

#[actix_web::test]
async fn a_problem_leads_to_its_page() {
    let stage = Stage::new().await;
    let problem = stage.get("/nowhere").answer().await.problem(404, "not_found");
    let page = stage.get(problem["type"].as_str().unwrap()).answer().await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/markdown; charset=utf-8"));
    assert!(page.body.starts_with(b"# not_found\n"));
    stage.get("/errors/nonsense").answer().await.problem(404, "not_found");
    stage.ask(actix_web::http::Method::PUT, "/health/live").answer().await.problem(405, "method_not_allowed");
}
