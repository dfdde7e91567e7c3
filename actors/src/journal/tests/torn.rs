use super::*;

const A: EventId = EventId(1);
const B: EventId = EventId(2);

/// A group as it reached the disk: the segment before it and after it, and where it lies.
struct Written {
    before: Vec<u8>,
    after: Vec<u8>,
    begin: usize,
    end: usize,
    records_before: usize,
}

/// Five groups of two events, each with what the segment was around it; the seal before a group included.
fn five_groups(disk: &FaultyDisk) -> (Hand, Vec<Written>) {
    let mut hand = Hand::open(disk, options(8 << 10, 1)).unwrap();
    hand.fence(A).unwrap();
    hand.fence(B).unwrap();
    let mut written = Vec::new();
    for number in 0..5_u8 {
        let before = disk.bytes(FIRST).unwrap();
        let records_before = hand.records(A).unwrap().len();
        let begin = usize::try_from(hand.file.end().offset).unwrap();
        hand.queue(A, &[&[number; 20], &[0xFF; 3]]).unwrap();
        hand.queue(B, &[&[number; 9]]).unwrap();
        hand.turns();
        let end = usize::try_from(hand.file.end().offset).unwrap();
        written.push(Written { before, after: disk.bytes(FIRST).unwrap(), begin, end, records_before });
    }
    (hand, written)
}

/// Opens a copy with this first segment.
fn open_with(disk: &FaultyDisk, bytes: Vec<u8>) -> Result<Hand, OpenError> {
    let copy = disk.copy();
    copy.set_bytes(FIRST, bytes);
    Hand::open(&copy, options(8 << 10, 100))
}

#[test]
fn cut_at_every_byte_of_the_last_groups() {
    let disk = FaultyDisk::new();
    let (_hand, written) = five_groups(&disk);
    for written in &written[2..] {
        for cut in written.begin..=written.end {
            let part = &written.after[written.begin..cut];
            let mut hand = open_with(&disk, patched(&written.before, written.begin, part)).unwrap();
            // What is missing may be zeros: then the group is whole although the cut took a part of it.
            let whole = written.after[cut..written.end].iter().all(|byte| *byte == 0)
                && written.before[cut..written.end].iter().all(|byte| *byte == 0);
            let expected = written.records_before + if whole { 2 } else { 0 };
            assert_eq!(hand.records(A).unwrap().len(), expected, "cut at {cut}");
            assert_eq!(hand.records(B).unwrap().len(), expected / 2, "cut at {cut}");
            hand.append(A, &[b"goes on"]);
            hand.disk.crash(cut as u64);
            let again = Hand::open(&hand.disk, options(8 << 10, 200)).unwrap();
            assert_eq!(again.records(A).unwrap().len(), expected + 1, "cut at {cut}, then a crash");
            assert_eq!(again.recovered.torn_bytes, 0);
        }
    }
}

#[test]
fn a_file_cut_short_refuses() {
    let disk = FaultyDisk::new();
    let (_hand, written) = five_groups(&disk);
    let bytes = &written[4].after;
    for cut in (0..bytes.len()).rev().step_by(3) {
        let outcome = open_with(&disk, bytes[..cut].to_vec()).map(drop);
        assert!(
            matches!(outcome, Err(OpenError::Log(JournalError::Corrupt { .. }))),
            "cut at {cut}: {outcome:?}"
        );
    }
}

#[test]
fn every_bit_of_a_group_with_another_behind_it_refuses() {
    let disk = FaultyDisk::new();
    let (_hand, written) = five_groups(&disk);
    let bytes = &written[4].after;
    for group in [&written[1], &written[4]] {
        // The last group has the seal behind it.
        for bit in group.begin * 8..group.end * 8 {
            let outcome = open_with(&disk, flipped(bytes, bit)).map(drop);
            let refused = matches!(&outcome, Err(OpenError::Log(JournalError::Corrupt { place, .. }))
                if *place == format!("{FIRST} offset {}", group.begin));
            assert!(refused, "bit {bit}: {outcome:?}");
        }
    }
}

#[test]
fn every_bit_of_the_last_group_before_its_seal_lands_is_a_torn_tail() {
    let disk = FaultyDisk::new();
    let (_hand, written) = five_groups(&disk);
    let last = &written[4];
    let unsealed = patched(&last.after, last.end, &[0; 16]);
    for bit in last.begin * 8..last.end * 8 {
        let hand = open_with(&disk, flipped(&unsealed, bit)).unwrap();
        assert_eq!(hand.records(A).unwrap().len(), last.records_before, "bit {bit}");
        assert!(hand.recovered.torn_bytes > 0);
    }
}

#[test]
fn every_bit_of_the_seal_loses_nothing() {
    let disk = FaultyDisk::new();
    let (_hand, written) = five_groups(&disk);
    let last = &written[4];
    for bit in last.end * 8..(last.end + 16) * 8 {
        let mut hand = open_with(&disk, flipped(&last.after, bit)).unwrap();
        assert_eq!(hand.records(A).unwrap().len(), 10, "bit {bit}");
        hand.append(A, &[b"goes on"]);
    }
}

#[test]
fn every_bit_of_the_header_refuses() {
    let disk = FaultyDisk::new();
    let (_hand, written) = five_groups(&disk);
    for bit in 0..512 * 8 {
        let outcome = open_with(&disk, flipped(&written[4].after, bit)).map(drop);
        assert!(
            matches!(outcome, Err(OpenError::Log(JournalError::Corrupt { .. }))),
            "bit {bit}: {outcome:?}"
        );
    }
}

#[test]
fn a_stale_seal_in_front_of_a_torn_group_is_the_end() {
    let disk = FaultyDisk::new();
    let (_hand, written) = five_groups(&disk);
    let last = &written[4];
    // The group's later sectors landed, its first did not: the seal it was written over is still there.
    let part = &last.after[last.begin + 24..last.end];
    let hand = open_with(&disk, patched(&last.before, last.begin + 24, part)).unwrap();
    assert_eq!(hand.records(A).unwrap().len(), last.records_before);
    assert!(hand.disk.bytes(FIRST).unwrap()[last.begin + 24..].iter().all(|byte| *byte == 0));
}

#[test]
fn a_whole_frame_inside_a_record_or_of_another_segment_never_passes() {
    let disk = FaultyDisk::new();
    let (_hand, written) = five_groups(&disk);
    let last = &written[4];
    let frame = last.after[written[3].begin..written[3].end].to_vec();
    // Behind the end, where recovery looks for good frames: the same bytes at another offset.
    let moved = patched(&last.before, last.begin + 64, &frame);
    let hand = open_with(&disk, moved).unwrap();
    assert_eq!(hand.records(A).unwrap().len(), last.records_before);
    // The same offset in a segment with another id.
    let other = FaultyDisk::new();
    let mut hand = Hand::open(&other, options(8 << 10, 77)).unwrap();
    hand.append(A, &[&[0; 20], &[0xFF; 3]]);
    let foreign = patched(&other.bytes(FIRST).unwrap(), 512, &vec![0; 7000]);
    other.set_bytes(
        FIRST,
        patched(&foreign, written[0].begin, &written[0].after[written[0].begin..written[0].end]),
    );
    let hand = Hand::open(&other, options(8 << 10, 78)).unwrap();
    assert_eq!(hand.records(A).unwrap().len(), 0);
    // A record that carries a frame.
    let mut hand = open_with(&disk, last.after.clone()).unwrap();
    hand.append(A, &[&frame]);
    let again = Hand::open(&hand.disk.copy(), options(8 << 10, 300)).unwrap();
    assert_eq!(again.records(A).unwrap()[10], frame);
}

#[test]
fn what_a_killed_process_left_in_the_cache_is_durable_before_anybody_reads_it() {
    for seed in 0..30 {
        let disk = FaultyDisk::new();
        let (_hand, written) = five_groups(&disk);
        let last = &written[4];
        disk.set_bytes(FIRST, last.before.clone());
        let file = crate::ports::disk::Disk::open(&disk, FIRST, false).unwrap();
        file.write_at(&last.after[last.begin..last.end], last.begin as u64).unwrap();
        disk.end_process();
        let hand = Hand::open(&disk, options(8 << 10, 100)).unwrap();
        assert_eq!(hand.records(A).unwrap().len(), 10, "written, though nobody was told");
        disk.crash(seed);
        let again = Hand::open(&disk, options(8 << 10, 200)).unwrap();
        assert_eq!(again.records(A).unwrap().len(), 10, "seed {seed}: it was read, so it must stay");
    }
}

#[test]
fn an_index_a_killed_process_left_in_the_cache_is_durable_before_the_next_segment_has_records() {
    for seed in 0..30 {
        let (disk, mut appended) = (FaultyDisk::new(), 0);
        let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
        let mut append = |hand: &mut Hand, segment: u64| {
            let before = hand.disk.copy();
            hand.append(A, &[&[7; 100]]);
            appended += 1;
            (hand.file.end().segment < segment).then_some(before)
        };
        let mut before = disk.copy();
        while let Some(copy) = append(&mut hand, 2) {
            before = copy;
        }
        // Killed between writing the index and syncing it: the append that needed the next segment is not there.
        let closed = disk.bytes(FIRST).unwrap();
        let file = crate::ports::disk::Disk::open(&before, FIRST, false).unwrap();
        file.write_at(&closed[512..], 512).unwrap();
        before.end_process();
        let mut hand = Hand::open(&before, options(8 << 10, 100)).unwrap();
        while append(&mut hand, 3).is_some() {}
        before.crash(seed);
        let again = Hand::open(&before, options(8 << 10, 200)).unwrap();
        assert_eq!(again.records(A).unwrap().len(), appended - 1, "seed {seed}");
    }
}

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}
