//! API keys: who may do an organiser's work.

use frontrow::bootstrap::admin_key;
use serde_json::json;

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
}

#[actix_web::test]
async fn a_rotated_key_takes_over_and_keeps_its_bearer() {
    let stage = Stage::new().await;
    let create =
        |id: &str, key: &str| stage.ask(actix_web::http::Method::POST, "/api/v1/plans").id(id).key(key);
    let made = create("one", &stage.key).json(&plan()).answer().await.expect(201);
    let next = admin_key::rotate(stage.folder()).await.unwrap().reveal();
    assert_ne!(next, stage.key);
    // Restarted, so that the test does not wait until the server looks at its keys again.
    let old = stage.key.clone();
    let stage = stage.restart().await;
    let create =
        |id: &str, key: &str| stage.ask(actix_web::http::Method::POST, "/api/v1/plans").id(id).key(key);
    create("two", &old).json(&plan()).answer().await.problem(401, "key_invalid");
    let repeated = create("one", &next).json(&plan()).answer().await.expect(201);
    assert_eq!(repeated, made, "the bearer's commands are remembered under the new key");
}

#[actix_web::test]
async fn the_data_folder_holds_no_key_and_no_token() {
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
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
            assert!(!has(&key) && !has(&token), "{} holds a secret", path.display());
        }
    }
    assert!(files > 3, "{files} files looked at");
}
