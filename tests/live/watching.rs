//! What everybody sees.

use actors::seat_map::command::{Command, SaleStep, Target, WantedPlace};
use schemas::ids::PlaceIndex;
use serde_json::json;

use crate::client::Client;
use crate::stage::start;

#[actix_web::test]
async fn changes_reach_every_watcher_and_a_buyers_other_session() {
    let stage = start();
    let mut alice = Client::greeted(&stage, Some("buyer-1")).await;
    let mut phone = Client::greeted(&stage, Some("buyer-1")).await;
    let mut watcher = Client::greeted(&stage, None).await;
    alice.say(r#"{"type":"hold","id":"h","places":[3,4]}"#).await;
    let held = alice.answer("h").await;
    let version = held["version"].as_u64().unwrap();
    let delta = watcher.until("delta").await;
    assert_eq!(delta["changes"], json!({"h": [3, 4]}));
    assert!(delta["from"].as_u64().unwrap() < version && version <= delta["to"].as_u64().unwrap());
    assert_eq!(alice.until("delta").await, delta);
    let holds = phone.until("holds").await;
    assert_eq!(holds["holds"][0]["hold"], held["hold"]);
    let killed = WantedPlace { place: PlaceIndex(3), units: 1, channel: None };
    stage.map.organise(
        2,
        Command::Kill {
            targets: vec![Target::Place(killed)],
            reason: "stage".to_owned(),
            force: true,
            plan: None,
        },
    );
    assert_eq!(watcher.until("delta").await["changes"]["k"], json!([3]));
    assert_eq!(alice.until("holds").await["type"], "holds");
    stage.map.organise(3, Command::SetSale { step: SaleStep::Pause, only_if: None });
    assert_eq!(watcher.until("sale").await["state"], "paused");
    alice.say(r#"{"type":"hold","id":"i","places":[9]}"#).await;
    assert_eq!(alice.answer("i").await["code"], "sale_paused");
}

#[actix_web::test]
async fn a_session_resumes_where_it_left() {
    let stage = start();
    let mut alice = Client::greeted(&stage, Some("buyer-1")).await;
    let mut watcher = Client::greeted(&stage, None).await;
    alice.say(r#"{"type":"hold","id":"h","places":[3]}"#).await;
    let seen = watcher.until("delta").await["to"].as_u64().unwrap();
    drop(watcher);
    alice.say(r#"{"type":"hold","id":"i","places":[5]}"#).await;
    let held = alice.answer("i").await;
    while alice.until("delta").await["to"] != held["version"] {}
    let mut again = Client::connect(&stage).await;
    again.say(&format!(r#"{{"type":"hello","stream":1,"resume_from":{seen}}}"#)).await;
    let delta = again.hear().await;
    assert_eq!((&delta["type"], &delta["changes"]), (&"delta".into(), &json!({"h": [5]})));
    assert_eq!((&delta["from"], &delta["to"]), (&seen.into(), &held["version"]));
    assert_eq!(again.hear().await["version"], held["version"], "then the heartbeat");
}

#[actix_web::test]
async fn sessions_are_counted_while_they_last() {
    let stage = start();
    let one = Client::greeted(&stage, None).await;
    let mut other = Client::greeted(&stage, None).await;
    assert_eq!(stage.figures.counts().sessions, 2);
    drop(one);
    for number in 0_u64.. {
        other.say(r#"{"type":"snapshot"}"#).await;
        other.until("snapshot").await;
        if stage.figures.counts().sessions == 1 {
            break;
        }
        assert!(number < 10_000, "the dropped connection was never noticed");
    }
}
