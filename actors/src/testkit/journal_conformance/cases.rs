//! Fences, appends, reads and restarts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use schemas::ids::{EventId, Version};

use super::{Owner, Subject, group, read_after};
use crate::ports::journal::{Intake, JournalError};

const EVENT: EventId = EventId(7);

pub(super) async fn fresh_event(subject: impl Subject) {
    let journal = subject.journal();
    assert_eq!(journal.intake(), Intake::Open);
    let owner = Owner::take(&journal, EVENT).await.unwrap();
    assert_eq!(owner.fence.durable_version, Version(0));
    assert_eq!(owner.fence.watermark.durable(), Version(0));
    assert!(read_after(&journal, EVENT, Version(0)).unwrap().is_empty());
    assert_eq!(journal.events().unwrap(), vec![], "a fence alone is no record");
    let beyond = read_after(&journal, EVENT, Version(3));
    let short = matches!(beyond, Err(JournalError::Short { last: Version(0), after: Version(3), .. }));
    assert!(short, "a log below what a checkpoint covers: {beyond:?}");
}

pub(super) async fn append_becomes_durable(subject: impl Subject) {
    let journal = subject.journal();
    let mut owner = Owner::take(&journal, EVENT).await.unwrap();
    assert_eq!(owner.append(&journal, &[b"one"]).unwrap(), Version(1));
    assert_eq!(owner.append(&journal, &[b"", b"three"]).unwrap(), Version(3));
    owner.durable(Version(3)).await;
    let whole: Vec<&[u8]> = vec![b"one", b"", b"three"];
    assert_eq!(read_after(&journal, EVENT, Version(0)).unwrap(), whole);
    assert_eq!(read_after(&journal, EVENT, Version(1)).unwrap(), whole[1..]);
    assert_eq!(read_after(&journal, EVENT, Version(2)).unwrap(), whole[2..]);
    assert!(read_after(&journal, EVENT, Version(3)).unwrap().is_empty());
}

pub(super) async fn stale_fence_is_refused(subject: impl Subject) {
    let journal = subject.journal();
    let mut old = Owner::take(&journal, EVENT).await.unwrap();
    old.append(&journal, &[b"old"]).unwrap();
    old.durable(Version(1)).await;
    let mut new = Owner::take(&journal, EVENT).await.unwrap();
    assert!(new.fence.number > old.fence.number);
    assert!(matches!(old.append(&journal, &[b"late"]), Err(JournalError::Fenced)));
    new.append(&journal, &[b"new"]).unwrap();
    new.durable(Version(2)).await;
    assert_eq!(old.fence.watermark.durable(), Version(1), "a stale watermark stands still");
    assert_eq!(read_after(&journal, EVENT, Version(0)).unwrap(), [b"old", b"new"]);
}

pub(super) async fn fence_with_appends_in_flight(subject: impl Subject) {
    let journal = subject.journal();
    let mut old = Owner::take(&journal, EVENT).await.unwrap();
    for number in 0..20_u8 {
        old.append(&journal, &[&[number], &[number, number]]).unwrap();
    }
    let new = Owner::take(&journal, EVENT).await.unwrap();
    let stood = old.fence.watermark.durable();
    let durable = new.fence.durable_version;
    assert!(stood <= durable);
    let records = read_after(&journal, EVENT, Version(0)).unwrap();
    assert_eq!(records.len() as u64, durable.0, "a fence tells what is on disk");
    for (index, record) in records.iter().enumerate() {
        let number = u8::try_from(index / 2).unwrap();
        assert_eq!(record, &vec![number; index % 2 + 1]);
    }
    let mut owner = new;
    let last = owner.append(&journal, &[b"next"]).unwrap();
    assert_eq!(last, durable.next());
    owner.durable(last).await;
    assert_eq!(old.fence.watermark.durable(), stood, "nothing of the old fence comes later");
    assert_eq!(read_after(&journal, EVENT, durable).unwrap(), [b"next"]);
}

pub(super) async fn misfits_are_refused(subject: impl Subject) {
    let journal = subject.journal();
    let mut owner = Owner::take(&journal, EVENT).await.unwrap();
    let number = owner.fence.number;
    let good = group(EVENT, number, Version(1), &[b"a", b"b"]);
    let mut wrong_count = good.clone();
    wrong_count.count = 3;
    let mut cut = good.clone();
    cut.bytes.pop();
    let mut empty = group(EVENT, number, Version(1), &[]);
    let gap = group(EVENT, number, Version(2), &[b"a"]);
    for misfit in [wrong_count, cut, empty.clone(), gap] {
        assert!(matches!(journal.append(misfit), Err(JournalError::Misfit(_))));
    }
    empty.fence = number + 1;
    assert!(matches!(journal.append(empty), Err(JournalError::Fenced)), "a number nobody was given");
    let unfenced = group(EventId(8), 1, Version(1), &[b"a"]);
    assert!(matches!(journal.append(unfenced), Err(JournalError::Fenced)), "an event nobody fenced");
    owner.append(&journal, &[b"a"]).unwrap();
    owner.durable(Version(1)).await;
    assert_eq!(read_after(&journal, EVENT, Version(0)).unwrap(), [b"a"]);
}

pub(super) async fn events_are_apart(subject: impl Subject) {
    let journal = subject.journal();
    let ids = [EventId(900), EventId(3), EventId(u64::MAX), EventId(0)];
    let mut owners = Vec::new();
    for event in ids {
        owners.push(Owner::take(&journal, event).await.unwrap());
    }
    for round in 0..10_u8 {
        for owner in &mut owners {
            let event = owner.event.0.to_le_bytes();
            owner.append(&journal, &[&event, &[round]]).unwrap();
        }
    }
    for owner in &owners {
        owner.durable(Version(20)).await;
        let records = read_after(&journal, owner.event, Version(0)).unwrap();
        for round in 0..10_u8 {
            assert_eq!(records[usize::from(round) * 2], owner.event.0.to_le_bytes());
            assert_eq!(records[usize::from(round) * 2 + 1], [round]);
        }
    }
    assert_eq!(journal.events().unwrap(), [EventId(0), EventId(3), EventId(900), EventId(u64::MAX)]);
}

pub(super) async fn restart_keeps_what_is_durable(mut subject: impl Subject) {
    let journal = subject.journal();
    let mut owner = Owner::take(&journal, EVENT).await.unwrap();
    owner.append(&journal, &[b"kept"]).unwrap();
    owner.durable(Version(1)).await;
    owner.append(&journal, &[b"perhaps"]).unwrap();
    subject.restart();
    let journal = subject.journal();
    let mut owner = Owner::take(&journal, EVENT).await.unwrap();
    let durable = owner.fence.durable_version;
    let records = read_after(&journal, EVENT, Version(0)).unwrap();
    assert_eq!(records.len() as u64, durable.0);
    assert_eq!(records[0], b"kept");
    assert!(records.len() == 1 || records[1..] == [b"perhaps"]);
    let last = owner.append(&journal, &[b"after"]).unwrap();
    owner.durable(last).await;
    subject.restart();
    let journal = subject.journal();
    let mut owner = Owner::take(&journal, EVENT).await.unwrap();
    assert_eq!(owner.fence.durable_version, last);
    assert_eq!(read_after(&journal, EVENT, durable).unwrap(), [b"after"]);
    owner.append(&journal, &[b"on"]).unwrap();
    owner.durable(last.next()).await;
}

pub(super) async fn a_failing_visitor_ends_the_read(subject: impl Subject) {
    let journal = subject.journal();
    let mut owner = Owner::take(&journal, EVENT).await.unwrap();
    owner.append(&journal, &[b"1", b"2", b"3"]).unwrap();
    owner.durable(Version(3)).await;
    let mut visited = 0;
    let outcome = journal.read(EVENT, Version(0), &mut |version, _| {
        visited += 1;
        if version == Version(2) { Err(JournalError::Misfit("enough".into())) } else { Ok(()) }
    });
    assert!(matches!(outcome, Err(JournalError::Misfit(why)) if why == "enough"));
    assert_eq!(visited, 2);
}

pub(super) async fn a_stale_watermark_stands_still(subject: impl Subject) {
    let journal = subject.journal();
    let mut old = Owner::take(&journal, EVENT).await.unwrap();
    old.append(&journal, &[b"in flight"]).unwrap();
    let taking = journal.fence(EVENT, Arc::new(|| {}));
    let stood = old.fence.watermark.durable();
    let new = taking.await.unwrap();
    assert!(stood <= new.durable_version);
    assert_eq!(old.fence.watermark.durable(), stood, "from the call on, not from its answer on");
}

pub(super) async fn an_owner_is_told_and_woken_when_another_fences(subject: impl Subject) {
    let journal = subject.journal();
    let wakes = Arc::new(AtomicU32::new(0));
    let counted = wakes.clone();
    let wake = Arc::new(move || {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let idle = journal.fence(EVENT, wake).await.unwrap();
    let other = Owner::take(&journal, EventId(8)).await.unwrap();
    assert!(!idle.watermark.is_stale());
    assert_eq!(wakes.load(Ordering::Relaxed), 0);
    let overtaken = journal.fence(EVENT, Arc::new(|| ()));
    assert!(idle.watermark.is_stale(), "by the call, not by its answer");
    assert_eq!(wakes.load(Ordering::Relaxed), 1);
    let newest = journal.fence(EVENT, Arc::new(|| ()));
    let (overtaken, newest) = (overtaken.await.unwrap(), newest.await.unwrap());
    assert!(overtaken.watermark.is_stale(), "it was overtaken before it was anybody's");
    assert!(!newest.watermark.is_stale());
    assert!(!other.fence.watermark.is_stale(), "another event's owner");
    assert_eq!(wakes.load(Ordering::Relaxed), 1, "told once");
    let late = journal.append(group(EVENT, overtaken.number, Version(1), &[b"late"]));
    assert!(matches!(late, Err(JournalError::Fenced)));
    journal.append(group(EVENT, newest.number, Version(1), &[b"first"])).unwrap();
}
