//! What people read of an event, copies of events, and series.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::stage::{Answered, Stage, new_event};

/// An event with everything said about it; its path.
async fn described(stage: &Stage) -> String {
    let plan = stage.publish().await;
    let mut new = new_event(&plan);
    new["about"] = json!({
        "description": "Two acts.\nNo break.",
        "venue": "City theatre",
        "zone": "europe/berlin",
        "doors_at": "2030-01-01T19:00:00Z",
    });
    let made = stage.organise("/api/v1/events", new).await.expect(201);
    format!("/api/v1/events/{}", made["event"].as_str().unwrap())
}

async fn describe(stage: &Stage, event: &str, if_match: &str, texts: &Value) -> Answered {
    let put = stage.ask(Method::PUT, &format!("{event}/texts")).key(&stage.key).with("if-match", if_match);
    put.json(texts).answer().await
}

#[actix_web::test]
async fn an_event_says_where_and_when_by_the_clock_of_its_venue() {
    let stage = Stage::new().await;
    let event = described(&stage).await;
    let shown = stage.get(&event).key(&stage.key).answer().await.expect(200);
    let about = json!({
        "description": "Two acts.\nNo break.",
        "venue": "City theatre",
        "zone": "Europe/Berlin",
        "doors_at": "2030-01-01T19:00:00.000Z",
    });
    assert_eq!(shown["about"], about);
    assert_eq!(shown["starts_at"], "2030-01-01T19:30:00.000Z");
    assert_eq!(shown["starts_local"], "2030-01-01T20:30:00+01:00");
    let plain =
        stage.organise("/api/v1/events", new_event(shown["plan"].as_str().unwrap())).await.expect(201);
    assert_eq!(
        (&plain["about"], &plain["starts_local"]),
        (&json!({ "zone": "UTC" }), &json!("2030-01-01T19:30:00+00:00"))
    );
}

#[actix_web::test]
async fn texts_are_changed_as_a_whole_and_nobody_s_change_is_lost() {
    let stage = Stage::new().await;
    let event = described(&stage).await;
    let read = stage.get(&format!("{event}/texts")).key(&stage.key).answer().await;
    let before = read.expect(200);
    assert_eq!(read.header("etag"), "\"texts-1\"");
    let mut after = before.clone();
    after["name"] = json!("Last night");
    after["starts_at"] = json!("2030-07-01T18:30:00.000Z");
    after["about"]["doors_at"] = json!("2030-07-01T18:30:00.000Z");
    let changed = describe(&stage, &event, "\"texts-1\"", &after).await;
    assert_eq!((changed.expect(200), changed.header("etag")), (after.clone(), "\"texts-2\""));
    describe(&stage, &event, "\"texts-1\"", &before).await.problem(412, "changed_meanwhile");
    let bare = stage.ask(Method::PUT, &format!("{event}/texts")).key(&stage.key).json(&before).answer().await;
    assert_eq!(bare.problem(428, "if_match_missing")["pointer"], "if-match");
    let stage = stage.restart().await;
    let shown = stage.get(&event).key(&stage.key).answer().await.expect(200);
    assert_eq!(
        (&shown["name"], &shown["starts_local"]),
        (&json!("Last night"), &json!("2030-07-01T20:30:00+02:00"))
    );
    let log = stage.get("/api/v1/audit").key(&stage.key).answer().await.expect(200);
    let entry = &log["entries"][0];
    assert_eq!(
        (&entry["action"], &entry["before"], &entry["after"]),
        (&json!("event_described"), &before, &after)
    );
    describe(&stage, &event, "*", &before).await.expect(200);
}

#[actix_web::test]
async fn texts_that_cannot_be_are_refused_with_the_part_they_are_about() {
    let stage = Stage::new().await;
    let event = described(&stage).await;
    let texts = stage.get(&format!("{event}/texts")).key(&stage.key).answer().await.expect(200);
    for (pointer, value) in [
        ("/name", json!("")),
        ("/about/zone", json!("Europe/Atlantis")),
        ("/about/zone", json!("+01:00")),
        ("/about/doors_at", json!("2030-01-01T19:30:01Z")),
        ("/about/description", json!("a".repeat(10_001))),
        ("/about/description", json!("a\u{7}")),
        ("/about/venue", json!("a".repeat(201))),
        ("/about/venue", json!("a\nb")),
    ] {
        let mut odd = texts.clone();
        *odd.pointer_mut(pointer).unwrap() = value.clone();
        let problem = describe(&stage, &event, "*", &odd).await.problem(422, "invalid_value");
        assert_eq!(problem["pointer"], pointer, "{value}");
    }
    let mut most = texts.clone();
    most["about"]["description"] = json!("é".repeat(10_000));
    most["about"]["venue"] = json!("é".repeat(200));
    describe(&stage, &event, "*", &most).await.expect(200);
}

#[actix_web::test]
async fn a_copy_is_a_draft_under_the_present_terms() {
    let stage = Stage::new().await;
    let event = described(&stage).await;
    stage.organise(&format!("{event}/open"), json!({})).await.expect(200);
    let prices = json!({ "prices": [{ "level": "near", "amount_minor": 9900 }] });
    crate::configuration::change(&stage, &event, "*", prices).await.expect(200);
    let date =
        json!({ "starts_at": "2030-03-01T19:30:00Z", "schedule": { "opens_at": "2030-02-01T00:00:00Z" } });
    let made = stage.organise(&format!("{event}/copy"), date).await.expect(201);
    let shown = stage.get(&event).key(&stage.key).answer().await.expect(200);
    assert_ne!(made["event"], shown["event"]);
    for name in ["name", "plan", "currency", "prices", "channels", "terms"] {
        assert_eq!(made[name], shown[name], "{name}");
    }
    assert_eq!((&made["sale"], &shown["sale"]), (&json!("draft"), &json!("on_sale")));
    assert_eq!(made["starts_at"], "2030-03-01T19:30:00.000Z");
    assert_eq!(made["about"]["doors_at"], "2030-03-01T19:00:00.000Z", "as long before");
    assert_eq!(made["schedule"], json!({ "opens_at": "2030-02-01T00:00:00.000Z" }));
    let copy = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    assert_eq!(stage.get(&copy).key(&stage.key).answer().await.expect(200), made);
    stage.organise(&format!("{copy}/open"), json!({})).await.expect(200);
    let token = stage.hold_token(&copy).await;
    let held = stage.hold(&copy, &token, json!(["S-A-1"])).await.expect(201);
    assert_eq!(held["total"]["amount_minor"], 9900);
}

fn dates(count: u32) -> Value {
    let date =
        |at: u32| json!({ "starts_at": format!("2031-{:02}-{:02}T19:30:00Z", at / 28 + 1, at % 28 + 1) });
    json!({ "dates": (0..count).map(date).collect::<Vec<_>>() })
}

#[actix_web::test]
async fn a_series_of_a_hundred_dates_is_made_at_once_and_once() {
    let stage = Stage::new().await;
    let event = described(&stage).await;
    let path = format!("{event}/series");
    let post = |body: Value| stage.ask(Method::POST, &path).id("season").key(&stage.key).json(&body).answer();
    let made = post(dates(100)).await.expect(201);
    let events = made["events"].as_array().unwrap();
    assert_eq!(events.len(), 100);
    assert_eq!(events[99]["starts_at"], "2031-04-16T19:30:00.000Z");
    assert_eq!(post(dates(100)).await.expect(201), made);
    post(dates(99)).await.problem(409, "id_reused");
    let list = stage.get("/api/v1/events?limit=200").key(&stage.key).answer().await.expect(200);
    assert_eq!(list["events"].as_array().unwrap().len(), 101);
    let last = format!("/api/v1/events/{}", events[99]["event"].as_str().unwrap());
    stage.organise(&format!("{last}/open"), json!({})).await.expect(200);
}

#[actix_web::test]
async fn a_series_names_its_dates_by_the_clock_of_the_venue() {
    let stage = Stage::new().await;
    let event = described(&stage).await;
    let dates = json!({ "dates": [
        { "starts_local": "2030-03-30T20:30" },
        { "starts_local": "2030-03-31T20:30", "name": "Summer time" },
    ] });
    let made = stage.organise(&format!("{event}/series"), dates).await.expect(201);
    let told: Vec<_> =
        made["events"].as_array().unwrap().iter().map(|event| &event["starts_local"]).collect();
    assert_eq!(told, [&json!("2030-03-30T20:30:00+01:00"), &json!("2030-03-31T20:30:00+02:00")]);
    assert_eq!(made["events"][1]["about"]["doors_at"], "2030-03-31T18:00:00.000Z");
    assert_eq!(made["events"][1]["name"], "Summer time");
    let copied =
        stage.organise(&format!("{event}/copy"), json!({ "starts_local": "2030-10-27T02:30" })).await;
    assert_eq!(copied.problem(422, "invalid_value")["pointer"], "/starts_local");
}

/// Code and pointer of each mistake.
pub fn mistakes(problem: &Value) -> Vec<(&str, &str)> {
    let listed = problem["issues"].as_array().unwrap().iter();
    listed.map(|issue| (issue["code"].as_str().unwrap(), issue["pointer"].as_str().unwrap())).collect()
}

#[actix_web::test]
async fn of_a_series_with_a_fault_nothing_is_made_and_every_fault_is_told() {
    let stage = Stage::new().await;
    let event = described(&stage).await;
    let mut faulty = dates(9)["dates"].as_array().unwrap().clone();
    faulty[0] = json!({ "starts_local": "2030-03-31T02:30" });
    faulty[1]["doors_at"] = json!("2040-01-01T00:00:00Z");
    faulty[1]["name"] = json!("");
    faulty[3]["schedule"] =
        json!({ "opens_at": "2030-02-01T00:00:00Z", "closes_at": "2030-01-01T00:00:00Z" });
    faulty[4] = json!({ "starts_local": "2030-10-27T02:30:00" });
    faulty[5] = faulty[2].clone();
    faulty[6] = json!({ "starts_at": "2031-01-07T19:30:00Z", "starts_local": "2031-01-07T20:30" });
    faulty[7] = json!({ "name": "Some time" });
    faulty[8]["starts_at"] = json!("2020-01-01T00:00:00Z");
    let problem = stage.organise(&format!("{event}/series"), json!({ "dates": faulty })).await;
    let problem = problem.problem(422, "invalid_value");
    assert_eq!(problem["pointer"], "/dates/0/starts_local");
    let told = [
        ("invalid_value", "/dates/0/starts_local"),
        ("invalid_value", "/dates/1/name"),
        ("invalid_value", "/dates/1/doors_at"),
        ("terms_invalid", "/dates/3/schedule/closes_at"),
        ("invalid_value", "/dates/4/starts_local"),
        ("invalid_value", "/dates/5/starts_at"),
        ("invalid_value", "/dates/6/starts_at"),
        ("invalid_value", "/dates/7/starts_at"),
        ("invalid_value", "/dates/8/starts_at"),
    ];
    assert_eq!(mistakes(&problem), told, "{problem}");
    for odd in [dates(0), dates(101)] {
        let problem = stage.organise(&format!("{event}/series"), odd).await.problem(422, "invalid_value");
        assert_eq!(problem["pointer"], "/dates", "{problem}");
    }
    let list = stage.get("/api/v1/events").key(&stage.key).answer().await.expect(200);
    assert_eq!(list["events"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn texts_that_are_put_name_their_zone_and_times_have_theirs() {
    let stage = Stage::new().await;
    let event = described(&stage).await;
    let texts = stage.get(&format!("{event}/texts")).key(&stage.key).answer().await.expect(200);
    let mut bare = texts.clone();
    bare["about"].as_object_mut().unwrap().remove("zone");
    let problem = describe(&stage, &event, "*", &bare).await.problem(422, "invalid_value");
    assert_eq!(problem["pointer"], "/about/zone");
    assert_eq!(problem["detail"], "name the IANA time zone of the venue; it is Europe/Berlin now");
    bare.as_object_mut().unwrap().remove("about");
    bare["name"] = json!("");
    let problem = describe(&stage, &event, "*", &bare).await.problem(422, "invalid_value");
    assert_eq!(
        mistakes(&problem),
        [("invalid_value", "/about/zone"), ("invalid_value", "/name")],
        "all at once"
    );
    for local in ["2030-01-01T19:30:00", "2030-01-01T19:30", "2030-01-01 19:30:00", "2030-01-01"] {
        for pointer in ["/starts_at", "/about/doors_at"] {
            let mut odd = texts.clone();
            *odd.pointer_mut(pointer).unwrap() = json!(local);
            let problem = describe(&stage, &event, "*", &odd).await.problem(422, "invalid_value");
            assert_eq!(problem["pointer"], pointer, "{local}");
        }
    }
    let now = stage.get(&format!("{event}/texts")).key(&stage.key).answer().await.expect(200);
    assert_eq!(now, texts);
}

/// Each event has its own beginning in the audit log: who made it, and like which.
#[actix_web::test]
async fn a_copy_is_noted_as_what_it_is_and_where_it_comes_from() {
    let stage = Stage::new().await;
    let event = described(&stage).await;
    let noted = async |event: &Value| {
        let query = format!("/api/v1/audit?resource={}", event.as_str().unwrap());
        let page = stage.get(&query).key(&stage.key).answer().await.expect(200);
        page["entries"].as_array().unwrap().clone()
    };
    let copied =
        stage.organise(&format!("{event}/copy"), json!({ "starts_local": "2030-03-30T20:30" })).await;
    let copied = copied.expect(201);
    let series = stage.organise(&format!("{event}/series"), dates(2)).await.expect(201);
    let template = json!(event.rsplit('/').next().unwrap());
    for made in [&copied, &series["events"][0], &series["events"][1]] {
        let [entry] = &noted(&made["event"]).await[..] else { panic!("one entry") };
        let mut after = made.clone();
        after["copied_from"] = template.clone();
        assert_eq!((&entry["action"], &entry["after"]), (&json!("event_created"), &after));
        assert!(entry["key"].is_string() && entry["before"].is_null(), "{entry}");
    }
    let of_template = noted(&template).await;
    assert_eq!(of_template.len(), 3, "its own beginning, the copy and the series");
    assert_eq!(of_template[0]["after"]["copies"].as_array().unwrap().len(), 2);
}

#[actix_web::test]
async fn what_is_over_is_not_given_as_a_beginning() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let mut new = new_event(&plan);
    new["starts_at"] = json!("2020-01-01T00:00:00Z");
    let problem = stage.organise("/api/v1/events", new).await.problem(422, "invalid_value");
    assert_eq!(problem["pointer"], "/starts_at", "{problem}");
    let event = stage.event().await;
    let mut texts = stage.get(&format!("{event}/texts")).key(&stage.key).answer().await.expect(200);
    texts["starts_at"] = json!("2020-01-01T00:00:00Z");
    let problem = describe(&stage, &event, "*", &texts).await.problem(422, "invalid_value");
    assert_eq!(problem["pointer"], "/starts_at", "{problem}");
}
