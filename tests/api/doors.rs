//! One command through two doors: an `Idempotency-Key` is the id of a frame.

use std::time::Duration;

use actix_web::http::Method;
use onsale::client::live::{Answer, LiveClient, Notice};
use schemas::api::holds::{HoldDeadline, HoldMade, HoldReleased};
use schemas::ids::{ChannelIndex, ContentHash, HoldId, LevelIndex, PlaceIndex};
use schemas::refusal::RefusalCode;
use schemas::seat::Arrangement;
use schemas::ws::client::{HoldBest, WantedArea};
use schemas::ws::server::{Extended, Held, Released};
use serde_json::{Value, json};

use crate::stage::{Answered, Stage};

/// A session of this token, whose commands have the ids `{prefix}1`, `{prefix}2` and so on.
fn session(stage: &Stage, event: &str, token: &str, prefix: &str) -> LiveClient {
    let event = event.rsplit('/').next().unwrap().parse().unwrap();
    LiveClient::new(stage.server.address.into(), event, Some(token.to_owned()), prefix.to_owned(), None)
}

/// The next answer that the session gets.
async fn answer(session: &mut LiveClient) -> Answer {
    let answered = async {
        loop {
            if let Notice::Answered { answer, .. } = session.next().await.unwrap() {
                return answer;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), answered).await.expect("an answer")
}

async fn post(stage: &Stage, path: &str, token: &str, id: &str, body: Value) -> Answered {
    stage.ask(Method::POST, path).id(id).token(token).json(&body).answer().await
}

fn read<Body: serde::de::DeserializeOwned>(answered: &Answered, status: u16) -> Body {
    serde_json::from_value(answered.expect(status)).unwrap()
}

fn assert_held(over_http: &HoldMade, over_socket: &Answer) {
    let Answer::Held(Held { version, hold, deadline_ms, places, .. }) = over_socket else {
        panic!("{over_socket:?}");
    };
    assert_eq!((*hold, *version), (over_http.hold, over_http.version));
    assert_eq!((*deadline_ms, places), (over_http.deadline.0, &over_http.places));
}

fn assert_reused(answer: &Answer) {
    assert!(
        matches!(answer, Answer::Refused(refused) if refused.code == RefusalCode::IdReused),
        "{answer:?}"
    );
}

/// 3 of `Floor`, by its number.
fn floor(channel: Option<ChannelIndex>) -> Vec<WantedArea> {
    vec![WantedArea { place: PlaceIndex(4), units: 3, channel }]
}

#[actix_web::test]
async fn a_hold_over_http_is_repeated_over_the_socket() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let body = json!({ "places": ["S-A-1", 6], "areas": [{ "place": "Floor", "units": 3 }] });
    let made: HoldMade = read(&post(&stage, &format!("{event}/holds"), &token, "a1", body).await, 201);

    let mut same = session(&stage, &event, &token, "a");
    same.hold(vec![PlaceIndex(5), PlaceIndex(6)], floor(None));
    assert_held(&made, &answer(&mut same).await);
    let others = [
        (vec![PlaceIndex(6), PlaceIndex(5)], floor(None)),
        (vec![PlaceIndex(5), PlaceIndex(6)], floor(Some(ChannelIndex(0)))),
        (vec![PlaceIndex(5), PlaceIndex(6)], Vec::new()),
    ];
    for (places, areas) in others {
        let mut other = session(&stage, &event, &token, "a");
        other.hold(places, areas);
        assert_reused(&answer(&mut other).await);
    }
}

#[actix_web::test]
async fn best_available_is_one_command_through_both_doors() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let path = format!("{event}/holds/best");
    let mut buyer = session(&stage, &event, &token, "d");
    let levels = Some(vec![LevelIndex(0)]);
    buyer.hold_best(HoldBest { count: 2, levels, sections: vec![0], ..HoldBest::default() });
    let held = answer(&mut buyer).await;
    let body = json!({ "count": 2, "levels": ["near"], "sections": ["S"] });
    let made: HoldMade = read(&post(&stage, &path, &token, "d1", body).await, 201);
    assert_held(&made, &held);
    let Answer::Held(Held { arrangement, .. }) = held else { panic!("not held") };
    assert_eq!((made.arrangement, arrangement), (arrangement, Some(Arrangement::SideBySide)));
    post(&stage, &path, &token, "d1", json!({ "count": 2 })).await.problem(409, "id_reused");
    // Numbers of a plan that the event is not on.
    let plan = Some(ContentHash([7; 32]));
    buyer.hold_best(HoldBest { count: 2, plan, ..HoldBest::default() });
    let moved = answer(&mut buyer).await;
    assert!(
        matches!(&moved, Answer::Refused(refused) if refused.code == RefusalCode::PlanMoved),
        "{moved:?}"
    );
}

#[actix_web::test]
async fn a_hold_over_the_socket_is_repeated_over_http() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let mut buyer = session(&stage, &event, &token, "b");
    buyer.hold(vec![PlaceIndex(5)], floor(Some(ChannelIndex(0))));
    let named = answer(&mut buyer).await;
    assert!(matches!(named, Answer::Held(_)), "{named:?}");
    let path = format!("{event}/holds");

    // Over HTTP general sale has no key, so that naming it is another content.
    let floor_too = json!({ "places": ["S-A-1"], "areas": [{ "place": "Floor", "units": 3 }] });
    post(&stage, &path, &token, "b1", floor_too).await.problem(409, "id_reused");
    buyer.hold(vec![PlaceIndex(6)], Vec::new());
    let held = answer(&mut buyer).await;
    let again: HoldMade = read(&post(&stage, &path, &token, "b2", json!({ "places": ["S-A-2"] })).await, 201);
    assert_held(&again, &held);
    post(&stage, &path, &token, "b2", json!({ "places": ["S-A-3"] })).await.problem(409, "id_reused");
    // Another buyer's ids are others.
    let other = stage.hold_token(&event).await;
    post(&stage, &path, &other, "b2", json!({ "places": ["S-A-3"] })).await.expect(201);
}

#[actix_web::test]
async fn extending_and_giving_back_are_one_command_through_both_doors() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let made = stage.hold(&event, &token, json!(["S-A-1", "S-A-2", "S-A-3"])).await.expect(201);
    let hold = HoldId(made["hold"].as_u64().unwrap());
    let path = format!("{event}/holds/{}", hold.0);
    let mut buyer = session(&stage, &event, &token, "c");

    buyer.extend(hold);
    let Answer::Extended(Extended { version, deadline_ms, .. }) = answer(&mut buyer).await else {
        panic!("not extended");
    };
    let again: HoldDeadline =
        read(&post(&stage, &format!("{path}/extend"), &token, "c1", json!({})).await, 200);
    assert_eq!((again.version, again.deadline.0), (version, deadline_ms));

    let some: HoldReleased = read(
        &post(&stage, &format!("{path}/release"), &token, "c2", json!({ "places": ["S-A-2"] })).await,
        200,
    );
    buyer.release(hold, vec![PlaceIndex(6)]);
    let Answer::Released(Released { version, ended, places, .. }) = answer(&mut buyer).await else {
        panic!("not released");
    };
    assert_eq!((some.version, some.ended, some.places), (version, ended, places));

    buyer.release(hold, Vec::new());
    let Answer::Released(Released { version, ended, places, .. }) = answer(&mut buyer).await else {
        panic!("not released");
    };
    let rest: HoldReleased =
        read(&post(&stage, &format!("{path}/release"), &token, "c3", json!({})).await, 200);
    assert_eq!((rest.version, rest.ended, rest.places), (version, ended, places));
    // The same id for another command of the same hold.
    post(&stage, &format!("{path}/extend"), &token, "c3", json!({})).await.problem(409, "id_reused");
}
