//! Walking a segment frame by frame, and looking at what lies behind the last one.

use super::entry::{Entries, EntryHeader};
use super::frame::{ALIGNMENT, FRAME_HEADER_BYTES, FrameKind, SEAL_BYTES, claimed_bytes, padded};
use super::layout::{HEADER_BYTES, corrupt};
use super::segment::Segment;
use super::segment_index::INDEX_ENTRY_BYTES;
use crate::ports::journal::JournalError;

/// Bytes looked at once behind the end.
const LOOK_BYTES: usize = 1024 * 1024;

/// Where a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Offset of the first byte that belongs to no group.
    pub offset: u64,
    /// What stands there.
    pub found: Found,
}

/// What stands at the end of the groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A seal: the writer named this the end.
    Seal,
    /// The index of a closed segment, this many bytes without padding, of so many events.
    Index {
        /// Bytes without padding.
        bytes: u64,
        /// Events in it.
        events: u32,
    },
    /// No good frame.
    Nothing,
}

impl End {
    /// Where bytes that nobody wrote on purpose would begin.
    #[must_use]
    pub const fn behind(&self) -> u64 {
        match self.found {
            Found::Seal => self.offset + padded(SEAL_BYTES),
            Found::Index { bytes, .. } => self.offset + padded(bytes),
            Found::Nothing => self.offset,
        }
    }
}

/// Visits each entry of each group: its frame's offset, its own, its header, its records. Stops at the first thing that is no
/// good group.
///
/// # Errors
/// What `visit` returns; `Read`; `Corrupt` where a good frame's inside does not fit.
pub fn walk(
    segment: &Segment,
    mut visit: impl FnMut(u64, u64, &EntryHeader, &[u8]) -> Result<(), JournalError>,
) -> Result<End, JournalError> {
    let mut buffer = Vec::new();
    let mut offset = HEADER_BYTES;
    loop {
        let Some(frame) = segment.frame(&mut buffer, offset)? else {
            return Ok(End { offset, found: Found::Nothing });
        };
        let bytes = (FRAME_HEADER_BYTES + frame.body.len()) as u64;
        match frame.kind {
            FrameKind::Seal => return Ok(End { offset, found: Found::Seal }),
            FrameKind::Index if frame.body.len() == frame.count as usize * INDEX_ENTRY_BYTES => {
                return Ok(End { offset, found: Found::Index { bytes, events: frame.count } });
            }
            FrameKind::Index => return Err(corrupt(&segment.name, offset, "an index that is not whole")),
            FrameKind::Group => {}
        }
        let mut entries = Entries::new(frame.body);
        let mut count = 0;
        for (at, header, records) in entries.by_ref() {
            visit(offset, offset + (FRAME_HEADER_BYTES + at) as u64, &header, records)?;
            count += 1;
        }
        if !entries.is_done() || count != frame.count {
            return Err(corrupt(&segment.name, offset, "a group whose entries do not fill it"));
        }
        offset += padded(bytes);
    }
}

/// What lies from an offset on where nothing should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Remains {
    /// Offset of the first good frame.
    pub good_frame: Option<u64>,
    /// Offset behind the last byte that is not zero; 0 where all are.
    pub end: u64,
}

/// Looks at everything from `from` to the end of the segment, its trailer included.
///
/// # Errors
/// `Read`.
pub fn remains(segment: &Segment, from: u64) -> Result<Remains, JournalError> {
    let mut remains = Remains::default();
    let mut chunk = vec![0; LOOK_BYTES];
    let mut frame = Vec::new();
    let mut begin = from;
    while begin < segment.header.capacity {
        let left = usize::try_from(segment.header.capacity - begin).unwrap_or(usize::MAX);
        chunk.resize(left.min(LOOK_BYTES), 0);
        segment.read(&mut chunk, begin)?;
        if let Some(last) = chunk.iter().rposition(|byte| *byte != 0) {
            remains.end = begin + last as u64 + 1;
            if remains.good_frame.is_none() {
                remains.good_frame = good_frame(segment, &chunk[..=last], begin, &mut frame)?;
            }
        }
        begin += chunk.len() as u64;
    }
    Ok(remains)
}

fn good_frame(
    segment: &Segment,
    chunk: &[u8],
    begin: u64,
    frame: &mut Vec<u8>,
) -> Result<Option<u64>, JournalError> {
    for at in (0..chunk.len()).step_by(ALIGNMENT) {
        let mut start = [0; FRAME_HEADER_BYTES];
        let known = (chunk.len() - at).min(FRAME_HEADER_BYTES);
        start[..known].copy_from_slice(&chunk[at..at + known]);
        // A frame's header may reach beyond the chunk: then its kind alone decides whether to read it.
        let may_begin = known < FRAME_HEADER_BYTES || claimed_bytes(&start).is_some();
        if may_begin && segment.frame(frame, begin + at as u64)?.is_some() {
            return Ok(Some(begin + at as u64));
        }
    }
    Ok(None)
}
