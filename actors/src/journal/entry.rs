//! Entries: one event's records within a group frame, and the chain that runs through them.
//!
//! An entry carries the chain's head after its last record and where the event's entry before lies in the
//! same segment, so an event's tail is found by walking back through its own entries alone, and what was read
//! is checked by the chain without reading the frames around it.

use schemas::ids::{ContentHash, EventId, Version};

use super::layout::{array_at, u32_at, u64_at};
use crate::ports::journal::RecordSlices;

/// Bytes before an entry's records.
pub const ENTRY_HEADER_BYTES: usize = 64;

/// What stands before an entry's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryHeader {
    /// Whose records.
    pub event: EventId,
    /// The version of the first.
    pub first_version: Version,
    /// How many.
    pub count: u32,
    /// Bytes of the records with their lengths.
    pub length: u32,
    /// Offset of the event's entry before, in the same segment; 0 for its first here.
    pub previous: u64,
    /// The chain's head after the last record.
    pub head: ContentHash,
}

impl EntryHeader {
    /// The version of the last record.
    #[must_use]
    pub const fn last_version(&self) -> Version {
        Version((self.first_version.0 + self.count as u64).saturating_sub(1))
    }

    /// Writes it into exactly [`ENTRY_HEADER_BYTES`].
    pub fn place(&self, bytes: &mut [u8]) {
        bytes[..8].copy_from_slice(&self.event.0.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.first_version.0.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.count.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.length.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.previous.to_le_bytes());
        bytes[32..64].copy_from_slice(&self.head.0);
    }

    /// Reads it from exactly [`ENTRY_HEADER_BYTES`].
    #[must_use]
    pub fn read(bytes: &[u8; ENTRY_HEADER_BYTES]) -> Self {
        Self {
            event: EventId(u64_at(bytes, 0)),
            first_version: Version(u64_at(bytes, 8)),
            count: u32_at(bytes, 16),
            length: u32_at(bytes, 20),
            previous: u64_at(bytes, 24),
            head: ContentHash(array_at(bytes, 32)),
        }
    }
}

/// Walks the entries in the body of a group frame: offset within the body, header, records.
#[derive(Debug)]
pub struct Entries<'a> {
    body: &'a [u8],
    at: usize,
}

impl<'a> Entries<'a> {
    /// Over a group frame's body.
    #[must_use]
    pub const fn new(body: &'a [u8]) -> Self {
        Self { body, at: 0 }
    }

    /// Whether the walk ended at the end of the body.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.at == self.body.len()
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = (usize, EntryHeader, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (header, rest) = self.body.get(self.at..)?.split_first_chunk::<ENTRY_HEADER_BYTES>()?;
        let header = EntryHeader::read(header);
        let records = rest.get(..header.length as usize)?;
        let at = self.at;
        self.at += ENTRY_HEADER_BYTES + records.len();
        Some((at, header, records))
    }
}

/// The head of `event`'s chain before its first record.
#[must_use]
pub fn chain_begin(event: EventId) -> ContentHash {
    let mut hasher = blake3::Hasher::new_derive_key("frontrow journal: the chain of one event's records");
    hasher.update(&event.0.to_le_bytes());
    ContentHash(*hasher.finalize().as_bytes())
}

/// The link after `record`: its hash, keyed by the link before.
#[must_use]
pub fn chain_link(before: &ContentHash, record: &[u8]) -> ContentHash {
    ContentHash(*blake3::keyed_hash(&before.0, record).as_bytes())
}

/// The head after the first `count` of `records`; `None` where there are fewer.
#[must_use]
pub fn chain_over_first(before: &ContentHash, records: &[u8], count: u32) -> Option<ContentHash> {
    let mut slices = RecordSlices::new(records);
    chain_on(before, &mut slices, count)
}

/// The head after all of `records`; `None` where they are not exactly `count`.
#[must_use]
pub fn chain_over(before: &ContentHash, records: &[u8], count: u32) -> Option<ContentHash> {
    let mut slices = RecordSlices::new(records);
    chain_on(before, &mut slices, count).filter(|_| slices.rest().is_empty())
}

fn chain_on(before: &ContentHash, slices: &mut RecordSlices<'_>, count: u32) -> Option<ContentHash> {
    let mut head = *before;
    for _ in 0..count {
        head = chain_link(&head, slices.next()?);
    }
    Some(head)
}
