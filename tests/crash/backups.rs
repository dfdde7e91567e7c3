//! A backup taken while people shop, restored elsewhere after the server was killed.

use std::path::Path;
use std::time::{Duration, Instant};

use onsale::audit::verdict::audit_event;
use onsale::audit::{Acknowledged, Ledger};
use onsale::client::http::HttpClient;
use onsale::client::live::LiveClient;
use onsale::crowd::{Crowd, CrowdPlan};
use onsale::server::Server;
use schemas::ids::{EventId, Version};
use schemas::plan::{VenueKind, generate};

use super::{BUYERS, Files, PACE, PLACES, frontrow, shop, start, until_answered};

/// Runs a command that goes well; what it said and how long it took.
async fn done(arguments: &[&str]) -> (String, Duration) {
    let started = Instant::now();
    (frontrow(&[], arguments).await, started.elapsed())
}

/// The event's last version in a backup.
fn backed_up(backup: &Path, event: &str) -> Version {
    let list: serde_json::Value =
        serde_json::from_slice(&std::fs::read(backup.join("backup.json")).unwrap()).unwrap();
    Version(list["events"][event]["version"].as_u64().unwrap())
}

/// The client's model, once it is of another stream than `stream`.
async fn until_other_stream(client: &mut LiveClient, stream: u32) -> u32 {
    let changed = async {
        loop {
            client.next().await.unwrap();
            if let Some(found) =
                client.model().map(|model| model.public.stream).filter(|found| *found != stream)
            {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_mins(1), changed).await.expect("nobody told the client")
}

/// People shop, and everything is audited.
async fn sales_go_on(server: &Server, event: EventId, seed: u64) {
    let ledger = Ledger::default();
    let buyers = HttpClient::new(server.address().clone(), None);
    let plan = CrowdPlan { event, buyers: BUYERS, pace: PACE, seed, ledger };
    let crowd = Crowd::arrive(plan, buyers, Some(shop(server))).await.unwrap();
    until_answered(&crowd, 300).await;
    let verdict = onsale::audit::verdict::audit_crowd(&crowd, &shop(server)).await.unwrap();
    assert!(verdict.is_sound(), "{:#?}", verdict.violations);
    println!("{} booked after the restore", crowd.vanish().booked);
}

async fn taken_under_load_and_restored(folder: &Path, seed: u64) {
    let path = |name: &str| folder.join(name);
    let text = |name: &str| path(name).to_str().unwrap().to_owned();
    let mut files = Files { data: path("data"), plan: path("plan.json"), log: path("server.log") };
    let plan = generate(VenueKind::Arena, PLACES, seed).unwrap();
    std::fs::write(&files.plan, serde_json::to_vec(&plan).unwrap()).unwrap();
    let server = start(&files, "127.0.0.1:0");
    let (address, event) = (server.first_line().listen.to_string(), server.first_line().event.unwrap());
    let ledger = Ledger::default();
    let buyers = HttpClient::new(server.address().clone(), None);
    let plan = CrowdPlan { event, buyers: BUYERS, pace: PACE, seed, ledger: ledger.clone() };
    let crowd = Crowd::arrive(plan, buyers, Some(shop(&server))).await.unwrap();
    // It has seen what is lost, and comes back.
    let mut witness = LiveClient::new(server.address().clone(), event, None, "w".to_owned(), None);
    until_answered(&crowd, 300).await;

    let known: Vec<Acknowledged> = ledger.entries();
    let (said, took) = done(&["backup", &text("backup"), "--data", &text("data")]).await;
    println!(
        "{said}\ntaken in {took:?} beside {BUYERS} buyers; {} answers before, {} after",
        known.len(),
        ledger.len()
    );
    let last = backed_up(&path("backup"), &event.to_string());
    let missing = known.iter().find(|answer| answer.version > last);
    assert_eq!(missing, None, "told before the backup began, and not in it: it ends at {last}");
    assert!(ledger.len() > known.len(), "nobody bought meanwhile");

    until_answered(&crowd, 300).await;
    while witness.model().is_none_or(|model| model.version() <= last) {
        witness.next().await.unwrap();
    }
    let stream = witness.model().unwrap().public.stream;
    server.kill().unwrap();
    let later = ledger.entries().iter().filter(|answer| answer.version > last).count();
    println!("{} booked before the kill", crowd.vanish().booked);
    assert!(later > 0, "the backup should have missed what came after it");

    let (said, took) = done(&["restore", &text("backup"), "--data", &text("restored")]).await;
    println!("{said}\nrestored in {took:?}");
    let certificate = text("certificate.json");
    let (said, _) = done(&["event", "certify", &event.to_string(), "--data", &text("restored")]).await;
    std::fs::write(&certificate, said).unwrap();

    files.data = path("restored");
    let started = Instant::now();
    let server = start(&files, &address);
    println!("served again after {:?}", started.elapsed());
    assert_eq!(server.first_line().event, Some(event), "another event came back");
    let answers: Vec<Acknowledged> =
        ledger.entries().into_iter().filter(|answer| answer.version <= last).collect();
    let (verdict, ..) = audit_event(&shop(&server), event, &answers).await.unwrap();
    assert!(verdict.is_sound(), "{:#?}", verdict.violations);
    println!(
        "{} answers of the backup are in the log, {later} are lost with what came after it",
        answers.len()
    );
    let other = until_other_stream(&mut witness, stream).await;
    assert!(other > stream, "{other} after {stream}");
    assert!(witness.model().unwrap().version() <= verdict.version);

    // Versions that were lost are given again, to others.
    sales_go_on(&server, event, seed + 1).await;
    assert!(server.stop().unwrap(), "the server did not stop by itself, or with an error");
    let against =
        ["event", "certify", &event.to_string(), "--against", &certificate, "--data", &text("restored")];
    let (said, _) = done(&against).await;
    assert!(said.contains("holds what was certified"), "{said}");
}

#[test]
fn a_backup_taken_under_load_is_restored_with_all_that_was_told_before_it() {
    let seed = std::env::var("CRASH_SEED").map_or(20_261_122, |seed| seed.parse().unwrap());
    println!("seed {seed} (repeat with CRASH_SEED={seed})");
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, taken_under_load_and_restored(folder.path(), seed));
}
