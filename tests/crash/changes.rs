//! An organiser changes everything that can be changed of an event while people shop: nobody notices but by what is
//! for sale.

use std::path::Path;

use onsale::audit::Ledger;
use onsale::audit::verdict::audit_crowd;
use onsale::client::http::HttpClient;
use onsale::crowd::{Crowd, CrowdPlan};
use schemas::ids::EventId;
use schemas::plan::{SeatingPlan, VenueKind, generate};
use serde_json::{Value, json};

use super::{Files, PACE, PLACES, frontrow, shop, start, until_answered};

/// People who shop, unless `CHANGES_BUYERS` says otherwise.
const BUYERS: u32 = 60;
/// The plan's seed: an arena with a standing area and several levels.
const PLAN: u64 = 20_261_123;
/// Answers that they get between two changes.
const BETWEEN: u64 = 100;

/// The organiser at a terminal.
struct Organiser {
    url: String,
    key: String,
    event: EventId,
}

impl Organiser {
    /// Gives what the command said.
    async fn run(&self, arguments: &[&str]) -> String {
        let said = frontrow(&[("FRONTROW_SERVER", &self.url), ("FRONTROW_KEY", &self.key)], arguments).await;
        println!("{}: {}", arguments.join(" "), said.lines().last().unwrap_or_default());
        said
    }

    async fn event(&self, change: &str, arguments: &[&str]) -> String {
        let event = self.event.to_string();
        self.run(&[&["event", change, &event], arguments].concat()).await
    }
}

/// A section of seats, a level that it has not, and a standing area of the plan.
struct Parts {
    section: String,
    level: String,
    area: String,
    capacity: u32,
}

fn parts(plan: &SeatingPlan) -> Parts {
    let section = plan.sections.iter().find(|section| !section.rows.is_empty()).unwrap();
    let other = plan.levels.iter().find(|level| Some(&level.key) != section.level.as_ref()).unwrap();
    let area = plan.areas.iter().chain(plan.sections.iter().flat_map(|section| &section.areas));
    let area = area.into_iter().find(|area| !area.as_a_whole).unwrap();
    Parts {
        section: section.label.clone(),
        level: other.key.clone(),
        area: area.label.clone(),
        capacity: area.capacity,
    }
}

/// The next version: every seat of one section a little to the side, and one more floor.
fn next_version(plan: &SeatingPlan) -> Value {
    let mut next = serde_json::to_value(plan).unwrap();
    let section = next["sections"].as_array_mut().unwrap().iter_mut();
    let mut section =
        section.filter(|section| section["rows"].as_array().is_some_and(|rows| !rows.is_empty()));
    for row in section.next().unwrap()["rows"].as_array_mut().unwrap() {
        for seat in row["seats"].as_array_mut().unwrap() {
            let x = seat["position"]["x"].as_f64().unwrap();
            seat["position"]["x"] = json!(x + 1.0);
        }
    }
    let outline = json!({
        "type": "ellipse", "center": { "x": -9_000, "y": -9_000 }, "radius_x": 60, "radius_y": 60
    });
    let level = &plan.levels[0].key;
    let floor = json!({ "label": "Second floor", "level": level, "outline": outline, "capacity": 500 });
    match next["areas"].as_array_mut() {
        Some(areas) => areas.push(floor),
        None => next["areas"] = json!([floor]),
    }
    next
}

async fn everything_changes(folder: &Path, seed: u64, buyers: u32) {
    let path = |name: &str| folder.join(name);
    let files = Files { data: path("data"), plan: path("plan.json"), log: path("server.log") };
    let plan = generate(VenueKind::Arena, PLACES, PLAN).unwrap();
    std::fs::write(&files.plan, serde_json::to_vec(&plan).unwrap()).unwrap();
    std::fs::write(path("next.json"), next_version(&plan).to_string()).unwrap();
    let Parts { section, level, area, capacity } = parts(&plan);
    let server = start(&files, "127.0.0.1:0");
    let event = server.first_line().event.unwrap();
    let key = std::fs::read_to_string(server.first_line().key_file.clone().unwrap()).unwrap();
    let organiser = Organiser { url: server.address().to_string(), key: key.trim().to_owned(), event };

    let client = HttpClient::new(server.address().clone(), None);
    let shopping = CrowdPlan { event, buyers, pace: PACE, seed, ledger: Ledger::default() };
    let crowd = Crowd::arrive(shopping, client, Some(shop(&server))).await.unwrap();
    until_answered(&crowd, BETWEEN).await;

    let plans = organiser.run(&["plan", "list"]).await;
    let of_event = plans.split_whitespace().next().unwrap().to_owned();
    organiser.run(&["plan", "import", path("next.json").to_str().unwrap(), "--into", &of_event]).await;
    let next = organiser.run(&["plan", "publish", &of_event]).await;
    organiser.event("move-to-version", &[&next]).await;
    until_answered(&crowd, BETWEEN).await;
    organiser.event("repaint", &["--to", &level, "--section", &section]).await;
    until_answered(&crowd, BETWEEN).await;
    organiser.event("capacity", &[&area, &(capacity + 100).to_string()]).await;
    organiser.event("capacity", &["Second floor", "600"]).await;
    until_answered(&crowd, BETWEEN).await;
    organiser.event("terms", &["--open-channel", "fans"]).await;
    until_answered(&crowd, BETWEEN).await;
    organiser.event("pause", &[]).await;
    organiser.event("resume", &[]).await;
    until_answered(&crowd, BETWEEN).await;
    organiser
        .run(&["backup", path("backup").to_str().unwrap(), "--data", files.data.to_str().unwrap()])
        .await;
    until_answered(&crowd, BETWEEN).await;

    let shown: Value = serde_json::from_str(&organiser.event("show", &["--json"]).await).unwrap();
    assert_eq!((&shown["plan"], &shown["sale"]), (&json!(next), &json!("on_sale")));
    let verdict = audit_crowd(&crowd, &shop(&server)).await.unwrap();
    println!(
        "{} records, {} answers, {} clients at {}",
        verdict.records, verdict.answers, verdict.clients, verdict.version
    );
    assert!(verdict.is_sound(), "{} rules broken: {:#?}", verdict.violations.len(), verdict.violations);
    assert_eq!(verdict.clients, buyers as usize);
    let figures = crowd.vanish();
    println!(
        "{} answers, {} booked, {} lost connections",
        figures.answered(),
        figures.booked,
        figures.lost_connections
    );
    assert_eq!(figures.lost_connections, 0, "somebody had to come back");
    assert!(server.stop().unwrap(), "the server did not stop by itself, or with an error");
}

#[test]
fn everything_that_can_be_changed_is_changed_while_people_shop() {
    let seed = std::env::var("CRASH_SEED").map_or(20_261_123, |seed| seed.parse().unwrap());
    let buyers = std::env::var("CHANGES_BUYERS").map_or(BUYERS, |buyers| buyers.parse().unwrap());
    println!("seed {seed} (repeat with CRASH_SEED={seed}), {buyers} buyers");
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, everything_changes(folder.path(), seed, buyers));
}
