//! Holds, releases, extensions: their answers, order, repeats.

use crate::client::Client;
use crate::stage::{start, start_with};

#[actix_web::test]
async fn a_hold_is_answered_extended_and_released_part_by_part() {
    let stage = start();
    let mut alice = Client::greeted(&stage, Some("buyer-1")).await;
    alice.say(r#"{"type":"hold","id":"h","places":[3,4]}"#).await;
    let held = alice.answer("h").await;
    assert_eq!(held["type"], "held");
    assert_eq!(held["places"][0], serde_json::json!({"place": 3, "price_minor": 4500}));
    let hold = held["hold"].as_u64().unwrap();
    alice.say(&format!(r#"{{"type":"extend","id":"e","hold":{hold}}}"#)).await;
    let extended = alice.answer("e").await;
    assert!(extended["deadline_ms"].as_u64() >= held["deadline_ms"].as_u64());
    alice.say(&format!(r#"{{"type":"release","id":"r","hold":{hold},"places":[3]}}"#)).await;
    let released = alice.answer("r").await;
    assert_eq!((&released["ended"], &released["places"][0]["place"]), (&false.into(), &3.into()));
    alice.say(&format!(r#"{{"type":"release","id":"s","hold":{hold}}}"#)).await;
    assert_eq!(alice.answer("s").await["ended"], true);
    alice.say(&format!(r#"{{"type":"release","id":"t","hold":{hold}}}"#)).await;
    let refused = alice.answer("t").await;
    assert_eq!((&refused["type"], &refused["code"]), (&"refused".into(), &"unknown_hold".into()));
}

#[actix_web::test]
async fn the_same_id_gets_the_same_answer_and_other_content_is_refused() {
    let stage = start();
    let mut alice = Client::greeted(&stage, Some("buyer-1")).await;
    alice.say(r#"{"type":"hold","id":"h","places":[3,4]}"#).await;
    let held = alice.answer("h").await;
    drop(alice);
    let mut again = Client::greeted(&stage, Some("buyer-1")).await;
    again.say(r#"{"places":[3, 4],"id":"h","type":"hold"}"#).await;
    assert_eq!(again.answer("h").await, held);
    again.say(r#"{"type":"hold","id":"h","places":[4,3]}"#).await;
    assert_eq!(again.answer("h").await["code"], "id_reused");
    let mut bob = Client::greeted(&stage, Some("buyer-2")).await;
    bob.say(r#"{"type":"hold","id":"h","places":[9,4]}"#).await;
    let refused = bob.answer("h").await;
    assert_eq!((&refused["code"], &refused["places"]), (&"taken".into(), &serde_json::json!([4])));
}

#[actix_web::test]
async fn many_commands_in_one_write_are_answered_in_order() {
    let stage = start();
    let mut alice = Client::greeted(&stage, Some("buyer-1")).await;
    let frames: Vec<String> = (0..500)
        .map(|number| match number % 5 {
            4 => format!(r#"{{"type":"extend","id":"c{number}"}}"#),
            _ => format!(r#"{{"type":"hold","id":"c{number}","places":[{number}]}}"#),
        })
        .collect();
    alice.say_all(&frames).await;
    let mut version = 0;
    for number in 0..500 {
        let answer = loop {
            let frame = alice.hear().await;
            if frame.get("id").is_some() {
                break frame;
            }
        };
        assert_eq!(answer["id"], format!("c{number}"), "{answer}");
        if number % 5 == 4 {
            assert_eq!(answer["code"], "malformed");
        } else {
            assert_eq!(answer["type"], "held", "{answer}");
            assert!(answer["version"].as_u64().unwrap() > version);
            version = answer["version"].as_u64().unwrap();
        }
    }
}

#[actix_web::test]
async fn closing_the_socket_frees_no_hold_and_hello_tells_what_is_mine() {
    let stage = start();
    let mut alice = Client::greeted(&stage, Some("buyer-1")).await;
    alice.say(r#"{"type":"hold","id":"h","places":[7]}"#).await;
    let held = alice.answer("h").await;
    drop(alice);
    let mut again = Client::connect(&stage).await;
    again.say(r#"{"type":"hello","hold_token":"buyer-1"}"#).await;
    let holds = again.until("holds").await;
    assert_eq!(holds["holds"][0]["hold"], held["hold"]);
    assert_eq!(holds["holds"][0]["places"], held["places"]);
    assert_eq!(holds["holds"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn more_frames_than_the_pace_end_the_session_where_it_is_bounded() {
    let frames: Vec<String> = (0..300).map(|_| r#"{"type":"snapshot"}"#.to_owned()).collect();
    let bounded = start_with(true);
    let mut hasty = Client::greeted(&bounded, None).await;
    hasty.say_all(&frames).await;
    let (told, close) = hasty.until_closed().await;
    assert_eq!(told.last().unwrap(), &serde_json::json!({"type": "bye", "code": "too_fast"}));
    assert_eq!(close, 1008);
    let lifted = start();
    let mut hasty = Client::greeted(&lifted, Some("buyer-1")).await;
    hasty.say_all(&frames).await;
    hasty.say(r#"{"type":"hold","id":"h","places":[7]}"#).await;
    assert_eq!(hasty.answer("h").await["type"], "held");
}
