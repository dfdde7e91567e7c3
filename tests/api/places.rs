//! What organisers do with places over HTTP.

use serde_json::{Value, json};

use crate::stage::Stage;

async fn counts(stage: &Stage, event: &str) -> Value {
    stage.get(&format!("{event}/counts")).answer().await.expect(200)["all"].clone()
}

#[actix_web::test]
async fn places_are_killed_and_restored() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let (kill, restore) = (format!("{event}/places/kill"), format!("{event}/places/restore"));
    let row = json!({ "targets": { "rows": ["S-A"] }, "reason": "camera" });
    let killed = stage.organise(&kill, row.clone()).await.expect(200);
    assert_eq!((&killed["units"], &killed["ended_holds"]), (&json!(5), &json!(0)));
    assert_eq!(counts(&stage, &event).await, json!({ "free": 107, "held": 0, "booked": 0, "killed": 5 }));
    let token = stage.hold_token(&event).await;
    stage.hold(&event, &token, json!(["S-A-1"])).await.problem(409, "not_for_sale");
    let again = stage.organise(&kill, row).await.expect(200);
    assert_eq!(again["units"], 0);
    let back = json!({ "targets": { "places": ["S-A-1"], "sections": ["S"] } });
    assert_eq!(stage.organise(&restore, back).await.expect(200)["units"], 5);
    assert_eq!(counts(&stage, &event).await["free"], 112);
}

#[actix_web::test]
async fn a_held_place_is_killed_with_force_and_a_booked_one_never() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let kill = format!("{event}/places/kill");
    let token = stage.hold_token(&event).await;
    let hold = stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201)["hold"].clone();
    let level = |force| json!({ "targets": { "levels": ["near"] }, "reason": "flood", "force": force });
    assert_eq!(stage.organise(&kill, level(false)).await.problem(409, "held")["places"], json!([5]));
    stage.organise(&format!("{event}/holds/{hold}/book"), json!({})).await.expect(201);
    assert_eq!(stage.organise(&kill, level(true)).await.problem(409, "booked")["places"], json!([5]));
    stage.hold(&event, &token, json!(["S-A-2"])).await.expect(201);
    let row = json!({ "targets": { "places": ["S-A-2"] }, "reason": "flood", "force": true });
    let killed = stage.organise(&kill, row).await.expect(200);
    assert_eq!((&killed["units"], &killed["ended_holds"]), (&json!(1), &json!(1)));
}

#[actix_web::test]
async fn one_place_shows_its_state_and_its_history() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let hold = stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201)["hold"].clone();
    let book = json!({ "reference": "order 7" });
    let booking =
        stage.organise(&format!("{event}/holds/{hold}/book"), book).await.expect(201)["booking"].clone();

    let path = format!("{event}/places/S-A-1");
    stage.get(&path).answer().await.problem(401, "key_missing");
    let state = stage.get(&path).key(&stage.key).answer().await.expect(200);
    let expected = json!({
        "version": booking, "place": 5, "label": "S-A-1", "capacity": 1, "letter": "b",
        "units": { "free": 0, "held": 0, "booked": 1, "killed": 0 }, "holds": [], "bookings": [booking],
    });
    assert_eq!(state, expected);

    let history = stage.get(&format!("{event}/places/5/history")).key(&stage.key).answer().await.expect(200);
    let happenings = history["happenings"].as_array().unwrap();
    let what: Vec<_> =
        happenings.iter().map(|one| (one["what"].as_str().unwrap(), one["hold"].clone())).collect();
    assert_eq!(what, [("held", hold.clone()), ("booked", hold)]);
    assert_eq!(happenings[1]["note"], "order 7");
    assert!(!history.to_string().contains(&token), "a token is in the history");
    stage.get(&format!("{event}/places/S-A-9")).key(&stage.key).answer().await.problem(422, "unknown_place");
}

#[actix_web::test]
async fn names_that_the_plan_does_not_have_are_pointed_at() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    for (targets, pointer) in [
        (json!({ "rows": ["S-A", "S-Z"] }), "/targets/rows/1"),
        (json!({ "sections": ["Q"] }), "/targets/sections/0"),
        (json!({ "levels": ["gold"] }), "/targets/levels/0"),
    ] {
        let body = json!({ "targets": targets, "reason": "" });
        let refused = stage.organise(&format!("{event}/places/kill"), body).await;
        assert_eq!(refused.problem(422, "unknown_place")["pointer"], pointer);
    }
    let body = json!({ "targets": { "rows": ["S-A"] }, "channel": "box" });
    stage.organise(&format!("{event}/places/allocate"), body).await.problem(422, "unknown_channel");
}
