use std::time::Instant;

use schemas::ids::{ContentHash, EventId, Version};

use super::stage::{EVENT, START, held, on_bare_stage, on_stage, on_stage_of};
use crate::limits::{
    CHECKPOINT_LAG_RECORDS, COMMANDS_PER_BATCH, LEAST_TIME_AFTER_LOAD_MS, LOG_AHEAD_WARNED_MS,
};
use crate::ports::journal::{Checkpoint, Journal};
use crate::registry::{CreateError, OpenError};
use crate::seat_map::{RecordBuffer, SeatMap};
use crate::testkit::venue::{buyer_request, hold, open_sale, organiser_request, release};

#[test]
fn an_event_without_a_record_does_not_exist() {
    on_bare_stage(|stage| async move {
        let error = stage.registry.handle(EVENT).await.unwrap_err();
        assert!(matches!(error, OpenError::UnknownEvent(EVENT)), "{error}");
        let error = stage.registry.submit(EVENT, vec![buyer_request(1, 1, hold(&[1]))]).await.unwrap_err();
        assert!(matches!(error, OpenError::UnknownEvent(EVENT)), "{error}");
        assert_eq!(stage.registry.live(), []);
        stage.create(EVENT).await;
        assert_eq!(stage.registry.live(), [EVENT]);
    });
}

#[test]
fn creating_again_is_the_same_creation_and_other_terms_are_refused() {
    on_stage(|stage| async move {
        assert_eq!(stage.registry.create(EVENT, stage.terms.clone()).await.unwrap(), Version(1));
        assert!(stage.registry.passivate(EVENT).await);
        assert_eq!(stage.registry.create(EVENT, stage.terms.clone()).await.unwrap(), Version(1));
        let mut other = stage.terms.clone();
        other.hold_time_ms += 1;
        let error = stage.registry.create(EVENT, other).await.unwrap_err();
        assert!(matches!(error, CreateError::Exists(EVENT)), "{error}");
        assert_eq!(stage.journal.records(EVENT).len(), 2);
        let mut none = stage.terms.clone();
        none.hold_time_ms = 0;
        let error = stage.registry.create(EventId(99), none).await.unwrap_err();
        assert!(matches!(error, CreateError::Open(OpenError::Terms(_))), "{error}");
        assert_eq!(stage.registry.live(), [EVENT]);
    });
}

/// The creation is told once it is durable, not before.
#[test]
fn a_creation_waits_for_the_disk() {
    on_bare_stage(|stage| async move {
        stage.journal.stall();
        let (registry, terms) = (stage.registry.clone(), stage.terms.clone());
        let created = actix::spawn(async move { registry.create(EVENT, terms).await });
        super::stage::settle().await;
        assert!(!created.is_finished());
        assert_eq!(stage.journal.queued(), 1);
        stage.journal.resume();
        assert_eq!(created.await.unwrap().unwrap(), Version(1));
    });
}

async fn state_of(stage: &super::stage::Stage) -> (Version, ContentHash) {
    stage.handle().await.state_hash().unwrap().await.unwrap()
}

/// The state of the log alone, performed from its first record.
fn replayed(stage: &super::stage::Stage) -> SeatMap {
    let mut map = SeatMap::new(EVENT, std::sync::Arc::new(stage.plan.index().unwrap()));
    for (version, bytes) in (1..).zip(stage.journal.records(EVENT)) {
        map.replay(&schemas::record::decode(Version(version), &bytes).unwrap()).unwrap();
    }
    map
}

/// A checkpoint far behind, and records after it.
#[test]
fn a_stale_checkpoint_and_its_tail_give_the_same_state_as_the_whole_log() {
    on_stage(|stage| async move {
        held(stage.submit(EVENT, buyer_request(1, 1, hold(&[1]))).await);
        assert!(stage.registry.passivate(EVENT).await);
        let checkpointed = stage.journal.load_checkpoint(EVENT, Version(u64::MAX)).unwrap().unwrap();
        assert_eq!(checkpointed.version, Version(3));
        for seat in 2..40 {
            held(stage.submit(EVENT, buyer_request(1, u64::from(seat), hold(&[seat]))).await);
        }
        // As a crash leaves it: no checkpoint of what came after.
        let before = state_of(&stage).await;
        assert!(stage.registry.abandon(EVENT));
        super::stage::pass_ms(stage.terms.hold_time_ms - LEAST_TIME_AFTER_LOAD_MS / 2).await;
        let stage_again = super::stage::Stage { registry: stage.another_registry(), ..stage };
        let version = state_of(&stage_again).await.0;
        assert_eq!(version.0, before.0.0 + 1, "one record for the load");
        let replayed = replayed(&stage_again);
        assert_eq!((replayed.version(), replayed.state_hash()), state_of(&stage_again).await);
    });
}

/// The clock was set back between two processes.
#[test]
fn a_log_ahead_of_the_clock_is_told_and_its_time_stands_still() {
    on_stage(|stage| async move {
        assert!(stage.registry.abandon(EVENT));
        for (behind_ms, told_ms) in [(LOG_AHEAD_WARNED_MS, 0), (3_600_000, 3_600_000), (60_000, 60_000)] {
            let registry = stage.registry_behind(behind_ms);
            registry.handle(EVENT).await.unwrap();
            assert_eq!(registry.0.parts.figures.log_ahead_ms.get(), told_ms);
            assert!(registry.abandon(EVENT));
        }
    });
}

/// A state at version 3 in which seat 5 is held instead.
fn elsewhere(stage: &super::stage::Stage) -> Vec<u8> {
    let mut out = RecordBuffer::new();
    let mut map = SeatMap::new(EVENT, std::sync::Arc::new(stage.plan.index().unwrap()));
    map.create(stage.terms.clone(), START, &mut out).unwrap();
    map.apply(&organiser_request(1, open_sale()), START, &mut out);
    map.apply(&buyer_request(2, 1, hold(&[5])), START, &mut out);
    assert_eq!(map.version(), Version(3));
    map.checkpoint()
}

/// A checkpoint whose state is not what its hash says is passed over for an older one, and for the log.
#[test]
fn a_checkpoint_that_does_not_prove_itself_is_passed_over() {
    on_stage(|stage| async move {
        held(stage.submit(EVENT, buyer_request(1, 1, hold(&[1]))).await);
        let good = stage.handle().await.checkpoint().unwrap().await.unwrap();
        stage.journal.save_checkpoint(&good, &|read| Ok(read.state_hash)).unwrap();
        held(stage.submit(EVENT, buyer_request(1, 2, hold(&[2]))).await);
        let other = Checkpoint { version: Version(4), ..good.clone() };
        stage.journal.save_checkpoint(&other, &|read| Ok(read.state_hash)).unwrap();
        // Whole, of this event, at its version, and not what happened.
        let torn = Checkpoint { version: Version(3), payload: elsewhere(&stage), ..good.clone() };
        stage.journal.save_checkpoint(&torn, &|read| Ok(read.state_hash)).unwrap();
        assert!(stage.registry.abandon(EVENT));
        let hold_of_5 = stage.submit(EVENT, buyer_request(3, 1, hold(&[5]))).await;
        assert_eq!(held(hold_of_5).0, 5, "no deadline moved: no record for the load");
        let torn = Checkpoint { version: Version(4), payload: good.payload[..20].to_vec(), ..good };
        stage.journal.save_checkpoint(&torn, &|read| Ok(read.state_hash)).unwrap();
        assert!(stage.registry.abandon(EVENT));
        let replayed_before = replayed(&stage).version();
        assert_eq!(state_of(&stage).await.0, replayed_before);
        let replayed = replayed(&stage);
        assert_eq!((replayed.version(), replayed.state_hash()), state_of(&stage).await);
        assert_eq!(stage.handle().await.counts().unwrap().await.unwrap().holds, 3);
    });
}

/// The sweep saves what has grown, once.
#[test]
fn the_checkpointer_saves_what_lags() {
    on_stage(|stage| async move {
        let newest = || {
            let newest = stage.journal.load_checkpoint(EVENT, Version(u64::MAX)).unwrap();
            newest.map(|checkpoint| checkpoint.version)
        };
        let mut version = 2;
        while version < CHECKPOINT_LAG_RECORDS {
            assert_eq!(newest(), None);
            let batch = (0..COMMANDS_PER_BATCH as u64).map(|step| {
                let id = version + 1 + step;
                let command = if step % 2 == 0 { hold(&[1]) } else { release(schemas::ids::HoldId(id - 1)) };
                buyer_request(1, id, command)
            });
            stage.registry.submit(EVENT, batch.collect()).await.unwrap();
            stage.registry.sweep().await;
            version += COMMANDS_PER_BATCH as u64;
        }
        assert_eq!(newest(), Some(Version(version)));
        held(stage.submit(EVENT, buyer_request(1, 0, hold(&[1]))).await);
        stage.registry.sweep().await;
        assert_eq!(newest(), Some(Version(version)));
    });
}

/// Only measures: what opening a cold event of 20,000 seats takes, by checkpoint and by its log alone.
#[test]
fn opening_a_cold_event_of_20_000_seats() {
    on_stage_of(200, 100, 8, |stage| async move {
        stage.create(EVENT).await;
        for chunk in (0..10_000_u32).collect::<Vec<_>>().chunks(COMMANDS_PER_BATCH) {
            let request = |seat: &u32| buyer_request(u64::from(*seat), u64::from(*seat), hold(&[2 * seat]));
            let outcomes = stage.registry.submit(EVENT, chunk.iter().map(request).collect()).await.unwrap();
            for outcome in outcomes {
                held(outcome);
            }
        }
        assert!(stage.registry.abandon(EVENT));
        let began = Instant::now();
        let by_log = state_of(&stage).await;
        let log_alone = began.elapsed();
        assert!(stage.registry.passivate(EVENT).await);
        let began = Instant::now();
        let by_checkpoint = state_of(&stage).await;
        let checkpoint = began.elapsed();
        assert_eq!(by_checkpoint, by_log);
        println!("cold open, 20,000 seats, 10,000 holds: log alone {log_alone:?}, checkpoint {checkpoint:?}");
    });
}
