//! A server with an event on it, and a client.

use std::path::Path;
use std::time::Duration;

use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use frontrow::bootstrap::{self, Running};
use frontrow::config::{Config, Sources, load};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A running server and what its tests need to know.
pub struct Stage {
    pub server: Running,
    pub key: String,
    folder: TempDir,
    sequence: std::cell::Cell<u32>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A request under way.
pub struct Asking {
    request: awc::ClientRequest,
    body: Vec<u8>,
}

impl Answered {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The JSON of an answer that must have this status.
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// Asserts that it is a problem of this code, with all that such an answer has.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("/errors/{code}"));
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("retry-after").is_empty(), problem["retryable"] == false);
        problem
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Asking {
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.insert_header((name, value));
        self
    }

    pub fn id(self, id: &str) -> Self {
        self.with("idempotency-key", id)
    }

    pub fn token(self, token: &str) -> Self {
        self.with("hold-token", token)
    }

    pub fn key(self, key: &str) -> Self {
        let value = format!("Bearer {key}");
        self.with("authorization", &value)
    }

    pub fn json(self, body: &Value) -> Self {
        self.bytes(body.to_string().into_bytes())
    }

    pub fn bytes(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self.with("content-type", "application/json")
    }

    pub async fn answer(self) -> Answered {
        let mut response = self.request.send_body(self.body).await.unwrap();
        let body = response.body().limit(1 << 26).await.unwrap().to_vec();
        Answered { status: response.status().as_u16(), headers: response.headers().clone(), body }
    }
}

/// A configuration for tests: a free port, small segments, these settings over it.
pub fn config(folder: &Path, settings: &[(&str, &str)]) -> Config {
    let data = folder.display().to_string();
    let usual = [
        ("data.folder", data.as_str()),
        ("listen.address", "127.0.0.1:0"),
        ("listen.workers", "1"),
        ("seat_maps.threads", "1"),
        ("journal.segment_bytes", "1048576"),
        ("limits.lift_for_loopback", "true"),
    ];
    let all = usual.iter().chain(settings);
    let flags = all.map(|(name, text)| ("test".to_owned(), (*name).to_owned(), (*text).to_owned()));
    load(&Sources { flags: flags.collect(), ..Sources::default() }).unwrap().0
}

/// What is left of a stage while its server is stopped.
pub struct Stopped {
    key: String,
    sequence: std::cell::Cell<u32>,
}

impl Stopped {
    /// Starts another server on the folder.
    pub async fn start(self, folder: TempDir) -> Stage {
        let Self { key, sequence } = self;
        let server = bootstrap::start(&config(folder.path(), &[])).await.unwrap();
        assert!(server.first_key.is_none(), "the key is made once");
        Stage { server, key, folder, sequence }
    }
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// A server with these settings.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = bootstrap::start(&config(folder.path(), settings)).await.unwrap();
        let key = server.first_key.as_ref().unwrap().reveal();
        Self { server, key, folder, sequence: std::cell::Cell::new(0) }
    }

    /// Stops the server and starts another on the same folder.
    pub async fn restart(self) -> Self {
        let (folder, stopped) = self.stop().await;
        stopped.start(folder).await
    }

    /// Stops the server.
    pub async fn stop(self) -> (TempDir, Stopped) {
        let Self { server, key, folder, sequence } = self;
        server.stop().await.unwrap();
        (folder, Stopped { key, sequence })
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn ask(&self, method: Method, path: &str) -> Asking {
        let client = awc::Client::builder().timeout(Duration::from_secs(20)).finish();
        let request = client.request(method, format!("http://{}{path}", self.server.address));
        Asking { request, body: Vec::new() }
    }

    pub fn get(&self, path: &str) -> Asking {
        self.ask(Method::GET, path)
    }

    /// A POST with an id of its own.
    pub fn post(&self, path: &str) -> Asking {
        self.sequence.set(self.sequence.get() + 1);
        self.ask(Method::POST, path).id(&format!("id-{}", self.sequence.get()))
    }

    /// An organiser's POST with an id of its own.
    pub async fn organise(&self, path: &str, body: Value) -> Answered {
        self.post(path).key(&self.key).json(&body).answer().await
    }

    /// Another organiser.
    pub async fn organiser(&self, name: &str) -> String {
        let made = self.organise("/api/v1/organisers", json!({ "name": name })).await.expect(201);
        made["organiser"].as_str().unwrap().to_owned()
    }

    /// A key of this scope for this organiser: its id and its secret.
    pub async fn new_key(&self, organiser: &str, scope: &str) -> (String, String) {
        let new = json!({ "name": format!("{scope} key"), "scope": scope });
        let made = self.organise(&format!("/api/v1/keys?organiser={organiser}"), new).await.expect(201);
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        (text("key"), text("secret"))
    }

    /// Publishes the small house (see [`plan`]) and gives its hash.
    pub async fn publish(&self) -> String {
        let made = self.organise("/api/v1/plans", plan()).await.expect(201);
        let path = format!("/api/v1/plans/{}/publish", made["plan"].as_str().unwrap());
        self.organise(&path, json!({})).await.expect(201)["hash"].as_str().unwrap().to_owned()
    }

    /// An event on the small house, its sale open. Gives the path of the event.
    pub async fn event(&self) -> String {
        let hash = self.publish().await;
        let made = self.organise("/api/v1/events", new_event(&hash)).await.expect(201);
        let path = format!("/api/v1/events/{}", made["event"].as_str().unwrap());
        self.organise(&format!("{path}/open"), json!({})).await.expect(200);
        path
    }

    pub async fn hold_token(&self, event: &str) -> String {
        let issued = self.ask(Method::POST, &format!("{event}/hold-tokens")).answer().await.expect(201);
        issued["hold_token"].as_str().unwrap().to_owned()
    }

    /// Holds these places.
    pub async fn hold(&self, event: &str, token: &str, places: Value) -> Answered {
        let asking = self.post(&format!("{event}/holds")).token(token);
        asking.json(&json!({ "places": places })).answer().await
    }
}

/// Row A with five seats, row B with three, a table of four sold as a whole, an area for 100.
pub fn plan() -> Value {
    let seat =
        |label: u32, y: u32| json!({ "label": label.to_string(), "position": { "x": label * 20, "y": y } });
    let row = |label: &str, count: u32, y: u32| json!({ "label": label, "seats": (1..=count).map(|label| seat(label, y)).collect::<Vec<_>>() });
    json!({
        "format": "frontrow-plan/1",
        "name": "Small house",
        "focal_point": { "x": 60, "y": -100 },
        "levels": [
            { "key": "near", "name": "Near", "color": "#aa0000" },
            { "key": "far", "name": "Far", "color": "#0000aa" },
        ],
        "sections": [{
            "label": "S",
            "level": "near",
            "rows": [row("A", 5, 0), row("B", 3, 30)],
        }],
        "tables": [{
            "label": "T",
            "level": "far",
            "as_a_whole": true,
            "outline": { "type": "ellipse", "center": { "x": 500, "y": 500 }, "radius_x": 30, "radius_y": 30 },
            "seats": (1..=4).map(|label| seat(label, 500)).collect::<Vec<_>>(),
        }],
        "areas": [{
            "label": "Floor",
            "level": "far",
            "outline": { "type": "ellipse", "center": { "x": 900, "y": 900 }, "radius_x": 60, "radius_y": 60 },
            "capacity": 100,
        }],
    })
}

pub fn new_event(plan: &str) -> Value {
    json!({
        "name": "First night",
        "starts_at": "2030-01-01T19:30:00Z",
        "plan": plan,
        "currency": "EUR",
        "prices": [{ "level": "near", "amount_minor": 4500 }, { "level": "far", "amount_minor": 2000 }],
        "channels": ["presale"],
    })
}
