//! Opening a journal: reads the indexes of closed segments, walks the current one, zeroes a torn tail, and
//! refuses where something durable is damaged.

use std::io;
use std::sync::Arc;

use super::archive::Archive;
use super::closing;
use super::covered;
use super::entry::EntryHeader;
use super::file_journal::FileJournal;
use super::layout::{FILLING, HEADER_BYTES, Position, SEGMENTS, SegmentHeader, Trailer, corrupt};
use super::log_index::{ClosedSegment, LogIndex, State};
use super::opening::{self, Kept};
use super::options::{JournalOptions, OpenError};
use super::preallocate::{Filling, Preallocator, Prepared};
use super::released::Released;
use super::scan::{self, End, Found};
use super::segment::{Closed, Segment, SegmentBytes};
use super::segment_index::{IndexEntry, index_body, read_entries};
use super::shared::Shared;
use super::writer::JournalWriter;
use crate::limits::JOURNAL_FILL_BYTES;
use crate::ports::disk::{Disk, DiskFile};
use crate::ports::journal::JournalError;

/// A journal that is open, in its three parts.
pub struct Opened {
    /// The port, for actors.
    pub journal: Arc<FileJournal>,
    /// Give it a thread of its own.
    pub writer: JournalWriter,
    /// Give it a thread of its own.
    pub preallocator: Preallocator,
    /// What was found.
    pub recovered: Recovered,
}

/// What opening found, for the log of the process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Segments and archives.
    pub segments: usize,
    /// Events with records.
    pub events: usize,
    /// End of the log.
    pub end: Position,
    /// Bytes behind the end that were zeroed: the group that was being written when the process ended.
    pub torn_bytes: u64,
}

/// A segment and its file for writing.
struct Writable {
    segment: Arc<Segment>,
    file: Arc<dyn DiskFile>,
}

/// Opens the journal on a disk whose lock the caller holds; makes it where there is none.
///
/// # Errors
/// `Format`, `Disk`, and `Log` where something that was durable is damaged or gone.
pub fn open(disk: Arc<dyn Disk>, mut options: JournalOptions) -> Result<Opened, OpenError> {
    let smallest = usize::try_from(options.segment_bytes / 8).unwrap_or(usize::MAX);
    options.group_bytes = options.group_bytes.min(smallest);
    disk.remove(FILLING).map_err(|error| OpenError::disk(FILLING, &error))?;
    let released = Released::read(disk.as_ref())?;
    let mut kept = opening::list(disk.as_ref())?;
    for gone in kept.extract_if(.., |kept| kept.number <= released.until) {
        // Left where the process ended between remembering an archive as let go and removing it.
        let name = Archive::name_of(gone.number);
        disk.remove(&name).map_err(|error| OpenError::disk(&name, &error))?;
    }
    check_gaps(&kept, released.until)?;
    let covered = covered::read(disk.as_ref())?;
    if kept.is_empty() {
        if covered.is_some() || released.until > 0 {
            let what = "the log is gone, though checkpoints or archives of it were made";
            return Err(corrupt(SEGMENTS, 0, what).into());
        }
        make(disk.as_ref(), &options, 1, [0; 16])?;
        kept = vec![Kept { number: 1, is_archived: false }];
    }
    let recovery = Recovery { disk: disk.clone(), options: options.clone(), kept, released };
    let (state, prepared, recovered, writable, is_sealed) = recovery.run()?;
    let end = recovered.end;
    if covered.is_some_and(|covered| covered > end) {
        let what =
            format!("the log ends here, below {} which a checkpoint covers", covered.unwrap_or_default());
        return Err(corrupt(&writable.segment.name, end.offset, what).into());
    }
    let newest = prepared.as_ref().map_or(&writable.segment.header, |prepared| &prepared.header);
    let newest = (newest.number, newest.id);
    let shared = Arc::new(Shared::new(disk, options, LogIndex::new(state), prepared));
    let writer = JournalWriter::new(shared.clone(), writable.file, is_sealed);
    let preallocator = Preallocator::new(shared.clone(), newest);
    Ok(Opened { journal: Arc::new(FileJournal::new(shared)), writer, preallocator, recovered })
}

fn check_gaps(kept: &[Kept], released_until: u64) -> Result<(), OpenError> {
    for (kept, expected) in kept.iter().zip(released_until + 1..) {
        if kept.number != expected {
            return Err(corrupt(&SegmentHeader::name(expected), 0, "this segment is missing").into());
        }
    }
    Ok(())
}

fn make(
    disk: &dyn Disk,
    options: &JournalOptions,
    number: u64,
    previous: [u8; 16],
) -> Result<Prepared, OpenError> {
    Filling::whole(disk, options, number, previous)
        .map_err(|error| OpenError::disk(&SegmentHeader::name(number), &error))
}

struct Recovery {
    disk: Arc<dyn Disk>,
    options: JournalOptions,
    kept: Vec<Kept>,
    released: Released,
}

type Ran = (State, Option<Prepared>, Recovered, Writable, bool);

impl Recovery {
    fn run(&self) -> Result<Ran, OpenError> {
        let mut recovered = Recovered { segments: self.kept.len(), ..Recovered::default() };
        let mut previous = None;
        let mut state = None;
        let newest_segment = self.kept.iter().rposition(|kept| !kept.is_archived);
        for (at, kept) in self.kept.iter().enumerate() {
            let writable = self.open(*kept, &mut previous)?;
            let state = state.get_or_insert_with(|| State::new(&writable.segment, &self.released));
            if self.add_closed(state, &writable.segment, *kept)? {
                // A process that was killed while closing left its index in the system's cache alone. The index
                // must be durable before the next segment has a frame, so at most the two newest can be so.
                if newest_segment.is_some_and(|newest| at + 1 >= newest) {
                    let failed = |error| OpenError::disk(&writable.segment.name, &error);
                    writable.file.sync().map_err(failed)?;
                }
                continue;
            }
            if at + 2 < self.kept.len() || kept.is_archived {
                return Err(corrupt(&writable.segment.name, 0, "an older segment without its index").into());
            }
            state.begin(&writable.segment);
            let end = walk_current(state, &writable.segment)?;
            // First: where the next segment has frames, this one's index was durable, and nothing is touched.
            let next = self.kept.get(at + 1).map(|next| self.open_blank(*next, &mut previous)).transpose()?;
            recovered.torn_bytes += clean(&writable, &end)?;
            let must_close = matches!(end.found, Found::Index { .. });
            if !must_close && writable.segment.header.format == self.options.format {
                let next = next.map(|next| prepared(&next));
                return Ok(finish(state, next, recovered, writable, end.found == Found::Seal));
            }
            let closed = close(state, &writable, end.offset)
                .map_err(|error| OpenError::disk(&writable.segment.name, &error))?;
            let header = &writable.segment.header;
            let next = match next {
                Some(next) if next.segment.header.format == self.options.format => next,
                _ => of_prepared(make(self.disk.as_ref(), &self.options, header.number + 1, header.id)?),
            };
            state.roll(closed, next.segment.clone());
            return Ok(finish(state, None, recovered, next, false));
        }
        let (number, id) = previous.unwrap_or_default();
        let next = of_prepared(make(self.disk.as_ref(), &self.options, number + 1, id)?);
        let mut state = state.unwrap_or_else(|| State::new(&next.segment, &self.released));
        state.begin(&next.segment);
        Ok(finish(&mut state, None, recovered, next, false))
    }

    fn open(&self, kept: Kept, previous: &mut Option<(u64, [u8; 16])>) -> Result<Writable, OpenError> {
        let (segment, file) = opening::open(self.disk.as_ref(), kept, self.options.format)?;
        if previous.is_some_and(|(_, id)| id != segment.header.previous) {
            return Err(corrupt(&segment.name, 0, "it does not follow the segment before it").into());
        }
        *previous = Some((segment.header.number, segment.header.id));
        Ok(Writable { segment: Arc::new(segment), file })
    }

    /// Takes over a closed segment's index; false where it has none.
    fn add_closed(&self, state: &mut State, segment: &Segment, kept: Kept) -> Result<bool, OpenError> {
        let mut buffer = Vec::new();
        let Some(trailer) = segment.index(&mut buffer)? else { return Ok(false) };
        let mut events = 0;
        for entry in read_entries(index_body(&buffer, trailer)) {
            events += 1;
            if !state.add_closed(kept.number, &entry) {
                let what = format!("records of {} before {} are missing", entry.event, entry.first_version);
                return Err(corrupt(&segment.name, trailer.index_offset, what).into());
            }
        }
        let closed = Closed { index_offset: trailer.index_offset, events };
        state.closed.insert(kept.number, ClosedSegment { closed, is_archived: kept.is_archived });
        if !kept.is_archived {
            // Left behind where the process ended between naming an archive and removing its segment.
            let _ = self.disk.remove(&Archive::name_of(kept.number));
        }
        Ok(true)
    }

    /// The segment made ahead; it must hold no frame, as the one before it is not closed.
    fn open_blank(&self, kept: Kept, previous: &mut Option<(u64, [u8; 16])>) -> Result<Writable, OpenError> {
        let writable = self.open(kept, previous)?;
        let segment = &writable.segment;
        let mut start = vec![
            0;
            JOURNAL_FILL_BYTES
                .min(usize::try_from(segment.header.limit() - HEADER_BYTES).unwrap_or(0))
        ];
        segment.read(&mut start, HEADER_BYTES)?;
        if start.iter().all(|byte| *byte == 0) {
            return Ok(writable);
        }
        clean(&writable, &End { offset: HEADER_BYTES, found: Found::Nothing })?;
        Ok(writable)
    }
}

/// Zeroes what lies behind the end and syncs; returns how many bytes that were. A good frame there means
/// that what lies before it was durable once.
fn clean(writable: &Writable, end: &End) -> Result<u64, OpenError> {
    let name = &writable.segment.name;
    let behind = end.behind();
    let remains = scan::remains(&writable.segment, behind)?;
    if let Some(good) = remains.good_frame {
        let what = format!("bad data, and a good frame behind it at {good}");
        return Err(corrupt(name, end.offset, what).into());
    }
    let torn_bytes = remains.end.saturating_sub(behind);
    zero(writable.file.as_ref(), behind, remains.end).map_err(|error| OpenError::disk(name, &error))?;
    // Also where nothing was torn: what a killed process left may be in the cache of the system alone.
    writable.file.sync().map_err(|error| OpenError::disk(name, &error))?;
    if torn_bytes > 0 && end.found == Found::Nothing {
        tracing::warn!(segment = %name, offset = end.offset, torn_bytes, "zeroed a group that was never acknowledged");
    }
    Ok(torn_bytes)
}

fn prepared(writable: &Writable) -> Prepared {
    let segment = &writable.segment;
    Prepared { name: segment.name.clone(), header: segment.header.clone(), file: writable.file.clone() }
}

fn of_prepared(prepared: Prepared) -> Writable {
    let Prepared { name, header, file } = prepared;
    let segment = Arc::new(Segment { name, header, bytes: SegmentBytes::File(file.clone()) });
    Writable { segment, file }
}

fn finish(
    state: &mut State,
    prepared: Option<Prepared>,
    mut recovered: Recovered,
    writable: Writable,
    is_sealed: bool,
) -> Ran {
    let placeholder = State::new(&writable.segment, &Released::default());
    let state = std::mem::replace(state, placeholder);
    recovered.events = state.events.len();
    recovered.end = Position { segment: state.current.segment.header.number, offset: state.current.end };
    (state, prepared, recovered, writable, is_sealed)
}

fn walk_current(state: &mut State, segment: &Arc<Segment>) -> Result<End, JournalError> {
    let end = scan::walk(segment, |_, offset, header: &EntryHeader, _| {
        let tail = state.tail(header.event);
        if header.first_version != tail.last.next() || header.previous != tail.previous {
            let what = format!("{} goes on with {}, after {}", header.event, header.first_version, tail.last);
            return Err(corrupt(&segment.name, offset, what));
        }
        state.add_entry(&IndexEntry {
            event: header.event,
            first_version: header.first_version,
            last_version: header.last_version(),
            last_offset: offset,
            head_before: tail.head,
            head_after: header.head,
        });
        Ok(())
    })?;
    state.current.end = end.offset;
    Ok(end)
}

/// Writes the index and the trailer of the current segment, again where a crash interrupted that.
fn close(state: &State, writable: &Writable, offset: u64) -> io::Result<Closed> {
    let header = &writable.segment.header;
    let mut frame = Vec::new();
    let (index_bytes, closed) = closing::index_frame(header, offset, &state.current.events, &mut frame);
    writable.file.write_at(&frame, offset)?;
    writable
        .file
        .write_at(&Trailer { index_offset: offset, index_bytes }.encode(&header.id), header.limit())?;
    writable.file.sync()?;
    Ok(closed)
}

/// Writes zeros from `from` to `to`.
pub(super) fn zero(file: &dyn DiskFile, from: u64, to: u64) -> io::Result<()> {
    let zeros = vec![0; JOURNAL_FILL_BYTES];
    let mut at = from;
    while at < to {
        let part = usize::try_from(to - at).unwrap_or(usize::MAX).min(zeros.len());
        file.write_at(&zeros[..part], at)?;
        at += part as u64;
    }
    Ok(())
}
