//! Organisers, and who acts for which.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::stage::{Stage, new_event, plan};

/// The organiser that every catalogue has.
pub const DEFAULT: &str = "or_aaaaaaaaaaaaa";

#[actix_web::test]
async fn the_platform_makes_organisers_and_names_them() {
    let stage = Stage::new().await;
    let list = async || stage.get("/api/v1/organisers").key(&stage.key).answer().await.expect(200);
    assert_eq!(list().await["organisers"][0]["organiser"], DEFAULT);
    let create = |id: &str, name: &str| {
        let asking = stage.ask(Method::POST, "/api/v1/organisers").id(id).key(&stage.key);
        asking.json(&json!({ "name": name })).answer()
    };
    let made = create("one", "City theatre").await.expect(201);
    assert_eq!(create("one", "City theatre").await.expect(201), made);
    create("one", "Other").await.problem(409, "id_reused");
    let path = format!("/api/v1/organisers/{}", made["organiser"].as_str().unwrap());
    let renamed = stage.ask(Method::PUT, &path).key(&stage.key).json(&json!({ "name": "Town theatre" }));
    assert_eq!(renamed.answer().await.expect(200)["name"], "Town theatre");
    let shown = stage.get(&path).key(&stage.key).answer().await.expect(200);
    assert_eq!((&shown["name"], &shown["created_at"]), (&json!("Town theatre"), &made["created_at"]));
    assert_eq!(list().await["organisers"][1], shown);
    for name in [json!(""), json!("a".repeat(201)), json!("a\nb")] {
        let body = json!({ "name": name });
        let refused = stage.organise("/api/v1/organisers", body.clone()).await.problem(422, "invalid_value");
        assert_eq!(refused["pointer"], "/name");
        let refused = stage.ask(Method::PUT, &path).key(&stage.key).json(&body).answer().await;
        assert_eq!(refused.problem(422, "invalid_value")["pointer"], "/name");
    }
    let nobody = stage.ask(Method::PUT, "/api/v1/organisers/or_aaaaaaaaaaaae").key(&stage.key);
    nobody.json(&json!({ "name": "Nobody" })).answer().await.problem(404, "unknown_organiser");
}

#[actix_web::test]
async fn a_key_acts_for_its_organiser_and_the_platform_for_the_one_it_names() {
    let stage = Stage::new().await;
    let rival = stage.organiser("Rival").await;
    let (_, key) = stage.new_key(&rival, "manage").await;
    let made = async |key: &str, query: &str| {
        let made = stage.post(&format!("/api/v1/plans{query}")).key(key).json(&plan()).answer().await;
        let made = made.expect(201)["plan"].as_str().unwrap().to_owned();
        let shown = stage.get(&format!("/api/v1/plans/{made}")).key(&stage.key).answer().await;
        shown.expect(200)["organiser"].as_str().unwrap().to_owned()
    };
    let named = format!("?organiser={rival}");
    assert_eq!(made(&stage.key, "").await, DEFAULT);
    assert_eq!(made(&stage.key, &named).await, rival);
    assert_eq!(made(&key, "").await, rival);
    assert_eq!(made(&key, &named).await, rival);
    for (key, organiser) in [(&key, DEFAULT), (&stage.key, "or_aaaaaaaaaaaae")] {
        let path = format!("/api/v1/plans?organiser={organiser}");
        stage.post(&path).key(key).json(&plan()).answer().await.problem(404, "unknown_organiser");
    }
    let of = async |key: &str, query: &str| {
        let list = stage.get(&format!("/api/v1/plans{query}")).key(key).answer().await.expect(200);
        list["plans"].as_array().unwrap().len()
    };
    assert_eq!((of(&stage.key, "").await, of(&stage.key, &named).await, of(&key, "").await), (4, 3, 3));
}

#[actix_web::test]
async fn a_plan_is_used_by_its_organiser_alone_and_its_content_is_shared() {
    let stage = Stage::new().await;
    let rival = stage.organiser("Rival").await;
    let (_, key) = stage.new_key(&rival, "manage").await;
    let hash = stage.publish().await;
    let create = || stage.post("/api/v1/events").key(&key).json(&new_event(&hash)).answer();
    let refused = create().await.problem(404, "unknown_plan");
    assert_eq!(refused["pointer"], "/plan");
    // The same drawing under another name of its own: the same content, and now the organiser has it.
    let made = stage.post("/api/v1/plans").key(&key).json(&plan()).answer().await.expect(201);
    let publish = format!("/api/v1/plans/{}/publish", made["plan"].as_str().unwrap());
    let own = stage.post(&publish).key(&key).answer().await.expect(201);
    assert_eq!(own["hash"], Value::from(hash.as_str()));
    assert_eq!(create().await.expect(201)["organiser"], Value::from(rival));
    // The drawing by its hash is everybody's: buyers draw it, and caches keep it.
    stage.get(&format!("/api/v1/plans/versions/{hash}/geometry")).key(&key).answer().await.expect(200);
}

#[actix_web::test]
async fn everybody_sees_what_is_on_sale_and_a_key_its_own() {
    let stage = Stage::new().await;
    let own = stage.event().await;
    let rival = stage.organiser("Rival").await;
    let (_, key) = stage.new_key(&rival, "read").await;
    let seen = async |key: Option<&str>, query: &str| {
        let asking = stage.get(&format!("/api/v1/events{query}"));
        let asking = if let Some(key) = key { asking.key(key) } else { asking };
        asking.answer().await.expect(200)["events"].as_array().unwrap().len()
    };
    assert_eq!(seen(None, "").await, 1);
    assert_eq!(seen(None, &format!("?organiser={DEFAULT}")).await, 1);
    assert_eq!(seen(None, &format!("?organiser={rival}")).await, 0);
    assert_eq!(seen(Some(&stage.key), "").await, 1);
    assert_eq!(seen(Some(&key), "").await, 0);
    for path in ["", "/counts", "/seats"] {
        stage.get(&format!("{own}{path}")).answer().await.expect(200);
        stage.get(&format!("{own}{path}")).key(&key).answer().await.problem(404, "unknown_event");
    }
}
