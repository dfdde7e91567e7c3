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
