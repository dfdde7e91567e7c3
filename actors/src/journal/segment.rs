//! One segment as it is read: a file, or an archive standing for it.

use std::sync::Arc;

use super::archive::Archive;
use super::entry::{ENTRY_HEADER_BYTES, EntryHeader};
use super::frame::{self, FRAME_HEADER_BYTES, Frame, FrameKind};
use super::layout::{SegmentHeader, TRAILER_LENGTH, Trailer, corrupt};
use super::segment_index::{INDEX_ENTRY_BYTES, IndexEntry};
use crate::ports::disk::DiskFile;
use crate::ports::journal::JournalError;

/// Bytes read at once while walking entries of one event.
const WINDOW_BYTES: u64 = 16 * 1024;

/// Where a segment's bytes are.
pub enum SegmentBytes {
    /// In its own file.
    File(Arc<dyn DiskFile>),
    /// Compressed.
    Archive(Box<Archive>),
}

/// One segment, open for reading.
pub struct Segment {
    /// File name, for messages.
    pub name: String,
    /// What it begins with.
    pub header: SegmentHeader,
    /// Where its bytes are.
    pub bytes: SegmentBytes,
}

impl Segment {
    /// Fills `buffer` from `offset`.
    ///
    /// # Errors
    /// `Read` where the disk fails, `Corrupt` where the file ends before.
    pub fn read(&self, buffer: &mut [u8], offset: u64) -> Result<(), JournalError> {
        let read = match &self.bytes {
            SegmentBytes::File(file) => read_file(file.as_ref(), buffer, offset, &self.name)?,
            SegmentBytes::Archive(archive) => archive.read(buffer, offset)?,
        };
        if read < buffer.len() {
            return Err(corrupt(&self.name, offset + read as u64, "the file ends here, in the middle"));
        }
        Ok(())
    }

    /// Reads the frame at `offset` into `buffer`; `None` where there is no good frame there.
    ///
    /// # Errors
    /// `Read` where the disk fails.
    pub fn frame<'a>(&self, buffer: &'a mut Vec<u8>, offset: u64) -> Result<Option<Frame<'a>>, JournalError> {
        let room = self.header.limit().saturating_sub(offset);
        if room < FRAME_HEADER_BYTES as u64 {
            return Ok(None);
        }
        buffer.resize(FRAME_HEADER_BYTES, 0);
        self.read(buffer, offset)?;
        let Some(length) = frame::claimed_bytes(buffer).map(frame::padded).filter(|length| *length <= room)
        else {
            return Ok(None);
        };
        buffer.resize(usize::try_from(length).unwrap_or(usize::MAX), 0);
        self.read(buffer, offset)?;
        Ok(frame::parse(buffer, &self.header.id, offset))
    }

    /// The index of a closed segment, its frame read and checked; `None` where it is not closed.
    ///
    /// # Errors
    /// `Read` where the disk fails.
    pub fn index(&self, buffer: &mut Vec<u8>) -> Result<Option<Trailer>, JournalError> {
        let mut bytes = [0; TRAILER_LENGTH];
        self.read(&mut bytes, self.header.limit())?;
        let Some(trailer) = Trailer::decode(&bytes, &self.header.id) else { return Ok(None) };
        let frame = self.frame(buffer, trailer.index_offset)?;
        let sound = frame.is_some_and(|frame| {
            frame.kind == FrameKind::Index && frame.body.len() == frame.count as usize * INDEX_ENTRY_BYTES
        });
        Ok(sound.then_some(trailer))
    }

    /// Finds an event in a closed segment's index by halving, without reading the whole of it.
    ///
    /// # Errors
    /// `Corrupt` where it is not there, `Read`.
    pub fn find(&self, closed: Closed, event: schemas::ids::EventId) -> Result<IndexEntry, JournalError> {
        let begin = closed.index_offset + FRAME_HEADER_BYTES as u64;
        let (mut low, mut high) = (0, u64::from(closed.events));
        while low < high {
            let middle = low.midpoint(high);
            let mut bytes = [0; INDEX_ENTRY_BYTES];
            self.read(&mut bytes, begin + middle * INDEX_ENTRY_BYTES as u64)?;
            let entry = IndexEntry::read(&bytes);
            match entry.event.cmp(&event) {
                std::cmp::Ordering::Equal => return Ok(entry),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Err(corrupt(&self.name, closed.index_offset, format!("the index has lost {event}")))
    }
}

/// Where a closed segment's index is and how many events it has.
#[derive(Clone, Copy, Debug)]
pub struct Closed {
    /// Offset of the index frame.
    pub index_offset: u64,
    /// Events in it.
    pub events: u32,
}

/// Fills `buffer` from a file as far as it goes.
pub(super) fn read_file(
    file: &dyn DiskFile,
    buffer: &mut [u8],
    offset: u64,
    name: &str,
) -> Result<usize, JournalError> {
    file.read_at(buffer, offset).map_err(|error| JournalError::Read {
        place: format!("{name} offset {offset}"),
        what: error.to_string(),
    })
}

/// A small buffer over a segment, for walking entries that lie near each other.
pub struct Window<'a> {
    segment: &'a Segment,
    begin: u64,
    buffer: Vec<u8>,
}

impl<'a> Window<'a> {
    /// Over `segment`, empty.
    #[must_use]
    pub const fn new(segment: &'a Segment) -> Self {
        Self { segment, begin: 0, buffer: Vec::new() }
    }

    /// `length` bytes from `offset`.
    ///
    /// # Errors
    /// `Read`, or `Corrupt` where the segment ends before.
    pub fn get(&mut self, offset: u64, length: usize) -> Result<&[u8], JournalError> {
        let end = offset.saturating_add(length as u64);
        if end > self.segment.header.capacity {
            return Err(corrupt(&self.segment.name, offset, "an entry reaches beyond the segment"));
        }
        if offset < self.begin || end > self.begin + self.buffer.len() as u64 {
            let begin = offset - offset % WINDOW_BYTES;
            let until = end.next_multiple_of(WINDOW_BYTES).min(self.segment.header.capacity);
            self.buffer.resize(usize::try_from(until - begin).unwrap_or(usize::MAX), 0);
            self.begin = begin;
            if let Err(error) = self.segment.read(&mut self.buffer, begin) {
                self.buffer.clear();
                return Err(error);
            }
        }
        let at = usize::try_from(offset - self.begin).unwrap_or(usize::MAX);
        Ok(&self.buffer[at..at + length])
    }

    /// The entry header at `offset`.
    ///
    /// # Errors
    /// As [`Window::get`].
    pub fn entry(&mut self, offset: u64) -> Result<EntryHeader, JournalError> {
        let bytes = self.get(offset, ENTRY_HEADER_BYTES)?;
        Ok(EntryHeader::read(&super::layout::array_at(bytes, 0)))
    }
}
