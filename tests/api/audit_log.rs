//! The audit log: every change with its author, and nothing that is secret.

use std::io::Write;
use std::time::Duration;

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::organisers::DEFAULT;
use crate::stage::{Stage, new_event, plan};

async fn entries(stage: &Stage, key: &str, query: &str) -> Vec<Value> {
    let page = stage.get(&format!("/api/v1/audit{query}")).key(key).answer().await.expect(200);
    page["entries"].as_array().unwrap().clone()
}

fn actions(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn every_change_is_noted_with_its_author_and_what_it_changed() {
    let stage = Stage::new().await;
    let (id, key) = stage.new_key(DEFAULT, "manage").await;
    let made = stage.post("/api/v1/plans").key(&key).json(&plan()).answer().await.expect(201);
    let plan_id = made["plan"].as_str().unwrap().to_owned();
    let draft = format!("/api/v1/plans/{plan_id}/draft");
    let mut changed = plan();
    changed["name"] = json!("Larger house");
    stage.ask(Method::PUT, &draft).key(&key).with("if-match", "*").json(&changed).answer().await.expect(200);
    let publish = format!("/api/v1/plans/{plan_id}/publish");
    let version = stage.post(&publish).key(&key).answer().await.expect(201);
    let new = new_event(version["hash"].as_str().unwrap());
    let event = stage.post("/api/v1/events").key(&key).json(&new).answer().await.expect(201);
    let event_id = event["event"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/events/{event_id}");
    let open = || stage.ask(Method::POST, &format!("{path}/open")).id("open").key(&key);
    let opened = open().with("x-request-id", "opening").answer().await.expect(200);
    assert_eq!(open().answer().await.expect(200), opened, "a repeat changes nothing and is not noted");
    let act = async |what: &str, body: Value| {
        stage.post(&format!("{path}/places/{what}")).key(&key).json(&body).answer().await
    };
    let targets = json!({ "targets": { "rows": ["S-B"] } });
    let mut kill = targets.clone();
    kill["reason"] = json!("camera");
    act("kill", kill).await.expect(200);
    act("restore", targets.clone()).await.expect(200);
    let mut allocate = targets.clone();
    allocate["channel"] = json!("presale");
    act("allocate", allocate).await.expect(200);
    // A refusal changes nothing.
    let nowhere = json!({ "targets": { "places": ["S-A-99"] }, "reason": "" });
    act("kill", nowhere).await.problem(422, "unknown_place");

    let of_plan = entries(&stage, &key, &format!("?resource={plan_id}")).await;
    assert_eq!(actions(&of_plan), ["plan_published", "plan_replaced", "plan_created"]);
    assert_eq!(of_plan[0]["after"], version);
    assert_eq!(of_plan[1]["before"]["name"], "Small house");
    assert_eq!(of_plan[1]["after"]["name"], "Larger house");
    assert_eq!(of_plan[1]["before"], of_plan[2]["after"]);
    let of_event = entries(&stage, &key, &format!("?resource={event_id}")).await;
    let expected = ["places_allocated", "places_restored", "places_killed", "sale_changed", "event_created"];
    assert_eq!(actions(&of_event), expected);
    let killed = &of_event[2]["after"];
    assert_eq!((&killed["units"], &killed["ended_holds"]), (&json!(3), &json!(0)));
    assert_eq!(
        (&killed["killed"]["reason"], &killed["killed"]["targets"]["rows"]),
        (&json!("camera"), &json!(["S-B"]))
    );
    assert_eq!(of_event[1]["after"]["restored"]["targets"]["rows"], json!(["S-B"]));
    let allocated = &of_event[0]["after"]["allocated"];
    assert_eq!((&allocated["channel"], &allocated["targets"]["rows"]), (&json!("presale"), &json!(["S-B"])));
    assert_eq!(of_event[4]["after"], event);
    let sale = &of_event[3];
    for (name, value) in [
        ("key", json!(id)),
        ("key_name", json!("manage key")),
        ("organiser", json!(DEFAULT)),
        ("resource", json!(event_id)),
        ("version", opened["version"].clone()),
        ("before", json!({ "sale": "draft" })),
        ("after", json!({ "sale": "on_sale" })),
        ("request", json!("opening")),
    ] {
        assert_eq!(sale[name], value, "{name}");
    }
    let bearer = stage.get(&format!("/api/v1/keys/{id}")).key(&stage.key).answer().await.expect(200);
    let history = stage.get(&format!("{path}/places/S-B-1/history")).key(&key).answer().await.expect(200);
    let by = format!("organiser {}", bearer["bearer"].as_str().unwrap());
    assert_eq!(history["happenings"][0]["by"], by, "the log names the same bearer");
}

#[actix_web::test]
async fn keys_and_organisers_are_in_the_log_and_no_secret_is() {
    let stage = Stage::new().await;
    let rival = stage.organiser("Rival").await;
    let path = format!("/api/v1/organisers/{rival}");
    let renamed = stage.ask(Method::PUT, &path).key(&stage.key).json(&json!({ "name": "Town" }));
    renamed.answer().await.expect(200);
    let (id, first) = stage.new_key(&rival, "admin").await;
    let rotate = format!("/api/v1/keys/{id}/rotate");
    let rotated = stage.organise(&rotate, json!({ "grace_s": 60 })).await.expect(200);
    let second = rotated["secret"].as_str().unwrap().to_owned();
    stage.organise(&format!("/api/v1/keys/{id}/revoke"), json!({})).await.expect(200);
    let all = entries(&stage, &stage.key, "").await;
    let expected = [
        "key_revoked",
        "key_rotated",
        "key_created",
        "organiser_renamed",
        "organiser_created",
        // The first start.
        "key_created",
    ];
    assert_eq!(actions(&all), expected);
    assert_eq!(all[0]["before"]["revoked_at"], Value::Null);
    assert!(all[0]["after"]["revoked_at"].is_string());
    assert_eq!(all[1]["after"]["grace_ends_at"], rotated["grace_ends_at"]);
    assert_eq!((&all[3]["before"]["name"], &all[3]["after"]["name"]), (&json!("Rival"), &json!("Town")));
    assert_eq!((&all[5]["key"], &all[5]["key_name"]), (&Value::Null, &json!("console")));
    let text = json!(all).to_string();
    for secret in [&first, &second, &stage.key] {
        assert!(
            !text.contains(secret.as_str()) && !text.contains(&secret[4..]),
            "a secret is in the audit log"
        );
    }
}

#[actix_web::test]
async fn the_log_is_paged_and_each_organiser_sees_its_own() {
    let stage = Stage::new().await;
    let rival = stage.organiser("Rival").await;
    let (_, key) = stage.new_key(&rival, "manage").await;
    for _ in 0..4 {
        stage.post("/api/v1/plans").key(&key).json(&plan()).answer().await.expect(201);
        stage.organise("/api/v1/plans", plan()).await.expect(201);
    }
    let own = entries(&stage, &key, "").await;
    assert_eq!(
        actions(&own)[..5],
        ["plan_created", "plan_created", "plan_created", "plan_created", "key_created"]
    );
    assert!(own.iter().all(|entry| entry["organiser"] == json!(rival)));
    assert_eq!(entries(&stage, &stage.key, &format!("?organiser={rival}")).await, own);
    let foreign = stage.get(&format!("/api/v1/audit?organiser={DEFAULT}")).key(&key).answer().await;
    foreign.problem(404, "unknown_organiser");
    let (mut seen, mut path) = (Vec::new(), "/api/v1/audit?limit=3".to_owned());
    loop {
        let page = stage.get(&path).key(&stage.key).answer().await.expect(200);
        seen.extend(page["entries"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/audit?limit=3&after={next}");
    }
    assert_eq!(seen, entries(&stage, &stage.key, "").await);
    assert_eq!(seen.len(), 11);
    assert!(seen.is_sorted_by(|newer, older| newer["number"].as_u64() > older["number"].as_u64()));
    // What is sold is in the event's own log.
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let hold = stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
    let before = entries(&stage, &stage.key, "").await.len();
    stage.organise(&format!("{event}/holds/{}/book", hold["hold"]), json!({})).await.expect(201);
    assert_eq!(entries(&stage, &stage.key, "").await.len(), before);
}

const ROUNDS: usize = 10;
const AT_ONCE: usize = 6;

/// Many change a sale at once: what each entry says was there is what the change before it left.
#[actix_web::test]
async fn what_was_there_before_a_sale_changed_is_what_the_change_before_left() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let change = |number: usize| {
        let what = if number.is_multiple_of(2) { "pause" } else { "resume" };
        stage.ask(Method::POST, &format!("{event}/{what}")).id(&format!("{number}")).key(&stage.key).answer()
    };
    // Of those who ask at once one goes first, whoever else finds that another has changed it.
    for round in 0..ROUNDS {
        let at_once = (round * AT_ONCE..(round + 1) * AT_ONCE).map(change);
        for answer in futures_util::future::join_all(at_once).await {
            assert!([200, 409, 503].contains(&answer.status), "{}", answer.json());
        }
    }
    let id = event.rsplit('/').next().unwrap();
    let mut noted = entries(&stage, &stage.key, &format!("?resource={id}&limit=100")).await;
    noted.retain(|entry| entry["action"] == "sale_changed");
    noted.sort_by_key(|entry| entry["version"].as_u64());
    assert!(noted.len() >= ROUNDS, "{}", noted.len());
    assert_eq!(noted[0]["before"], json!({ "sale": "draft" }));
    for pair in noted.windows(2) {
        assert_eq!(pair[1]["before"]["sale"], pair[0]["after"]["sale"], "{} after {}", pair[1], pair[0]);
    }
}

/// The same of an area's capacity, also where one of them names the configuration that it changes.
#[actix_web::test]
async fn what_was_there_before_a_capacity_changed_is_what_the_change_before_left() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let change = |number: usize| {
        let body = json!({ "place": "Floor", "capacity": 50 + number });
        let asked = stage.post(&format!("{event}/places/capacity")).id(&format!("{number}")).key(&stage.key);
        asked.json(&body).answer()
    };
    for round in 0..ROUNDS {
        let at_once = (round * AT_ONCE..(round + 1) * AT_ONCE).map(change);
        for answer in futures_util::future::join_all(at_once).await {
            assert!([200, 503].contains(&answer.status), "{}", answer.json());
        }
    }
    let id = event.rsplit('/').next().unwrap();
    let mut noted = entries(&stage, &stage.key, &format!("?resource={id}&limit=100")).await;
    noted.retain(|entry| entry["action"] == "capacity_set");
    noted.sort_by_key(|entry| entry["version"].as_u64());
    assert!(noted.len() >= ROUNDS, "{}", noted.len());
    assert_eq!(noted[0]["before"], json!({ "place": "Floor", "capacity": 100 }));
    for pair in noted.windows(2) {
        assert_eq!(
            pair[1]["before"]["capacity"], pair[0]["after"]["capacity"],
            "{} after {}",
            pair[1], pair[0]
        );
    }
}

/// A client may hang up right after it asked: what it asked for is done, and so it is noted.
#[actix_web::test]
async fn a_change_whose_client_went_away_is_noted() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let version = async || {
        let counts = stage.get(&format!("{event}/counts")).answer().await.expect(200);
        counts["version"].as_u64().unwrap()
    };
    let before = version().await;
    for number in 0..40 {
        let what = if number % 2 == 0 { "pause" } else { "resume" };
        let mut client = std::net::TcpStream::connect(stage.server.address).unwrap();
        socket2::SockRef::from(&client).set_linger(Some(Duration::ZERO)).unwrap();
        let key = &stage.key;
        let head = format!("POST {event}/{what} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n");
        write!(client, "{head}idempotency-key: gone-{number}\r\ncontent-length: 0\r\n\r\n").unwrap();
        actix_web::rt::task::yield_now().await;
    }
    let id = event.rsplit('/').next().unwrap();
    let (mut steady, mut last) = (0, 0);
    for _ in 0..2_000 {
        let changes = version().await - before;
        let noted = entries(&stage, &stage.key, &format!("?resource={id}&limit=100")).await;
        let noted = actions(&noted).iter().filter(|action| **action == "sale_changed").count() as u64 - 1;
        // However long the first of them takes.
        steady = if changes > 0 && (changes, noted) == (last, last) { steady + 1 } else { 0 };
        last = changes;
        if steady == 20 {
            break;
        }
    }
    assert!(last > 0, "nothing was done");
    assert_eq!(steady, 20, "of {last} changes not all are noted");
}
