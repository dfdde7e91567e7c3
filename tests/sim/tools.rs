//! What is said of the files between two lives, by the tools that look at them and by a disk that lost a bit.

use std::sync::Arc;

use actors::journal::{FileJournal, JournalOptions, OpenError, Position, certify, verify};
use actors::ports::journal::Journal;
use actors::testkit::faulty_disk::FaultyDisk;
use actors::testkit::journal_tasks::counted_segment_ids;
use schemas::ids::{EventId, Version};

use crate::era::SEGMENT_BYTES;
use crate::world::World;

/// Bits turned around on copies of the disk that a clean stop left, one a copy.
const BITS: u64 = 4;
/// How much of the log's end counts as its last group.
const LAST_BYTES: u64 = 256;
/// What a segment begins with.
const HEADER_BYTES: u64 = 512;

/// The journal is sound for whoever verifies it.
///
/// # Errors
/// What was found.
pub fn is_sound(world: &World) -> Result<(), String> {
    let report = verify(&world.disk, &mut |_| {}).map_err(|error| format!("verify: {error}"))?;
    world.figures.borrow_mut().add("archives verified", report.archives as u64);
    if report.is_sound() { Ok(()) } else { Err(format!("verify finds {:?}", report.findings)) }
}

/// The version before the first record of an event that is kept.
///
/// # Errors
/// The event's log cannot be certified.
pub fn kept_after(world: &World, event: EventId) -> Result<Version, String> {
    let certificate =
        certify(&world.disk, event, &mut |_| {}).map_err(|error| format!("certify: {error}"))?;
    let certificate = certificate.ok_or("certify: no record")?;
    Ok(Version(certificate.first_version.0 - 1))
}

/// One bit turned around in what a clean stop left is told, or changes nothing that is read.
///
/// # Errors
/// What was read instead.
pub fn one_bit(world: &World) -> Result<(), String> {
    let mut from = Vec::new();
    let (end, journal) = open(&world.disk).map_err(|error| format!("after a stop: {error}"))?;
    for event in journal.events().map_err(|error| error.to_string())? {
        from.push((event, kept_after(world, event)?));
    }
    let whole = read(&world.disk.copy(), &from).map_err(|error| format!("after a stop: {error}"))?;
    for number in 0..BITS {
        let copy = world.disk.copy();
        let (name, bit) =
            if number % 2 == 0 { in_the_last_group(world, end) } else { anywhere(world, &copy) };
        copy.flip_bit(&name, bit).unwrap();
        match read(&copy, &from) {
            Ok(read) if read == whole => world.count("bits that were of no account"),
            Ok(_) => return Err(format!("bit {bit} of {name} is another, and the log reads as another")),
            Err(_) => world.count("bits that were missed"),
        }
    }
    Ok(())
}

/// Where only the seal behind it tells damage from a group that was never whole. Where the segment has none, in its
/// header.
fn in_the_last_group(world: &World, end: Position) -> (String, u64) {
    let first = end.offset.saturating_sub(LAST_BYTES).max(HEADER_BYTES).min(end.offset - 1);
    (format!("segments/{:010}.segment", end.segment), first * 8 + world.below((end.offset - first) * 8))
}

fn anywhere(world: &World, disk: &FaultyDisk) -> (String, u64) {
    let sizes = disk.names().into_iter().map(|name| (disk.bytes(&name).unwrap().len() as u64, name));
    let mut sizes: Vec<_> = sizes.filter(|(size, _)| *size > 0).collect();
    let (size, name) = sizes.swap_remove(usize::try_from(world.below(sizes.len() as u64)).unwrap());
    (name, world.below(size * 8))
}

fn open(disk: &FaultyDisk) -> Result<(Position, Arc<FileJournal>), OpenError> {
    let options = JournalOptions::new(counted_segment_ids(1 << 40)).small(SEGMENT_BYTES);
    let opened = FileJournal::open(Arc::new(disk.copy()), options)?;
    Ok((opened.recovered.end, opened.journal))
}

/// Every record that each event has after that version.
fn read(disk: &FaultyDisk, from: &[(EventId, Version)]) -> Result<Vec<Vec<u8>>, OpenError> {
    let (_, journal) = open(disk)?;
    let mut records = Vec::new();
    for (event, after) in from {
        journal.read(*event, *after, &mut |_, bytes| {
            records.push(bytes.to_vec());
            Ok(())
        })?;
    }
    Ok(records)
}
