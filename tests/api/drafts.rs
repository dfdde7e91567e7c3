//! A draft is its organiser's alone.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::stage::{Answered, Asking, Stage, new_event};

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

/// Deletes an event under this `If-Match`.
async fn delete(stage: &Stage, event: &str, if_match: &str) -> Answered {
    stage.ask(Method::DELETE, event).key(&stage.key).with("if-match", if_match).answer().await
}

#[actix_web::test]
async fn a_draft_that_is_cancelled_stays_its_organiser_s_alone() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let made = stage.organise("/api/v1/events", new_event(&plan)).await.expect(201);
    let (id, stage) = (made["event"].as_str().unwrap(), stage);
    let cancelled = stage.organise(&format!("/api/v1/events/{id}/cancel"), json!({})).await.expect(200);
    assert_eq!(cancelled["sale"], "cancelled");
    // Also once the log alone says what it was.
    let stage = stage.restart().await;
    for (method, path) in public_routes(&stage).await {
        let path = path.replace("{event}", id);
        stage.ask(method, &path).answer().await.problem(404, "unknown_event");
    }
    assert_eq!(stage.get("/api/v1/events").answer().await.expect(200), json!({ "events": [] }));
    let own = stage.get("/api/v1/events").key(&stage.key).answer().await.expect(200);
    assert_eq!(own["events"][0]["sale"], "cancelled");
    let announced = stage.event().await;
    stage.organise(&format!("{announced}/cancel"), json!({})).await.expect(200);
    assert_eq!(stage.get(&announced).answer().await.expect(200)["sale"], "cancelled", "everybody is told");
    let listed = stage.get("/api/v1/events").answer().await.expect(200);
    assert_eq!(listed["events"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn a_draft_is_deleted_and_nothing_brings_it_back() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let create = || {
        stage.ask(Method::POST, "/api/v1/events").id("one").key(&stage.key).json(&new_event(&plan)).answer()
    };
    let made = create().await.expect(201);
    let id = made["event"].as_str().unwrap();
    let event = format!("/api/v1/events/{id}");
    let bare = stage.ask(Method::DELETE, &event).key(&stage.key).answer().await;
    assert_eq!(bare.problem(428, "if_match_missing")["pointer"], "if-match");
    stage.ask(Method::DELETE, &event).with("if-match", "*").answer().await.problem(401, "key_missing");
    let (_, seller) = stage.new_key(crate::organisers::DEFAULT, "sell").await;
    let weak = stage.ask(Method::DELETE, &event).key(&seller).with("if-match", "*").answer().await;
    weak.problem(403, "scope_missing");
    let price = json!({ "prices": [{ "level": "near", "amount_minor": 1 }] });
    crate::configuration::change(&stage, &event, "*", price).await.expect(200);
    delete(&stage, &event, "\"0-1\"").await.problem(412, "changed_meanwhile");
    let gone = delete(&stage, &event, "\"0-2\"").await;
    assert_eq!((gone.status, gone.body.len()), (204, 0));

    let is_gone = async |stage: &Stage| {
        stage.get(&event).key(&stage.key).answer().await.problem(404, "unknown_event");
        stage
            .get(&format!("{event}/configuration"))
            .key(&stage.key)
            .answer()
            .await
            .problem(404, "unknown_event");
        stage.organise(&format!("{event}/schedule"), json!({})).await.problem(404, "unknown_event");
        delete(stage, &event, "*").await.problem(404, "unknown_event");
        let listed = stage.get("/api/v1/events").key(&stage.key).answer().await.expect(200);
        assert_eq!(listed, json!({ "events": [] }));
    };
    is_gone(&stage).await;
    // A repeat of its creation gets the same answer, and makes nothing.
    assert_eq!(create().await.expect(201), made);
    is_gone(&stage).await;
    let log = stage.get(&format!("/api/v1/audit?resource={id}")).key(&stage.key).answer().await.expect(200);
    let actions: Vec<_> = log["entries"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["event_deleted", "terms_changed", "event_created"]);
    let entry = &log["entries"][0];
    assert_eq!((&entry["before"]["name"], &entry["after"]), (&json!("First night"), &Value::Null));
    let stage = stage.restart().await;
    is_gone(&stage).await;
}

#[actix_web::test]
async fn what_was_announced_is_cancelled_and_not_deleted() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let made = stage.organise("/api/v1/events", new_event(&plan)).await.expect(201);
    let event = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    let sale = async |what: &str| stage.organise(&format!("{event}/{what}"), json!({})).await.expect(200);
    sale("schedule").await;
    let problem = delete(&stage, &event, "*").await.problem(409, "event_announced");
    let told = "only a draft can be deleted, and others know of this event: cancel it";
    assert_eq!((&problem["detail"], &problem["sale"]), (&json!(told), &json!("scheduled")));
    sale("cancel").await;
    delete(&stage, &event, "*").await.problem(409, "event_announced");
    stage.get(&event).answer().await.expect(200);
    // What was called off as a draft is still one.
    let copied =
        stage.organise(&format!("{event}/copy"), json!({ "starts_at": "2031-01-01T00:00:00Z" })).await;
    let copy = format!("/api/v1/events/{}", copied.expect(201)["event"].as_str().unwrap());
    stage.organise(&format!("{copy}/cancel"), json!({})).await.expect(200);
    assert_eq!(delete(&stage, &copy, "*").await.status, 204);
}

#[actix_web::test]
async fn the_plan_of_a_deleted_draft_can_be_deleted() {
    let stage = Stage::new().await;
    let made = stage.organise("/api/v1/plans", crate::stage::plan()).await.expect(201);
    let plan = format!("/api/v1/plans/{}", made["plan"].as_str().unwrap());
    let published = stage.organise(&format!("{plan}/publish"), json!({})).await.expect(201);
    let made =
        stage.organise("/api/v1/events", new_event(published["hash"].as_str().unwrap())).await.expect(201);
    let event = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    let delete_plan = || stage.ask(Method::DELETE, &plan).key(&stage.key).answer();
    delete_plan().await.problem(409, "plan_in_use");
    assert_eq!(delete(&stage, &event, "*").await.status, 204);
    assert_eq!(delete_plan().await.status, 204);
}
