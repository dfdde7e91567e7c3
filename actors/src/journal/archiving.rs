//! Archiving closed segments that recovery and the outside no longer need whole, and letting go of archives
//! that are kept long enough.

use std::collections::BTreeMap;

use schemas::ids::{EventId, Version};
use schemas::time::Timestamp;

use super::archive::{ARCHIVES, Archive, ArchiveHead, BLOCK_BYTES, BLOCK_ENTRY_BYTES, TABLE_OFFSET};
use super::checkpoints;
use super::file_journal::FileJournal;
use super::frame::{FRAME_HEADER_BYTES, padded};
use super::layout::{FORMAT, SEGMENTS, Trailer, corrupt};
use super::opening::{self, Kept};
use super::released::{RELEASED, Released};
use super::segment::{Segment, SegmentBytes};
use super::segment_index::{IndexEntry, read_entries};
use crate::limits::CHECKPOINTS_PER_EVENT;
use crate::ports::disk::DiskFile;
use crate::ports::journal::JournalError;

/// Where an archive is made.
const ARCHIVING: &str = "archive/archiving";
/// How hard to compress.
const COMPRESSION_LEVEL: i32 = 3;

/// The lowest version of an event that everyone outside the journal (store, feed) has applied.
pub type Floor<'a> = &'a dyn Fn(EventId) -> Version;

/// What a round of archiving did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archived {
    /// Segments archived, by number.
    pub archived: Vec<u64>,
    /// Archives removed, by number.
    pub removed: Vec<u64>,
    /// Bytes before and after compression.
    pub bytes: (u64, u64),
}

impl FileJournal {
    /// Archives every closed segment that may be: each event in it has as many verified checkpoints as are
    /// kept at or past its last record there, and `floor` lies past that record. Then, where `retain_ms` is
    /// given, removes the oldest archives that are older. Blocks; call it from one thread at a time.
    ///
    /// # Errors
    /// `Read` where the disk fails, also while writing the archive: the segment is then still there.
    /// `Corrupt` where the segment is damaged, or the archive did not read back as the segment.
    pub fn archive(
        &self,
        now: Timestamp,
        retain_ms: Option<u64>,
        floor: Floor<'_>,
    ) -> Result<Archived, JournalError> {
        let mut done = Archived::default();
        let mut needed = BTreeMap::new();
        let closed: Vec<u64> = {
            let state = self.shared.index.state();
            state.closed.iter().filter(|(_, closed)| !closed.is_archived).map(|(number, _)| *number).collect()
        };
        for number in closed {
            let kept = Kept { number, is_archived: false };
            let disk = self.shared.disk.as_ref();
            let segment = opening::open_again(disk, kept, self.shared.options.format)?;
            let mut index = Vec::new();
            let Some(trailer) = segment.index(&mut index)? else {
                return Err(corrupt(&segment.name, 0, "the index of a closed segment is damaged"));
            };
            if !self.is_past(index_body(&index, trailer), floor, &mut needed)? {
                continue;
            }
            let (before, after) = self.write_archive(&segment, trailer, now)?;
            done.bytes = (done.bytes.0 + before, done.bytes.1 + after);
            if let Some(closed) = self.shared.index.state().closed.get_mut(&number) {
                closed.is_archived = true;
            }
            disk.remove(&segment.name).map_err(|error| failed(&segment.name, &error))?;
            disk.sync_folder(SEGMENTS).map_err(|error| failed(SEGMENTS, &error))?;
            done.archived.push(number);
        }
        if let Some(retain_ms) = retain_ms {
            self.let_go(now, retain_ms, floor, &mut done)?;
        }
        Ok(done)
    }

    /// Whether nothing in this index is needed for recovery or by the outside.
    fn is_past(
        &self,
        index: &[u8],
        floor: Floor<'_>,
        needed: &mut BTreeMap<EventId, Option<Version>>,
    ) -> Result<bool, JournalError> {
        for entry in read_entries(index) {
            let oldest = match needed.get(&entry.event) {
                Some(oldest) => *oldest,
                None => *needed.entry(entry.event).or_insert(self.oldest_checkpoint(entry.event)?),
            };
            if oldest.is_none_or(|oldest| oldest < entry.last_version)
                || floor(entry.event) < entry.last_version
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The version of the older of an event's two newest sound checkpoints. Where the newest stands at the
    /// event's last record, a second copy of it is made and counts as the second.
    fn oldest_checkpoint(&self, event: EventId) -> Result<Option<Version>, JournalError> {
        let disk = self.shared.disk.as_ref();
        let versions = checkpoints::versions(disk, event)?;
        let last = self.shared.index.last(event);
        let newest = versions.last().filter(|newest| **newest == last);
        if let Some(newest) = newest
            && checkpoints::copy(disk, event, *newest)?
        {
            return Ok(Some(*newest));
        }
        let mut oldest = None;
        let kept = versions.len().saturating_sub(CHECKPOINTS_PER_EVENT);
        for version in &versions[kept..] {
            if checkpoints::read(disk, &checkpoints::name(event, *version))?.is_err() {
                return Ok(None);
            }
            oldest = oldest.or(Some(*version));
        }
        Ok(oldest.filter(|_| versions.len() >= CHECKPOINTS_PER_EVENT))
    }

    /// Writes, syncs, reads back and names the archive of a segment; returns the bytes before and after.
    fn write_archive(
        &self,
        segment: &Segment,
        trailer: Trailer,
        now: Timestamp,
    ) -> Result<(u64, u64), JournalError> {
        let disk = self.shared.disk.as_ref();
        let used = trailer.index_offset + padded(trailer.index_bytes);
        let blocks = u32::try_from(used.div_ceil(BLOCK_BYTES as u64)).unwrap_or(u32::MAX);
        let head = ArchiveHead { format: FORMAT, blocks, used, trailer, archived_at: now.0 };
        let file = disk.create(ARCHIVING).map_err(|error| failed(ARCHIVING, &error))?;
        let end = write_blocks(segment, &head, file.as_ref())?;
        file.sync().map_err(|error| failed(ARCHIVING, &error))?;
        compare(segment, &Archive::open(file, ARCHIVING.to_owned())?)?;
        let name = Archive::name_of(segment.header.number);
        disk.rename(ARCHIVING, &name)
            .and_then(|()| disk.sync_folder(ARCHIVES))
            .and_then(|()| disk.sync_folder(""))
            .map_err(|error| failed(&name, &error))?;
        Ok((segment.header.capacity, end))
    }

    /// Removes archives that are old enough, oldest first, as long as recovery needs none of their records.
    fn let_go(
        &self,
        now: Timestamp,
        retain_ms: u64,
        floor: Floor<'_>,
        done: &mut Archived,
    ) -> Result<(), JournalError> {
        let disk = self.shared.disk.as_ref();
        let mut released = Released::read(disk).map_err(|error| corrupt(RELEASED, 0, error.to_string()))?;
        loop {
            let oldest = {
                let state = self.shared.index.state();
                state.closed.iter().next().filter(|(_, closed)| closed.is_archived).map(|(number, _)| *number)
            };
            let Some(number) = oldest else { return Ok(()) };
            let kept = Kept { number, is_archived: true };
            let segment = opening::open_again(disk, kept, self.shared.options.format)?;
            let mut index = Vec::new();
            let trailer = segment.index(&mut index)?;
            let SegmentBytes::Archive(archive) = &segment.bytes else { return Ok(()) };
            let is_young = now.since_ms(Timestamp(archive.head.archived_at)) < retain_ms;
            let Some(trailer) = trailer.filter(|_| !is_young) else { return Ok(()) };
            let index = index_body(&index, trailer);
            if !self.is_past(index, floor, &mut BTreeMap::new())? {
                return Ok(());
            }
            released.until = number;
            let ends = read_entries(index).map(|entry| (entry.event, (entry.last_version, entry.head_after)));
            released.events.extend(ends);
            released.write(disk).map_err(|error| failed(RELEASED, &error))?;
            let entries: Vec<IndexEntry> = read_entries(index).collect();
            self.shared.index.state().let_go(number, &entries);
            disk.remove(&segment.name)
                .and_then(|()| disk.sync_folder(ARCHIVES))
                .map_err(|error| failed(&segment.name, &error))?;
            done.removed.push(number);
        }
    }
}

/// The entries' bytes within an index frame.
fn index_body(frame: &[u8], trailer: Trailer) -> &[u8] {
    let end = usize::try_from(trailer.index_bytes).unwrap_or(usize::MAX);
    frame.get(FRAME_HEADER_BYTES..end).unwrap_or_default()
}

fn failed(place: &str, error: &std::io::Error) -> JournalError {
    JournalError::Read { place: place.to_owned(), what: error.to_string() }
}

/// Reads one block of the segment's used bytes.
fn block_of(segment: &Segment, used: u64, number: u32, buffer: &mut Vec<u8>) -> Result<(), JournalError> {
    let begin = u64::from(number) * BLOCK_BYTES as u64;
    let length = usize::try_from(used - begin).unwrap_or(usize::MAX).min(BLOCK_BYTES);
    buffer.resize(length, 0);
    segment.read(buffer, begin)
}

/// Writes head, header, table and blocks; returns where they end.
fn write_blocks(segment: &Segment, head: &ArchiveHead, file: &dyn DiskFile) -> Result<u64, JournalError> {
    let write = |bytes: &[u8], at: u64| file.write_at(bytes, at).map_err(|error| failed(ARCHIVING, &error));
    let mut table = Vec::with_capacity(head.blocks as usize * BLOCK_ENTRY_BYTES + 4);
    let mut at = TABLE_OFFSET + (head.blocks as usize * BLOCK_ENTRY_BYTES + 4) as u64;
    let mut block = Vec::new();
    for number in 0..head.blocks {
        block_of(segment, head.used, number, &mut block)?;
        let bytes =
            zstd::bulk::compress(&block, COMPRESSION_LEVEL).map_err(|error| failed(ARCHIVING, &error))?;
        write(&bytes, at)?;
        table.extend_from_slice(&at.to_le_bytes());
        table.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        table.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
        at += bytes.len() as u64;
    }
    let checksum = crc32c::crc32c(&table);
    table.extend_from_slice(&checksum.to_le_bytes());
    let mut start = head.encode().to_vec();
    start.extend_from_slice(&segment.header.encode());
    start.extend_from_slice(&table);
    write(&start, 0)?;
    Ok(at)
}

/// Whether the archive gives back every byte of the segment.
fn compare(segment: &Segment, archive: &Archive) -> Result<(), JournalError> {
    let mut block = Vec::new();
    for number in 0..archive.head.blocks {
        block_of(segment, archive.head.used, number, &mut block)?;
        if archive.block(number as usize)? != block {
            return Err(corrupt(
                &archive.name,
                0,
                format!("block {number} does not read back as the segment"),
            ));
        }
    }
    Ok(())
}
