//! Best available over HTTP.

use serde_json::{Value, json};

use crate::stage::{Answered, Stage};

async fn best(stage: &Stage, event: &str, token: &str, body: Value) -> Answered {
    stage.post(&format!("{event}/holds/best")).token(token).json(&body).answer().await
}

fn places(answer: &Value) -> Vec<u64> {
    answer["places"].as_array().unwrap().iter().map(|line| line["place"].as_u64().unwrap()).collect()
}

#[actix_web::test]
async fn the_best_places_are_picked_and_held_in_one_step() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    // Row A is places 5 to 9, the focal point is before its middle; from there it would leave two alone.
    let made = best(&stage, &event, &token, json!({ "count": 3 })).await.expect(201);
    assert_eq!((places(&made), &made["arrangement"]), (vec![5, 6, 7], &json!("side_by_side")));
    assert_eq!(made["total"], json!({ "amount_minor": 13_500, "currency": "EUR" }));
    let mine = stage.get(&format!("{event}/holds")).token(&token).answer().await.expect(200);
    assert_eq!(mine["holds"][0]["places"], made["places"]);
    let next = best(&stage, &event, &token, json!({ "count": 3 })).await.expect(201);
    assert_eq!(next["arrangement"], "side_by_side", "row B as a whole");
}

#[actix_web::test]
async fn a_preview_holds_nothing_and_says_so() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let ask = || {
        let asking = stage.post(&format!("{event}/holds/best/preview")).token(&token);
        asking.json(&json!({ "count": 2, "levels": ["near"], "sections": ["S"] })).answer()
    };
    let shown = ask().await.expect(200);
    assert_eq!(shown["preview"], true);
    assert_eq!(ask().await.expect(200), shown, "nothing changed");
    let mine = stage.get(&format!("{event}/holds")).token(&token).answer().await.expect(200);
    assert_eq!(mine["holds"], json!([]));
    let held = best(&stage, &event, &token, json!({ "count": 2, "sections": ["S"] })).await.expect(201);
    assert_eq!(
        (&held["places"], &held["total"], &held["arrangement"]),
        (&shown["places"], &shown["total"], &shown["arrangement"])
    );
}

#[actix_web::test]
async fn tables_and_standing_room_are_found_where_they_are_asked_for() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let table = best(&stage, &event, &token, json!({ "count": 4, "levels": ["far"] })).await.expect(201);
    assert_eq!((places(&table).len(), &table["arrangement"]), (4, &json!("side_by_side")));
    let standing = best(&stage, &event, &token, json!({ "count": 4, "levels": ["far"] })).await.expect(201);
    assert_eq!((&standing["places"][0]["units"], &standing["arrangement"]), (&json!(4), &json!("standing")));
}

#[actix_web::test]
async fn what_cannot_be_given_or_understood_is_told() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let refused = |body: Value| best(&stage, &event, &token, body);
    refused(json!({ "count": 6, "levels": ["near"], "together": true })).await.problem(409, "not_together");
    refused(json!({ "count": 9, "levels": ["near"] })).await.problem(409, "none_free");
    refused(json!({ "count": 1, "accessible": 1 })).await.problem(409, "none_free");
    refused(json!({ "count": 0 })).await.problem(422, "no_places");
    refused(json!({ "count": 1, "accessible": 2 })).await.problem(422, "invalid_units");
    let unknown = refused(json!({ "count": 1, "levels": ["near", "dear"] })).await;
    assert_eq!(unknown.problem(422, "unknown_level")["pointer"], "/levels/1");
    let unknown = refused(json!({ "count": 1, "sections": ["Q"] })).await.problem(422, "unknown_place");
    assert_eq!(unknown["pointer"], "/sections/0");
    let unknown = refused(json!({ "count": 1, "zones": ["Q"] })).await.problem(422, "unknown_place");
    assert_eq!(unknown["pointer"], "/zones/0");
    refused(json!({ "count": 1, "channel": "presale" })).await.problem(409, "other_channel");
    refused(json!({ "count": 1, "channel": "none" })).await.problem(422, "unknown_channel");
    refused(json!({ "count": 1_001 })).await.problem(422, "too_many_places");
}

#[actix_web::test]
async fn a_repeat_gets_the_same_answer_also_after_a_restart() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    let path = format!("{event}/holds/best");
    let body = json!({ "count": 2, "levels": ["near"] });
    let ask = |stage: &Stage, body: &Value| stage.post(&path).id("again").token(&token).json(body).answer();
    let first = ask(&stage, &body).await.expect(201);
    assert_eq!(ask(&stage, &body).await.expect(201), first);
    let stage = stage.restart().await;
    assert_eq!(ask(&stage, &body).await.expect(201), first);
    ask(&stage, &json!({ "count": 1 })).await.problem(409, "id_reused");
}
