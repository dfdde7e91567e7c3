//! The whole public state over HTTP.

use std::io::Read;

use schemas::ws::first_state::decode_binary;
use schemas::ws::state::Snapshot;
use serde_json::json;

use crate::stage::Stage;

#[actix_web::test]
async fn the_state_comes_in_two_forms_that_say_the_same() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
    let path = format!("{event}/seats");
    let plain = stage.get(&path).answer().await;
    let state: Snapshot = serde_json::from_value(plain.expect(200)).unwrap();
    assert_eq!(plain.header("etag"), "\"0-3-json\"");
    let binary = stage.get(&path).with("accept", "application/vnd.frontrow.seats").answer().await;
    assert_eq!((binary.status, binary.header("etag")), (200, "\"0-3-binary\""));
    assert_eq!(binary.header("content-type"), "application/vnd.frontrow.seats");
    assert_eq!(decode_binary(&binary.body).unwrap(), state);

    let compressed = stage.get(&path).with("accept-encoding", "gzip").answer().await;
    assert_eq!(compressed.header("content-encoding"), "gzip");
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&compressed.body[..]).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.body);
}

#[actix_web::test]
async fn a_known_state_is_not_sent_again() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let path = format!("{event}/seats");
    let tag = stage.get(&path).answer().await.header("etag").to_owned();
    assert_eq!(tag, "\"0-2-json\"");
    let known = stage.get(&path).with("if-none-match", &format!("\"x\", {tag}")).answer().await;
    assert_eq!((known.status, known.body.len(), known.header("etag")), (304, 0, tag.as_str()));
    let other = stage.get(&path).with("if-none-match", "\"0-2-binary\"").answer().await;
    assert_eq!(other.status, 200);
    stage.get("/api/v1/events/ev_aaaaaaaaaaaaa/seats").answer().await.problem(404, "unknown_event");
}
