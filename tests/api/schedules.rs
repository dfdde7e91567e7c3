//! When sales open and end by themselves: changed moment by moment, refused where it is over, told while it is true.

use actix_web::http::Method;
use actors::ports::catalogue::audit::{AuditBearer, AuditEntry};
use actors::ports::catalogue::events::{EventRow, Events};
use actors::ports::catalogue::{Once, Reach, Written};
use frontrow::adapters::sqlite::Catalogue;
use schemas::audit_action::AuditAction;
use schemas::ids::{CommandHash, EventId, PrincipalHash};
use schemas::seat::SaleState;
use schemas::terms::{EventTerms, SaleSchedule};
use schemas::time::Timestamp;
use serde_json::{Value, json};

use crate::configuration::{change, tag};
use crate::stage::{Stage, new_event};

/// A draft with this schedule; its path and the answer.
async fn draft(stage: &Stage, schedule: Value) -> (String, Value) {
    let plan = stage.publish().await;
    let mut new = new_event(&plan);
    new["schedule"] = schedule;
    let made = stage.organise("/api/v1/events", new).await.expect(201);
    (format!("/api/v1/events/{}", made["event"].as_str().unwrap()), made)
}

const OPENS: &str = "2029-12-01T09:00:00.000Z";
const CLOSES: &str = "2030-01-01T18:00:00.000Z";

#[actix_web::test]
async fn a_moment_that_is_left_out_of_a_change_stays_and_null_takes_it_away() {
    let stage = Stage::new().await;
    let (event, _) = draft(&stage, json!({ "opens_at": OPENS })).await;
    let set = async |schedule: Value| {
        let asked = change(&stage, &event, "*", json!({ "schedule": schedule })).await;
        let answered = asked.expect(200);
        let read = stage.get(&format!("{event}/configuration")).key(&stage.key).answer().await;
        assert_eq!(read.expect(200)["schedule"], answered["schedule"]);
        assert_eq!(read.header("etag"), asked.header("etag"), "a next change goes on from there");
        answered["schedule"].clone()
    };
    let both = json!({ "opens_at": OPENS, "closes_at": CLOSES });
    assert_eq!(set(json!({ "closes_at": CLOSES })).await, both);
    assert_eq!(set(json!({ "opens_at": null })).await, json!({ "closes_at": CLOSES }));
    assert_eq!(set(json!({ "opens_at": OPENS })).await, both);
    assert_eq!(set(json!({})).await, both, "nothing changed, and the tag is what it was");
    assert_eq!(set(Value::Null).await, json!({}));
    let odd = change(&stage, &event, "*", json!({ "schedule": { "closing": null } })).await;
    odd.problem(422, "invalid_value");
}

#[actix_web::test]
async fn the_tag_of_an_answer_is_that_of_its_own_change() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let price = |amount: u64| json!({ "prices": [{ "level": "near", "amount_minor": amount }] });
    let first = change(&stage, &event, "*", price(1)).await;
    first.expect(200);
    assert_eq!(first.header("etag"), tag(&stage, &event).await);
    let second = change(&stage, &event, first.header("etag"), price(2)).await;
    second.expect(200);
    // A repeat of the first is answered after the second was made: whoever goes on from there is told so.
    let repeated = change(&stage, &event, "*", price(1)).await;
    assert_eq!((repeated.status, repeated.header("etag")), (200, first.header("etag")));
    change(&stage, &event, repeated.header("etag"), price(3)).await.problem(412, "changed_meanwhile");
}

/// Puts a draft with this schedule into the folder of a server that is stopped, as one that was made long ago.
async fn old_draft(folder: &std::path::Path, like: EventId, id: EventId, schedule: SaleSchedule) {
    let catalogue = Catalogue::open(folder).unwrap();
    let row = catalogue.event(Reach::All, like).await.unwrap().unwrap();
    let terms = EventTerms { schedule, ..row.terms.clone() };
    let (sale, announced, created_in_log) = (SaleState::Draft, false, false);
    let row = EventRow { id, sale, announced, created_in_log, first_terms: terms.clone(), terms, ..row };
    let entry = AuditEntry {
        at: row.created,
        by: AuditBearer { key: None, name: "test".to_owned() },
        organiser: Some(row.organiser),
        action: AuditAction::EventCreated,
        resource: id.to_string(),
        version: None,
        before: None,
        after: None,
        request: String::new(),
    };
    let mut command = [0; 16];
    command[..8].copy_from_slice(&id.0.to_le_bytes());
    let once = Once {
        principal: PrincipalHash([1; 16]),
        command: CommandHash(command),
        digest: CommandHash([3; 16]),
        answer: Vec::new(),
        at: row.created,
        entry,
    };
    assert_eq!(catalogue.create_events(vec![row], Vec::new(), once).await.unwrap(), Some(Written::Done));
}

#[actix_web::test]
async fn a_draft_whose_moment_has_passed_is_neither_scheduled_nor_opened_to_end_on_the_spot() {
    let stage = Stage::new().await;
    let (event, _) = draft(&stage, json!({})).await;
    let like: EventId = event.rsplit('/').next().unwrap().parse().unwrap();
    let (folder, stage) = stage.stop().await;
    let over = |at: u64| Some(Timestamp(at));
    let (both, opens) = (EventId(7), EventId(8));
    let schedule = SaleSchedule { opens_at: over(1_600_000_000_000), closes_at: over(1_700_000_000_000) };
    old_draft(folder.path(), like, both, schedule).await;
    old_draft(folder.path(), like, opens, SaleSchedule { closes_at: None, ..schedule }).await;
    let stage = stage.start(folder).await;
    let path = |id: EventId| format!("/api/v1/events/{id}");
    let sale =
        async |id: EventId, what: &str| stage.organise(&format!("{}/{what}", path(id)), json!({})).await;

    let problem = sale(both, "schedule").await.problem(409, "schedule_past");
    assert_eq!((&problem["pointer"], &problem["sale"]), (&json!("/schedule/opens_at"), &json!("draft")));
    let said = "opens_at, 2020-09-13T12:26:40.000Z, is over: the sale would open on the spot. Change the terms, with a \
                later moment or with {\"schedule\": {\"opens_at\": null}}, or open the sale";
    assert_eq!(problem["detail"], said);
    let listed = problem["issues"].as_array().unwrap().iter().map(|issue| issue["pointer"].clone());
    assert_eq!(listed.collect::<Vec<_>>(), [json!("/schedule/opens_at"), json!("/schedule/closes_at")]);
    let problem = sale(both, "open").await.problem(409, "schedule_past");
    assert_eq!(problem["pointer"], "/schedule/closes_at", "{problem}");
    assert_eq!(problem["issues"].as_array().unwrap().len(), 1);
    let shown = stage.get(&path(both)).key(&stage.key).answer().await.expect(200);
    assert_eq!(shown["sale"], "draft", "nothing was done");
    change(&stage, &path(both), "*", json!({ "schedule": null })).await.expect(200);
    assert_eq!(sale(both, "schedule").await.expect(200)["sale"], "scheduled");

    sale(opens, "schedule").await.problem(409, "schedule_past");
    assert_eq!(
        sale(opens, "open").await.expect(200)["sale"],
        "on_sale",
        "by hand, whatever was to happen by itself"
    );
}

#[actix_web::test]
async fn what_is_told_of_a_schedule_is_what_the_sale_still_does() {
    let stage = Stage::new().await;
    let both = json!({ "opens_at": OPENS, "closes_at": CLOSES });
    let (event, made) = draft(&stage, both.clone()).await;
    assert_eq!(made["schedule"], both);
    let told = async || {
        let shown = stage.get(&event).answer().await.expect(200)["schedule"].clone();
        let listed = stage.get("/api/v1/events").answer().await.expect(200)["events"][0]["schedule"].clone();
        let seats = stage.get(&format!("{event}/seats")).answer().await.expect(200);
        assert_eq!(shown, listed);
        for name in ["opens_at", "closes_at"] {
            let is_told = seats.get(format!("{name}_ms")).is_some_and(|moment| !moment.is_null());
            assert_eq!(is_told, shown.get(name).is_some(), "{name}: {seats}");
        }
        shown
    };
    let sale = async |what: &str| stage.organise(&format!("{event}/{what}"), json!({})).await.expect(200);
    sale("schedule").await;
    assert_eq!(told().await, both);
    sale("open").await;
    assert_eq!(told().await, json!({ "closes_at": CLOSES }), "it was opened by hand");
    sale("pause").await;
    assert_eq!(told().await, json!({ "closes_at": CLOSES }));
    sale("end").await;
    let none = told().await;
    assert!(none.is_null() || none == json!({}), "{none}");
    let configured = stage.get(&format!("{event}/configuration")).key(&stage.key).answer().await.expect(200);
    assert_eq!(configured["schedule"], both, "its organiser reads what was asked");
}

/// Code and pointer of each warning.
fn warnings(answer: &Value) -> Vec<(&str, &str)> {
    let told = answer["warnings"].as_array().into_iter().flatten();
    told.map(|one| (one["code"].as_str().unwrap(), one["pointer"].as_str().unwrap())).collect()
}

#[actix_web::test]
async fn a_sale_that_goes_on_after_the_beginning_is_taken_with_a_warning() {
    let stage = Stage::new().await;
    let (event, made) = draft(&stage, json!({ "closes_at": "2030-01-01T19:30:00Z" })).await;
    assert_eq!(warnings(&made), [], "with the beginning");
    let late = json!({ "schedule": { "closes_at": "2030-01-01T20:00:00Z" } });
    let changed = change(&stage, &event, "*", late).await.expect(200);
    assert_eq!(warnings(&changed), [("closes_after_start", "/schedule/closes_at")]);
    let said =
        "the sale goes on until 2030-01-01T20:00:00.000Z, and the event begins at 2030-01-01T19:30:00.000Z";
    assert_eq!(changed["warnings"][0]["detail"], said);
    let configured = stage.get(&format!("{event}/configuration")).key(&stage.key).answer().await.expect(200);
    assert_eq!(configured["warnings"], changed["warnings"]);
    let copied =
        stage.organise(&format!("{event}/copy"), json!({ "starts_at": "2030-02-01T19:30:00Z" })).await;
    assert_eq!(warnings(&copied.expect(201)), [("closes_after_start", "/schedule/closes_at")]);
    let (_, late) =
        draft(&stage, json!({ "opens_at": "2030-01-01T19:30:00Z", "closes_at": "2031-01-01T00:00:00Z" }))
            .await;
    let told = [("opens_after_start", "/schedule/opens_at"), ("closes_after_start", "/schedule/closes_at")];
    assert_eq!(warnings(&late), told);
    stage.organise(&format!("{event}/open"), json!({})).await.expect(200);
    let shown = stage.get(&event).answer().await.expect(200);
    assert_eq!(shown.get("warnings"), None, "buyers have nothing to do with it");
}

#[actix_web::test]
async fn a_copy_takes_the_schedule_over_as_long_before_its_own_beginning() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let mut new = new_event(&plan);
    new["about"] = json!({ "zone": "Europe/Berlin", "doors_at": "2030-01-01T19:00:00Z" });
    new["schedule"] =
        json!({ "opens_at": "2029-12-01T10:00:00+01:00", "closes_at": "2030-01-01T18:30:00+01:00" });
    let made = stage.organise("/api/v1/events", new).await.expect(201);
    let event = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    let copy = async |more: Value| {
        let mut date = json!({ "starts_local": "2030-07-01T20:30" });
        date.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        stage.organise(&format!("{event}/copy"), date).await
    };
    // Ten in the morning and half past six, as clocks on the wall show it, in summer, too.
    let (opens, closes) = ("2030-05-31T08:00:00.000Z", "2030-07-01T16:30:00.000Z");
    let made = copy(json!({})).await.expect(201);
    assert_eq!(made["schedule"], json!({ "opens_at": opens, "closes_at": closes }));
    assert_eq!(made["about"]["doors_at"], "2030-07-01T18:00:00.000Z");
    let made = copy(json!({ "schedule": { "closes_at": "2030-06-30T00:00:00.000Z" } })).await.expect(201);
    assert_eq!(made["schedule"], json!({ "opens_at": opens, "closes_at": "2030-06-30T00:00:00.000Z" }));
    let made = copy(json!({ "schedule": { "opens_at": null } })).await.expect(201);
    assert_eq!(made["schedule"], json!({ "closes_at": closes }));
    let made = copy(json!({ "schedule": null })).await.expect(201);
    assert_eq!(made.get("schedule"), None);
    let without = json!({ "starts_local": "2030-07-09T20:30", "schedule": null });
    let series = json!({ "dates": [{ "starts_local": "2030-07-08T20:30" }, without] });
    let made = stage.organise(&format!("{event}/series"), series).await.expect(201);
    assert_eq!(made["events"][0]["schedule"]["opens_at"], "2030-06-07T08:00:00.000Z");
    assert_eq!(made["events"][1].get("schedule"), None);
}

#[actix_web::test]
async fn a_moment_that_a_copy_would_have_behind_it_is_told() {
    let stage = Stage::new().await;
    let plan = stage.publish().await;
    let mut new = new_event(&plan);
    new["starts_at"] = json!("2100-01-01T19:30:00Z");
    new["schedule"] = json!({ "opens_at": "2030-01-01T00:00:00Z", "closes_at": "2099-12-31T00:00:00Z" });
    let made = stage.organise("/api/v1/events", new).await.expect(201);
    let event = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
    let dates = json!({ "dates": [{ "starts_at": "2090-01-01T19:30:00Z" }] });
    let problem = stage.organise(&format!("{event}/series"), dates).await.problem(422, "terms_invalid");
    assert_eq!(problem["pointer"], "/dates/0/schedule/opens_at");
    let said = "opens_at would be 2020-01-02T00:00:00.000Z, as long before the beginning as the other's, and that is over: \
                give a later moment, or null for none";
    assert_eq!(problem["detail"], said);
    let date =
        json!({ "starts_at": "2090-01-01T19:30:00Z", "schedule": { "opens_at": "2001-01-01T00:00:00Z" } });
    let problem = stage.organise(&format!("{event}/copy"), date).await.problem(422, "terms_invalid");
    assert_eq!(
        (&problem["pointer"], &problem["detail"]),
        (&json!("/schedule/opens_at"), &json!("opens_at is not later than now"))
    );
    let date = json!({ "starts_at": "2090-01-01T19:30:00Z", "schedule": { "opens_at": null } });
    stage.organise(&format!("{event}/copy"), date).await.expect(201);
    let id = |text: &str| stage.ask(Method::POST, &format!("{event}/copy")).id(text).key(&stage.key);
    id("again")
        .json(&json!({ "starts_at": "2090-01-01T19:30:00Z" }))
        .answer()
        .await
        .problem(422, "terms_invalid");
}
