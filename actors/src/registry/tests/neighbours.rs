use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::join_all;
use schemas::ids::EventId;
use schemas::refusal::RefusalCode;

use super::stage::{EVENT, on_stage, on_stage_with_meter, only, pass_ms};
use crate::limits::{MICROSECONDS_BEFORE_YIELD, SEAT_MAP_MAILBOX, TURNS_BEFORE_YIELD};
use crate::ports::meter::Meter;
use crate::seat_map::handle::{SeatMapHandle, SubmitRefused};
use crate::seat_map::outcome::Outcome;
use crate::testkit::venue::{buyer_request, hold};

const NEIGHBOUR: EventId = EventId(8);

/// The disk stalls for ten seconds while one event's mailbox is filled again and again. Each answer arrives
/// once, and whoever lives on the same arbiter goes on: another event's actor, and a session's task.
#[test]
fn a_mailbox_held_full_while_the_disk_stalls_starves_nobody() {
    on_stage(|stage| async move {
        stage.create(NEIGHBOUR).await;
        let neighbour = stage.registry.handle(NEIGHBOUR).await.unwrap();
        let handle = stage.handle().await;
        stage.journal.stall();

        let ticks = Rc::new(Cell::new(0_u32));
        let session = ticks.clone();
        let session = actix::spawn(async move {
            loop {
                pass_ms(50).await;
                session.set(session.get() + 1);
            }
        });
        let (mut pending, mut full, mut neighbours, mut id) = (Vec::new(), 0_u32, Vec::new(), 0);
        for step in 0..1_000_u64 {
            loop {
                id += 1;
                match handle.submit(vec![buyer_request(1 + id % 50, id, hold(&[(id % 1_000) as u32]))]) {
                    Ok(answer) => pending.push(answer),
                    Err(SubmitRefused::Full(_)) => break,
                    Err(other) => panic!("{other:?}"),
                }
            }
            full += 1;
            if step % 100 == 0 {
                neighbours
                    .push(neighbour.submit(vec![buyer_request(9, step, hold(&[step as u32]))]).unwrap());
            }
            pass_ms(10).await;
            assert_eq!(neighbour.mailbox_depth(), 0, "at step {step}");
        }
        session.abort();
        assert_eq!((full, ticks.get()), (1_000, 199));

        stage.journal.resume();
        let sent = pending.len();
        let answers = join_all(pending).await;
        let outcomes: Vec<_> = answers.into_iter().map(|answer| only(answer.unwrap())).collect();
        let accepted = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Accepted(_))).count();
        assert_eq!(outcomes.len(), sent);
        assert_eq!(accepted, 1_000, "every seat is sold to one");
        assert!(outcomes.iter().all(|outcome| match outcome {
            Outcome::Accepted(_) => true,
            Outcome::Refused(refusal) => refusal.code == RefusalCode::Taken,
        }));
        for answer in join_all(neighbours).await {
            assert!(matches!(only(answer.unwrap()), Outcome::Accepted(_)));
        }
        let (handle, neighbour) = (handle.counts().unwrap(), neighbour.counts().unwrap());
        assert_eq!((handle.await.unwrap().holds, neighbour.await.unwrap().holds), (1_000, 10));
    });
}

/// A task on the same arbiter runs between the turns of a full mailbox, not only after them.
#[test]
fn a_busy_seat_map_yields_within_its_turns() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        let most = most_turns_between_yields(&handle).await;
        // The runtime wakes those who yielded in turn from either end, so that two yields may lie between.
        assert!(most > 0 && most <= 2 * TURNS_BEFORE_YIELD as usize, "{most} turns without a yield");
    });
}

/// Long turns count by their time, not by their number.
#[test]
fn a_seat_map_with_long_turns_yields_by_the_meter() {
    let reads = Arc::new(AtomicU64::new(0));
    // Each reading a quarter of the bound later: a turn, read at its begin and end, takes a quarter.
    let meter = CountingMeter { reads, step: MICROSECONDS_BEFORE_YIELD / 4 };
    on_stage_with_meter(Arc::new(meter), |stage| async move {
        stage.create(EVENT).await;
        let handle = stage.handle().await;
        let most = most_turns_between_yields(&handle).await;
        assert!(most > 0 && most <= 2 * 4, "{most} turns without a yield");
    });
}

struct CountingMeter {
    reads: Arc<AtomicU64>,
    step: u64,
}

impl Meter for CountingMeter {
    fn microseconds(&self) -> u64 {
        self.reads.fetch_add(self.step, Ordering::Relaxed)
    }
}

/// Fills the mailbox and counts the turns that a neighbouring task sees go by at once.
async fn most_turns_between_yields(handle: &SeatMapHandle) -> usize {
    let most_between = Rc::new(Cell::new(0));
    let watch = (handle.clone(), most_between.clone());
    let watching = actix::spawn(async move {
        let (handle, most_between) = watch;
        let mut before = handle.mailbox_depth();
        loop {
            tokio::task::yield_now().await;
            let depth = handle.mailbox_depth();
            most_between.set(most_between.get().max(before.saturating_sub(depth)));
            before = depth;
        }
    });
    tokio::task::yield_now().await;
    let pending: Vec<_> = (0..SEAT_MAP_MAILBOX as u64)
        .map(|id| handle.submit(vec![buyer_request(1, id, hold(&[1]))]).unwrap())
        .collect();
    assert_eq!(join_all(pending).await.len(), SEAT_MAP_MAILBOX);
    watching.abort();
    most_between.get()
}
