use super::*;
use schemas::ids::ContentHash;
use schemas::time::Timestamp;

use crate::ports::journal::Checkpoint;

const EVENT: EventId = EventId(5);
const IDLE: EventId = EventId(6);
const NOW: Timestamp = Timestamp(1_000_000);

fn save(hand: &Hand, event: EventId, version: Version) {
    let checkpoint = Checkpoint { event, version, state_hash: ContentHash([7; 32]), payload: vec![9; 30] };
    hand.journal.save_checkpoint(&checkpoint, &|_| Ok(ContentHash([7; 32]))).unwrap();
}

fn names(disk: &FaultyDisk) -> Vec<String> {
    let is_log = |name: &String| name.starts_with("segments/0") || name.starts_with("archive/0");
    disk.names().into_iter().filter(is_log).collect()
}

/// Four segments; two events in the first, one of them idle afterwards.
fn four_segments(disk: &FaultyDisk) -> Hand {
    let mut hand = Hand::open(disk, options(8 << 10, 1)).unwrap();
    hand.append(IDLE, &[b"the only record"]);
    while hand.file.end().segment < 4 {
        hand.append(EVENT, &[&[1; 60], &[2; 60]]);
    }
    hand
}

#[test]
fn a_segment_is_archived_once_nobody_needs_it_whole() {
    let disk = FaultyDisk::new();
    let mut hand = four_segments(&disk);
    let whole = hand.records(EVENT).unwrap();
    let last = Version(whole.len() as u64);
    let archive = |hand: &Hand, floor: u64| {
        hand.file
            .archive(NOW, None, &|event| if event == EVENT { Version(floor) } else { Version(1) })
            .unwrap()
            .archived
    };
    assert_eq!(archive(&hand, u64::MAX), Vec::<u64>::new(), "no checkpoint");
    save(&hand, EVENT, Version(last.0 - 1));
    save(&hand, EVENT, last);
    assert_eq!(archive(&hand, u64::MAX), [2, 3], "the idle event of the first segment has no checkpoint");
    save(&hand, IDLE, Version(1));
    assert_eq!(archive(&hand, 3), Vec::<u64>::new(), "the store has not applied it");
    let done = hand.file.archive(NOW, None, &|_| last).unwrap();
    assert_eq!(done.archived, [1]);
    assert!(done.bytes.1 < done.bytes.0 / 3, "{done:?}");
    assert_eq!(
        names(&disk)[..3],
        ["archive/0000000001.archive", "archive/0000000002.archive", "archive/0000000003.archive"]
    );
    assert_eq!(hand.records(EVENT).unwrap(), whole, "archives are read as segments are");
    hand.append(EVENT, &[b"goes on"]);
    disk.crash(2);
    let mut again = Hand::open(&disk, options(8 << 10, 70)).unwrap();
    assert_eq!(again.records(EVENT).unwrap()[..whole.len()], whole);
    assert_eq!(again.records(IDLE).unwrap(), [b"the only record"]);
    again.append(IDLE, &[b"wakes up"]);
}

#[test]
fn every_byte_of_an_archive_is_checked() {
    let disk = FaultyDisk::new();
    let hand = four_segments(&disk);
    let last = hand.file.last_version(EVENT);
    for version in [Version(last.0 - 1), last] {
        save(&hand, EVENT, version);
    }
    save(&hand, IDLE, Version(1));
    assert_eq!(hand.file.archive(NOW, None, &|_| last).unwrap().archived, [1, 2, 3]);
    let name = "archive/0000000002.archive";
    for byte in 0..disk.bytes(name).unwrap().len() as u64 {
        let copy = disk.copy();
        copy.flip_bit(name, byte * 8 + byte % 8).unwrap();
        let read = Hand::open(&copy, options(8 << 10, 70)).map(|hand| hand.records(EVENT));
        let found = matches!(
            read,
            Err(OpenError::Log(JournalError::Corrupt { .. })) | Ok(Err(JournalError::Corrupt { .. }))
        );
        assert!(found, "byte {byte}");
    }
}

#[test]
fn archives_are_let_go_after_their_time_and_the_log_still_begins_where_they_ended() {
    let disk = FaultyDisk::new();
    let hand = four_segments(&disk);
    let last = hand.file.last_version(EVENT);
    for version in [Version(last.0 - 1), last] {
        save(&hand, EVENT, version);
    }
    save(&hand, IDLE, Version(1));
    let round = |hand: &Hand, now: u64| hand.file.archive(Timestamp(now), Some(500), &|_| last).unwrap();
    assert_eq!(round(&hand, 1_000).removed, Vec::<u64>::new());
    assert_eq!(round(&hand, 1_499).removed, Vec::<u64>::new());
    assert_eq!(round(&hand, 1_500).removed, [1, 2, 3]);
    for crashes in 0..2 {
        let mut hand = Hand::open(&disk, options(8 << 10, 70 + crashes)).unwrap();
        assert_eq!(hand.journal.events().unwrap(), [EVENT, IDLE]);
        assert_eq!(hand.fence(IDLE).unwrap().durable_version, Version(1 + crashes));
        let gone = hand.records(EVENT);
        assert!(matches!(gone, Err(JournalError::Corrupt { .. })), "history before is gone, and said so");
        assert_eq!(hand.journal.load_checkpoint(IDLE, Version(1)).unwrap().unwrap().version, Version(1));
        hand.append(IDLE, &[b"wakes up"]);
        let mut read = 0;
        hand.journal
            .read(IDLE, Version(1), &mut |_, _| {
                read += 1;
                Ok(())
            })
            .unwrap();
        assert_eq!(read, crashes + 1);
        disk.crash(crashes);
    }
}

#[test]
fn a_crash_anywhere_while_archiving_loses_nothing() {
    for seed in 0..40 {
        let disk = FaultyDisk::new();
        let hand = four_segments(&disk);
        let whole = hand.records(EVENT).unwrap();
        let last = Version(whole.len() as u64);
        for version in [Version(last.0 - 1), last] {
            save(&hand, EVENT, version);
        }
        save(&hand, IDLE, Version(1));
        disk.fail_write_after(seed / 2);
        let _ = hand.file.archive(NOW, None, &|_| last);
        disk.crash(seed);
        let again = Hand::open(&disk, options(8 << 10, 70)).unwrap();
        assert_eq!(again.records(EVENT).unwrap(), whole, "seed {seed}");
        assert_eq!(
            again.file.archive(NOW, None, &|_| last).map(|_| again.records(EVENT).unwrap()).unwrap(),
            whole
        );
    }
}
