use super::*;
use schemas::ids::ContentHash;

use crate::ports::journal::Checkpoint;

const EVENT: EventId = EventId(5);

fn checkpoint(version: Version) -> Checkpoint {
    Checkpoint { event: EVENT, version, state_hash: ContentHash([7; 32]), payload: vec![1, 2, 3] }
}

fn save(hand: &Hand, version: Version) {
    hand.journal.save_checkpoint(&checkpoint(version), &|_| Ok(ContentHash([7; 32]))).unwrap();
}

/// Appends until a third segment is begun.
fn three_segments(disk: &FaultyDisk) -> Hand {
    let mut hand = Hand::open(disk, options(8 << 10, 1)).unwrap();
    let mut number = 0_u64;
    while hand.file.end().segment < 3 {
        hand.append(EVENT, &[&number.to_le_bytes(), &[3; 50]]);
        hand.append(EventId(number % 7 + 10), &[b"other"]);
        number += 1;
    }
    hand
}

fn is_corrupt(outcome: &Result<(), OpenError>) -> bool {
    matches!(outcome, Err(OpenError::Log(JournalError::Corrupt { .. })))
}

#[test]
fn every_event_reads_back_over_closed_segments() {
    let disk = FaultyDisk::new();
    let hand = three_segments(&disk);
    let whole = hand.records(EVENT).unwrap();
    assert_eq!(whole[2], 1_u64.to_le_bytes());
    disk.crash(3);
    let again = Hand::open(&disk, options(8 << 10, 50)).unwrap();
    assert_eq!(again.records(EVENT).unwrap(), whole);
    assert_eq!(again.journal.events().unwrap().len(), 8);
    for after in 0..whole.len() {
        let mut read = Vec::new();
        let last = again.journal.read(EVENT, Version(after as u64), &mut |version, _| {
            read.push(version.0);
            Ok(())
        });
        assert_eq!(last.unwrap().0, whole.len() as u64);
        assert_eq!(read.len(), whole.len() - after);
    }
}

#[test]
fn a_missing_or_swapped_segment_refuses() {
    let disk = FaultyDisk::new();
    let hand = three_segments(&disk);
    drop(hand);
    let missing = disk.copy();
    crate::ports::disk::Disk::remove(&missing, SECOND).unwrap();
    assert!(is_corrupt(&Hand::open(&missing, options(8 << 10, 50)).map(drop)));
    let foreign = FaultyDisk::new();
    let mut other = Hand::open(&foreign, options(8 << 10, 900)).unwrap();
    while other.file.end().segment < 3 {
        other.append(EVENT, &[b"another journal's"]);
    }
    let swapped = disk.copy();
    swapped.set_bytes(SECOND, foreign.bytes(SECOND).unwrap());
    assert!(is_corrupt(&Hand::open(&swapped, options(8 << 10, 50)).map(drop)));
}

#[test]
fn every_bit_of_an_older_segment_s_index_refuses() {
    let disk = FaultyDisk::new();
    drop(three_segments(&disk));
    let bytes = disk.bytes(FIRST).unwrap();
    let trailer = bytes.len() - 64;
    let begin = usize::try_from(super::super::layout::u64_at(&bytes, trailer + 8)).unwrap();
    let length = usize::try_from(super::super::layout::u64_at(&bytes, trailer + 16)).unwrap();
    for bit in (begin * 8..(begin + length) * 8).chain(trailer * 8..bytes.len() * 8) {
        let copy = disk.copy();
        copy.flip_bit(FIRST, bit as u64).unwrap();
        assert!(is_corrupt(&Hand::open(&copy, options(8 << 10, 50)).map(drop)), "bit {bit}");
    }
}

#[test]
fn every_bit_of_a_closed_segment_s_records_is_found_when_they_are_read() {
    let disk = FaultyDisk::new();
    let hand = three_segments(&disk);
    let whole = hand.records(EVENT).unwrap();
    // The first group: one entry of the event.
    for bit in (512 + 16) * 8..(512 + 16 + 64 + 4 + 8 + 4 + 50) * 8 {
        let copy = disk.copy();
        copy.flip_bit(FIRST, bit).unwrap();
        let hand = Hand::open(&copy, options(8 << 10, 50)).unwrap();
        let outcome = hand.records(EVENT);
        assert!(matches!(outcome, Err(JournalError::Corrupt { .. })), "bit {bit}");
        assert_eq!(disk.bytes(FIRST).unwrap().len(), 8 << 10);
    }
    assert_eq!(hand.records(EVENT).unwrap(), whole);
}

#[test]
fn a_log_below_a_checkpoint_refuses() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
    hand.append(EVENT, &[b"one"]);
    let before = disk.bytes(FIRST).unwrap();
    let two = hand.append(EVENT, &[b"two"]);
    save(&hand, two);
    let lost = disk.copy();
    lost.set_bytes(FIRST, before);
    assert!(is_corrupt(&Hand::open(&lost, options(8 << 10, 50)).map(drop)), "the covered position");
    let gone = disk.copy();
    for segment in [FIRST, SECOND] {
        crate::ports::disk::Disk::remove(&gone, segment).unwrap();
    }
    assert!(is_corrupt(&Hand::open(&gone, options(8 << 10, 50)).map(drop)), "no log at all");
    crate::ports::disk::Disk::remove(&lost, "covered").unwrap();
    let opened = Hand::open(&lost, options(8 << 10, 50)).unwrap();
    let loaded = opened.journal.load_checkpoint(EVENT, Version(1));
    assert!(matches!(loaded, Err(JournalError::Corrupt { .. })), "each event at its load: {loaded:?}");
}

#[test]
fn every_bit_of_a_checkpoint_falls_back_to_the_one_before() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
    let one = hand.append(EVENT, &[b"one"]);
    save(&hand, one);
    let two = hand.append(EVENT, &[b"two"]);
    save(&hand, two);
    assert_eq!(hand.journal.load_checkpoint(EVENT, two).unwrap(), Some(checkpoint(two)));
    let name = super::super::checkpoints::name(EVENT, two);
    let bits = disk.bytes(&name).unwrap().len() as u64 * 8;
    for bit in 0..bits {
        disk.flip_bit(&name, bit).unwrap();
        assert_eq!(hand.journal.load_checkpoint(EVENT, two).unwrap(), Some(checkpoint(one)), "bit {bit}");
        disk.flip_bit(&name, bit).unwrap();
    }
}

#[test]
fn a_newer_format_refuses_and_an_older_one_is_read() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
    hand.append(EVENT, &[b"of format 1"]);
    let mut newer = options(8 << 10, 50);
    newer.format = 2;
    let mut hand = Hand::open(&disk, newer.clone()).unwrap();
    assert_eq!(hand.file.end().segment, 2, "an older segment is closed, never appended to");
    hand.append(EVENT, &[b"of format 2"]);
    assert_eq!(hand.records(EVENT).unwrap(), [&b"of format 1"[..], b"of format 2"]);
    let hand = Hand::open(&disk, newer).unwrap();
    assert_eq!(hand.records(EVENT).unwrap().len(), 2);
    let refused = Hand::open(&disk, options(8 << 10, 60)).map(drop).unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!("{SECOND} has format 2; this frontrow reads formats 1 to 1: start the version that wrote it")
    );
}
