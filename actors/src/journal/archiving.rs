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
use super::segment::Segment;
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
            if !self.is_past(&index[FRAME_HEADER_BYTES..], floor, &mut needed)? {
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
            self.let_go(now, retain_ms, &mut done)?;
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

    /// The version of the oldest of an event's kept checkpoints that still read back, where as many as are
    /// kept do.
    fn oldest_checkpoint(&self, event: EventId) -> Result<Option<Version>, JournalError> {
        let disk = self.shared.disk.as_ref();
        let mut sound = Vec::new();
        for version in checkpoints::versions(disk, event)?.into_iter().rev().take(CHECKPOINTS_PER_EVENT) {
            if checkpoints::read(disk, &checkpoints::name(event, version))?.is_ok() {
                sound.push(version);
            }
        }
        Ok(sound.last().copied().filter(|_| sound.len() >= CHECKPOINTS_PER_EVENT))
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
        let file = disk.open(ARCHIVING, true).map_err(|error| failed(ARCHIVING, &error))?;
        let end = write_blocks(segment, &head, file.as_ref())?;
        file.set_length(end).and_then(|()| file.sync()).map_err(|error| failed(ARCHIVING, &error))?;
        compare(segment, &Archive::open(file, ARCHIVING.to_owned())?)?;
        let name = Archive::name_of(segment.header.number);
        disk.rename(ARCHIVING, &name)
            .and_then(|()| disk.sync_folder(ARCHIVES))
            .and_then(|()| disk.sync_folder(""))
            .map_err(|error| failed(&name, &error))?;
        Ok((segment.header.capacity, end))
    }

    /// Removes archives that are old enough, oldest first, as long as each event in them goes on elsewhere.
    fn let_go(&self, now: Timestamp, retain_ms: u64, done: &mut Archived) -> Result<(), JournalError> {
        let disk = self.shared.disk.as_ref();
        loop {
            let oldest = {
                let state = self.shared.index.state();
                state.closed.iter().next().filter(|(_, closed)| closed.is_archived).map(|(number, _)| *number)
            };
            let Some(number) = oldest else { return Ok(()) };
            let kept = Kept { number, is_archived: true };
            let (segment, file) = opening::open(disk, kept, self.shared.options.format)
                .map_err(|error| corrupt(&Archive::name_of(number), 0, error.to_string()))?;
            let archive = Archive::open(file, segment.name.clone())?;
            let mut index = Vec::new();
            let sound = segment.index(&mut index)?.is_some();
            if !sound || now.since_ms(Timestamp(archive.head.archived_at)) < retain_ms {
                return Ok(());
            }
            let entries: Vec<IndexEntry> = read_entries(&index[FRAME_HEADER_BYTES..]).collect();
            if !self.shared.index.state().let_go(number, &entries) {
                return Ok(());
            }
            disk.remove(&segment.name)
                .and_then(|()| disk.sync_folder(ARCHIVES))
                .map_err(|error| failed(&segment.name, &error))?;
            done.removed.push(number);
        }
    }
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
