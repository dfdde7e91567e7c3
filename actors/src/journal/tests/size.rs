//! Many events, and the pace of the writer. Figures are printed, never asserted: run with `--nocapture`.
#![allow(clippy::print_stdout, clippy::cast_precision_loss, clippy::disallowed_methods)]

use super::*;

#[test]
fn ten_thousand_events_open_by_their_index_alone() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(4 << 20, 1)).unwrap();
    for round in 0..3_u64 {
        for event in 0..10_000 {
            hand.queue(EventId(event), &[&round.to_le_bytes(), &[0; 40]]).unwrap();
        }
        hand.turns();
    }
    assert!(hand.file.end().segment > 1, "some of them lie in a closed segment");
    drop(hand);
    let begin = std::time::Instant::now();
    let again = Hand::open(&disk, options(4 << 20, 50)).unwrap();
    println!("opening 10,000 events: {:?}", begin.elapsed());
    assert_eq!((again.recovered.events, again.recovered.torn_bytes), (10_000, 0));
    for event in [0, 4_711, 9_999] {
        assert_eq!(again.records(EventId(event)).unwrap().len(), 6);
    }
    assert_eq!(again.journal.events().unwrap().len(), 10_000);
}

#[test]
fn the_pace_of_the_writer() {
    let disk = FaultyDisk::new();
    let mut hand = Hand::open(&disk, options(64 << 20, 1)).unwrap();
    for event in 0..100 {
        hand.fence(EventId(event)).unwrap();
    }
    let records: Vec<&[u8]> = vec![&[7; 48]; 10];
    for _ in 0..200 {
        for event in 0..100 {
            hand.queue(EventId(event), &records).unwrap();
        }
    }
    while hand.preallocator.step() == Fill::Worked {}
    let begin = std::time::Instant::now();
    let turn = hand.turns();
    let seconds = begin.elapsed().as_secs_f64();
    assert_eq!(turn, Turn::Idle);
    println!("200,000 records of 48 bytes in memory: {:.2} M/s", 0.2 / seconds);
    assert_eq!(hand.owners[&EventId(99)].0.watermark.durable(), Version(2_000));
}
