//! Rows of one organiser are not there for another: every route of the description is asked with a key that may
//! everything for somebody else.

use actix_web::http::Method;
use serde_json::{Value, json};

use crate::organisers::DEFAULT;
use crate::stage::{Answered, Stage, new_event, plan};

/// Routes where an organiser's key is not looked at, though their path names what an organiser has. A new one
/// is put here deliberately.
const FOR_BUYERS: [(&str, &str); 8] = [
    // A drawing by its content hash: buyers need it, caches keep it, and its hash names no organiser.
    ("get", "/api/v1/plans/versions/{hash}/geometry"),
    // A hold token is the key here.
    ("get", "/api/v1/events/{event}/holds"),
    ("post", "/api/v1/events/{event}/holds"),
    ("post", "/api/v1/events/{event}/holds/best"),
    ("post", "/api/v1/events/{event}/holds/best/preview"),
    ("delete", "/api/v1/events/{event}/holds/{hold}"),
    ("post", "/api/v1/events/{event}/holds/{hold}/release"),
    ("post", "/api/v1/events/{event}/holds/{hold}/extend"),
];

/// What the organiser has whose rows must not be seen.
struct Theirs {
    plan: String,
    hash: String,
    event: String,
    hold: u64,
    booking: u64,
    key: String,
}

/// A word that is in each of their names and texts.
const MARK: &str = "Hidden";

async fn theirs(stage: &Stage) -> Theirs {
    let mut drawn = plan();
    drawn["name"] = json!(format!("{MARK} house"));
    drawn["sections"][0]["label"] = json!(MARK);
    let made = stage.organise("/api/v1/plans", drawn).await.expect(201);
    let plan = made["plan"].as_str().unwrap().to_owned();
    let version = stage.organise(&format!("/api/v1/plans/{plan}/publish"), json!({})).await.expect(201);
    let hash = version["hash"].as_str().unwrap().to_owned();
    let mut new = new_event(&hash);
    new["name"] = json!(format!("{MARK} night"));
    let made = stage.organise("/api/v1/events", new).await.expect(201);
    let event = made["event"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/events/{event}");
    stage.organise(&format!("{path}/open"), json!({})).await.expect(200);
    let token = stage.hold_token(&path).await;
    let hold = async |place: &str| {
        let held = stage.hold(&path, &token, json!([format!("{MARK}-A-{place}")])).await.expect(201);
        held["hold"].as_u64().unwrap()
    };
    let (sold, hold) = (hold("1").await, hold("2").await);
    let reference = json!({ "reference": format!("{MARK} order") });
    let booked = stage.organise(&format!("{path}/holds/{sold}/book"), reference).await.expect(201);
    let new = json!({ "name": format!("{MARK} key"), "scope": "sell" });
    let key = stage.organise(&format!("/api/v1/keys?organiser={DEFAULT}"), new).await.expect(201);
    let rename = stage.ask(Method::PUT, &format!("/api/v1/organisers/{DEFAULT}")).key(&stage.key);
    rename.json(&json!({ "name": format!("{MARK} organiser") })).answer().await.expect(200);
    Theirs {
        plan,
        hash,
        event,
        hold,
        booking: booked["booking"].as_u64().unwrap(),
        key: key["key"].as_str().unwrap().to_owned(),
    }
}

impl Theirs {
    fn path(&self, path: &str) -> String {
        path.replace("{event}", &self.event)
            .replace("{plan}", &self.plan)
            .replace("{hash}", &self.hash)
            .replace("{organiser}", DEFAULT)
            .replace("{key}", &self.key)
            .replace("{hold}", &self.hold.to_string())
            .replace("{booking}", &self.booking.to_string())
            .replace("{place}", &format!("{MARK}-A-1"))
            .replace("{code}", "taken")
            .replace("/export", "/export?to=native")
            .replace("/diff", "/diff?from=1")
            .replace("/changes", "/changes?from=1&to=1")
            .replace("/past/map", "/past/map?at=1")
            + if path.ends_with("/past") { "?at=1" } else { "" }
    }

    /// What a request says that would be done if its resource were the asker's.
    fn body(&self, method: &str, path: &str) -> Value {
        let targets = json!({ "places": [format!("{MARK}-A-3")] });
        match (method, path.strip_prefix("/api/v1").unwrap_or(path)) {
            ("post", "/plans") | ("put", "/plans/{plan}/draft") => plan(),
            ("post", "/events") => new_event(&self.hash),
            ("post", "/keys") => json!({ "name": "a key", "scope": "read" }),
            ("post", "/organisers") | ("put", "/organisers/{organiser}") => json!({ "name": "an organiser" }),
            ("post", "/events/{event}/places/kill") => json!({ "targets": targets, "reason": "" }),
            ("post", "/events/{event}/places/repaint") => json!({ "targets": targets, "level": "far" }),
            ("post", "/events/{event}/places/capacity") => json!({ "place": "Floor", "capacity": 120 }),
            ("put", "/events/{event}/texts") => {
                json!({ "name": "Rival's", "starts_at": "2030-01-01T19:30:00Z" })
            }
            ("post", "/events/{event}/copy") => json!({ "starts_at": "2030-01-01T19:30:00Z" }),
            ("post", "/events/{event}/series") => {
                json!({ "dates": [{ "starts_at": "2030-01-01T19:30:00Z" }] })
            }
            ("post", "/events/{event}/move-to-version") => json!({ "plan": self.hash }),
            ("patch", "/events/{event}/terms") => json!({ "terms": { "hold_time_ms": 120_000 } }),
            ("post", "/events/{event}/places/restore" | "/events/{event}/places/allocate") => {
                json!({ "targets": targets })
            }
            _ => json!({}),
        }
    }
}

struct Rival<'stage> {
    stage: &'stage Stage,
    key: String,
}

impl Rival<'_> {
    async fn ask(&self, method: &str, path: &str, body: &Value) -> Answered {
        let verb = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let asking = self.stage.ask(verb, path).key(&self.key).id(&format!("{method}{}", path.len()));
        let asking = asking.with("if-match", "*");
        if method == "get" { asking.answer().await } else { asking.json(body).answer().await }
    }
}

fn operations(description: &Value) -> Vec<(String, String)> {
    let mut operations = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        operations.extend(methods.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())));
    }
    operations
}

fn names_theirs(path: &str) -> bool {
    ["{event}", "{plan}", "{hash}", "{organiser}", "{key}"].iter().any(|part| path.contains(part))
}

#[actix_web::test]
async fn nothing_of_another_organiser_is_there_on_any_route() {
    let stage = Stage::new().await;
    let theirs = theirs(&stage).await;
    let organiser = stage.organiser("Rival").await;
    let rival = Rival { stage: &stage, key: stage.new_key(&organiser, "admin").await.1 };
    let description = stage.get("/api/v1/openapi.json").answer().await.expect(200);
    let before = stage.get("/api/v1/audit").key(&stage.key).answer().await.expect(200);
    let (mut named, mut others) = (0, 0);
    for (method, path) in operations(&description) {
        if FOR_BUYERS.contains(&(method.as_str(), path.as_str())) {
            continue;
        }
        let answer = rival.ask(&method, &theirs.path(&path), &theirs.body(&method, &path)).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(!text.contains("night") && !text.contains(&format!("{MARK} ")), "{method} {path}: {text}");
        if !names_theirs(&path) {
            for id in [&theirs.plan, &theirs.event, &theirs.key] {
                assert!(!text.contains(id.as_str()), "{method} {path} tells of {id}");
            }
            others += 1;
            continue;
        }
        // Who may not rename an organiser may not rename theirs.
        if path == "/api/v1/organisers/{organiser}" && method == "put" {
            answer.problem(403, "scope_missing");
            continue;
        }
        let problem = answer.expect(404);
        let nowhere = nowhere(&theirs);
        let answer = rival.ask(&method, &nowhere.path(&path), &theirs.body(&method, &path)).await;
        let other = answer.expect(404).to_string();
        let other = other.replace(&nowhere.event, &theirs.event).replace(&nowhere.plan, &theirs.plan);
        let other = other.replace(&nowhere.key, &theirs.key);
        assert_eq!(problem.to_string(), other, "{method} {path}: theirs is told from what is nowhere");
        named += 1;
    }
    assert!(named >= 37 && others >= 14, "{named} {others}");
    let after = stage.get("/api/v1/audit").key(&stage.key).answer().await.expect(200);
    let own = |entry: &&Value| entry["organiser"] == json!(DEFAULT);
    let count = |page: &Value| page["entries"].as_array().unwrap().iter().filter(own).count();
    assert_eq!(count(&after), count(&before), "nothing of theirs was changed");
}

/// What nobody has; the organiser is left, as its own answer says which it is.
fn nowhere(theirs: &Theirs) -> Theirs {
    Theirs {
        plan: "pl_aaaaaaaaaaaae".to_owned(),
        hash: theirs.hash.clone(),
        event: "ev_aaaaaaaaaaaae".to_owned(),
        hold: theirs.hold,
        booking: theirs.booking,
        key: "ky_aaaaaaaaaaaae".to_owned(),
    }
}

#[actix_web::test]
async fn lists_and_new_rows_of_another_organiser_are_refused_by_name() {
    let stage = Stage::new().await;
    let theirs = theirs(&stage).await;
    let organiser = stage.organiser("Rival").await;
    let rival = Rival { stage: &stage, key: stage.new_key(&organiser, "admin").await.1 };
    let description = stage.get("/api/v1/openapi.json").answer().await.expect(200);
    let mut asked = 0;
    for (method, path) in operations(&description) {
        let operation = &description["paths"][&path][&method];
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        if !parameters.iter().any(|one| one["in"] == "query" && one["name"] == "organiser") {
            continue;
        }
        let rest = if path.ends_with("/import") { "&format=seatsio" } else { "" };
        let whose = format!("{path}?organiser={DEFAULT}{rest}");
        let body = theirs.body(&method, &path);
        rival.ask(&method, &whose, &body).await.problem(404, "unknown_organiser");
        asked += 1;
    }
    assert!(asked >= 9, "{asked}");
    let published = rival.ask("post", "/api/v1/events", &new_event(&theirs.hash)).await;
    published.problem(404, "unknown_plan");
}

#[actix_web::test]
async fn the_log_has_two_keys_of_one_name_apart() {
    let stage = Stage::new().await;
    let organiser = stage.organiser("Rival").await;
    let (_, own) = stage.new_key(DEFAULT, "manage").await;
    let (_, other) = stage.new_key(&organiser, "manage").await;
    let make = |key: &str| stage.ask(Method::POST, "/api/v1/plans").id("one").key(key).json(&plan()).answer();
    let first = make(&own).await.expect(201);
    let second = make(&other).await.expect(201);
    assert_ne!(first["plan"], second["plan"], "an id is remembered for its bearer alone");
}
