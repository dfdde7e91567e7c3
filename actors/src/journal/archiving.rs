//! Archiving closed segments that recovery and the outside no longer need whole, and letting go of archives
//! that are kept long enough.

use std::collections::BTreeMap;

use schemas::ids::{EventId, Version};
use schemas::time::Timestamp;

use super::archive::ARCHIVES;
use super::checkpoints;
use super::compress::{Closing, failed};
use super::file_journal::FileJournal;
use super::layout::{SEGMENTS, corrupt};
use super::opening::{self, Kept};
use super::released::{RELEASED, Released};
use super::segment::SegmentBytes;
use super::segment_index::{IndexEntry, index_body, read_entries};
use crate::limits::CHECKPOINTS_PER_EVENT;
use crate::ports::journal::JournalError;

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
            let read = |buffer: &mut [u8], offset| segment.read(buffer, offset);
            let after = Closing { header: &segment.header, trailer, read: &read }.archive(disk, now)?;
            done.bytes = (done.bytes.0 + segment.header.capacity, done.bytes.1 + after);
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
