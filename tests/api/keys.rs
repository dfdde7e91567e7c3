//! API keys: who may do an organiser's work.

use actix_web::http::Method;
use frontrow::adapters::sqlite::FILE_NAME;
use frontrow::bootstrap::admin_key;
use serde_json::json;

use crate::organisers::DEFAULT;
use crate::stage::{Stage, plan};

#[actix_web::test]
async fn organisers_routes_want_a_key_that_is_in_force() {
    let stage = Stage::new().await;
    let missing = stage.post("/api/v1/plans").json(&plan()).answer().await;
    missing.problem(401, "key_missing");
    assert_eq!(missing.header("www-authenticate"), "Bearer");
    let mut other = stage.key.clone().into_bytes();
    other[10] = if other[10] == b'a' { b'b' } else { b'a' };
    for wrong in ["", "x", &stage.key[..55], std::str::from_utf8(&other).unwrap()] {
        stage.post("/api/v1/plans").key(wrong).json(&plan()).answer().await.problem(401, "key_invalid");
    }
    stage.post("/api/v1/plans").key(&stage.key).json(&plan()).answer().await.expect(201);
    // Another scheme is a proxy's, and no key.
    let basic = stage.get("/api/v1/plans").with("authorization", "Basic dXNlcjpwYXNz").answer().await;
    basic.problem(401, "key_missing");
    let basic = stage.get("/api/v1/events").with("authorization", "Basic dXNlcjpwYXNz").answer().await;
    basic.expect(200);
}

#[actix_web::test]
async fn a_rotated_key_takes_over_and_keeps_its_bearer() {
    let stage = Stage::new().await;
    let create = |id: &str, key: &str| stage.ask(Method::POST, "/api/v1/plans").id(id).key(key);
    let made = create("one", &stage.key).json(&plan()).answer().await.expect(201);
    let next = admin_key::rotate(stage.folder()).await.unwrap().reveal();
    assert_ne!(next, stage.key);
    // Restarted, so that the test does not wait until the server looks at its keys again.
    let old = stage.key.clone();
    let stage = stage.restart().await;
    let create = |id: &str, key: &str| stage.ask(Method::POST, "/api/v1/plans").id(id).key(key);
    create("two", &old).json(&plan()).answer().await.problem(401, "key_invalid");
    let repeated = create("one", &next).json(&plan()).answer().await.expect(201);
    assert_eq!(repeated, made, "the bearer's commands are remembered under the new key");
}

async fn reads(stage: &Stage, key: &str) -> crate::stage::Answered {
    stage.get("/api/v1/plans").key(key).answer().await
}

#[actix_web::test]
async fn a_key_is_made_shown_once_and_listed_without_its_secret() {
    let stage = Stage::new().await;
    let new = json!({ "name": "Box office", "scope": "sell", "expires_at": "2040-01-01T00:00:00Z" });
    let create = || stage.ask(Method::POST, "/api/v1/keys").id("one").key(&stage.key).json(&new).answer();
    let mut made = create().await.expect(201);
    let secret = made["secret"].take().as_str().unwrap().to_owned();
    made.as_object_mut().unwrap().remove("secret");
    assert_eq!(create().await.expect(201), made, "a repeat has the key and no secret");
    for (name, value) in [
        ("name", json!("Box office")),
        ("scope", json!("sell")),
        ("organiser", json!(DEFAULT)),
        ("expires_at", json!("2040-01-01T00:00:00.000Z")),
    ] {
        assert_eq!(made[name], value, "{name}");
    }
    let path = format!("/api/v1/keys/{}", made["key"].as_str().unwrap());
    let shown = async || stage.get(&path).key(&stage.key).answer().await.expect(200);
    assert_eq!(shown().await, made, "it was not used yet");
    reads(&stage, &secret).await.expect(200);
    let used = shown().await["last_used_at"].as_str().unwrap().to_owned();
    let list = stage.get("/api/v1/keys").key(&stage.key).answer().await.expect(200);
    assert_eq!(list["keys"].as_array().unwrap().len(), 2);
    assert_eq!(list["keys"][1], shown().await);
    assert!(list["keys"][0]["organiser"].is_null(), "the first key is the platform's: {list}");
    // The last use is written when the server stops, if not before.
    let stage = stage.restart().await;
    let shown = stage.get(&path).key(&stage.key).answer().await.expect(200);
    assert_eq!(shown["last_used_at"], json!(used));
}

#[actix_web::test]
async fn a_rotated_key_has_its_grace_or_ends_at_once() {
    let stage = Stage::new().await;
    let (id, first) = stage.new_key(DEFAULT, "read").await;
    let path = format!("/api/v1/keys/{id}/rotate");
    let rotate = async |body: serde_json::Value| {
        let answer = stage.organise(&path, body).await.expect(200);
        (answer["secret"].as_str().unwrap().to_owned(), answer["grace_ends_at"].clone())
    };
    let (second, grace) = rotate(json!({ "grace_s": 3600 })).await;
    assert!(grace.is_string());
    reads(&stage, &first).await.expect(200);
    reads(&stage, &second).await.expect(200);
    let (third, _) = rotate(json!({ "grace_s": 3600 })).await;
    reads(&stage, &first).await.problem(401, "key_invalid");
    reads(&stage, &second).await.expect(200);
    let (fourth, grace) = rotate(json!({})).await;
    assert!(grace.is_null());
    for old in [&second, &third] {
        reads(&stage, old).await.problem(401, "key_invalid");
    }
    reads(&stage, &fourth).await.expect(200);
    let again = || stage.ask(Method::POST, &path).id("same").key(&stage.key).json(&json!({})).answer();
    let mut rotated = again().await.expect(200);
    assert!(rotated["secret"].is_string());
    rotated.as_object_mut().unwrap().remove("secret");
    assert_eq!(again().await.expect(200), rotated, "a repeat rotates nothing");
    let bad = stage.organise(&path, json!({ "grace_s": 2_592_001 })).await.problem(422, "invalid_value");
    assert_eq!(bad["pointer"], "/grace_s");
}

#[actix_web::test]
async fn a_revoked_key_ends_for_good() {
    let stage = Stage::new().await;
    let (id, secret) = stage.new_key(DEFAULT, "admin").await;
    reads(&stage, &secret).await.expect(200);
    let path = format!("/api/v1/keys/{id}");
    let revoked = stage.organise(&format!("{path}/revoke"), json!({})).await.expect(200);
    assert!(revoked["revoked_at"].is_string());
    reads(&stage, &secret).await.problem(401, "key_invalid");
    let again = stage.organise(&format!("{path}/revoke"), json!({})).await.expect(200);
    assert_eq!(again["revoked_at"], revoked["revoked_at"], "it ended once");
    stage.organise(&format!("{path}/rotate"), json!({})).await.problem(409, "key_revoked");
    stage.organise("/api/v1/keys/ky_aaaaaaaaaaaae/revoke", json!({})).await.problem(404, "unknown_key");
}

#[actix_web::test]
async fn a_key_ends_by_itself_and_a_rotation_puts_that_off() {
    let stage = Stage::new().await;
    let (id, secret) = stage.new_key(DEFAULT, "read").await;
    for past in ["1970-01-01T00:00:01Z", "2001-01-01T00:00:00Z"] {
        let new = json!({ "name": "late", "scope": "read", "expires_at": past });
        let refused = stage.organise("/api/v1/keys", new).await.problem(422, "invalid_value");
        assert_eq!(refused["pointer"], "/expires_at");
    }
    let (folder, stopped) = stage.stop().await;
    let catalogue = rusqlite::Connection::open(folder.path().join(FILE_NAME)).unwrap();
    let ended = catalogue.execute("UPDATE keys SET expires_ms = 5 WHERE scope = 'read'", []);
    assert_eq!(ended.unwrap(), 1);
    drop(catalogue);
    let stage = stopped.start(folder).await;
    reads(&stage, &secret).await.problem(401, "key_expired");
    let later = json!({ "expires_at": "2040-01-01T00:00:00Z" });
    let rotated = stage.organise(&format!("/api/v1/keys/{id}/rotate"), later).await.expect(200);
    reads(&stage, rotated["secret"].as_str().unwrap()).await.expect(200);
}

#[actix_web::test]
async fn an_organiser_s_admin_makes_keys_for_its_own_alone() {
    let stage = Stage::new().await;
    let rival = stage.organiser("Rival").await;
    let (id, admin) = stage.new_key(&rival, "admin").await;
    let make = async |query: &str, scope: &str| {
        let asking = stage.post(&format!("/api/v1/keys{query}")).key(&admin);
        asking.json(&json!({ "name": "new", "scope": scope })).answer().await
    };
    for scope in ["read", "admin"] {
        assert_eq!(make("", scope).await.expect(201)["organiser"], json!(rival), "{scope}");
    }
    make(&format!("?organiser={DEFAULT}"), "read").await.problem(404, "unknown_organiser");
    let seen = stage.get("/api/v1/keys").key(&admin).answer().await.expect(200);
    assert_eq!(seen["keys"].as_array().unwrap().len(), 3);
    let first = "/api/v1/keys/ky_aaaaaaaaaaaaa";
    stage.get(first).key(&admin).answer().await.problem(404, "unknown_key");
    stage.post(&format!("{first}/rotate")).key(&admin).answer().await.problem(404, "unknown_key");
    stage.post(&format!("{first}/revoke")).key(&admin).answer().await.problem(404, "unknown_key");
    // It may end itself.
    stage.post(&format!("/api/v1/keys/{id}/revoke")).key(&admin).answer().await.expect(200);
    stage.get("/api/v1/keys").key(&admin).answer().await.problem(401, "key_invalid");
    let bad = stage.organise("/api/v1/keys", json!({ "name": "", "scope": "read" })).await;
    assert_eq!(bad.problem(422, "invalid_value")["pointer"], "/name");
    let bad = stage.organise("/api/v1/keys", json!({ "name": "a", "scope": "root" })).await;
    bad.problem(422, "invalid_value");
}

#[actix_web::test]
async fn whoever_has_the_data_folder_puts_the_admin_key_in_force_again() {
    let stage = Stage::new().await;
    stage.new_key(DEFAULT, "read").await;
    stage.organise("/api/v1/keys/ky_aaaaaaaaaaaaa/revoke", json!({})).await.expect(200);
    reads(&stage, &stage.key).await.problem(401, "key_invalid");
    let next = admin_key::rotate(stage.folder()).await.unwrap().reveal();
    let stage = stage.restart().await;
    let first = stage.get("/api/v1/keys/ky_aaaaaaaaaaaaa").key(&next).answer().await.expect(200);
    assert!(first["revoked_at"].is_null(), "{first}");
    let noted = stage.get("/api/v1/audit?limit=1").key(&next).answer().await.expect(200);
    assert_eq!(noted["entries"][0]["action"], "key_rotated");
    assert_eq!(noted["entries"][0]["key_name"], "console");
}

#[actix_web::test]
async fn the_data_folder_holds_no_key_and_no_token() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
    let (id, made) = stage.new_key(DEFAULT, "sell").await;
    let rotated = stage.organise(&format!("/api/v1/keys/{id}/rotate"), json!({})).await.expect(200);
    let rotated = rotated["secret"].as_str().unwrap().to_owned();
    let (key, stage) = (stage.key.clone(), stage.restart().await);
    let mut folders = vec![stage.folder().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            let has = |secret: &str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            let holds = [&key, &token, &made, &rotated].into_iter().any(|secret| has(secret));
            assert!(!holds, "{} holds a secret", path.display());
        }
    }
    assert!(files > 3, "{files} files looked at");
}
