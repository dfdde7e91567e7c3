//! Holds over HTTP.

use actix_web::http::Method;
use serde_json::json;

use crate::stage::Stage;

#[actix_web::test]
async fn a_hold_is_made_listed_extended_and_given_back() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let made = stage.hold(&event, &token, json!(["S-A-1", 6])).await.expect(201);
    assert_eq!(made["total"], json!({ "amount_minor": 9000, "currency": "EUR" }));
    assert_eq!(made["places"].as_array().unwrap().len(), 2);
    let hold = made["hold"].as_u64().unwrap();

    let mine = stage.get(&format!("{event}/holds")).token(&token).answer().await.expect(200);
    assert_eq!(mine["holds"][0]["hold"], hold);
    assert_eq!(mine["holds"][0]["places"], made["places"]);
    assert_eq!(mine["holds"][0]["deadline"], made["deadline"]);

    let path = format!("{event}/holds/{hold}");
    let extended = stage.post(&format!("{path}/extend")).token(&token).answer().await.expect(200);
    assert!(extended["deadline"].as_str() >= made["deadline"].as_str(), "{extended} {made}");

    let some =
        stage.post(&format!("{path}/release")).token(&token).json(&json!({ "places": [6] })).answer().await;
    let some = some.expect(200);
    assert_eq!((&some["ended"], &some["places"]), (&json!(false), &json!([{ "place": 6 }])));
    let rest = stage.ask(Method::DELETE, &path).token(&token).answer().await.expect(200);
    assert_eq!((&rest["ended"], rest["places"].as_array().unwrap().len()), (&json!(true), 1));
    let again = stage.ask(Method::DELETE, &path).token(&token).answer().await.expect(200);
    assert_eq!(again, rest, "a repeat gets the same answer");
    let mine = stage.get(&format!("{event}/holds")).token(&token).answer().await.expect(200);
    assert_eq!(mine["holds"], json!([]));
}

#[actix_web::test]
async fn a_repeat_gets_the_same_answer_and_another_content_is_refused() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let path = format!("{event}/holds");
    let hold = |id: &str, body: serde_json::Value| {
        stage.ask(Method::POST, &path).id(id).token(&token).json(&body).answer()
    };
    let first = hold("a", json!({ "places": ["S-A-1"] })).await.expect(201);
    assert_eq!(hold("a", json!({ "places": ["S-A-1"] })).await.expect(201), first);
    hold("a", json!({ "places": ["S-A-2"] })).await.problem(409, "id_reused");
    // The same content under another id is another command, and the place is taken, be it by oneself.
    let taken = hold("b", json!({ "places": ["S-A-1"] })).await.problem(409, "taken");
    assert_eq!((&taken["places"], &taken["version"]), (&json!([5]), &first["version"]));
}

#[actix_web::test]
async fn a_command_needs_a_sane_id() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let path = format!("{event}/holds");
    let ask = || stage.ask(Method::POST, &path).token(&token).json(&json!({ "places": ["S-A-1"] }));
    let missing = ask().answer().await.problem(400, "idempotency_key_missing");
    assert_eq!(missing["pointer"], "idempotency-key");
    let longest = "k".repeat(64);
    for other in ["", "a b", &format!("{longest}k")] {
        ask().id(other).answer().await.problem(400, "idempotency_key_invalid");
    }
    ask().id(&longest).answer().await.expect(201);
}

#[actix_web::test]
async fn a_hold_is_all_or_nothing() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let (alice, bob) = (stage.hold_token(&event).await, stage.hold_token(&event).await);
    let made = stage.hold(&event, &alice, json!(["S-A-2"])).await.expect(201);
    let refused = stage.hold(&event, &bob, json!(["S-A-1", "S-A-2", "S-A-3"])).await;
    assert_eq!(refused.problem(409, "taken")["places"], json!([6]));
    stage.hold(&event, &bob, json!(["S-A-1", "S-A-3"])).await.expect(201);
    // What is another buyer's does not exist.
    let path = format!("{event}/holds/{}", made["hold"]);
    stage.ask(Method::DELETE, &path).token(&bob).answer().await.problem(404, "unknown_hold");
}

#[actix_web::test]
async fn units_of_an_area_are_held() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let hold = |units: u32| {
        let body = json!({ "areas": [{ "place": "Floor", "units": units }] });
        stage.post(&format!("{event}/holds")).token(&token).json(&body).answer()
    };
    let made = hold(7).await.expect(201);
    assert_eq!(made["places"], json!([{ "place": 4, "units": 7, "price_minor": 2000 }]));
    assert_eq!(made["total"]["amount_minor"], 14_000);
    hold(0).await.problem(422, "invalid_units");
    let problem = hold(11).await.problem(422, "too_many_places");
    assert_eq!(problem["params"], json!({ "limit": 10 }));
    assert!(problem["detail"].as_str().unwrap().ends_with("; at most 10"), "{problem}");
    hold(10).await.expect(201);
    assert_eq!(hold(4).await.problem(409, "token_limit")["params"], json!({ "limit": 20 }));
}

#[actix_web::test]
async fn requests_that_cannot_be_understood() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let path = format!("{event}/holds");
    let send = |body: &str| stage.post(&path).token(&token).bytes(body.as_bytes().to_vec()).answer();
    let broken = send("{\"places\":[1,").await.problem(400, "invalid_json");
    assert!(broken["detail"].as_str().unwrap().contains("line 1 column 13"), "{broken}");
    send("{\"places\":[-1]}").await.problem(422, "invalid_value");
    send("{\"seats\":[1]}").await.problem(422, "invalid_value");
    send("{}").await.problem(422, "no_places");
    assert_eq!(send("{\"places\":[99]}").await.problem(422, "unknown_place")["places"], json!([99]));
    send("{\"places\":[\"S-A-99\"]}").await.problem(422, "unknown_place");
    send("{\"places\":[5,5]}").await.problem(422, "duplicate_place");
    send("{\"places\":[0]}").await.problem(422, "whole_table");
    let text = stage.post(&path).token(&token).bytes(b"{}".to_vec()).with("content-type", "text/plain");
    text.answer().await.problem(415, "unsupported_media_type");
    let large = format!("{{\"places\":[{}]}}", "1,".repeat(200_000));
    send(&large).await.problem(413, "body_too_large");
}
