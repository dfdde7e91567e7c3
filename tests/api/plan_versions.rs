//! What a plan's versions differ in, and which may be deleted.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::stage::{Answered, Stage, new_event, plan};

/// A plan with two versions; the second has a seat more and another a step aside. Its path and the hashes.
async fn two_versions(stage: &Stage) -> (String, [String; 2]) {
    let made = stage.organise("/api/v1/plans", plan()).await.expect(201);
    let path = format!("/api/v1/plans/{}", made["plan"].as_str().unwrap());
    let first = stage.organise(&format!("{path}/publish"), json!({})).await.expect(201);
    let mut changed = plan();
    let row = &mut changed["sections"][0]["rows"][0]["seats"];
    row[0]["position"]["y"] = json!(3);
    row.as_array_mut().unwrap().push(json!({ "label": "6", "position": { "x": 120, "y": 0 } }));
    let put =
        stage.ask(Method::PUT, &format!("{path}/draft")).key(&stage.key).with("if-match", "*").json(&changed);
    put.answer().await.expect(200);
    let second = stage.organise(&format!("{path}/publish"), json!({})).await.expect(201);
    (path, [first, second].map(|version| version["hash"].as_str().unwrap().to_owned()))
}

async fn delete(stage: &Stage, path: &str) -> Answered {
    stage.ask(Method::DELETE, path).key(&stage.key).answer().await
}

#[actix_web::test]
async fn two_versions_are_compared_place_by_place() {
    let stage = Stage::new().await;
    let (path, [first, second]) = two_versions(&stage).await;
    let diff = async |query: &str| stage.get(&format!("{path}/diff?{query}")).key(&stage.key).answer().await;
    let changed = diff("from=1&to=2").await.expect(200);
    assert_eq!(changed["added"], json!([{ "label": "S-A-6", "kind": "seat" }]));
    assert_eq!((&changed["removed"], &changed["relabelled"]), (&json!([]), &json!([])));
    assert_eq!(changed["moved"][0]["label"], "S-A-1");
    assert_eq!(changed["moved"][0]["to"]["y"], json!(3.0));
    assert_eq!(changed["kept"], 13);
    assert_eq!(diff(&format!("from={first}&to={second}")).await.expect(200), changed);
    assert_eq!(diff("from=1").await.expect(200), changed, "the draft is what was published last");
    let back = diff("from=2&to=1").await.expect(200);
    assert_eq!(back["removed"], changed["added"]);
    diff("from=1&to=3").await.problem(404, "unknown_plan");
    diff("to=1").await.problem(422, "invalid_value");
}

#[actix_web::test]
async fn a_version_that_an_event_needs_stays_and_the_events_are_named() {
    let stage = Stage::new().await;
    let (path, [first, second]) = two_versions(&stage).await;
    let mut events = Vec::new();
    for _ in 0..2 {
        let event = stage.organise("/api/v1/events", new_event(&first)).await.expect(201);
        events.push(event["event"].as_str().unwrap().to_owned());
    }
    let before = stage.get(&path).key(&stage.key).answer().await.expect(200);
    for refused in [format!("{path}/versions/{first}"), path.clone()] {
        let problem = delete(&stage, &refused).await.problem(409, "plan_in_use");
        let detail = problem["detail"].as_str().unwrap();
        assert!(events.iter().all(|event| detail.contains(event.as_str())), "{detail}");
    }
    assert_eq!(stage.get(&path).key(&stage.key).answer().await.expect(200), before, "nothing is gone");
    assert_eq!(delete(&stage, &format!("{path}/versions/{second}")).await.status, 204);
    let after = stage.get(&path).key(&stage.key).answer().await.expect(200);
    assert_eq!(after["versions"], json!([before["versions"][0]]));
    let geometry = |hash: &str| format!("/api/v1/plans/versions/{hash}/geometry");
    stage.get(&geometry(&second)).answer().await.problem(404, "unknown_plan");
    stage.get(&geometry(&first)).answer().await.expect(200);
    delete(&stage, &format!("{path}/versions/{second}")).await.problem(404, "unknown_plan");
}

#[actix_web::test]
async fn a_version_that_an_event_was_moved_to_stays_and_so_does_the_one_it_was_made_on() {
    let stage = Stage::new().await;
    let (path, [first, second]) = two_versions(&stage).await;
    let event = stage.organise("/api/v1/events", new_event(&first)).await.expect(201);
    let event = event["event"].as_str().unwrap();
    let to = format!("/api/v1/events/{event}/move-to-version");
    stage.organise(&to, json!({ "plan": second })).await.expect(200);
    let stage = stage.restart().await;
    for hash in [second, first] {
        let problem = delete(&stage, &format!("{path}/versions/{hash}")).await.problem(409, "plan_in_use");
        assert_eq!(problem["detail"], format!("needed by {event}"));
    }
    let log = stage.get(&format!("/api/v1/events/{event}/past?at=1")).key(&stage.key).answer().await;
    assert_eq!(log.expect(200)["version"], 1, "the log is read with both");
}

#[actix_web::test]
async fn a_plan_without_events_is_deleted_whole_and_that_is_noted() {
    let stage = Stage::new().await;
    let (path, hashes) = two_versions(&stage).await;
    // The same content as a version of another plan, which an event needs.
    let twin = stage.organise("/api/v1/plans", plan()).await.expect(201);
    let twin = format!("/api/v1/plans/{}", twin["plan"].as_str().unwrap());
    let same = stage.organise(&format!("{twin}/publish"), json!({})).await.expect(201);
    assert_eq!(same["hash"], hashes[0]);
    assert_eq!(delete(&stage, &path).await.status, 204);
    delete(&stage, &path).await.problem(404, "unknown_plan");
    stage.get(&path).key(&stage.key).answer().await.problem(404, "unknown_plan");
    stage.organise("/api/v1/events", new_event(&hashes[0])).await.expect(201);
    stage.organise("/api/v1/events", new_event(&hashes[1])).await.problem(404, "unknown_plan");

    let id = path.rsplit('/').next().unwrap();
    let log = stage.get(&format!("/api/v1/audit?resource={id}")).key(&stage.key).answer().await.expect(200);
    let entry: &Value = &log["entries"][0];
    assert_eq!(entry["action"], "plan_deleted");
    assert_eq!(entry["before"]["versions"], json!(hashes));
}
