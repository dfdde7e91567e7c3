//! A draft is its organiser's alone.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::stage::{Asking, Stage, new_event};

/// Methods and paths of one event that need no key, as the description has them.
async fn public_routes(stage: &Stage) -> Vec<(Method, String)> {
    let description = stage.get("/api/v1/openapi.json").answer().await.expect(200);
    let mut routes = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let is_public = operation["security"].as_array().is_some_and(|ways| ways.contains(&json!({})));
            if is_public && path.starts_with("/api/v1/events/{event}") {
                routes.push((Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(), path.clone()));
            }
        }
    }
    routes
}

#[actix_web::test]
async fn nobody_else_finds_a_draft_on_any_route_or_list() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let made = stage.organise("/api/v1/events", new_event(&plan)).await.expect(201);
    let id = made["event"].as_str().unwrap();
    let (_, rival) = stage.new_key(&stage.organiser("Rival").await, "manage").await;
    let routes = public_routes(&stage).await;
    let paths: Vec<&str> = routes.iter().map(|(_, path)| &path["/api/v1/events/{event}".len()..]).collect();
    assert_eq!(paths, ["", "/counts", "/hold-tokens", "/live", "/seats"]);
    let ask = |method: &Method, path: &str, key: Option<&str>| {
        let asking = stage.ask(method.clone(), &path.replace("{event}", id));
        key.into_iter().fold(asking, Asking::key).answer()
    };
    for (method, path) in &routes {
        for stranger in [None, Some(rival.as_str())] {
            ask(method, path, stranger).await.problem(404, "unknown_event");
        }
        let own = ask(method, path, Some(&stage.key)).await;
        assert_ne!(own.status, 404, "{method} {path}");
    }
    let listed = async |key: Option<&str>| {
        let asking = stage.get("/api/v1/events");
        let asking = key.into_iter().fold(asking, Asking::key);
        asking.answer().await.expect(200)["events"].clone()
    };
    let nothing = json!([]);
    assert_eq!([listed(None).await, listed(Some(&rival)).await], [nothing.clone(), nothing]);
    assert_eq!(listed(Some(&stage.key)).await, json!([made]));
    stage.organise(&format!("/api/v1/events/{id}/schedule"), json!({})).await.expect(200);
    for (method, path) in &routes {
        assert_ne!(ask(method, path, None).await.status, 404, "announced: {method} {path}");
    }
    assert_eq!(listed(None).await[0]["sale"], "scheduled");
}

#[actix_web::test]
async fn a_draft_is_not_resumed_and_the_answer_says_where_its_sale_stands() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let made = stage.organise("/api/v1/events", new_event(&plan)).await.expect(201);
    let event = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    let sale = async |what: &str| stage.organise(&format!("{event}/{what}"), json!({})).await;
    let refused = |problem: Value, sale: &str| assert_eq!(problem["sale"], sale, "{problem}");
    refused(sale("resume").await.problem(409, "sale_state_conflict"), "draft");
    refused(sale("end").await.problem(409, "sale_state_conflict"), "draft");
    sale("schedule").await.expect(200);
    refused(sale("resume").await.problem(409, "sale_state_conflict"), "scheduled");
    refused(sale("pause").await.problem(409, "sale_state_conflict"), "scheduled");
    sale("open").await.expect(200);
    let version =
        async || stage.get(&format!("{event}/counts")).answer().await.expect(200)["version"].clone();
    let opened = version().await;
    refused(sale("resume").await.problem(409, "sale_state_conflict"), "on_sale");
    refused(sale("open").await.problem(409, "sale_state_conflict"), "on_sale");
    refused(sale("schedule").await.problem(409, "sale_state_conflict"), "on_sale");
    assert_eq!(version().await, opened, "what is refused writes nothing");
    sale("pause").await.expect(200);
    let paused = sale("open").await.problem(409, "sale_state_conflict");
    assert_eq!(
        paused["detail"],
        "the sale is `paused`, and opening is for one that has not been open: resume it"
    );
    refused(paused, "paused");
    refused(sale("pause").await.problem(409, "sale_state_conflict"), "paused");
    let resume = || stage.ask(Method::POST, &format!("{event}/resume")).id("again").key(&stage.key).answer();
    let resumed = resume().await.expect(200);
    sale("end").await.expect(200);
    assert_eq!(resume().await.expect(200), resumed, "a repeat is answered as it was");
    refused(sale("resume").await.problem(409, "sale_state_conflict"), "ended");
    refused(sale("end").await.problem(409, "sale_state_conflict"), "ended");
    sale("cancel").await.expect(200);
    refused(sale("cancel").await.problem(409, "sale_state_conflict"), "cancelled");
}
