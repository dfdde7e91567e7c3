//! Places repainted, areas resized, events moved to a later version of their plan, and sales that move by
//! themselves.

use std::sync::Arc;

use actix_web::http::Method;
use actors::ports::catalogue::events::Events;
use actors::ports::clock::Clock;
use frontrow::adapters::local::clock::SlewedClock;
use frontrow::bootstrap;
use frontrow::limits::LABELS_TOLD;
use serde_json::{Value, json};

use crate::stage::{Stage, config, new_event, plan};

const HOUR_MS: u64 = 3_600_000;

/// Makes the small house and an event on it that is on sale. Gives the paths of plan and event.
async fn house(stage: &Stage) -> (String, String) {
    let made = stage.organise("/api/v1/plans", plan()).await.expect(201);
    let house = format!("/api/v1/plans/{}", made["plan"].as_str().unwrap());
    let hash = publish(stage, &house).await;
    let made = stage.organise("/api/v1/events", new_event(&hash)).await.expect(201);
    let event = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    stage.organise(&format!("{event}/open"), json!({})).await.expect(200);
    (house, event)
}

async fn publish(stage: &Stage, house: &str) -> String {
    let version = stage.organise(&format!("{house}/publish"), json!({})).await.expect(201);
    version["hash"].as_str().unwrap().to_owned()
}

/// Publishes another version of the house.
async fn redrawn(stage: &Stage, house: &str, draw: impl FnOnce(&mut Value)) -> String {
    let mut drawn = plan();
    draw(&mut drawn);
    let replaced =
        stage.ask(Method::PUT, &format!("{house}/draft")).key(&stage.key).with("if-match", "*").json(&drawn);
    replaced.answer().await.expect(200);
    publish(stage, house).await
}

#[actix_web::test]
async fn places_are_repainted_live() {
    let stage = Stage::new().await;
    let (_, event) = house(&stage).await;
    let repaint = async |targets: Value, level: Value| {
        let mut body = json!({ "targets": targets });
        if !level.is_null() {
            body["level"] = level;
        }
        stage.organise(&format!("{event}/places/repaint"), body).await
    };
    let token = stage.hold_token(&event).await;
    let price = async |place: &str| {
        let held = stage.hold(&event, &token, json!([place])).await.expect(201);
        held["total"]["amount_minor"].as_u64().unwrap()
    };
    assert_eq!(
        repaint(json!({ "rows": ["S-B"], "places": ["S-A-1"] }), json!("far")).await.expect(200)["places"],
        4
    );
    assert_eq!((price("S-B-1").await, price("S-A-2").await), (2000, 4500));
    // Of the level that they have now.
    assert_eq!(
        repaint(json!({ "sections": ["S"], "levels": ["far"] }), Value::Null).await.expect(200)["places"],
        4
    );
    assert_eq!(price("S-B-2").await, 4500);
    let history =
        stage.get(&format!("{event}/places/S-B-2/history")).key(&stage.key).answer().await.expect(200);
    let painted =
        history["happenings"].as_array().unwrap().iter().filter(|entry| entry["what"] == "repainted");
    let painted: Vec<&Value> = painted.map(|entry| &entry["note"]).collect();
    assert_eq!(painted, ["price level \"far\"", "the plan's price level"]);
    let problem = repaint(json!({ "rows": ["S-B"] }), json!("gold")).await.problem(422, "unknown_level");
    assert_eq!(problem["pointer"], "/level");
    let problem = repaint(json!({ "rows": ["S-C"] }), json!("far")).await.problem(422, "unknown_place");
    assert_eq!(problem["pointer"], "/targets/rows/0");
    repaint(json!({}), json!("far")).await.problem(422, "no_places");
    let stale = stage.post(&format!("{event}/places/repaint")).key(&stage.key).with("if-match", "\"0-1\"");
    let stale = stale.json(&json!({ "targets": { "rows": ["S-A"] }, "level": "far" })).answer().await;
    assert_eq!(stale.problem(412, "changed_meanwhile")["pointer"], "if-match");
}

#[actix_web::test]
async fn an_area_has_more_and_less_room_live() {
    let stage = Stage::new().await;
    let (_, event) = house(&stage).await;
    let path = format!("{event}/places/capacity");
    let set = async |place: &str, capacity: u32| {
        stage.organise(&path, json!({ "place": place, "capacity": capacity })).await
    };
    let token = stage.hold_token(&event).await;
    let hold = |units: u32| {
        let wanted = json!({ "areas": [{ "place": "Floor", "units": units }] });
        stage.post(&format!("{event}/holds")).token(&token).json(&wanted).answer()
    };
    set("Floor", 8).await.expect(200);
    hold(8).await.expect(201);
    hold(1).await.problem(409, "taken");
    let more = set("Floor", 10).await.expect(200);
    assert_eq!(more["capacity"], 10);
    hold(2).await.expect(201);
    let problem = set("Floor", 9).await.problem(409, "in_use");
    assert_eq!(problem["params"], json!({ "in_use": 10 }));
    let said = "; 10 units are held, booked or off sale; `places` says which";
    assert!(problem["detail"].as_str().unwrap().ends_with(said), "{problem}");
    for (place, capacity, status, code, pointer) in [
        ("Floor", 9, 409, "in_use", "/capacity"),
        ("Floor", 0, 422, "invalid_units", "/capacity"),
        ("S-A-1", 5, 422, "invalid_units", "/place"),
        ("Ceiling", 5, 422, "unknown_place", "/place"),
    ] {
        let problem = set(place, capacity).await.problem(status, code);
        assert_eq!(problem["pointer"], pointer, "{problem}");
    }
    let floor = stage.get(&format!("{event}/places/Floor")).key(&stage.key).answer().await.expect(200);
    assert_eq!(floor["capacity"], 10);
}

#[actix_web::test]
async fn an_event_moves_to_a_later_version_of_its_plan_and_names_all_that_stands_in_the_way() {
    let stage = Stage::new().await;
    let (house, event) = house(&stage).await;
    let later = redrawn(&stage, &house, |drawn| {
        // Row B goes, row C comes, under a level of its own; the floor grows.
        let seats = json!([{ "label": "1", "position": { "x": 20, "y": 60 } }]);
        drawn["sections"][0]["rows"][1] = json!({ "label": "C", "level": "box", "seats": seats });
        drawn["levels"]
            .as_array_mut()
            .unwrap()
            .insert(0, json!({ "key": "box", "name": "Box", "color": "#00aa00" }));
        drawn["areas"][0]["capacity"] = json!(150);
    })
    .await;
    let path = format!("{event}/move-to-version");
    let priced = json!({ "plan": later, "prices": [{ "level": "box", "amount_minor": 9000 }] });
    let house = house.rsplit('/').next().unwrap();
    let problem = stage.organise(&path, json!({ "plan": house })).await.problem(422, "invalid_value");
    let said = format!("{house} is a plan's id; expected the hash of one of its published versions: ");
    assert!(problem["detail"].as_str().unwrap().starts_with(&said), "{problem}");
    let problem = stage.organise(&path, json!({ "plan": later })).await.problem(422, "terms_invalid");
    assert_eq!(problem["pointer"], "/prices");
    assert_eq!(problem["detail"], "price levels of the version without a price: box");
    // A level has another number in the later version: what happened is told by the keys of then.
    let far = json!({ "targets": { "places": ["S-A-2"] }, "level": "far" });
    stage.organise(&format!("{event}/places/repaint"), far).await.expect(200);
    let token = stage.hold_token(&event).await;
    let held = stage.hold(&event, &token, json!(["S-A-1", "S-B-3", "S-B-1"])).await.expect(201);
    let problem = stage.organise(&path, priced.clone()).await.problem(409, "in_use");
    assert_eq!(problem["places"].as_array().unwrap().len(), 2);
    let said = "somebody has what the version drops or sells in another way: S-B-1, S-B-3";
    assert_eq!(problem["detail"], said);
    let hold = held["hold"].as_u64().unwrap();
    let given = stage.post(&format!("{event}/holds/{hold}/release")).token(&token);
    given.json(&json!({ "places": ["S-B-3", "S-B-1"] })).answer().await.expect(200);
    let moved = stage.organise(&path, priced.clone()).await.expect(200);
    assert_eq!(moved["plan"], json!(later));
    // The new labels, levels and prices, for buyers and organisers, at once and after a restart.
    stage.hold(&event, &token, json!(["S-B-2"])).await.problem(422, "unknown_place");
    let held = stage.hold(&event, &token, json!(["S-C-1"])).await.expect(201);
    assert_eq!(held["total"]["amount_minor"], 9000);
    let shown = stage.get(&event).answer().await.expect(200);
    assert_eq!(shown["plan"], json!(later));
    let levels: Vec<&str> =
        shown["prices"].as_array().unwrap().iter().map(|one| one["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["box", "near", "far"]);
    stage
        .organise(&format!("{event}/places/kill"), json!({ "targets": { "levels": ["far"] }, "reason": "" }))
        .await
        .expect(200);
    let stage = stage.restart().await;
    assert_eq!(stage.get(&event).answer().await.expect(200), shown);
    let place = stage.get(&format!("{event}/places/S-C-1")).key(&stage.key).answer().await.expect(200);
    assert_eq!(place["holds"].as_array().unwrap().len(), 1);
    let history =
        stage.get(&format!("{event}/places/S-A-2/history")).key(&stage.key).answer().await.expect(200);
    assert_eq!(history["happenings"][0]["note"], "price level \"far\"");
    let audit = stage.get(&format!("{event}/audit")).key(&stage.key).answer().await.expect(200);
    assert_eq!(audit["state_hash"], audit["replayed_state_hash"]);
}

#[actix_web::test]
async fn of_many_places_in_the_way_the_first_are_named_and_all_are_listed() {
    let stage = Stage::new().await;
    let (house, _) = house(&stage).await;
    let seat = |label: usize| json!({ "label": label.to_string(), "position": { "x": label * 20, "y": 60 } });
    let count = LABELS_TOLD + 2;
    let long = |drawn: &mut Value| {
        let seats: Vec<Value> = (1..=count).map(seat).collect();
        drawn["sections"][0]["rows"][1] = json!({ "label": "C", "seats": seats });
    };
    let hash = redrawn(&stage, &house, long).await;
    let made = stage.organise("/api/v1/events", new_event(&hash)).await.expect(201);
    let event = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    stage.organise(&format!("{event}/open"), json!({})).await.expect(200);
    let labels: Vec<String> = (1..=count).map(|label| format!("S-C-{label}")).collect();
    for some in labels.chunks(10) {
        let token = stage.hold_token(&event).await;
        stage.hold(&event, &token, json!(some)).await.expect(201);
    }
    let later = redrawn(&stage, &house, |_| {}).await;
    let problem = stage.organise(&format!("{event}/move-to-version"), json!({ "plan": later })).await;
    let problem = problem.problem(409, "in_use");
    assert_eq!(problem["places"].as_array().unwrap().len(), count);
    let named = labels[..LABELS_TOLD].join(", ");
    let said = format!("somebody has what the version drops or sells in another way: {named} and 2 more");
    assert_eq!(problem["detail"], said);
}

#[actix_web::test]
async fn an_event_does_not_move_to_what_is_no_later_version_of_its_plan() {
    let stage = Stage::new().await;
    let (_, event) = house(&stage).await;
    let path = format!("{event}/move-to-version");
    let mut other = plan();
    other["name"] = json!("Another house");
    let made = stage.organise("/api/v1/plans", other).await.expect(201);
    let other = publish(&stage, &format!("/api/v1/plans/{}", made["plan"].as_str().unwrap())).await;
    let problem = stage.organise(&path, json!({ "plan": other })).await.problem(409, "plan_incompatible");
    assert_eq!(problem["pointer"], "/plan");
    let nowhere = json!({ "plan": "00".repeat(32) });
    assert_eq!(stage.organise(&path, nowhere).await.problem(404, "unknown_plan")["pointer"], "/plan");
    let own = stage.get(&event).answer().await.expect(200)["plan"].clone();
    let same = stage.organise(&path, json!({ "plan": own })).await.expect(200);
    assert_eq!(same["plan"], own, "it is there already");
}

#[actix_web::test]
async fn the_breakdown_adds_up_as_json_and_as_a_table() {
    let stage = Stage::new().await;
    let (_, event) = house(&stage).await;
    let to_presale =
        json!({ "targets": { "areas": [{ "place": "Floor", "units": 30 }] }, "channel": "presale" });
    stage.organise(&format!("{event}/places/allocate"), to_presale).await.expect(200);
    let repaint = json!({ "targets": { "rows": ["S-B"] }, "level": "far" });
    stage.organise(&format!("{event}/places/repaint"), repaint).await.expect(200);
    let token = stage.hold_token(&event).await;
    stage.hold(&event, &token, json!(["S-A-1", "S-A-2"])).await.expect(201);
    let killed = json!({ "targets": { "places": ["S-B-1"] }, "reason": "" });
    stage.organise(&format!("{event}/places/kill"), killed).await.expect(200);
    let path = format!("{event}/breakdown");
    let shown = stage.get(&path).key(&stage.key).answer().await.expect(200);
    let group = |section: Value, level: &str, channel: Value, units: [u64; 4]| {
        let [free, held, booked, killed] = units;
        json!({ "section": section, "level": level, "channel": channel,
            "free": free, "held": held, "booked": booked, "killed": killed })
    };
    let groups = json!([
        group(Value::Null, "far", Value::Null, [74, 0, 0, 0]),
        group(Value::Null, "far", json!("presale"), [30, 0, 0, 0]),
        group(json!("S"), "near", Value::Null, [3, 2, 0, 0]),
        group(json!("S"), "far", Value::Null, [2, 0, 0, 1]),
    ]);
    assert_eq!(shown, json!({ "version": 6, "groups": groups }));
    let table = stage.get(&path).key(&stage.key).with("accept", "text/csv").answer().await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8; header=present");
    let lines = "section,level,channel,free,held,booked,killed\r\n,far,,74,0,0,0\r\n,far,presale,30,0,0,0\r\n\
                 S,near,,3,2,0,0\r\nS,far,,2,0,0,1\r\n";
    assert_eq!(String::from_utf8(table.body).unwrap(), lines);
    stage.get(&path).answer().await.problem(401, "key_missing");
}

#[actix_web::test]
async fn a_sale_whose_moment_came_while_the_server_was_down_is_open_at_the_next_start() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let mut new = new_event(&plan);
    let now = SlewedClock::start().now();
    let at = |hours: u64| json!(schemas::api::moment::Moment(now.plus_ms(hours * HOUR_MS)));
    new["schedule"] = json!({ "opens_at": at(1), "closes_at": at(9) });
    let made = stage.organise("/api/v1/events", new).await.expect(201);
    let event = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    stage.organise(&format!("{event}/schedule"), json!({})).await.expect(200);
    assert_eq!(stage.get("/api/v1/events").answer().await.expect(200)["events"][0]["sale"], "scheduled");
    let (folder, _stopped) = stage.stop().await;
    let later = SlewedClock::ahead_by(2 * HOUR_MS);
    let catalogue = |catalogue| Arc::new(catalogue) as Arc<dyn Events>;
    let server = bootstrap::start_with(&config(folder.path(), &[]), later, catalogue).await.unwrap();
    let client = awc::Client::default();
    let mut list = client.get(format!("http://{}/api/v1/events", server.address)).send().await.unwrap();
    let list: Value = serde_json::from_slice(&list.body().await.unwrap()).unwrap();
    assert_eq!(list["events"][0]["sale"], "on_sale", "nobody had asked for the event");
    server.stop().await.unwrap();
}
