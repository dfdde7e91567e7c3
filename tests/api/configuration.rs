//! What an event is sold under, read and changed over HTTP.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::stage::{Answered, Stage, new_event};

/// The configuration's tag.
pub async fn tag(stage: &Stage, event: &str) -> String {
    let read = stage.get(&format!("{event}/configuration")).key(&stage.key).answer().await;
    read.expect(200);
    read.header("etag").to_owned()
}

/// Changes terms under this `If-Match`, with an id of its own.
pub async fn change(stage: &Stage, event: &str, if_match: &str, body: Value) -> Answered {
    let id = format!("{if_match}{body}");
    let id: String = id.chars().filter(char::is_ascii_alphanumeric).rev().take(60).collect();
    let asking = stage.ask(Method::PATCH, &format!("{event}/terms")).id(&id).key(&stage.key);
    asking.with("if-match", if_match).json(&body).answer().await
}

async fn configuration(stage: &Stage, event: &str) -> Value {
    stage.get(&format!("{event}/configuration")).key(&stage.key).answer().await.expect(200)
}

#[actix_web::test]
async fn the_configuration_says_all_that_an_event_is_sold_under() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let read = stage.get(&format!("{event}/configuration")).key(&stage.key).answer().await;
    let shown = read.expect(200);
    let levels = json!([
        { "level": "near", "name": "Near", "color": "#aa0000", "amount_minor": 4500 },
        { "level": "far", "name": "Far", "color": "#0000aa", "amount_minor": 2000 },
    ]);
    for (name, value) in [
        ("version", json!(2)),
        ("configured", json!(1)),
        ("sale", json!("on_sale")),
        ("currency", json!("EUR")),
        ("levels", levels),
        ("channels", json!([{ "channel": "presale", "number": 1, "open": true }])),
        ("tables", json!([])),
        ("schedule", json!({})),
        ("plan", stage.get(&event).answer().await.expect(200)["plan"].clone()),
    ] {
        assert_eq!(shown[name], value, "{name}");
    }
    assert_eq!(shown["terms"]["maximum_extensions"], 0);
    assert_eq!(read.header("etag"), "\"0-1\"");
    let path = format!("{event}/configuration");
    let again = stage.get(&path).key(&stage.key).with("if-none-match", "\"0-1\"").answer().await;
    assert_eq!((again.status, again.header("etag"), again.body.len()), (304, "\"0-1\"", 0));
}

#[actix_web::test]
async fn terms_change_on_sale_and_everybody_is_told_the_same_at_once() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let before = stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
    assert_eq!(before["total"], json!({ "amount_minor": 4500, "currency": "EUR" }));
    let changed = change(
        &stage,
        &event,
        "\"0-1\"",
        json!({
            "prices": [{ "level": "near", "amount_minor": 5000 }],
            "channels": ["presale", "fans"],
            "schedule": { "closes_at": "2040-01-01T00:00:00Z" },
            "tables": [{ "table": "T", "as_a_whole": false }],
            "terms": { "hold_time_ms": 60_000, "lifetime_cap_ms": 90_000, "maximum_extensions": 1 },
        }),
    )
    .await;
    let (closes, code) = ("2040-01-01T00:00:00.000Z", "closes_after_start");
    let answered = changed.expect(200);
    assert_eq!(
        (
            &answered["version"],
            &answered["units_moved"],
            &answered["schedule"],
            &answered["warnings"][0]["code"]
        ),
        (&json!(4), &json!(0), &json!({ "closes_at": closes }), &json!(code))
    );
    let shown = configuration(&stage, &event).await;
    assert_eq!(shown["levels"][0]["amount_minor"], 5000);
    assert_eq!(shown["levels"][1]["amount_minor"], 2000, "what was not named stays");
    assert_eq!(shown["terms"]["hold_time_ms"], 60_000);
    assert_eq!(shown["terms"]["maximum_extensions"], 1);
    assert_eq!(shown["sale_moves_at"], "2040-01-01T00:00:00.000Z");
    assert_eq!(tag(&stage, &event).await, "\"0-4\"");
    // The catalogue's copies, for whoever reads the event or the list.
    let one = stage.get(&event).answer().await.expect(200);
    assert_eq!(one["prices"][0]["amount_minor"], 5000);
    assert_eq!(one["channels"], json!(["presale", "fans"]));
    assert_eq!(one["schedule"], json!({ "closes_at": "2040-01-01T00:00:00.000Z" }));
    assert_eq!(one["tables"], json!([{ "table": "T", "as_a_whole": false }]));
    assert_eq!(stage.get("/api/v1/events").answer().await.expect(200)["events"], json!([one]));
    // Buyers: new holds at the new price, a new channel's token, a seat of the table.
    let held = stage.hold(&event, &token, json!(["S-A-2", "T-1"])).await.expect(201);
    assert_eq!(held["total"]["amount_minor"], 7000);
    let fans =
        stage.post(&format!("{event}/hold-tokens")).key(&stage.key).json(&json!({ "channels": ["fans"] }));
    fans.answer().await.expect(201);
    let stage = stage.restart().await;
    assert_eq!(stage.get(&event).answer().await.expect(200), one);
    let held = stage.hold(&event, &token, json!(["S-A-3"])).await.expect(201);
    assert_eq!(held["total"], json!({ "amount_minor": 5000, "currency": "EUR" }));
    let audit = stage.get(&format!("{event}/audit")).key(&stage.key).answer().await.expect(200);
    assert_eq!(audit["state_hash"], audit["replayed_state_hash"]);
}

#[actix_web::test]
async fn of_two_who_change_the_same_terms_one_is_told() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let first = change(&stage, &event, "\"0-1\"", json!({ "terms": { "hold_time_ms": 120_000 } })).await;
    first.expect(200);
    let late = json!({ "prices": [{ "level": "far", "amount_minor": 1 }] });
    let problem = change(&stage, &event, "\"0-1\"", late.clone()).await.problem(412, "changed_meanwhile");
    assert_eq!(problem["pointer"], "if-match");
    // What is no sense any more under other terms is no fault of who did not know them.
    let odd = json!({ "closed_channels": ["nobody"] });
    change(&stage, &event, "\"0-1\"", odd.clone()).await.problem(412, "changed_meanwhile");
    change(&stage, &event, "\"0-3\"", odd).await.problem(422, "unknown_channel");
    change(&stage, &event, "\"9-3\"", late.clone()).await.problem(412, "changed_meanwhile");
    assert_eq!(configuration(&stage, &event).await["levels"][1]["amount_minor"], 2000, "nothing was lost");
    let repeat = change(&stage, &event, "\"0-1\"", json!({ "terms": { "hold_time_ms": 120_000 } })).await;
    assert_eq!(repeat.json(), first.json(), "a repeat is the same change");
    change(&stage, &event, &tag(&stage, &event).await, late).await.expect(200);
    let any = json!({ "prices": [{ "level": "far", "amount_minor": 2 }] });
    change(&stage, &event, "*", any).await.expect(200);
    assert_eq!(configuration(&stage, &event).await["levels"][1]["amount_minor"], 2);
    let bare = stage.ask(Method::PATCH, &format!("{event}/terms")).id("bare").key(&stage.key);
    let problem = bare.json(&json!({})).answer().await.problem(428, "if_match_missing");
    assert_eq!(problem["pointer"], "if-match");
    change(&stage, &event, "5", json!({})).await.problem(422, "invalid_value");
}

#[actix_web::test]
async fn terms_that_cannot_be_are_refused_with_the_part_they_are_about() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let at_the_table = json!(["T-1", "T-2", "T-3", "T-4"]);
    stage.hold(&event, &token, at_the_table).await.expect(201);
    for (body, status, code, pointer) in [
        (json!({ "terms": { "hold_time_ms": 0 } }), 422, "terms_invalid", "/terms/hold_time_ms"),
        (json!({ "terms": { "lifetime_cap_ms": 1 } }), 422, "terms_invalid", "/terms/lifetime_cap_ms"),
        (
            json!({ "terms": { "maximum_units_per_hold": 0 } }),
            422,
            "terms_invalid",
            "/terms/maximum_units_per_hold",
        ),
        (json!({ "currency": "CHF" }), 422, "terms_invalid", "/currency"),
        (
            json!({ "prices": [{ "level": "gold", "amount_minor": 1 }] }),
            422,
            "terms_invalid",
            "/prices/0/level",
        ),
        (json!({ "channels": ["fans", "presale"] }), 422, "terms_invalid", "/channels"),
        (json!({ "channels": [] }), 422, "terms_invalid", "/channels"),
        (json!({ "closed_channels": ["presale", "presale"] }), 422, "terms_invalid", "/closed_channels/1"),
        (json!({ "closed_channels": ["fans"] }), 422, "unknown_channel", "/closed_channels/0"),
        (
            json!({ "schedule": { "closes_at": "2001-01-01T00:00:00Z" } }),
            422,
            "terms_invalid",
            "/schedule/closes_at",
        ),
        (
            json!({ "schedule": { "opens_at": "2040-01-01T00:00:00Z", "closes_at": "2039-01-01T00:00:00Z" } }),
            422,
            "terms_invalid",
            "/schedule/closes_at",
        ),
        (
            json!({ "tables": [{ "table": "U", "as_a_whole": true }] }),
            422,
            "terms_invalid",
            "/tables/0/table",
        ),
        (json!({ "tables": [{ "table": "T", "as_a_whole": false }] }), 409, "in_use", "/tables"),
        (json!({ "price": [] }), 422, "invalid_value", "/price"),
    ] {
        let problem = change(&stage, &event, "*", body.clone()).await.problem(status, code);
        assert_eq!(problem["pointer"], pointer, "{body}: {problem}");
        if code == "in_use" {
            assert_eq!(problem["places"].as_array().unwrap().len(), 4);
            let said = "sold in another way only while nobody has a seat: T-1, T-2, T-3, T-4";
            assert_eq!(problem["detail"], said);
        }
    }
    assert_eq!(tag(&stage, &event).await, "\"0-1\"");
}

#[actix_web::test]
async fn a_channel_closes_and_opens_live() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let to_presale = json!({ "targets": { "rows": ["S-B"] }, "channel": "presale" });
    stage.organise(&format!("{event}/places/allocate"), to_presale).await.expect(200);
    let token = stage.hold_token(&event).await;
    stage.hold(&event, &token, json!(["S-B-1"])).await.problem(409, "other_channel");
    let closed = change(&stage, &event, "*", json!({ "closed_channels": ["presale"] })).await;
    assert_eq!(closed.expect(200)["units_moved"], 3);
    assert_eq!(stage.get(&event).answer().await.expect(200)["closed_channels"], json!(["presale"]));
    stage.hold(&event, &token, json!(["S-B-1"])).await.expect(201);
    let to_presale = json!({ "targets": { "rows": ["S-A"] }, "channel": "presale" });
    stage
        .organise(&format!("{event}/places/allocate"), to_presale.clone())
        .await
        .problem(409, "channel_closed");
    change(&stage, &event, "*", json!({ "closed_channels": [] })).await.expect(200);
    assert_eq!(configuration(&stage, &event).await["channels"][0]["open"], true);
    stage.organise(&format!("{event}/places/allocate"), to_presale).await.expect(200);
}

#[actix_web::test]
async fn an_event_can_be_made_with_all_of_it() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let mut new = new_event(&plan);
    new["schedule"] = json!({ "opens_at": "2039-01-01T00:00:00Z", "closes_at": "2040-01-01T00:00:00.000Z" });
    new["terms"] = json!({ "maximum_extensions": 2, "lifetime_cap_ms": 1_200_000 });
    let made = stage.organise("/api/v1/events", new).await.expect(201);
    assert_eq!(made["terms"]["maximum_extensions"], 2);
    assert_eq!(made["terms"]["lifetime_cap_ms"], 1_200_000);
    let event = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    assert_eq!(configuration(&stage, &event).await["sale_moves_at"], Value::Null, "a draft does not move");
    let sale = stage.organise(&format!("{event}/schedule"), json!({})).await.expect(200);
    assert_eq!(sale, json!({ "version": 2, "sale": "scheduled" }));
    assert_eq!(configuration(&stage, &event).await["sale_moves_at"], "2039-01-01T00:00:00.000Z");
    let token = stage.hold_token(&event).await;
    stage.hold(&event, &token, json!(["S-A-1"])).await.problem(409, "sale_not_open");
    stage.organise(&format!("{event}/open"), json!({})).await.expect(200);
    stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
    let off = stage.organise(&format!("{event}/cancel"), json!({})).await.expect(200);
    assert_eq!(off["sale"], "cancelled");
    let mine = stage.get(&format!("{event}/holds")).token(&token).answer().await.expect(200);
    assert_eq!(mine["holds"], json!([]));
    assert_eq!(stage.get(&event).answer().await.expect(200)["sale"], "cancelled");
    stage.organise(&format!("{event}/open"), json!({})).await.problem(409, "sale_state_conflict");
}

#[actix_web::test]
async fn a_change_is_in_the_audit_log_with_what_was_before() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    change(&stage, &event, "*", json!({ "prices": [{ "level": "near", "amount_minor": 1 }] }))
        .await
        .expect(200);
    let capacity = json!({ "place": "Floor", "capacity": 120 });
    stage.organise(&format!("{event}/places/capacity"), capacity).await.expect(200);
    let repaint = json!({ "targets": { "rows": ["S-B"] }, "level": "far" });
    stage.organise(&format!("{event}/places/repaint"), repaint.clone()).await.expect(200);
    let log = stage.get("/api/v1/audit").key(&stage.key).answer().await.expect(200);
    let entries = log["entries"].as_array().unwrap();
    let of = |action: &str| entries.iter().find(|entry| entry["action"] == action).unwrap();
    let terms = of("terms_changed");
    assert_eq!(terms["before"]["levels"][0]["amount_minor"], 4500);
    assert_eq!(terms["after"]["levels"][0]["amount_minor"], 1);
    assert_eq!(terms["after"]["units_moved"], 0);
    let set = of("capacity_set");
    assert_eq!(set["before"], json!({ "place": "Floor", "capacity": 100 }));
    assert_eq!(set["after"], json!({ "place": "Floor", "capacity": 120 }));
    assert_eq!(of("places_repainted")["after"], json!({ "places": 3, "repainted": repaint }));
}
