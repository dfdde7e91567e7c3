//! The index that ends a closed segment: for each event with records here, where they are.

use std::collections::BTreeMap;

use schemas::ids::{ContentHash, EventId, Version};

use super::entry::EntryHeader;
use super::frame::{FRAME_HEADER_BYTES, padded};
use super::layout::{Trailer, array_at, u64_at};

/// Bytes of one event in an index.
pub const INDEX_ENTRY_BYTES: usize = 96;

/// One event in one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexEntry {
    /// Which.
    pub event: EventId,
    /// Its first record here.
    pub first_version: Version,
    /// Its last record here.
    pub last_version: Version,
    /// Offset of its last entry here; the others are found by walking back.
    pub last_offset: u64,
    /// The chain's head before its first record here.
    pub head_before: ContentHash,
    /// The chain's head after its last record here.
    pub head_after: ContentHash,
}

impl IndexEntry {
    /// Appends it to `buffer`.
    pub fn write(&self, buffer: &mut Vec<u8>) {
        buffer.extend_from_slice(&self.event.0.to_le_bytes());
        buffer.extend_from_slice(&self.first_version.0.to_le_bytes());
        buffer.extend_from_slice(&self.last_version.0.to_le_bytes());
        buffer.extend_from_slice(&self.last_offset.to_le_bytes());
        buffer.extend_from_slice(&self.head_before.0);
        buffer.extend_from_slice(&self.head_after.0);
    }

    /// Reads it from exactly [`INDEX_ENTRY_BYTES`].
    #[must_use]
    pub fn read(bytes: &[u8; INDEX_ENTRY_BYTES]) -> Self {
        Self {
            event: EventId(u64_at(bytes, 0)),
            first_version: Version(u64_at(bytes, 8)),
            last_version: Version(u64_at(bytes, 16)),
            last_offset: u64_at(bytes, 24),
            head_before: ContentHash(array_at(bytes, 32)),
            head_after: ContentHash(array_at(bytes, 64)),
        }
    }
}

/// Takes an entry of a group, at `offset` of its segment, into what that segment's index will say; `before` is the
/// chain's head before it.
pub(super) fn note_entry(
    entries: &mut BTreeMap<EventId, IndexEntry>,
    header: &EntryHeader,
    offset: u64,
    before: ContentHash,
) {
    let entry = entries.entry(header.event).or_insert(IndexEntry {
        event: header.event,
        first_version: header.first_version,
        last_version: header.last_version(),
        last_offset: offset,
        head_before: before,
        head_after: header.head,
    });
    (entry.last_version, entry.last_offset, entry.head_after) = (header.last_version(), offset, header.head);
}

/// Bytes of the index frame of a segment with this many events, padding included.
#[must_use]
pub const fn index_frame_bytes(events: usize) -> u64 {
    padded((FRAME_HEADER_BYTES + events * INDEX_ENTRY_BYTES) as u64)
}

/// The entries' bytes within an index frame.
pub(super) fn index_body(frame: &[u8], trailer: Trailer) -> &[u8] {
    let end = usize::try_from(trailer.index_bytes).unwrap_or(usize::MAX);
    frame.get(FRAME_HEADER_BYTES..end).unwrap_or_default()
}

/// The entries in an index frame's body, in order of event.
pub fn read_entries(body: &[u8]) -> impl Iterator<Item = IndexEntry> + '_ {
    body.as_chunks::<INDEX_ENTRY_BYTES>().0.iter().map(IndexEntry::read)
}
