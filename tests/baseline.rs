//! What a build for benchmarks has beside the product: echoes, and a journal that acknowledges at once.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use std::path::Path;
use std::rc::Rc;

use onsale::chance::Chance;
use onsale::client::http::HttpClient;
use onsale::load::closed_loop::{ClosedLoop, LoopPlan, Protocol};
use onsale::load::wishes::Wishes;
use onsale::server::Server;

const SEED: u64 = 1;

#[actix_web::test]
async fn everything_is_answered_and_nothing_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let setting = "baseline.instant_journal=true";
    let arguments = ["demo", "--data", data.to_str().unwrap(), "--listen", "127.0.0.1:0", "--set", setting];
    let server = Server::start(Path::new(env!("CARGO_BIN_EXE_frontrow-baseline")), &arguments, &log).unwrap();
    let event = server.first_line().event.unwrap();
    let http = HttpClient::new(server.address().clone(), None);
    for (protocol, echo) in
        [(Protocol::Ws, true), (Protocol::Ws, false), (Protocol::Http, true), (Protocol::Http, false)]
    {
        let first_state = http.first_state(event).await.unwrap();
        let venue = http.venue(first_state.plan()).await.unwrap();
        let wishes = Rc::new(Wishes::draw(&venue, &mut Chance::new(SEED, 0)).unwrap());
        let plan = LoopPlan { event, connections: 2, depth: 4, protocol, echo, wishes, first_state };
        let load = ClosedLoop::begin(&plan, &http).await.unwrap();
        load.tally().count(true);
        while load.tally().answers() < 100 {
            tokio::task::yield_now().await;
        }
        let tally = load.end().await;
        assert!(tally.failures().is_empty(), "{protocol:?}, echo {echo}: {:?}", tally.failures());
        assert!(tally.refusals().keys().all(|code| code == "taken"), "{:?}", tally.refusals());
    }
    assert!(server.stop().unwrap());
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("A BUILD FOR BENCHMARKS") && log.contains("NOTHING IS KEPT"), "{log}");
    let segments = std::fs::read_dir(data.join("segments")).unwrap();
    let kept = segments.map(|file| std::fs::read(file.unwrap().path()).unwrap());
    // A segment's own header and a seal are all there is.
    for bytes in kept {
        assert!(bytes.iter().filter(|byte| **byte != 0).count() < 1_024);
    }
}
