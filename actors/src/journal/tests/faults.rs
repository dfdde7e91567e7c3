use super::*;
use crate::figures::Figures;
use crate::ports::journal::{Checkpoint, Intake};
use crate::ports::meter::Meter;
use schemas::ids::ContentHash;
use schemas::time::Timestamp;
use std::sync::atomic::{AtomicU64, Ordering};

const EVENT: EventId = EventId(5);

/// Every reading is a millisecond later.
#[derive(Default)]
struct Ticking(AtomicU64);

impl Meter for Ticking {
    fn microseconds(&self) -> u64 {
        self.0.fetch_add(1_000, Ordering::Relaxed)
    }
}

#[test]
fn how_long_each_group_waited_for_the_disk_is_counted() {
    let figures = Figures::new().unwrap();
    let registry = prometheus::Registry::new();
    figures.register(&registry).unwrap();
    let mut options = options(1 << 16, 1);
    options.latency = Some(figures.journal_latency(Arc::new(Ticking::default())));
    let mut hand = Hand::open(&FaultyDisk::new(), options).unwrap();
    for event in [1, 2] {
        hand.fence(EventId(event)).unwrap();
    }
    // Handed over at 0, 1 and 2 ms; all three are durable at 3.
    for event in [1, 2, 1] {
        hand.queue(EventId(event), &[b"one"]).unwrap();
    }
    assert_eq!(hand.turns(), Turn::Idle);
    let text = prometheus::TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
    assert!(text.contains("frontrow_journal_append_seconds_count 3"), "{text}");
    assert!(text.contains("frontrow_journal_append_seconds_sum 0.006"), "{text}");
    assert!(text.contains("frontrow_journal_append_seconds_bucket{le=\"0.001\"} 1"), "{text}");
}

#[test]
fn a_failed_write_or_sync_poisons_once_and_for_all() {
    for is_sync in [false, true] {
        let disk = FaultyDisk::new();
        let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
        let wakes = Arc::new(AtomicU64::new(0));
        let counted = wakes.clone();
        let other = hand.journal.fence(
            EventId(6),
            Arc::new(move || {
                counted.fetch_add(1, Ordering::Relaxed);
            }),
        );
        hand.turns();
        other.now_or_never().unwrap().unwrap();
        hand.append(EVENT, &[b"kept"]);
        let failure = hand.file.failure();
        if is_sync {
            disk.fail_sync_after(0);
        } else {
            disk.fail_write_after(0);
        }
        hand.queue(EVENT, &[b"unknown"]).unwrap();
        let waiting = hand.journal.fence(EventId(7), Arc::new(|| {}));
        let syncs = disk.figures().syncs;
        assert_eq!(hand.writer.step(), Turn::Poisoned);
        assert_eq!(disk.figures().syncs, syncs + u64::from(is_sync), "a sync is never repeated");
        assert_eq!(hand.writer.step(), Turn::Poisoned);
        assert_eq!(hand.owners[&EVENT].0.watermark.durable(), Version(1), "nothing published");
        assert_eq!(wakes.load(Ordering::Relaxed), 1, "owners without appends learn it too");
        assert!(failure.borrow().as_ref().unwrap().contains("on command"));
        assert_eq!(hand.file.intake(), Intake::Poisoned);
        assert!(matches!(waiting.now_or_never().unwrap(), Err(JournalError::Poisoned(_))));
        assert!(matches!(hand.queue(EVENT, &[b"more"]), Err(JournalError::Poisoned(_))));
        let figures = disk.figures();
        hand.turns();
        assert_eq!(disk.figures(), figures, "nothing more is written");
        disk.crash(1);
        let again = Hand::open(&disk, options(8 << 10, 9)).unwrap();
        assert_eq!(again.records(EVENT).unwrap()[0], b"kept");
    }
}

#[test]
fn a_full_disk_keeps_the_reserve_and_opens_again() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
    disk.leave_room(Some(100));
    hand.fence(EVENT).unwrap();
    assert_eq!(hand.file.intake(), Intake::Open, "the current segment has room above the reserve");
    let mut appended = 0;
    while hand.file.intake() == Intake::Open {
        hand.append(EVENT, &[&[1; 100]]);
        appended += 1;
    }
    assert_eq!((hand.file.intake(), appended > 20), (Intake::DiskFull, true));
    let mut reserved = 0;
    let last = loop {
        let last = hand.queue(EVENT, &[b"ends"]).unwrap();
        match hand.turns() {
            Turn::Idle => reserved += 1,
            turn => {
                assert_eq!(turn, Turn::NoRoom);
                break last;
            }
        }
    };
    assert!(reserved >= 10, "the reserve took {reserved} groups");
    assert_eq!(hand.owners[&EVENT].0.watermark.durable().next(), last);
    assert_eq!(hand.records(EVENT).unwrap().len(), appended + reserved, "reads go on");
    disk.leave_room(None);
    hand.file.look_for_room();
    assert_eq!(hand.turns(), Turn::Idle);
    assert_eq!(hand.owners[&EVENT].0.watermark.durable(), last, "what waited is written");
    assert_eq!(hand.file.intake(), Intake::Open);
    assert_eq!(hand.records(EVENT).unwrap().len(), appended + reserved + 1);
}

#[test]
fn a_segment_whose_sync_failed_is_never_written_to() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
    disk.fail_sync_after(0);
    while hand.preallocator.step() == Fill::Worked {}
    hand.file.look_for_room();
    let mut appended = 0;
    while hand.recovered.segments + 1 > usize::try_from(hand.file.end().segment).unwrap() {
        hand.append(EVENT, &[&[1; 100]]);
        appended += 1;
    }
    disk.crash(7);
    let again = Hand::open(&disk, options(8 << 10, 9)).unwrap();
    assert_eq!(again.records(EVENT).unwrap().len(), appended);
}

#[test]
fn a_new_journal_on_a_full_disk_refuses() {
    let disk = FaultyDisk::new();
    disk.leave_room(Some(1000));
    let outcome = Hand::open(&disk, options(8 << 10, 1)).map(drop);
    assert!(matches!(outcome, Err(OpenError::Disk { .. })), "{outcome:?}");
    disk.leave_room(None);
    Hand::open(&disk, options(8 << 10, 1)).unwrap();
}

#[test]
fn the_backlog_bound_makes_busy_until_half_is_drained() {
    let disk = FaultyDisk::new();
    let mut options = options(1 << 20, 1);
    (options.queued_bytes, options.queued_bytes_again, options.frame_bytes) = (10_000, 4_000, 3_000);
    let mut hand = Hand::open(&disk, options).unwrap();
    hand.fence(EVENT).unwrap();
    while hand.file.intake() == Intake::Open {
        hand.queue(EVENT, &[&[0; 996]]).unwrap();
    }
    assert_eq!(hand.file.intake(), Intake::Busy);
    hand.queue(EVENT, &[b"what must end is taken"]).unwrap();
    let mut turns = 0;
    while hand.file.intake() == Intake::Busy {
        assert_eq!(hand.writer.step(), Turn::Worked);
        turns += 1;
    }
    assert_eq!(turns, 4, "two groups fit a frame");
    assert_eq!(hand.turns(), Turn::Idle);
}

#[test]
fn groups_of_a_turn_share_one_write_and_one_sync() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(1 << 20, 1)).unwrap();
    for event in 0..100 {
        hand.fence(EventId(event)).unwrap();
    }
    for _ in 0..10 {
        for event in 0..100 {
            hand.queue(EventId(event), &[b"record"]).unwrap();
        }
    }
    hand.preallocator.step();
    let before = disk.figures();
    assert_eq!(hand.writer.step(), Turn::Worked);
    let after = disk.figures();
    assert_eq!(
        (after.writes - before.writes, after.syncs - before.syncs),
        (2, 1),
        "the group, and a seal behind it"
    );
    assert_eq!(hand.owners[&EventId(99)].0.watermark.durable(), Version(10));
}

#[test]
fn closing_seals_and_takes_nothing_more() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
    hand.queue(EVENT, &[b"last"]).unwrap();
    let (file, end) = (hand.file.clone(), hand.file.end());
    hand.writer.close().unwrap();
    assert!(file.end() > end);
    assert_eq!(file.intake(), Intake::Poisoned);
    // The seal was synced: a crash that loses everything else leaves it.
    disk.crash(6);
    let bytes = disk.bytes(FIRST).unwrap();
    let at = usize::try_from(file.end().offset).unwrap();
    assert_eq!(&bytes[at..at + 4], b"FRse");
}

/// A hand with a full segment and one more group queued.
fn out_of_room(disk: &FaultyDisk) -> Hand {
    let mut hand = Hand::open(disk, options(8 << 10, 1)).unwrap();
    disk.leave_room(Some(0));
    loop {
        hand.queue(EVENT, &[&[1; 100]]).unwrap();
        if hand.turns() == Turn::NoRoom {
            return hand;
        }
    }
}

#[test]
fn stopping_waits_for_room_that_comes_and_not_for_room_that_does_not() {
    for comes in [true, false] {
        let disk = FaultyDisk::new();
        let mut hand = out_of_room(&disk);
        if comes {
            disk.leave_room(None);
        }
        hand.file.stop();
        assert_eq!(hand.turns(), Turn::Stopping);
        let (queued, durable) = (hand.owners[&EVENT].1, hand.owners[&EVENT].0.watermark.durable());
        assert_eq!(queued.0 - durable.next().0, u64::from(!comes));
        assert_eq!(hand.preallocator.step(), Fill::Ended);
        assert_eq!(hand.writer.close().is_ok(), comes);
    }
}

#[test]
fn a_writer_that_goes_away_leaves_nobody_waiting() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
    hand.append(EVENT, &[b"kept"]);
    let waiting = hand.journal.fence(EVENT, Arc::new(|| {}));
    drop(hand.writer);
    assert!(matches!(waiting.now_or_never().unwrap(), Err(JournalError::Poisoned(_))));
    assert_eq!(hand.file.intake(), Intake::Poisoned);
}

/// What a failed sync left is not written again: a file that lost what it was given may say that a later sync
/// succeeded.
#[test]
fn a_checkpoint_or_archive_whose_sync_failed_is_made_in_another_file() {
    for (failing, lets_go) in (0..12).flat_map(|failing| [(failing, false), (failing, true)]) {
        let disk = FaultyDisk::new();
        let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
        while hand.file.end().segment < 3 {
            hand.append(EVENT, &[&[1; 100]]);
        }
        let whole = hand.records(EVENT).unwrap();
        let last = hand.file.last_version(EVENT);
        let (before, state) = (Version(last.0 - 1), ContentHash([7; 32]));
        let checkpoint =
            |version| Checkpoint { event: EVENT, version, state_hash: state, payload: vec![9; 3_000] };
        let save_and_archive = |hand: &Hand| {
            for version in [before, last] {
                hand.journal.save_checkpoint(&checkpoint(version), &|_| Ok(state))?;
            }
            hand.file.archive(Timestamp(1_000), lets_go.then_some(0), &|_| last)
        };
        disk.fail_sync_after(failing);
        if save_and_archive(&hand).is_err() {
            save_and_archive(&hand).unwrap();
        }
        disk.crash(failing);
        let again = Hand::open(&disk, options(8 << 10, 70)).unwrap();
        let newest = again.journal.load_checkpoint(EVENT, last).unwrap();
        assert_eq!(newest, Some(checkpoint(last)), "sync {failing}");
        let after = if lets_go { before } else { Version(0) };
        let mut records = Vec::new();
        let read = again.journal.read(EVENT, after, &mut |_, bytes| {
            records.push(bytes.to_vec());
            Ok(())
        });
        assert_eq!(read.unwrap(), last, "sync {failing}, {lets_go}");
        assert_eq!(records, whole[usize::try_from(after.0).unwrap()..], "sync {failing}, {lets_go}");
    }
}
