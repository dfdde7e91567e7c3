//! What the server says in its log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::stage::Stage;

/// Lines in memory.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'writer> MakeWriter<'writer> for Lines {
    type Writer = Self;

    fn make_writer(&'writer self) -> Self {
        self.clone()
    }
}

#[actix_web::test]
async fn every_line_of_a_request_has_its_id_and_none_has_a_secret() {
    let lines = Lines::default();
    let subscriber = frontrow::telemetry::subscriber("debug", true, lines.clone()).unwrap();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let stage = Stage::new().await;
    let event = stage.event().await;
    let token = stage.hold_token(&event).await;
    stage.hold(&event, &token, json!(["S-A-1"])).await.expect(201);
    let path = format!("{event}/holds");
    let asking = stage.post(&path).token(&token).with("x-request-id", "marked-request");
    asking.json(&json!({ "places": ["S-A-1"] })).answer().await.problem(409, "taken");
    stage.get(&event).key("frk_wrong").answer().await.problem(401, "key_invalid");

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let answered: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &serde_json::Value| line["span"]["request"] == "marked-request")
        .collect();
    assert!(
        answered.iter().any(|line| line["message"] == "answered" && line["status"] == 409),
        "{answered:?}"
    );
    // Our own client logs nothing here; whatever the libraries inside the server log counts too.
    for secret in [&token, &stage.key, "frk_wrong"] {
        let at = text.lines().find(|line| line.contains(secret));
        assert_eq!(at, None, "a secret is in the log");
    }
}
