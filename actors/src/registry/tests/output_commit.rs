use futures_util::FutureExt;
use schemas::ids::{PlaceIndex, Version};
use schemas::refusal::RefusalCode;

use super::stage::{EVENT, accepted, arrived, held, on_stage, only, refused, settle};
use crate::ports::journal::Intake;
use crate::seat_map::handle::Gone;
use crate::seat_map::outcome::Outcome;
use crate::seat_map::view::Observation;
use crate::testkit::venue::{buyer, buyer_request, hold, release};

/// Each output rests on the hold that is not durable yet; none may be seen before it is.
#[test]
fn nothing_leaves_before_the_hold_it_rests_on_is_durable() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        stage.journal.stall();
        let request = buyer_request(1, 10, hold(&[3]));
        let mut first = handle.submit(vec![request.clone()]).unwrap();
        let mut taken = handle.submit(vec![buyer_request(2, 11, hold(&[3]))]).unwrap();
        let mut repeat = handle.submit(vec![request]).unwrap();
        let mut seen = handle.observe(Some(Version(2))).unwrap();
        let mut holds = handle.holds_of(vec![buyer(1)]).unwrap();
        let mut place = handle.place_state(PlaceIndex(3)).unwrap();
        let mut counts = handle.counts().unwrap();
        let mut hash = handle.state_hash().unwrap();
        let mut checkpoint = handle.checkpoint().unwrap();
        settle().await;
        assert_eq!(stage.journal.queued(), 1);
        assert!(arrived(&mut first).is_none());
        assert!(arrived(&mut taken).is_none());
        assert!(arrived(&mut repeat).is_none());
        assert!(arrived(&mut seen).is_none());
        assert!(arrived(&mut holds).is_none());
        assert!(arrived(&mut place).is_none());
        assert!(arrived(&mut counts).is_none());
        assert!(arrived(&mut hash).is_none());
        assert!(arrived(&mut checkpoint).is_none());
        assert_eq!(handle.durable(), Version(2));

        stage.journal.release(1);
        settle().await;
        let first = only(arrived(&mut first).unwrap());
        assert_eq!(accepted(first.clone()).version, Version(3));
        assert_eq!(refused(&only(arrived(&mut taken).unwrap())), RefusalCode::Taken);
        assert_eq!(only(arrived(&mut repeat).unwrap()), first);
        let Observation::Changes(changes) = arrived(&mut seen).unwrap() else { panic!("no changes") };
        assert_eq!((changes.from, changes.to, changes.places.len()), (Version(2), Version(3), 1));
        assert_eq!(arrived(&mut holds).unwrap()[0].holds.len(), 1);
        assert_eq!(arrived(&mut place).unwrap().unwrap().counts.held, 1);
        assert_eq!(arrived(&mut counts).unwrap().all.held, 1);
        let (version, hash) = arrived(&mut hash).unwrap();
        let checkpoint = arrived(&mut checkpoint).unwrap();
        assert_eq!((checkpoint.version, checkpoint.state_hash), (version, hash));
        assert_eq!(version, Version(3));
    });
}

#[test]
fn answers_leave_in_order_each_with_its_own_group() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        stage.journal.stall();
        let mut pending: Vec<_> = (0..5)
            .map(|number| handle.submit(vec![buyer_request(1, number, hold(&[number as u32]))]).unwrap())
            .collect();
        settle().await;
        assert_eq!(stage.journal.queued(), 5);
        for durable in 0..5 {
            for answer in &mut pending {
                assert!(arrived(answer).is_none(), "ahead of group {durable}");
            }
            stage.journal.release(1);
            settle().await;
            let answer = only(arrived(&mut pending.remove(0)).unwrap());
            assert_eq!(accepted(answer).version, Version(3 + durable));
        }
    });
}

#[test]
fn the_commands_of_one_batch_are_one_group() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        stage.journal.stall();
        let batch: Vec<_> = (0..10).map(|id| buyer_request(1, id, hold(&[id as u32]))).collect();
        let answer = handle.submit(batch).unwrap();
        settle().await;
        assert_eq!(stage.journal.queued(), 1);
        stage.journal.resume();
        let crate::seat_map::handle::BatchReply::Decided(outcomes) = answer.await.unwrap() else {
            panic!("not taken")
        };
        let versions: Vec<_> = outcomes.into_iter().map(|outcome| held(outcome).0).collect();
        assert_eq!(versions, (3..13).collect::<Vec<_>>());
    });
}

/// What the failed journal never made durable is never told; what it did before is.
#[test]
fn a_failed_journal_leaves_pending_answers_unknown() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        stage.journal.stall();
        let durable = handle.submit(vec![buyer_request(1, 1, hold(&[1]))]).unwrap();
        settle().await;
        stage.journal.release(1);
        let mut lost = handle.submit(vec![buyer_request(1, 2, hold(&[2]))]).unwrap();
        let mut read = handle.counts().unwrap();
        settle().await;
        stage.journal.fail("the disk is gone");
        settle().await;
        assert!(matches!(only(durable.await.unwrap()), Outcome::Accepted(_)));
        // At once, not with the next append.
        assert_eq!((&mut lost).now_or_never(), Some(Err(Gone)));
        assert_eq!((&mut read).now_or_never(), Some(Err(Gone)));
        assert!(handle.is_closed());
        assert!(stage.registry.submit(EVENT, vec![buyer_request(1, 3, hold(&[3]))]).await.is_err());
    });
}

#[test]
fn intake_is_refused_as_the_journal_says_and_the_rest_is_taken() {
    on_stage(|stage| async move {
        let id = held(stage.submit(EVENT, buyer_request(1, 1, hold(&[1]))).await);
        for (number, (intake, code)) in
            [(Intake::DiskFull, RefusalCode::DiskFull), (Intake::Busy, RefusalCode::Busy)]
                .into_iter()
                .enumerate()
        {
            stage.journal.set_intake(intake);
            let refusal = stage.submit(EVENT, buyer_request(1, 2 + number as u64, hold(&[2]))).await;
            assert_eq!(refused(&refusal), code);
        }
        accepted(stage.submit(EVENT, buyer_request(1, 9, release(id))).await);
        stage.journal.set_intake(Intake::Open);
        held(stage.submit(EVENT, buyer_request(1, 10, hold(&[2]))).await);
    });
}
