#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::testkit::journal_conformance::{self, Subject, group};

const EVENT: EventId = EventId(1);

struct Memory(Arc<MemoryJournal>);

impl Subject for Memory {
    fn journal(&self) -> Arc<dyn Journal> {
        self.0.clone()
    }

    fn restart(&mut self) {
        self.0.crash();
    }
}

/// Manual, released bit by bit by a task of its own, so that owners die with appends in flight.
struct Slow(Arc<MemoryJournal>, tokio::task::JoinHandle<()>);

impl Slow {
    fn new() -> Self {
        let journal = MemoryJournal::manual();
        let released = journal.clone();
        let task = tokio::spawn(async move {
            loop {
                released.release(1);
                tokio::task::yield_now().await;
            }
        });
        Self(journal, task)
    }
}

impl Subject for Slow {
    fn journal(&self) -> Arc<dyn Journal> {
        self.0.clone()
    }

    fn restart(&mut self) {
        self.0.crash();
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        self.1.abort();
    }
}

#[tokio::test]
async fn conforms_automatic() {
    journal_conformance::run(|| Memory(MemoryJournal::automatic())).await;
}

#[tokio::test]
async fn conforms_released_bit_by_bit() {
    journal_conformance::run(Slow::new).await;
}

fn counting_wake() -> (Wake, Arc<AtomicU64>) {
    let count = Arc::new(AtomicU64::new(0));
    let counted = count.clone();
    let wake: Wake = Arc::new(move || {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    (wake, count)
}

#[tokio::test]
async fn manual_waits_for_release_and_wakes_once() {
    let journal = MemoryJournal::manual();
    let (wake, wakes) = counting_wake();
    let fence = journal.fence(EVENT, wake).await.unwrap();
    for version in 1..=5 {
        journal.append(group(EVENT, fence.number, Version(version), &[b"r"])).unwrap();
    }
    assert_eq!((journal.queued(), fence.watermark.durable()), (5, Version(0)));
    assert_eq!(journal.release(2), 2);
    assert_eq!((journal.queued(), fence.watermark.durable()), (3, Version(2)));
    assert_eq!(wakes.load(Ordering::Relaxed), 1, "one wake for both");
    assert_eq!(journal.release_all(), 3);
    assert_eq!(wakes.load(Ordering::Relaxed), 2);
    assert_eq!(journal.records(EVENT).len(), 5);
}

#[tokio::test]
async fn failure_wakes_owners_and_refuses_everything() {
    let journal = MemoryJournal::manual();
    let (wake, wakes) = counting_wake();
    let fence = journal.fence(EVENT, wake.clone()).await.unwrap();
    journal.append(group(EVENT, fence.number, Version(1), &[b"r"])).unwrap();
    journal.fail("the disk is gone");
    assert_eq!(wakes.load(Ordering::Relaxed), 1);
    assert_eq!(journal.intake(), Intake::Poisoned);
    assert_eq!((journal.release_all(), fence.watermark.durable()), (0, Version(0)));
    let refused = journal.append(group(EVENT, fence.number, Version(2), &[b"r"]));
    assert!(matches!(refused, Err(JournalError::Poisoned(why)) if why == "the disk is gone"));
    assert!(matches!(journal.fence(EVENT, wake).await, Err(JournalError::Poisoned(_))));
}

#[tokio::test]
async fn stall_holds_back_and_resume_lets_go() {
    let journal = MemoryJournal::automatic();
    let (wake, _) = counting_wake();
    let fence = journal.fence(EVENT, wake).await.unwrap();
    journal.stall();
    journal.append(group(EVENT, fence.number, Version(1), &[b"r"])).unwrap();
    assert_eq!(fence.watermark.durable(), Version(0));
    journal.resume();
    assert_eq!(fence.watermark.durable(), Version(1));
}
