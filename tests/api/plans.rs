//! Seating plans over HTTP.

use std::io::Read;

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::stage::{Stage, new_event, plan};

#[actix_web::test]
async fn a_draft_is_kept_replaced_and_published() {
    let stage = Stage::new().await;
    let made = stage.organise("/api/v1/plans", plan()).await.expect(201);
    assert_eq!((&made["name"], &made["issues"]), (&json!("Small house"), &json!([])));
    let path = format!("/api/v1/plans/{}", made["plan"].as_str().unwrap());
    let publish = format!("{path}/publish");
    let first = stage.organise(&publish, json!({})).await.expect(201);
    assert_eq!((&first["number"], &first["places"], &first["units"]), (&json!(1), &json!(13), &json!(112)));
    let again = stage.organise(&publish, json!({})).await.expect(201);
    assert_eq!(again, first, "an unchanged draft is the version that it is");

    let mut changed = plan();
    changed["name"] = json!("Larger house");
    let seat = json!({ "label": "6", "position": { "x": 120, "y": 0 } });
    changed["sections"][0]["rows"][0]["seats"].as_array_mut().unwrap().push(seat);
    let put =
        stage.ask(Method::PUT, &format!("{path}/draft")).key(&stage.key).with("if-match", "*").json(&changed);
    assert_eq!(put.answer().await.expect(200)["name"], "Larger house");
    let second = stage.organise(&publish, json!({})).await.expect(201);
    assert_eq!((&second["number"], &second["places"]), (&json!(2), &json!(14)));
    let mut shown = stage.get(&path).key(&stage.key).answer().await.expect(200);
    assert_eq!((&shown["name"], &shown["versions"]), (&json!("Larger house"), &json!([first, second])));
    let draft = stage.get(&format!("{path}/draft")).key(&stage.key).answer().await.expect(200);
    assert_eq!(draft["name"], "Larger house");
    let list = stage.get("/api/v1/plans").key(&stage.key).answer().await.expect(200);
    assert_eq!(shown.as_object_mut().unwrap().remove("levels").unwrap(), draft["levels"]);
    assert_eq!(list, json!({ "plans": [shown] }));
}

#[actix_web::test]
async fn places_keep_their_numbers_from_version_to_version() {
    let stage = Stage::new().await;
    let made = stage.organise("/api/v1/plans", plan()).await.expect(201);
    let path = format!("/api/v1/plans/{}", made["plan"].as_str().unwrap());
    let publish = format!("{path}/publish");
    stage.organise(&publish, json!({})).await.expect(201);
    let mut changed = plan();
    let seat = json!({ "label": "6", "position": { "x": 120, "y": 0 } });
    changed["sections"][0]["rows"][0]["seats"].as_array_mut().unwrap().push(seat);
    stage
        .ask(Method::PUT, &format!("{path}/draft"))
        .key(&stage.key)
        .with("if-match", "*")
        .json(&changed)
        .answer()
        .await
        .expect(200);
    let second = stage.organise(&publish, json!({})).await.expect(201);
    let event = new_event(second["hash"].as_str().unwrap());
    let event = stage.organise("/api/v1/events", event).await.expect(201);
    let event = format!("/api/v1/events/{}", event["event"].as_str().unwrap());
    // Row B follows row A, whose new seat has the next free number all the same.
    for (label, number) in [("S-A-5", 9), ("S-B-1", 10), ("S-B-3", 12), ("S-A-6", 13)] {
        let place = stage.get(&format!("{event}/places/{label}")).key(&stage.key).answer().await;
        assert_eq!(place.expect(200)["place"], number, "{label}");
    }
}

#[actix_web::test]
async fn a_plan_with_errors_is_kept_and_not_published() {
    let stage = Stage::new().await;
    let mut broken = plan();
    broken["sections"][0]["rows"][1]["label"] = json!("A");
    broken["sections"][0]["level"] = json!("gold");
    let made = stage.organise("/api/v1/plans", broken).await.expect(201);
    let codes = |issues: &Value| -> Vec<String> {
        issues.as_array().unwrap().iter().map(|issue| issue["code"].as_str().unwrap().to_owned()).collect()
    };
    assert!(codes(&made["issues"]).contains(&"unknown_level".to_owned()), "{made}");
    assert!(codes(&made["issues"]).contains(&"duplicate_label".to_owned()), "{made}");
    let path = format!("/api/v1/plans/{}/publish", made["plan"].as_str().unwrap());
    let refused = stage.organise(&path, json!({})).await.problem(422, "plan_invalid");
    assert_eq!(refused["issues"], made["issues"]);

    let text = stage.organise("/api/v1/plans", json!({ "name": 1 })).await.expect(201);
    let structure: Vec<_> =
        text["issues"].as_array().unwrap().iter().map(|issue| issue["pointer"].clone()).collect();
    assert_eq!(structure[..3], ["/format", "/name", "/levels"], "all at once");
    let list = stage.organise("/api/v1/plans", json!([plan()])).await.problem(422, "plan_invalid");
    assert_eq!(codes(&list["issues"]), ["invalid_value"], "one plan at a time");
    let kept = stage.get("/api/v1/plans").key(&stage.key).answer().await.expect(200);
    assert_eq!(kept["plans"].as_array().unwrap().len(), 2, "what says no plan makes none");
}

#[actix_web::test]
async fn a_drawing_is_compressed_and_good_for_ever() {
    let stage = Stage::new().await;
    let hash = stage.publish().await;
    let path = format!("/api/v1/plans/versions/{hash}/geometry");
    let plain = stage.get(&path).answer().await;
    assert_eq!(plain.expect(200)["hash"], hash);
    assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(plain.header("content-encoding"), "");
    let compressed = stage.get(&path).with("accept-encoding", "gzip").answer().await;
    assert_eq!((compressed.status, compressed.header("content-encoding")), (200, "gzip"));
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&compressed.body[..]).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.body);
    let tag = plain.header("etag").to_owned();
    let known = stage.get(&path).with("if-none-match", &tag).answer().await;
    assert_eq!((known.status, known.body.len(), known.header("etag")), (304, 0, tag.as_str()));
    let other = format!("/api/v1/plans/versions/{}/geometry", "00".repeat(32));
    stage.get(&other).answer().await.problem(404, "unknown_plan");
}

#[actix_web::test]
async fn a_repeated_draft_makes_one_plan() {
    let stage = Stage::new().await;
    let make = || stage.ask(Method::POST, "/api/v1/plans").id("p").key(&stage.key).json(&plan()).answer();
    assert_eq!(make().await.expect(201), make().await.expect(201));
    let list = stage.get("/api/v1/plans").key(&stage.key).answer().await.expect(200);
    assert_eq!(list["plans"].as_array().unwrap().len(), 1);
    stage.get("/api/v1/plans").answer().await.problem(401, "key_missing");
}
