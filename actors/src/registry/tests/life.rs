use futures_util::future::join_all;
use schemas::ids::{EventId, Version};

use super::stage::{EVENT, accepted, held, on_stage, pass_ms, refused, settle};
use crate::limits::PASSIVATE_AFTER_IDLE_MS;
use crate::ports::journal::Journal;
use crate::registry::OpenError;
use crate::seat_map::handle::SubmitRefused;
use crate::testkit::venue::{buyer_request, hold, release};

/// A handle from before the passivation refuses; the registry carries the command over.
#[test]
fn a_closed_mailbox_is_not_the_end_of_a_command() {
    on_stage(|stage| async move {
        let old = stage.handle().await;
        assert!(stage.registry.passivate(EVENT).await);
        assert_eq!(stage.registry.live(), []);
        assert!(old.is_closed());
        let Err(SubmitRefused::Closed(batch)) = old.submit(vec![buyer_request(1, 1, hold(&[1]))]) else {
            panic!("not closed")
        };
        let outcomes = stage.registry.submit(EVENT, batch.to_vec()).await.unwrap();
        held(outcomes.into_iter().next().unwrap());
        assert!(!stage.registry.passivate(EventId(99)).await);
    });
}

/// Commands that meet a stopping event wait, then are taken by the next life. Its entry stays until every
/// answer was let go and its checkpoint is durable.
#[test]
fn commands_that_meet_a_stopping_event_wait_for_the_next() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        stage.journal.stall();
        let mut before = handle.submit(vec![buyer_request(1, 1, hold(&[1]))]).unwrap();
        settle().await;
        let registry = stage.registry.clone();
        let stopping = actix::spawn(async move { registry.passivate(EVENT).await });
        settle().await;
        assert!(!stopping.is_finished() && handle.is_closed());
        assert_eq!(stage.registry.live(), []);
        let waiting: Vec<_> = (0..100)
            .map(|number| {
                let registry = stage.registry.clone();
                let request = buyer_request(number, 7, hold(&[1 + number as u32 / 2]));
                actix::spawn(async move { registry.submit(EVENT, vec![request]).await })
            })
            .collect();
        settle().await;
        assert!(waiting.iter().all(|task| !task.is_finished()));
        assert!(super::stage::arrived(&mut before).is_none());
        assert!(!stage.registry.passivate(EVENT).await, "it is stopping already");

        stage.journal.resume();
        assert!(stopping.await.unwrap());
        held(super::stage::only(before.await.unwrap()));
        let saved = stage.journal.load_checkpoint(EVENT, Version(u64::MAX)).unwrap().unwrap();
        assert_eq!(saved.version, Version(3));
        let outcomes = join_all(waiting).await.into_iter().map(|task| task.unwrap().unwrap().remove(0));
        let accepted =
            outcomes.filter(|outcome| matches!(outcome, crate::seat_map::outcome::Outcome::Accepted(_)));
        assert_eq!(accepted.count(), 49, "50 seats for two each, one of which was held before");
    });
}

/// What waits in the mailbox behind the stop is given back unapplied, and applied once by the next life.
#[test]
fn a_batch_behind_the_stop_is_given_back() {
    on_stage(|stage| async move {
        let registry = stage.registry.clone();
        let stopping = actix::spawn(async move { registry.passivate(EVENT).await });
        let handle = stage.handle().await;
        // Queued while the stop waits in the mailbox before it or is on its way.
        let tasks: Vec<_> = (0..10)
            .map(|id| {
                let registry = stage.registry.clone();
                actix::spawn(async move {
                    registry.submit(EVENT, vec![buyer_request(1, id, hold(&[id as u32]))]).await
                })
            })
            .collect();
        assert!(stopping.await.unwrap());
        for task in tasks {
            held(task.await.unwrap().unwrap().remove(0));
        }
        assert!(handle.is_closed());
        let counts = stage.handle().await.counts().unwrap().await.unwrap();
        assert_eq!((counts.holds, counts.all.held), (10, 10));
    });
}

#[test]
fn what_somebody_needs_is_not_passivated() {
    on_stage(|stage| async move {
        let id = held(stage.submit(EVENT, buyer_request(1, 1, hold(&[1]))).await);
        assert!(!stage.registry.passivate_if_idle(EVENT).await, "a hold lives");
        accepted(stage.submit(EVENT, buyer_request(1, 2, release(id))).await);
        let pin = stage.handle().await.pin();
        let second = pin.clone();
        drop(pin);
        assert!(!stage.registry.passivate_if_idle(EVENT).await, "a session is open");
        assert_eq!(stage.registry.live(), [EVENT]);
        held(stage.submit(EVENT, buyer_request(1, 3, hold(&[1]))).await);
        accepted(stage.submit(EVENT, buyer_request(1, 4, release(schemas::ids::HoldId(5)))).await);
        drop(second);
        assert!(stage.registry.passivate_if_idle(EVENT).await);
        assert_eq!(stage.registry.live(), []);
    });
}

#[test]
fn the_sweep_passivates_what_nobody_used_for_long() {
    on_stage(|stage| async move {
        stage.create(EventId(8)).await;
        let keeper = stage.registry.clone();
        let keeper = actix::spawn(async move { keeper.keep().await });
        pass_ms(PASSIVATE_AFTER_IDLE_MS / 2).await;
        let unknown = stage.submit(EVENT, buyer_request(1, 1, release(schemas::ids::HoldId(1)))).await;
        assert_eq!(refused(&unknown), schemas::refusal::RefusalCode::UnknownHold);
        pass_ms(PASSIVATE_AFTER_IDLE_MS / 2 + 10_000).await;
        assert_eq!(stage.registry.live(), [EVENT]);
        pass_ms(PASSIVATE_AFTER_IDLE_MS / 2).await;
        assert_eq!(stage.registry.live(), []);
        stage.registry.stop_all().await;
        keeper.await.unwrap();
    });
}

#[test]
fn stopping_all_flushes_saves_and_opens_nothing_more() {
    on_stage(|stage| async move {
        for number in 20..60 {
            stage.create(EventId(number)).await;
            held(stage.submit(EventId(number), buyer_request(1, 9, hold(&[3]))).await);
        }
        let handle = stage.handle().await;
        stage.journal.stall();
        let last = handle.submit(vec![buyer_request(1, 1, hold(&[1]))]).unwrap();
        settle().await;
        let registry = stage.registry.clone();
        let stopping = actix::spawn(async move { registry.stop_all().await });
        settle().await;
        assert!(!stopping.is_finished());
        stage.journal.resume();
        stopping.await.unwrap();
        held(super::stage::only(last.await.unwrap()));
        assert_eq!(stage.registry.live(), []);
        for event in stage.journal.events().unwrap() {
            let saved = stage.journal.load_checkpoint(event, Version(u64::MAX)).unwrap().unwrap();
            assert_eq!(saved.version, Version(3), "{event}");
        }
        assert!(matches!(stage.registry.handle(EVENT).await.unwrap_err(), OpenError::Stopping));
    });
}

#[test]
fn the_gauges_show_what_is() {
    on_stage(|stage| async move {
        let shown = prometheus::Registry::new();
        let figures = stage.registry.0.parts.figures.clone();
        figures.register(&shown).unwrap();
        held(stage.submit(EVENT, buyer_request(1, 1, hold(&[1]))).await);
        stage.journal.stall();
        let handle = stage.handle().await;
        let first = handle.submit(vec![buyer_request(1, 2, hold(&[2]))]).unwrap();
        settle().await;
        let second = handle.submit(vec![buyer_request(1, 3, hold(&[3]))]).unwrap();
        stage.registry.refresh_figures();
        let of = |gauge: &prometheus::IntGauge| gauge.get();
        let seen = [
            of(&figures.live_events),
            of(&figures.mailbox_depth),
            of(&figures.unanswered),
            of(&figures.undurable_records),
            of(&figures.holds),
        ];
        assert_eq!(seen, [1, 1, 2, 1, 2]);
        stage.journal.resume();
        let _ = join_all([first, second]).await;
    });
}
