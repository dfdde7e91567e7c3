use futures_util::future::join_all;
use schemas::ids::HoldId;
use schemas::refusal::RefusalCode;

use super::stage::{EVENT, Stage, accepted, held, on_stage, on_stage_of, only, refused, settle};
use crate::limits::{
    COMMANDS_PER_BATCH, SEAT_MAP_MAILBOX, UNANSWERED_PER_EVENT, UNDURABLE_RECORDS_PER_EVENT,
    UNDURABLE_RESERVE_PER_EVENT,
};
use crate::registry::OpenError;
use crate::seat_map::handle::{AskRefused, BatchReply, Pending, SeatMapHandle, SubmitRefused};
use crate::testkit::venue::{buyer_request, hold, release};

/// Many clones of the handle, as many sessions have, do not move the bound.
#[test]
fn the_mailbox_takes_exactly_its_bound_however_many_handles_there_are() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        let handles: Vec<_> = (0..100).map(|_| handle.clone()).collect();
        let request = |id| vec![buyer_request(id, id, hold(&[1]))];
        let pending: Vec<_> = (0..SEAT_MAP_MAILBOX as u64)
            .map(|id| handles[id as usize % handles.len()].submit(request(id)).unwrap())
            .collect();
        assert_eq!(handle.mailbox_depth(), SEAT_MAP_MAILBOX);
        for handle in &handles {
            assert!(matches!(handle.submit(request(9_999)), Err(SubmitRefused::Full(_))));
        }
        assert_eq!(handle.counts().unwrap_err(), AskRefused::Full);
        let busy = stage.registry.submit(EVENT, request(9_999)).await.unwrap();
        assert_eq!(refused(&busy[0]), RefusalCode::Busy);

        let answers = join_all(pending).await;
        let took = answers.into_iter().map(|answer| only(answer.unwrap()));
        let winners =
            took.filter(|outcome| matches!(outcome, crate::seat_map::outcome::Outcome::Accepted(_)));
        assert_eq!(winners.count(), 1);
        assert_eq!(handle.mailbox_depth(), 0);
        held(stage.submit(EVENT, buyer_request(1, 99_999, hold(&[2]))).await);
    });
}

#[test]
fn a_batch_beyond_its_bound_is_not_queued_and_the_registry_cuts_it() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        let batch: Vec<_> =
            (0..=COMMANDS_PER_BATCH as u64).map(|id| buyer_request(1, id, hold(&[id as u32]))).collect();
        assert!(matches!(handle.submit(batch.clone()), Err(SubmitRefused::TooMany(_))));
        let outcomes = stage.registry.submit(EVENT, batch).await.unwrap();
        assert_eq!(outcomes.len(), COMMANDS_PER_BATCH + 1);
        for outcome in outcomes {
            held(outcome);
        }
    });
}

/// Fills the log's backlog with `records` records of holds and releases of one seat.
async fn fill(handle: &SeatMapHandle, mut version: u64, records: u64) -> Vec<Pending<BatchReply>> {
    let mut pending = Vec::new();
    let mut written = 0;
    while written < records {
        let count = (records - written).min(COMMANDS_PER_BATCH as u64);
        let batch: Vec<_> = (0..count)
            .map(|_| {
                version += 1;
                written += 1;
                let command = if written % 2 == 1 { hold(&[1]) } else { release(HoldId(version - 1)) };
                buyer_request(1, version, command)
            })
            .collect();
        pending.push(handle.submit(batch).unwrap());
        settle().await;
    }
    pending
}

async fn stalled_and_full(stage: &Stage) -> (SeatMapHandle, Vec<Pending<BatchReply>>) {
    let handle = stage.handle().await;
    stage.journal.stall();
    let pending = fill(&handle, 2, UNDURABLE_RECORDS_PER_EVENT - 1).await;
    (handle, pending)
}

#[test]
fn beyond_the_backlog_new_work_is_busy_and_the_reserve_takes_what_ends() {
    on_stage(|stage| async move {
        let (handle, pending) = stalled_and_full(&stage).await;
        // Seat 1 is held by the last of an odd number of commands; one record more is taken.
        let last_hold = HoldId(2 + UNDURABLE_RECORDS_PER_EVENT - 1);
        let taken = handle.submit(vec![buyer_request(2, 1, hold(&[2]))]).unwrap();
        let busy = handle.submit(vec![buyer_request(2, 2, hold(&[3]))]).unwrap();
        let ended = handle.submit(vec![buyer_request(1, 1, release(last_hold))]).unwrap();
        settle().await;
        stage.journal.resume();
        held(only(taken.await.unwrap()));
        assert_eq!(refused(&only(busy.await.unwrap())), RefusalCode::Busy);
        accepted(only(ended.await.unwrap()));
        for answer in join_all(pending).await {
            let BatchReply::Decided(outcomes) = answer.unwrap() else { panic!("not taken") };
            for outcome in outcomes {
                accepted(outcome);
            }
        }
        held(stage.submit(EVENT, buyer_request(2, 3, hold(&[3]))).await);
    });
}

#[test]
fn the_reserve_has_an_end_too() {
    // A seat for every release.
    on_stage_of(200, 100, 1, |stage| async move {
        stage.create(EVENT).await;
        let mut ids = Vec::new();
        let seats: Vec<u32> = (0..=UNDURABLE_RESERVE_PER_EVENT as u32).collect();
        for (number, chunk) in seats.chunks(COMMANDS_PER_BATCH).enumerate() {
            let batch =
                chunk.iter().map(|seat| buyer_request(100 + number as u64, u64::from(*seat), hold(&[*seat])));
            let outcomes = stage.registry.submit(EVENT, batch.collect()).await.unwrap();
            ids.extend(outcomes.into_iter().map(|outcome| (100 + number as u64, held(outcome))));
        }
        let handle = stage.handle().await;
        stage.journal.stall();
        let version = 2 + UNDURABLE_RESERVE_PER_EVENT + 1;
        let mut pending = Vec::new();
        let mut next = version;
        while next < version + UNDURABLE_RECORDS_PER_EVENT {
            let batch: Vec<_> = (0..COMMANDS_PER_BATCH as u64)
                .map(|step| {
                    next += 1;
                    let command = if step % 2 == 0 { hold(&[19_999]) } else { release(HoldId(next - 1)) };
                    buyer_request(1, next, command)
                })
                .collect();
            pending.push(handle.submit(batch).unwrap());
            settle().await;
        }
        let mut releases = Vec::new();
        for holds in ids.chunks(COMMANDS_PER_BATCH) {
            let batch = holds.iter().map(|(buyer, id)| buyer_request(*buyer, 1_000_000 + id.0, release(*id)));
            releases.push(handle.submit(batch.collect::<Vec<_>>()).unwrap());
        }
        settle().await;
        stage.journal.resume();
        let mut outcomes = Vec::new();
        for answer in join_all(releases).await {
            let BatchReply::Decided(decided) = answer.unwrap() else { panic!("not taken") };
            outcomes.extend(decided);
        }
        let (last, taken) = outcomes.split_last().unwrap();
        assert_eq!(taken.len() as u64, UNDURABLE_RESERVE_PER_EVENT);
        for outcome in taken {
            accepted(outcome.clone());
        }
        assert_eq!(refused(last), RefusalCode::Busy);
    });
}

#[test]
fn unanswered_commands_have_a_bound() {
    on_stage(|stage| async move {
        let handle = stage.handle().await;
        stage.journal.stall();
        let batch: Vec<_> =
            (0..COMMANDS_PER_BATCH as u64).map(|id| buyer_request(1, id, hold(&[1]))).collect();
        let mut pending = Vec::new();
        loop {
            match handle.submit(batch.clone()) {
                Ok(answer) => pending.push(answer),
                Err(SubmitRefused::Full(_)) if handle.mailbox_depth() == 0 => break,
                Err(_) => settle().await,
            }
        }
        assert_eq!(pending.len(), UNANSWERED_PER_EVENT as usize / COMMANDS_PER_BATCH);
        stage.journal.resume();
        for answer in join_all(pending).await {
            assert!(
                matches!(answer, Ok(BatchReply::Decided(outcomes)) if outcomes.len() == COMMANDS_PER_BATCH)
            );
        }
        assert_eq!(handle.shared().gate.unanswered(), 0);
        held(stage.submit(EVENT, buyer_request(2, 1, hold(&[2]))).await);
    });
}

#[test]
fn live_events_have_a_bound_and_idle_ones_make_room() {
    on_stage_of(2, 10, 2, |stage| async move {
        use schemas::ids::EventId;
        let events = [EventId(1), EventId(2), EventId(3)];
        stage.create(events[0]).await;
        stage.create(events[1]).await;
        stage.create(events[2]).await;
        assert_eq!(stage.registry.live(), [events[1], events[2]]);
        // Now both that are live hold something.
        held(stage.submit(events[1], buyer_request(1, 1, hold(&[1]))).await);
        held(stage.submit(events[2], buyer_request(1, 1, hold(&[1]))).await);
        let refusal = stage.registry.handle(events[0]).await.unwrap_err();
        assert!(matches!(refusal, OpenError::Busy), "{refusal}");
        assert_eq!(stage.registry.live(), [events[1], events[2]]);
    });
}
