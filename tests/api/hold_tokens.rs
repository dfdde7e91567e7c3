//! Hold tokens over HTTP.

use actix_web::http::Method;
use serde_json::json;

use crate::stage::{Stage, new_event};

#[actix_web::test]
async fn a_token_is_good_for_its_own_event_alone() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let plan = stage.get(&event).answer().await.expect(200)["plan"].as_str().unwrap().to_owned();
    let other = stage.organise("/api/v1/events", new_event(&plan)).await.expect(201);
    let other = format!("/api/v1/events/{}", other["event"].as_str().unwrap());
    let token = stage.hold_token(&event).await;

    stage.get(&format!("{event}/holds")).token(&token).answer().await.expect(200);
    let refused = stage.get(&format!("{other}/holds")).token(&token).answer().await;
    assert_eq!(refused.problem(401, "hold_token_invalid")["pointer"], "hold-token");
    stage.get(&format!("{event}/holds")).answer().await.problem(401, "hold_token_missing");
    stage.get(&format!("{event}/holds")).token("ht_x").answer().await.problem(401, "hold_token_invalid");
}

#[actix_web::test]
async fn what_is_over_for_good_has_no_tokens() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let path = format!("{event}/hold-tokens");
    let issue = || stage.ask(Method::POST, &path).answer();
    let sale = async |what: &str| stage.organise(&format!("{event}/{what}"), json!({})).await.expect(200);
    sale("pause").await;
    issue().await.expect(201);
    sale("end").await;
    issue().await.problem(409, "sale_ended");
    stage.ask(Method::POST, &path).key(&stage.key).answer().await.problem(409, "sale_ended");
    sale("cancel").await;
    issue().await.problem(409, "sale_cancelled");
}

#[actix_web::test]
async fn unknown_events_have_no_tokens() {
    let stage = Stage::new().await;
    let path = "/api/v1/events/ev_aaaaaaaaaaaaa/hold-tokens";
    stage.ask(Method::POST, path).answer().await.problem(404, "unknown_event");
    let path = "/api/v1/events/nonsense/hold-tokens";
    stage.ask(Method::POST, path).answer().await.problem(404, "not_found");
}

#[actix_web::test]
async fn only_an_organiser_opens_channels() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let path = format!("{event}/hold-tokens");
    let body = json!({ "channels": ["presale"] });
    stage.ask(Method::POST, &path).json(&body).answer().await.problem(401, "key_missing");
    let unknown = stage.ask(Method::POST, &path).key(&stage.key).json(&json!({ "channels": ["box"] }));
    unknown.answer().await.problem(422, "unknown_channel");

    let targets = json!({ "targets": { "rows": ["S-B"] }, "channel": "presale" });
    stage.organise(&format!("{event}/places/allocate"), targets).await.expect(200);
    let usual = stage.hold_token(&event).await;
    stage.hold(&event, &usual, json!(["S-B-1"])).await.problem(409, "other_channel");
    let opened = stage.ask(Method::POST, &path).key(&stage.key).json(&body).answer().await.expect(201);
    assert_eq!(opened["channels"], json!(["presale"]));
    let opened = opened["hold_token"].as_str().unwrap().to_owned();
    stage.hold(&event, &opened, json!(["S-B-1"])).await.expect(201);
}

#[actix_web::test]
async fn an_address_has_its_share_of_tokens() {
    let bounds = [
        ("limits.lift_for_loopback", "false"),
        ("limits.hold_tokens_at_once", "2"),
        ("limits.hold_tokens_per_minute", "1"),
    ];
    let stage = Stage::with(&bounds).await;
    let event = stage.event().await;
    let path = format!("{event}/hold-tokens");
    for _ in 0..2 {
        stage.ask(Method::POST, &path).answer().await.expect(201);
    }
    let refused = stage.ask(Method::POST, &path).answer().await;
    refused.problem(429, "rate_limited");
    let seconds: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}
