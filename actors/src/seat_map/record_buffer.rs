//! The records of a turn, encoded as the journal takes them.

use schemas::ids::Version;
use schemas::record::{Cause, Effect, encode};
use schemas::time::Timestamp;

/// Encoded records in a row: each is its length in 4 bytes, lowest first, and its bytes.
#[derive(Clone, Debug, Default)]
pub struct RecordBuffer {
    first_version: Version,
    count: u32,
    bytes: Vec<u8>,
    /// Where the effect of the last record begins.
    last_effect: usize,
}

impl RecordBuffer {
    /// An empty buffer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is no record in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Records in it.
    #[must_use]
    pub const fn count(&self) -> u32 {
        self.count
    }

    /// The version of its first record; version 0 where it is empty.
    #[must_use]
    pub const fn first_version(&self) -> Version {
        self.first_version
    }

    /// The encoded records.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// First version, number and bytes of the records; the buffer is empty afterwards.
    #[must_use]
    pub fn take(&mut self) -> (Version, u32, Vec<u8>) {
        let taken = (self.first_version, self.count, std::mem::take(&mut self.bytes));
        self.clear();
        taken
    }

    /// Empties the buffer and keeps its room.
    pub fn clear(&mut self) {
        self.first_version = Version(0);
        self.count = 0;
        self.bytes.clear();
        self.last_effect = 0;
    }

    /// The bytes of the last record's effect.
    pub(super) fn last_effect(&self) -> &[u8] {
        self.bytes.get(self.last_effect..).unwrap_or_default()
    }

    /// Appends a record.
    pub(super) fn push(&mut self, version: Version, at: Timestamp, cause: Option<&Cause>, effect: &Effect) {
        if self.count == 0 {
            self.first_version = version;
        }
        self.count += 1;
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        self.last_effect = encode(at, cause, effect, &mut self.bytes);
        let length = u32::try_from(self.bytes.len() - start - 4).unwrap_or(u32::MAX);
        self.bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }
}

/// The encoded records in `bytes`, one after the other; ends early where the bytes do.
pub fn split_records(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (record, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        rest = after;
        Some(record)
    })
}
