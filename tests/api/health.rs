//! Health, figures, pages about problems.

use onsale::client::live::LiveClient;
use schemas::ids::PlaceIndex;
use schemas::seat::Letter;
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

/// The figure of this name and labels.
fn figure(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} is not in\n{text}")).parse().unwrap()
}

#[actix_web::test]
async fn everything_that_operations_lists_is_among_the_figures() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let id = event.rsplit('/').next().unwrap().parse().unwrap();
    let mut watcher = LiveClient::new(stage.server.address.into(), id, None, "w".to_owned(), None);
    while watcher.model().is_none() {
        watcher.next().await.unwrap();
    }
    stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
    stage.hold(&event, &token, json!(["S-A-1"])).await.problem(409, "taken");
    let held = |watcher: &LiveClient| {
        watcher.model().is_some_and(|model| model.letter(PlaceIndex(5)) == Some(Letter::Held))
    };
    while !held(&watcher) {
        watcher.next().await.unwrap();
    }
    let text = String::from_utf8(stage.get("/metrics").answer().await.body).unwrap();
    // Created, opened, held: three groups, each waited for. One delta was seen, so its frame was counted.
    for (name, least) in [
        ("frontrow_commands_total{kind=\"hold\",outcome=\"accepted\"}", 1.0),
        ("frontrow_refusals_total{code=\"taken\"}", 1.0),
        ("frontrow_journal_append_seconds_count", 3.0),
        ("frontrow_command_durable_seconds_count", 3.0),
        ("frontrow_fan_out_seconds_count", 1.0),
        ("frontrow_mailbox_depth", 0.0),
        ("frontrow_mailbox_depth_most", 0.0),
        ("frontrow_live_sessions", 1.0),
        ("frontrow_holds", 1.0),
    ] {
        assert!(figure(&text, name) >= least, "{name}:\n{text}");
    }
    for name in ["journal_append", "command_durable", "fan_out", "event_load", "http_request"] {
        let line = format!("# TYPE frontrow_{name}_seconds histogram");
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
    assert!(figure(&text, "frontrow_journal_append_seconds_sum") > 0.0);
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
