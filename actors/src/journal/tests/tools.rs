use super::super::entry::{ENTRY_HEADER_BYTES, chain_begin, chain_over};
use super::super::frame::{self, FRAME_HEADER_BYTES, FrameKind};
use super::super::layout::array_at;
use super::super::{
    DumpFilter, RepairError, RepairStep, Weight, apply_repair, certify, dump, plan_repair, verify,
};
use super::*;
use schemas::ids::ContentHash;

use crate::ports::journal::Checkpoint;

const EVENT: EventId = EventId(5);
const OTHER: EventId = EventId(6);

fn save(hand: &Hand, event: EventId, version: Version) {
    let checkpoint = Checkpoint { event, version, state_hash: ContentHash([7; 32]), payload: vec![9; 30] };
    hand.journal.save_checkpoint(&checkpoint, &|_| Ok(ContentHash([7; 32]))).unwrap();
}

/// Three segments of two events, with a checkpoint of each.
fn filled(disk: &FaultyDisk) -> Hand {
    let mut hand = Hand::open(disk, options(8 << 10, 1)).unwrap();
    while hand.file.end().segment < 3 {
        hand.append(EVENT, &[b"paid", &[2; 40]]);
        hand.append(OTHER, &[b"held"]);
    }
    hand.append(OTHER, &[b"in the third segment"]);
    hand
}

fn check(disk: &FaultyDisk) -> super::super::VerifyReport {
    verify(disk, &mut |_| {}).unwrap()
}

#[test]
fn a_sound_journal_verifies_with_every_record_counted() {
    let disk = FaultyDisk::new();
    let hand = filled(&disk);
    save(&hand, EVENT, Version(3));
    save(&hand, OTHER, hand.file.last_version(OTHER));
    let records = hand.file.last_version(EVENT).0 + hand.file.last_version(OTHER).0;
    let mut shown = Vec::new();
    let report = verify(&disk, &mut |progress| shown.push((progress.segments, progress.of))).unwrap();
    assert_eq!(report.findings, []);
    assert_eq!((report.records, report.events, report.checkpoints), (records, 2, 2));
    assert_eq!(report.end, hand.file.end());
    assert_eq!(shown, [(1, 4), (2, 4), (3, 4), (4, 4)]);
}

#[test]
fn every_flipped_bit_of_the_log_is_found() {
    let disk = FaultyDisk::new();
    drop(filled(&disk));
    for (name, until) in [(FIRST, 8 << 10), (SECOND, 2_000)] {
        let bytes = disk.bytes(name).unwrap();
        let used: Vec<usize> = (0..until).filter(|at| bytes[*at] != 0).collect();
        for at in used.into_iter().step_by(3) {
            let copy = disk.copy();
            copy.flip_bit(name, at as u64 * 8 + at as u64 % 8).unwrap();
            assert!(!check(&copy).is_sound(), "{name} byte {at}");
        }
    }
}

/// Edits the first group's first record as somebody would who knows the format: chain and checksum are made
/// to fit again.
fn edit(disk: &FaultyDisk) {
    let bytes = disk.bytes(FIRST).unwrap();
    let id = array_at(&bytes, 32);
    let length = u32::from_le_bytes(array_at(&bytes, 512 + 4)) as usize;
    let mut frame = bytes[512..512 + length].to_vec();
    let records = FRAME_HEADER_BYTES + ENTRY_HEADER_BYTES;
    assert_eq!(&frame[records + 4..records + 8], b"paid");
    frame[records + 4..records + 8].copy_from_slice(b"free");
    let head = chain_over(&chain_begin(EVENT), &frame[records..], 2).unwrap();
    frame[records - 32..records].copy_from_slice(&head.0);
    frame::finish(&mut frame, FrameKind::Group, 1, &id, 512);
    disk.set_bytes(FIRST, patched(&bytes, 512, &frame));
}

#[test]
fn an_edited_log_does_not_pass_for_the_original() {
    let disk = FaultyDisk::new();
    let hand = filled(&disk);
    save(&hand, EVENT, Version(2));
    let original = certify(&disk, EVENT, &mut |_| {}).unwrap().unwrap();
    assert_eq!((original.first_version, original.last_version), (Version(1), hand.file.last_version(EVENT)));
    assert_eq!(original.checkpoints, [Version(2)]);
    assert_eq!(certify(&disk, EventId(99), &mut |_| {}).unwrap(), None, "nobody's log");
    edit(&disk);
    let report = check(&disk);
    let first = &report.findings[0];
    assert_eq!(first.weight, Weight::Damage);
    assert!(
        first.what.contains("the chain of ev_"),
        "the next entry does not follow from the edited one: {report:?}"
    );
    assert!(certify(&disk, EVENT, &mut |_| {}).is_err());
}

#[test]
fn an_edited_last_record_is_told_by_the_checkpoint_or_by_its_head() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
    hand.append(EVENT, &[b"paid", b"second"]);
    let original = certify(&disk, EVENT, &mut |_| {}).unwrap().unwrap();
    let unsaved = disk.copy();
    edit(&unsaved);
    let edited = certify(&unsaved, EVENT, &mut |_| {}).unwrap().unwrap();
    assert_ne!(edited.head, original.head, "without a checkpoint only the head tells, if somebody noted it");
    save(&hand, EVENT, Version(2));
    edit(&disk);
    let refused = certify(&disk, EVENT, &mut |_| {}).unwrap_err();
    assert!(refused.to_string().contains("another head"), "{refused}");
}

#[test]
fn dump_prints_each_record_with_its_link() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(8 << 10, 1)).unwrap();
    hand.append(EVENT, &[b"a", b"bc"]);
    hand.append(OTHER, &[b"d"]);
    let mut lines = Vec::new();
    let filter = DumpFilter { event: Some(EVENT), after: Version(1) };
    let count = dump(&disk, filter, &mut |_| {}, &mut |record| {
        lines.push(record.line(None));
        lines.push(record.line(Some(&|version, bytes| Some(format!("[{},{}]", version.0, bytes.len())))));
        Ok(())
    });
    assert_eq!(count.unwrap(), 1);
    let head = certify(&disk, EVENT, &mut |_| {}).unwrap().unwrap().head;
    let start =
        format!(r#"{{"event":"{EVENT}","version":2,"segment":1,"offset":601,"length":2,"link":"{head}""#);
    assert_eq!(lines, [format!(r#"{start},"bytes":"6263"}}"#), format!(r#"{start},"record":[2,2]}}"#)]);
    let at = disk.bytes(FIRST).unwrap();
    assert_eq!(&at[601..603], b"bc");
}

fn repair(disk: &FaultyDisk, force: bool) -> Result<Vec<RepairStep>, RepairError> {
    let plan = plan_repair(disk, force, &mut |_| {})?;
    apply_repair(disk, &plan, |_| {}).unwrap();
    assert!(check(disk).is_sound(), "{:?}", check(disk));
    Hand::open(disk, options(8 << 10, 70)).unwrap();
    Ok(plan.steps)
}

#[test]
fn repair_rebuilds_an_index_and_loses_nothing() {
    let disk = FaultyDisk::new();
    let hand = filled(&disk);
    let whole = hand.records(EVENT).unwrap();
    for at in [(8 << 10) - 50, 5_000_u64] {
        let copy = disk.copy();
        let bytes = copy.bytes(FIRST).unwrap();
        let index = super::super::layout::u64_at(&bytes, bytes.len() - 56) + 40;
        copy.flip_bit(FIRST, if at == 5_000 { index * 8 } else { at * 8 }).unwrap();
        assert!(Hand::open(&copy, options(8 << 10, 60)).is_err());
        let steps = repair(&copy, false).unwrap();
        assert!(matches!(steps[..], [RepairStep::RebuildIndex { segment: 1, .. }]), "{steps:?}");
        assert_eq!(Hand::open(&copy, options(8 << 10, 80)).unwrap().records(EVENT).unwrap(), whole);
    }
    assert_eq!(repair(&disk, false).unwrap(), [], "nothing to do");
}

#[test]
fn repair_cuts_at_the_damage_keeps_the_bytes_and_refuses_below_a_checkpoint() {
    let disk = FaultyDisk::new();
    let hand = filled(&disk);
    let cut = 1_000;
    save(&hand, OTHER, Version(1));
    let third = "segments/0000000003.segment";
    let before = disk.bytes(SECOND).unwrap();
    disk.flip_bit(SECOND, cut * 8).unwrap();
    assert!(!check(&disk).is_sound());
    let damaged = disk.bytes(SECOND).unwrap();
    let saved = disk.copy();
    let steps = repair(&disk, false).unwrap();
    let RepairStep::Cut { from, kept_in, .. } = &steps[0] else { panic!("{steps:?}") };
    assert!(from.segment == 2 && from.offset <= cut && from.offset > cut - 200, "{from}");
    let kept = disk.bytes(kept_in).unwrap();
    let at = usize::try_from(from.offset).unwrap();
    assert_eq!(kept, damaged[at..at + kept.len()]);
    assert_eq!(disk.bytes(SECOND).unwrap()[..at], before[..at]);
    assert_eq!(disk.bytes("repaired/0000000003.segment").unwrap(), saved.bytes(third).unwrap());
    // Now with a checkpoint behind the damage.
    let opened = Hand::open(&hand.disk.copy(), options(8 << 10, 90)).unwrap();
    drop(opened);
    let covered = FaultyDisk::new();
    let hand = filled(&covered);
    save(&hand, OTHER, hand.file.last_version(OTHER));
    covered.flip_bit(SECOND, cut * 8).unwrap();
    assert!(matches!(plan_repair(&covered, false, &mut |_| {}), Err(RepairError::Covered { .. })));
    let steps = repair(&covered, true).unwrap();
    let aside =
        |step: &RepairStep| matches!(step, RepairStep::SetAside { name, .. } if name.contains("checkpoint"));
    assert!(steps.iter().any(aside), "{steps:?}");
    assert!(steps.iter().any(|step| matches!(step, RepairStep::LowerCovered { .. })));
}

#[test]
fn repair_of_an_edited_log_cuts_at_the_frame() {
    let disk = FaultyDisk::new();
    drop(filled(&disk));
    edit(&disk);
    let steps = repair(&disk, false).unwrap();
    let RepairStep::Cut { from, kept_in, .. } = &steps[0] else { panic!("{steps:?}") };
    assert_eq!((from.segment, from.offset), (1, 736), "where the chain breaks: the third group");
    let at = usize::try_from(from.offset).unwrap();
    assert!(disk.bytes(FIRST).unwrap()[at..].iter().all(|byte| *byte == 0));
    assert_eq!(&disk.bytes(kept_in).unwrap()[..4], b"FRgr");
}

#[test]
fn repair_of_a_short_or_lost_file() {
    let disk = FaultyDisk::new();
    drop(filled(&disk));
    let short = disk.copy();
    short.set_bytes(SECOND, disk.bytes(SECOND).unwrap()[..3_000].to_vec());
    let steps = repair(&short, false).unwrap();
    assert!(matches!(steps[0], RepairStep::Extend { from: 3_000, to: 8_192, .. }), "{steps:?}");
    let missing = disk.copy();
    crate::ports::disk::Disk::remove(&missing, SECOND).unwrap();
    let steps = repair(&missing, false).unwrap();
    assert!(steps.iter().all(|step| matches!(step, RepairStep::SetAside { .. })), "{steps:?}");
}
