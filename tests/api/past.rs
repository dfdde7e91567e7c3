//! An event as it was.

use serde_json::{Value, json};

use crate::stage::Stage;

/// An event with a hold, a booking and a killed row: versions 1 to 5.
async fn played(stage: &Stage) -> String {
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let hold = stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
    stage.organise(&format!("{event}/holds/{}/book", hold["hold"]), json!({})).await.expect(201);
    let kill = json!({ "targets": { "places": ["S-A-2"] }, "reason": "camera" });
    stage.organise(&format!("{event}/places/kill"), kill).await.expect(200);
    event
}

async fn asked(stage: &Stage, path: &str) -> Value {
    stage.get(path).key(&stage.key).answer().await.expect(200)
}

#[actix_web::test]
async fn an_event_is_shown_in_numbers_as_it_was_after_each_record() {
    let stage = Stage::new().await;
    let event = played(&stage).await;
    let all = async |at: u64| asked(&stage, &format!("{event}/past?at={at}")).await["all"].clone();
    let units = |free: u32, held: u32, booked: u32, killed: u32| json!({ "free": free, "held": held, "booked": booked, "killed": killed });
    assert_eq!(all(1).await, units(112, 0, 0, 0));
    assert_eq!(all(3).await, units(111, 1, 0, 0));
    assert_eq!(all(4).await, units(111, 0, 1, 0));
    assert_eq!(all(5).await, units(110, 0, 1, 1));
    let first = asked(&stage, &format!("{event}/past?at=1")).await;
    assert_eq!((&first["version"], &first["sale"], &first["holds"]), (&json!(1), &json!("draft"), &json!(0)));
    let now = asked(&stage, &format!("{event}/past?at=5")).await;
    let counts = stage.get(&format!("{event}/counts")).answer().await.expect(200);
    assert_eq!((&now["sections"], &now["all"]), (&counts["sections"], &counts["all"]));
    let audit = asked(&stage, &format!("{event}/audit")).await;
    assert_eq!(now["public_hash"], audit["public_hash"]);

    let later = asked(&stage, &format!("{event}/past?at=2999-01-01T00:00:00Z")).await;
    assert_eq!(later, now, "a time after the last record");
    let at = now["at"].as_str().unwrap();
    assert_eq!(asked(&stage, &format!("{event}/past?at={at}")).await, now, "its own time");
}

#[actix_web::test]
async fn the_map_as_it_was_has_its_states() {
    let stage = Stage::new().await;
    let event = played(&stage).await;
    let drawn = async |at: u64| {
        let answer = stage.get(&format!("{event}/past/map?at={at}")).key(&stage.key).answer().await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "image/svg+xml"));
        String::from_utf8(answer.body).unwrap()
    };
    let held = drawn(3).await;
    assert!(held.contains(">free · 111</text>") && held.contains(">held · 1</text>"), "{held}");
    assert!(!held.contains("booked ·") && held.contains(">version 3, 20"), "{held}");
    let last = drawn(5).await;
    assert!(last.contains(">booked · 1</text>") && last.contains(">off sale · 1</text>"), "{last}");
    assert!(last.contains(" of 100 free</text>"), "a GA area says how much of it is free: {last}");
}

#[actix_web::test]
async fn two_moments_are_compared_place_by_place() {
    let stage = Stage::new().await;
    let event = played(&stage).await;
    let changes = asked(&stage, &format!("{event}/past/changes?from=2&to=5")).await;
    assert_eq!((&changes["from"]["version"], &changes["to"]["version"]), (&json!(2), &json!(5)));
    let free = json!({ "free": 1, "held": 0, "booked": 0, "killed": 0 });
    let places = changes["places"].as_array().unwrap();
    let told: Vec<_> = places.iter().map(|place| (&place["label"], &place["after"]["booked"])).collect();
    assert_eq!(told, [(&json!("S-A-1"), &json!(1)), (&json!("S-A-2"), &json!(0))]);
    assert!(places.iter().all(|place| place["before"] == free));
    assert_eq!(places[1]["after"]["killed"], 1);
    let none = asked(&stage, &format!("{event}/past/changes?from=5&to=5")).await;
    assert_eq!(none["places"], json!([]));
}

#[actix_web::test]
async fn a_moment_that_never_was_is_told() {
    let stage = Stage::new().await;
    let event = played(&stage).await;
    let ask = async |path: &str| stage.get(&format!("{event}/past{path}")).key(&stage.key).answer().await;
    for at in ["0", "6", "1999-01-01T00:00:00Z"] {
        ask(&format!("?at={at}")).await.problem(404, "unknown_moment");
        ask(&format!("/map?at={at}")).await.problem(404, "unknown_moment");
    }
    ask("/changes?from=5&to=2").await.problem(404, "unknown_moment");
    ask("/changes?from=2&to=6").await.problem(404, "unknown_moment");
    ask("?at=yesterday").await.problem(422, "invalid_value");
    ask("").await.problem(422, "invalid_value");
    stage.get(&format!("{event}/past?at=1")).answer().await.problem(401, "key_missing");
}
