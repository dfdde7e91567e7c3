//! Events over HTTP.

use actix_web::http::Method;
use schemas::ids::EventId;
use serde_json::json;

use crate::stage::{Stage, new_event};

#[actix_web::test]
async fn an_event_is_created_and_shown() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let made = stage.organise("/api/v1/events", new_event(&plan)).await.expect(201);
    let path = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    let shown = stage.get(&path).key(&stage.key).answer().await.expect(200);
    assert_eq!(shown, made);
    for (name, value) in [
        ("name", json!("First night")),
        ("starts_at", json!("2030-01-01T19:30:00.000Z")),
        ("sale", json!("draft")),
        ("plan", json!(plan)),
        ("prices", new_event(&plan)["prices"].clone()),
        ("channels", json!(["presale"])),
    ] {
        assert_eq!(shown[name], value, "{name}");
    }
    assert_eq!(shown["terms"]["hold_time_ms"], 600_000);
}

#[actix_web::test]
async fn a_repeated_creation_creates_once() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let create = |body: serde_json::Value| {
        stage.ask(Method::POST, "/api/v1/events").id("one").key(&stage.key).json(&body).answer()
    };
    let first = create(new_event(&plan)).await.expect(201);
    assert_eq!(create(new_event(&plan)).await.expect(201), first);
    let mut other = new_event(&plan);
    other["name"] = json!("Second night");
    create(other).await.problem(409, "id_reused");
    let list = stage.get("/api/v1/events").key(&stage.key).answer().await.expect(200);
    assert_eq!(list, json!({ "events": [first] }));
}

#[actix_web::test]
async fn a_list_goes_on_where_a_page_ended() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let mut made = Vec::new();
    // Made in another order than they take place, and four of them at one moment.
    for day in [4, 2, 2, 1, 2, 3, 2] {
        let mut new = new_event(&plan);
        new["starts_at"] = json!(format!("2030-01-{day:02}T19:30:00.000Z"));
        let event = stage.organise("/api/v1/events", new).await.expect(201);
        // The catalogue has ids as signed numbers.
        let id: EventId = event["event"].as_str().unwrap().parse().unwrap();
        made.push((day, id.0.cast_signed(), event["event"].as_str().unwrap().to_owned()));
    }
    let mut seen = Vec::new();
    let mut path = "/api/v1/events?limit=2".to_owned();
    loop {
        let page = stage.get(&path).key(&stage.key).answer().await.expect(200);
        let events = page["events"].as_array().unwrap();
        assert!(events.len() <= 2);
        seen.extend(events.iter().map(|event| event["event"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/events?limit=2&after={next}");
    }
    made.sort();
    assert_eq!(seen, made.into_iter().map(|(.., id)| id).collect::<Vec<_>>());
    stage.get("/api/v1/events?limit=0").answer().await.problem(422, "invalid_value");
    stage.get("/api/v1/events?limit=201").answer().await.problem(422, "invalid_value");
    stage.get("/api/v1/events?after=zz").answer().await.problem(422, "invalid_value");
    stage.get("/api/v1/events?page=2").answer().await.problem(422, "invalid_value");
}

#[actix_web::test]
async fn a_sale_opens_pauses_resumes_and_ends() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let sale = async |what: &str| stage.organise(&format!("{event}/{what}"), json!({})).await;
    let shown = async || stage.get(&event).answer().await.expect(200)["sale"].as_str().unwrap().to_owned();
    assert_eq!(shown().await, "on_sale");
    assert_eq!(sale("pause").await.expect(200)["sale"], "paused");
    assert_eq!(shown().await, "paused");
    stage.hold(&event, &token, json!(["S-A-1"])).await.problem(409, "sale_paused");
    sale("resume").await.expect(200);
    stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
    assert_eq!(sale("end").await.expect(200)["sale"], "ended");
    stage.hold(&event, &token, json!(["S-A-2"])).await.problem(409, "sale_ended");
    sale("open").await.problem(409, "sale_state_conflict");
    assert_eq!(shown().await, "ended");
}

#[actix_web::test]
async fn terms_that_cannot_be_are_refused_and_leave_nothing() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let refused = async |change: &dyn Fn(&mut serde_json::Value), status, code: &str, pointer: &str| {
        let mut body = new_event(&plan);
        change(&mut body);
        let problem = stage.organise("/api/v1/events", body).await.problem(status, code);
        assert_eq!(problem["pointer"].as_str().unwrap_or_default(), pointer, "{problem}");
    };
    for (code, advice) in [
        ("eur", "write EUR"),
        ("QQQ", "name the one that prices are in by its code, such as EUR, USD or JPY"),
    ] {
        let mut body = new_event(&plan);
        body["currency"] = json!(code);
        let problem = stage.organise("/api/v1/events", body).await.problem(422, "terms_invalid");
        let detail = format!("{code:?} is no currency of ISO 4217 that prices can be in: {advice}");
        assert_eq!((&problem["detail"], &problem["pointer"]), (&json!(detail), &json!("/currency")));
    }
    refused(&|event| event["plan"] = json!("pl_aaaaaaaaaaaaa"), 422, "invalid_value", "/plan").await;
    refused(&|event| event["prices"][1]["level"] = json!("gold"), 422, "terms_invalid", "/prices/1/level")
        .await;
    refused(&|event| event["prices"][1]["level"] = json!("near"), 422, "terms_invalid", "/prices/1/level")
        .await;
    refused(&|event| event["prices"] = json!([]), 422, "terms_invalid", "/prices").await;
    refused(&|event| event["channels"] = json!(["a", "a"]), 422, "terms_invalid", "/channels/1").await;
    refused(
        &|event| event["terms"] = json!({ "hold_time_ms": 0 }),
        422,
        "terms_invalid",
        "/terms/hold_time_ms",
    )
    .await;
    let month_ms = 31_u64 * 24 * 60 * 60 * 1_000;
    for name in ["hold_time_ms", "lifetime_cap_ms", "payment_time_ms", "payment_cap_ms"] {
        let too_long = |event: &mut serde_json::Value| {
            event["terms"] = json!({ "lifetime_cap_ms": month_ms, "payment_cap_ms": month_ms });
            event["terms"][name] = json!(month_ms + 1);
        };
        // What is capped is as long as its cap at most, and the first of both that does not fit is told.
        let told = name.replace("hold_time", "lifetime_cap").replace("payment_time", "payment_cap");
        refused(&too_long, 422, "terms_invalid", &format!("/terms/{told}")).await;
    }
    for odd in [1_000_000_000_001, u64::MAX] {
        let pointer = "/prices/1/amount_minor";
        refused(&|event| event["prices"][1]["amount_minor"] = json!(odd), 422, "terms_invalid", pointer)
            .await;
    }
    for moment in ["opens_at", "closes_at"] {
        let over =
            |event: &mut serde_json::Value| event["schedule"] = json!({ moment: "2001-01-01T00:00:00Z" });
        refused(&over, 422, "terms_invalid", &format!("/schedule/{moment}")).await;
    }
    refused(&|event| event["name"] = json!(""), 422, "invalid_value", "/name").await;
    refused(&|event| event["plan"] = json!("00".repeat(32)), 404, "unknown_plan", "/plan").await;
    refused(&|event| event["colour"] = json!("red"), 422, "invalid_value", "/colour").await;
    let list = stage.get("/api/v1/events").key(&stage.key).answer().await.expect(200);
    assert_eq!(list, json!({ "events": [] }));
    let mut most = new_event(&plan);
    most["prices"][1]["amount_minor"] = json!(1_000_000_000_000_u64);
    most["terms"] =
        json!({ "hold_time_ms": month_ms, "lifetime_cap_ms": month_ms, "payment_cap_ms": month_ms });
    stage.organise("/api/v1/events", most).await.expect(201);
}

#[actix_web::test]
async fn all_that_is_wrong_with_a_new_event_is_told_at_once() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let mut wrong = new_event(&plan);
    wrong["name"] = json!("");
    wrong["starts_at"] = json!("2020-01-01T19:30:00Z");
    wrong["about"] =
        json!({ "zone": "Europe/Atlantis", "doors_at": "2020-01-01T20:00:00Z", "venue": "a\nb" });
    wrong["currency"] = json!("euro");
    wrong["prices"] = json!([
        { "level": "gold", "amount_minor": 1 }, { "level": "near", "amount_minor": 1_000_000_000_001_u64 },
    ]);
    wrong["channels"] = json!(["a", "a", ""]);
    wrong["tables"] = json!([{ "table": "U", "as_a_whole": true }]);
    wrong["schedule"] = json!({ "opens_at": "2020-01-02T00:00:00Z", "closes_at": "2020-01-01T00:00:00Z" });
    wrong["terms"] = json!({ "hold_time_ms": 0, "maximum_units_per_hold": 0 });
    let problem = stage.organise("/api/v1/events", wrong.clone()).await.problem(422, "invalid_value");
    let mistakes = crate::texts::mistakes;
    let mut told = vec![
        ("invalid_value", "/name"),
        ("invalid_value", "/about/venue"),
        ("invalid_value", "/about/doors_at"),
        ("invalid_value", "/about/zone"),
        ("invalid_value", "/starts_at"),
        ("terms_invalid", "/currency"),
        ("terms_invalid", "/prices/0/level"),
        ("terms_invalid", "/prices/1/amount_minor"),
        ("terms_invalid", "/prices"),
        ("terms_invalid", "/channels/1"),
        ("terms_invalid", "/channels/2"),
        ("terms_invalid", "/tables/0/table"),
        ("terms_invalid", "/terms/hold_time_ms"),
        ("terms_invalid", "/schedule/closes_at"),
        ("terms_invalid", "/terms/maximum_units_per_hold"),
        ("terms_invalid", "/schedule/opens_at"),
        ("terms_invalid", "/schedule/closes_at"),
    ];
    assert_eq!(mistakes(&problem), told, "{problem}");
    // What needs the plan cannot be said without it.
    wrong["plan"] = json!("00".repeat(32));
    let problem = stage.organise("/api/v1/events", wrong).await.problem(422, "invalid_value");
    told.retain(|(_, pointer)| !pointer.starts_with("/prices") && !pointer.starts_with("/tables"));
    told.insert(5, ("unknown_plan", "/plan"));
    assert_eq!(mistakes(&problem), told, "{problem}");
    let list = stage.get("/api/v1/events").key(&stage.key).answer().await.expect(200);
    assert_eq!(list, json!({ "events": [] }));
}

#[actix_web::test]
async fn tables_are_sold_as_the_event_says() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let mut body = new_event(&plan);
    body["tables"] = json!([{ "table": "T", "as_a_whole": false }]);
    let made = stage.organise("/api/v1/events", body.clone()).await.expect(201);
    assert_eq!(made["tables"], body["tables"]);
    let event = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    stage.organise(&format!("{event}/schedule"), json!({})).await.expect(200);
    let token = stage.hold_token(&event).await;
    stage.hold(&event, &token, json!(["T-1"])).await.problem(409, "sale_not_open");
    stage.organise(&format!("{event}/open"), json!({})).await.expect(200);
    stage.hold(&event, &token, json!(["T-1"])).await.expect(201);
}
