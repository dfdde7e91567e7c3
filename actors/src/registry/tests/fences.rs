use std::sync::Arc;

use schemas::ids::Version;

use super::stage::{EVENT, accepted, held, on_stage, pass_ms, settle};
use crate::limits::REPEATS_AFTER_GONE;
use crate::ports::journal::Journal;
use crate::registry::OpenError;
use crate::seat_map::handle::{BatchReply, Gone};
use crate::testkit::venue::{buyer_request, hold};

/// What a dead actor had appended becomes durable before the next one reads.
#[test]
fn appends_in_flight_of_a_dead_actor_are_there_after_the_reload() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        stage.journal.stall();
        let request = buyer_request(1, 1, hold(&[1]));
        let pending = handle.submit(vec![request.clone()]).unwrap();
        settle().await;
        assert!(stage.registry.abandon(EVENT));
        assert_eq!(pending.await.unwrap_err(), Gone);

        let registry = stage.registry.clone();
        let repeat = actix::spawn(async move { registry.submit(EVENT, vec![request]).await.unwrap() });
        settle().await;
        assert!(!repeat.is_finished(), "the fence waits for what is queued before it");
        stage.journal.resume();
        let answer = accepted(repeat.await.unwrap().remove(0));
        assert_eq!(answer.version, Version(3), "answered as it was, not held again");
        let counts = stage.handle().await.counts().unwrap().await.unwrap();
        assert_eq!((counts.holds, counts.all.held), (1, 1));
    });
}

/// One that died and that nobody asks for any more does not stay.
#[test]
fn the_sweep_removes_what_died() {
    on_stage(|stage| async move {
        assert!(stage.registry.abandon(EVENT));
        assert_eq!(stage.registry.live(), []);
        stage.registry.sweep().await;
        stage.registry.refresh_figures();
        assert_eq!(stage.registry.0.parts.figures.live_events.get(), 0);
        held(stage.submit(EVENT, buyer_request(1, 1, hold(&[1]))).await);
    });
}

/// What never became durable was never told, so the repeat is decided for the first time.
#[test]
fn appends_lost_with_the_process_are_decided_anew() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        stage.journal.stall();
        let lost = handle.submit(vec![buyer_request(1, 1, hold(&[1, 2]))]).unwrap();
        settle().await;
        stage.journal.crash();
        stage.journal.resume();
        let after = stage.another_registry();
        let other = after.submit(EVENT, vec![buyer_request(2, 1, hold(&[2]))]).await.unwrap().remove(0);
        assert_eq!(held(other).0, 3);
        // The actor of before the crash is fenced: its next append ends it, and its answers are unknown.
        let stale = handle.submit(vec![buyer_request(3, 1, hold(&[3]))]).unwrap();
        assert_eq!(stale.await.unwrap_err(), Gone);
        assert_eq!(lost.await.unwrap_err(), Gone);
        assert!(handle.is_closed());
        let counts = after.handle(EVENT).await.unwrap().counts().unwrap().await.unwrap();
        assert_eq!((counts.holds, counts.all.held, counts.version), (1, 1, Version(3)));
    });
}

/// The registry repeats for its caller, with the same ids: applied once, answered once.
#[test]
fn a_submission_outlives_its_actor() {
    on_stage(|stage| async move {
        stage.journal.stall();
        let batch: Vec<_> = (0..20).map(|id| buyer_request(1, id, hold(&[id as u32]))).collect();
        let registry = stage.registry.clone();
        let submitted = actix::spawn(async move { registry.submit(EVENT, batch).await });
        settle().await;
        for _ in 0..2 {
            assert!(stage.registry.abandon(EVENT));
            settle().await;
            stage.journal.release_all();
            settle().await;
        }
        stage.journal.resume();
        let outcomes = submitted.await.unwrap().unwrap();
        let versions: Vec<_> = outcomes.into_iter().map(|outcome| held(outcome).0).collect();
        assert_eq!(versions, (3..23).collect::<Vec<_>>());
        let counts = stage.handle().await.counts().unwrap().await.unwrap();
        assert_eq!((counts.holds, counts.all.held), (20, 20));
    });
}

/// Batches that wait in the mailbox of an actor that dies were not applied, and say so.
#[test]
fn what_a_dying_actor_had_not_begun_is_given_back() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        stage.journal.stall();
        let begun = handle.submit(vec![buyer_request(1, 1, hold(&[1]))]).unwrap();
        settle().await;
        // Another owner fences while these wait in the mailbox.
        let first = handle.submit(vec![buyer_request(1, 2, hold(&[2]))]).unwrap();
        let second = handle.submit(vec![buyer_request(1, 3, hold(&[3]))]).unwrap();
        let read = handle.counts().unwrap();
        let fenced = stage.journal.fence(EVENT, Arc::new(|| ()));
        assert_eq!(begun.await.unwrap_err(), Gone);
        for waiting in [first, second] {
            assert!(matches!(waiting.await.unwrap(), BatchReply::NotTaken(batch) if batch.len() == 1));
        }
        assert_eq!(read.await.unwrap_err(), Gone);
        stage.journal.resume();
        assert_eq!(fenced.await.unwrap().durable_version, Version(3));
        let repeat = stage.submit(EVENT, buyer_request(1, 2, hold(&[2]))).await;
        assert_eq!(held(repeat).0, 4, "v3 the hold before, whose deadline the load left as it was");
    });
}

/// An owner that is fenced ends at once, whether or not it has anything to append, and does not take the event
/// back for those who wait: they are told, and a repeat finds out.
#[test]
fn an_owner_that_is_fenced_ends_at_once_and_says_so() {
    on_stage(|stage| async move {
        let (handle, rival) = (stage.handle().await, stage.another_registry());
        rival.handle(EVENT).await.unwrap();
        settle().await;
        assert!(handle.is_closed(), "it had nothing to append and nobody asked it anything");

        let (idle, registry) = (rival.handle(EVENT).await.unwrap(), stage.registry.clone());
        let handle = stage.handle().await;
        settle().await;
        assert!(idle.is_closed() && !handle.is_closed());
        stage.journal.stall();
        let request = buyer_request(1, 1, hold(&[1]));
        let batch = vec![request.clone()];
        let waiting = actix::spawn(async move { registry.submit(EVENT, batch).await });
        settle().await;
        let asked = handle.counts().unwrap();
        let taking = rival.clone();
        let taken = actix::spawn(async move { taking.handle(EVENT).await.unwrap() });
        let told = waiting.await.unwrap();
        assert!(matches!(told, Err(OpenError::TakenOver(EVENT))), "{told:?}");
        assert_eq!(asked.await.unwrap_err(), Gone);
        assert!(!taken.is_finished(), "the disk still stands");
        stage.journal.resume();
        let repeat = rival.submit(EVENT, vec![request]).await.unwrap().remove(0);
        assert_eq!(held(repeat).0, 3, "answered as it was");
        assert!(!taken.await.unwrap().is_closed(), "nobody took it back");
    });
}

/// A seat map that dies again and again leaves its callers with "unknown", after a bounded number of repeats.
#[test]
fn repeats_after_death_have_a_bound() {
    on_stage(|stage| async move {
        stage.journal.stall();
        let registry = stage.registry.clone();
        let request = buyer_request(1, 1, hold(&[1]));
        let submitted = actix::spawn(async move { registry.submit(EVENT, vec![request]).await });
        for life in 0..=REPEATS_AFTER_GONE {
            assert!(!submitted.is_finished(), "in life {life}");
            settle().await;
            assert!(stage.registry.abandon(EVENT));
            settle().await;
            // So that each load moves the deadline, and what it answers has to wait for the disk.
            pass_ms(if life == 0 { stage.terms.hold_time_ms - 1_000 } else { 1 }).await;
            stage.journal.release_all();
            settle().await;
        }
        let error = submitted.await.unwrap().unwrap_err();
        assert!(matches!(error, OpenError::Gone(Gone)), "{error}");
    });
}
