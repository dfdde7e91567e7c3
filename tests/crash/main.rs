//! `kill -9` of the real server under load, again and again over the same folder: nothing acknowledged may
//! be lost, nothing unacknowledged may have been seen by anyone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod backups;
mod changes;
mod half_done;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use onsale::audit::seen::account_for_seen;
use onsale::audit::verdict::audit_event;
use onsale::audit::{Ledger, Seen, Violation};
use onsale::chance::Chance;
use onsale::client::http::HttpClient;
use onsale::crowd::observer::Observer;
use onsale::crowd::{Crowd, CrowdPlan};
use onsale::server::Server;
use schemas::ids::{EventId, Version};
use schemas::plan::{VenueKind, generate};

const ROUNDS: u64 = 20;
/// More than twenty rounds can sell.
const PLACES: u32 = 16_000;
const BUYERS: u32 = 60;
/// People in a hurry: a command every few milliseconds each.
const PACE: f64 = 100.0;

/// What is remembered from the rounds before.
struct Story {
    event: EventId,
    ledger: Ledger,
    seen: Vec<Seen>,
    /// The newest version that anybody was told, refusals included.
    newest: Version,
}

/// Where everything of this test lies.
struct Files {
    data: PathBuf,
    plan: PathBuf,
    log: PathBuf,
}

fn start(files: &Files, listen: &str) -> Server {
    let program = Path::new(env!("CARGO_BIN_EXE_frontrow"));
    let Files { data, plan, log } = files;
    let data = data.to_str().unwrap();
    let arguments = ["demo", "--data", data, "--listen", listen, "--plan", plan.to_str().unwrap()];
    Server::start(program, &arguments, log)
        .unwrap_or_else(|error| panic!("{error}\n{}", std::fs::read_to_string(log).unwrap()))
}

fn shop(server: &Server) -> HttpClient {
    let key_file = server.first_line().key_file.clone().unwrap();
    let key = std::fs::read_to_string(key_file).unwrap();
    HttpClient::new(server.address().clone(), Some(key.trim().to_owned()))
}

/// Runs a command of the binary that goes well, without keeping the buyers from buying; gives what it said.
async fn frontrow(environment: &[(&str, &str)], arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontrow"));
    command.args(arguments).envs(environment.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said.trim_end().to_owned()
}

/// Waits until the crowd got so many answers more.
async fn until_answered(crowd: &Crowd, more: u64) {
    let answered = || crowd.run().figures.borrow().answered();
    let enough = answered() + more;
    let busy = async {
        while answered() < enough {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), busy).await.expect("nobody buys");
}

/// Everything told and shown in all rounds so far is looked up in what came back.
async fn look_back(shop: &HttpClient, story: &Story) {
    let answers = story.ledger.entries();
    let (verdict, performed, log) = audit_event(shop, story.event, &answers).await.unwrap();
    let mut broken = verdict.violations;
    account_for_seen(&story.seen, &log, &performed.before(), &mut broken);
    if story.newest > verdict.version {
        broken.push(Violation::SeenAndUndone { seen: story.newest, durable: verdict.version });
    }
    assert!(broken.is_empty(), "{} rules broken, first {:#?}", broken.len(), &broken[..broken.len().min(5)]);
}

/// Lets people shop for a moment, then pulls the plug. Returns what was shown and told.
async fn shop_until_killed(
    server: Server,
    shop: HttpClient,
    story: &mut Story,
    seed: u64,
    chance: &mut Chance,
) {
    let buyers = HttpClient::new(server.address().clone(), None);
    let observers = [(); 3].map(|()| Observer::start(server.address().clone(), story.event));
    let (event, ledger) = (story.event, story.ledger.clone());
    let plan = CrowdPlan { event, buyers: BUYERS, pace: PACE, seed, ledger };
    let crowd = Crowd::arrive(plan, buyers, Some(shop)).await.unwrap();
    until_answered(&crowd, 150).await;
    tokio::time::sleep(Duration::from_millis(300 + chance.below(900) as u64)).await;
    server.kill().unwrap();
    // What the kernel still has of the dead server's answers is read: it was sent, so it counts.
    tokio::time::sleep(Duration::from_millis(100)).await;
    story.newest = story.newest.max(crowd.run().newest.get());
    let figures = crowd.vanish();
    story.seen.extend(observers.into_iter().flat_map(Observer::stop));
    println!(
        "{} answers, {} booked, {} known in all, {} states seen, newest {}",
        figures.answered(),
        figures.booked,
        story.ledger.len(),
        story.seen.len(),
        story.newest
    );
}

async fn twenty_rounds(files: &Files, seed: u64) {
    let mut chance = Chance::new(seed, u64::MAX);
    let mut story: Option<Story> = None;
    for round in 0..ROUNDS {
        let server = start(files, "127.0.0.1:0");
        let shop = shop(&server);
        let event = server.first_line().event.unwrap();
        let story = match &mut story {
            Some(story) => {
                assert_eq!(story.event, event, "another event came back");
                look_back(&shop, story).await;
                story
            }
            none => {
                none.insert(Story { event, ledger: Ledger::default(), seen: Vec::new(), newest: Version(0) })
            }
        };
        shop_until_killed(server, shop, story, seed + round, &mut chance).await;
    }
    let server = start(files, "127.0.0.1:0");
    look_back(&shop(&server), &story.unwrap()).await;
    assert!(server.stop().unwrap(), "the server did not stop by itself, or with an error");
}

#[test]
fn twenty_kills_lose_nothing_acknowledged_and_undo_nothing_seen() {
    let seed = std::env::var("CRASH_SEED").map_or(20_261_121, |seed| seed.parse().unwrap());
    println!("seed {seed} (repeat with CRASH_SEED={seed})");
    let folder = tempfile::tempdir().unwrap();
    let [data, plan, log] = ["data", "plan.json", "server.log"].map(|name| folder.path().join(name));
    std::fs::write(&plan, serde_json::to_vec(&generate(VenueKind::Arena, PLACES, seed).unwrap()).unwrap())
        .unwrap();
    let files = Files { data, plan, log };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, twenty_rounds(&files, seed));
    let verify = Command::new(env!("CARGO_BIN_EXE_frontrow"))
        .args(["journal", "verify", "--data", files.data.to_str().unwrap()])
        .output()
        .unwrap();
    let said =
        String::from_utf8_lossy(&verify.stdout).into_owned() + &String::from_utf8_lossy(&verify.stderr);
    println!("{said}");
    assert!(verify.status.success(), "journal verify: {said}");
}
