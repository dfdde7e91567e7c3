//! The loads of `onsale` against the real server: what they count is what the server did.

use std::rc::Rc;

use onsale::chance::Chance;
use onsale::client::http::HttpClient;
use onsale::load::changers::Changers;
use onsale::load::closed_loop::{ClosedLoop, LoopPlan, Protocol};
use onsale::load::deliveries::Sendings;
use onsale::load::watchers::Watchers;
use onsale::load::wishes::Wishes;
use schemas::ids::EventId;
use schemas::plan::{PriceLevel, VenueKind, generate};
use serde_json::json;

use crate::stage::{Stage, new_event};

const SEED: u64 = 1;

/// Waits until `reached` says so; the harness ends a test that never gets there.
async fn until(reached: impl Fn() -> bool) {
    while !reached() {
        tokio::task::yield_now().await;
    }
}

fn event_of(path: &str) -> EventId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

async fn figure(stage: &Stage, line: &str) -> u64 {
    let text = String::from_utf8(stage.get("/metrics").answer().await.body).unwrap();
    let found = text.lines().find_map(|candidate| candidate.strip_prefix(line));
    found.unwrap_or_else(|| panic!("no {line} in {text}")).trim().parse().unwrap()
}

async fn closed_loop(protocol: Protocol) {
    let stage = Stage::new().await;
    let path = stage.event().await;
    let http = HttpClient::new(stage.server.address.into(), None);
    let first_state = http.first_state(event_of(&path)).await.unwrap();
    let venue = http.venue(first_state.plan()).await.unwrap();
    let plan = LoopPlan {
        event: event_of(&path),
        connections: 2,
        depth: 3,
        protocol,
        echo: false,
        wishes: Rc::new(Wishes::draw(&venue, &mut Chance::new(SEED, 0)).unwrap()),
        first_state,
    };
    let load = ClosedLoop::begin(&plan, &http).await.unwrap();
    load.tally().count(true);
    until(|| load.tally().answers() >= 300).await;
    let tally = load.end().await;
    assert!(tally.failures().is_empty(), "{:?}", tally.failures());
    // Eight seats and six lanes: somebody is always in the way.
    assert_eq!(tally.refusals().keys().collect::<Vec<_>>(), ["taken"], "seed {SEED}");
    let accepted = |kind: &str| format!("frontrow_commands_total{{kind=\"{kind}\",outcome=\"accepted\"}}");
    let held = figure(&stage, &accepted("hold")).await;
    assert_eq!(held, figure(&stage, &accepted("release")).await, "what is held is given back");
    assert_eq!(held * 2, tally.answers() - tally.refusals()["taken"], "seed {SEED}");
    let counts = stage.get(&format!("{path}/counts")).answer().await.expect(200);
    assert_eq!(counts["all"]["held"], 0);
}

#[actix_web::test]
async fn what_a_closed_loop_counts_over_the_live_protocol_was_done() {
    closed_loop(Protocol::Ws).await;
}

#[actix_web::test]
async fn what_a_closed_loop_counts_over_http_was_done() {
    closed_loop(Protocol::Http).await;
}

#[actix_web::test]
async fn watchers_know_when_each_change_that_they_are_told_was_asked_for() {
    let stage = Stage::with(&[("terms.maximum_units_per_token", "1000")]).await;
    let arena = generate(VenueKind::Arena, 4_000, SEED).unwrap();
    let made = stage.organise("/api/v1/plans", serde_json::to_value(&arena).unwrap()).await.expect(201);
    let publish = format!("/api/v1/plans/{}/publish", made["plan"].as_str().unwrap());
    let version = stage.organise(&publish, json!({})).await.expect(201);
    let mut event = new_event(version["hash"].as_str().unwrap());
    let price = |level: &PriceLevel| json!({ "level": level.key, "amount_minor": 4500 });
    event["prices"] = arena.levels.iter().map(price).collect();
    let made = stage.organise("/api/v1/events", event).await.expect(201);
    let event: EventId = made["event"].as_str().unwrap().parse().unwrap();
    stage.organise(&format!("/api/v1/events/{event}/open"), json!({})).await.expect(200);

    let http = HttpClient::new(stage.server.address.into(), None);
    let state = http.first_state(event).await.unwrap();
    let venue = http.venue(state.plan()).await.unwrap();
    let sendings = Rc::new(Sendings::default());
    let watching = Watchers::open(5, http.address(), event, &state, sendings.clone()).await.unwrap();
    let deliveries = watching.deliveries();
    deliveries.count(true);
    let changers = Changers::begin(400, &http, &state, event, &venue, sendings.clone()).await.unwrap();
    until(|| deliveries.deltas() >= 25).await;
    until(|| changers.changes().accepted.get() >= 40).await;
    deliveries.count(false);
    let accepted = changers.changes().accepted.get();
    assert_eq!((changers.changes().refused.get(), changers.changes().late.get()), (0, 0));
    changers.end().await.unwrap();
    deliveries.settle(&sendings);
    assert!(deliveries.lost().is_empty(), "{:?}", deliveries.lost());
    assert_eq!((deliveries.unknown(), deliveries.snapshots()), (0, 0));
    assert_eq!(deliveries.ages().count(), deliveries.deltas());
    assert!(figure(&stage, "frontrow_commands_total{kind=\"hold\",outcome=\"accepted\"}").await >= accepted);
}
