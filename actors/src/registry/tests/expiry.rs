use schemas::ids::Version;

use super::stage::{EVENT, held, on_stage, pass_ms};
use crate::limits::{COMMANDS_PER_BATCH, EXPIRIES_PER_TURN, EXPIRY_LAG_LIMIT_MS};
use crate::seat_map::handle::BatchReply;
use crate::testkit::venue::{buyer_request, hold};

/// Nobody asks for anything: the one timer ends the hold, durably, within the limit.
#[test]
fn an_idle_event_ends_its_holds_in_time() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        held(stage.submit(EVENT, buyer_request(1, 1, hold(&[1]))).await);
        pass_ms(100_000).await;
        held(stage.submit(EVENT, buyer_request(2, 2, hold(&[2]))).await);
        pass_ms(stage.terms.hold_time_ms - 100_000 - 1).await;
        assert_eq!((stage.journal.records(EVENT).len(), handle.durable()), (4, Version(4)));
        pass_ms(EXPIRY_LAG_LIMIT_MS).await;
        assert_eq!((stage.journal.records(EVENT).len(), handle.durable()), (5, Version(5)));
        pass_ms(100_000).await;
        assert_eq!((stage.journal.records(EVENT).len(), handle.durable()), (6, Version(6)));
    });
}

/// More holds than one turn ends: turns follow each other until all are ended.
#[test]
fn many_holds_due_at_once_end_in_bounded_turns_within_the_limit() {
    on_stage(|stage| async move {
        let seats: Vec<u32> = (0..1_000).collect();
        for (number, chunk) in seats.chunks(COMMANDS_PER_BATCH).enumerate() {
            let request = |seat: &u32| buyer_request(number as u64, u64::from(*seat), hold(&[*seat]));
            let outcomes = stage.registry.submit(EVENT, chunk.iter().map(request).collect()).await.unwrap();
            for outcome in outcomes {
                held(outcome);
            }
        }
        stage.journal.stall();
        pass_ms(stage.terms.hold_time_ms + EXPIRY_LAG_LIMIT_MS).await;
        // One group a turn, none larger than a turn may be.
        let groups = stage.journal.queued();
        assert!(groups > 1_000 / EXPIRIES_PER_TURN, "{groups} groups");
        stage.journal.resume();
        assert_eq!(stage.journal.records(EVENT).len(), 2 + 1_000 + 1_000);
        let counts = stage.handle().await.counts().unwrap().await.unwrap();
        assert_eq!((counts.holds, counts.all.free), (0, 1_000));
    });
}

/// A hold past its deadline refuses nobody, also where its end is not recorded yet.
#[test]
fn a_hold_past_its_deadline_refuses_nobody() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        held(stage.submit(EVENT, buyer_request(1, 1, hold(&[1]))).await);
        // Both wait for the same moment; the request is queued before any timer's turn.
        let late = actix::spawn(async move {
            pass_ms(600_000).await;
            handle.submit(vec![buyer_request(2, 1, hold(&[1]))]).unwrap().await.unwrap()
        });
        let BatchReply::Decided(mut outcomes) = late.await.unwrap() else { panic!("not taken") };
        assert_eq!(held(outcomes.remove(0)).0, 5, "v3 held, v4 expired, v5 held");
    });
}
