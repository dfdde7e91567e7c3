//! The fixed parts of a segment file: its header, its trailer, names, and little-endian numbers.

use crate::ports::journal::JournalError;

/// First bytes of every segment.
pub const SEGMENT_MAGIC: [u8; 8] = *b"frontrow";
/// First bytes of a closed segment's last 64.
pub const TRAILER_MAGIC: [u8; 8] = *b"fr-index";
/// The format this program writes.
pub const FORMAT: u32 = 1;
/// The oldest format this program reads.
pub const OLDEST_FORMAT: u32 = 1;
/// Bytes before the first frame.
pub const HEADER_BYTES: u64 = HEADER_LENGTH as u64;
/// As [`HEADER_BYTES`], for arrays.
pub const HEADER_LENGTH: usize = 512;
/// Bytes kept at the end for the trailer.
pub const TRAILER_BYTES: u64 = TRAILER_LENGTH as u64;
/// As [`TRAILER_BYTES`], for arrays.
pub const TRAILER_LENGTH: usize = 64;
/// Where the segments are.
pub const SEGMENTS: &str = "segments";
/// A segment not yet filled.
pub const FILLING: &str = "segments/filling";

const CHECKED_BYTES: usize = HEADER_LENGTH - 4;

/// Chosen anew for each segment; frames' checksums cover it, so that bytes of another file never pass.
pub type SegmentId = [u8; 16];

/// What a segment begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentHeader {
    /// Format of everything in this segment.
    pub format: u32,
    /// 1 for a journal's first segment, one more with each.
    pub number: u64,
    /// Length of the file in bytes.
    pub capacity: u64,
    /// This segment's random id.
    pub id: SegmentId,
    /// The id of the segment before; zeros for the first.
    pub previous: SegmentId,
}

/// Why a header was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderMisfit {
    /// Not a header, or damaged.
    Damaged,
    /// Sound, of a format this program does not read.
    Format(u32),
}

impl SegmentHeader {
    /// The name of segment `number`.
    #[must_use]
    pub fn name(number: u64) -> String {
        format!("{SEGMENTS}/{number:010}.segment")
    }

    /// The number in a segment's file name.
    #[must_use]
    pub fn number_of(file_name: &str) -> Option<u64> {
        file_name.strip_suffix(".segment")?.parse().ok()
    }

    /// End of what frames may fill.
    #[must_use]
    pub const fn limit(&self) -> u64 {
        self.capacity - TRAILER_BYTES
    }

    /// As the first [`HEADER_BYTES`] of the file.
    #[must_use]
    pub fn encode(&self) -> [u8; HEADER_LENGTH] {
        let mut bytes = [0; HEADER_LENGTH];
        bytes[..8].copy_from_slice(&SEGMENT_MAGIC);
        bytes[8..12].copy_from_slice(&self.format.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.number.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.capacity.to_le_bytes());
        bytes[32..48].copy_from_slice(&self.id);
        bytes[48..64].copy_from_slice(&self.previous);
        let checksum = crc32c::crc32c(&bytes[..CHECKED_BYTES]);
        bytes[CHECKED_BYTES..].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// Reads a header whose format lies within `oldest..=newest`.
    ///
    /// # Errors
    /// Says whether it is damaged or of another format.
    pub fn decode(bytes: &[u8], oldest: u32, newest: u32) -> Result<Self, HeaderMisfit> {
        if bytes.len() < HEADER_LENGTH
            || bytes[..8] != SEGMENT_MAGIC
            || crc32c::crc32c(&bytes[..CHECKED_BYTES]) != u32_at(bytes, CHECKED_BYTES)
        {
            return Err(HeaderMisfit::Damaged);
        }
        let format = u32_at(bytes, 8);
        if format < oldest || format > newest {
            return Err(HeaderMisfit::Format(format));
        }
        let capacity = u64_at(bytes, 24);
        if capacity < HEADER_BYTES + TRAILER_BYTES {
            return Err(HeaderMisfit::Damaged);
        }
        Ok(Self {
            format,
            number: u64_at(bytes, 16),
            capacity,
            id: array_at(bytes, 32),
            previous: array_at(bytes, 48),
        })
    }
}

/// Where a closed segment's index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trailer {
    /// Offset of the index frame: the end of the segment's records.
    pub index_offset: u64,
    /// Length of the index frame in bytes.
    pub index_bytes: u64,
}

impl Trailer {
    /// As the last [`TRAILER_BYTES`] of the segment with `id`.
    #[must_use]
    pub fn encode(&self, id: &SegmentId) -> [u8; TRAILER_LENGTH] {
        let mut bytes = [0; TRAILER_LENGTH];
        bytes[..8].copy_from_slice(&TRAILER_MAGIC);
        bytes[8..16].copy_from_slice(&self.index_offset.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.index_bytes.to_le_bytes());
        bytes[24..40].copy_from_slice(id);
        let checksum = crc32c::crc32c(&bytes[..60]);
        bytes[60..64].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// Reads a trailer of the segment with `id`; `None` where there is none.
    #[must_use]
    pub fn decode(bytes: &[u8], id: &SegmentId) -> Option<Self> {
        let sound = bytes.len() == TRAILER_LENGTH
            && bytes[..8] == TRAILER_MAGIC
            && &bytes[24..40] == id
            && crc32c::crc32c(&bytes[..60]) == u32_at(bytes, 60);
        sound.then(|| Self { index_offset: u64_at(bytes, 8), index_bytes: u64_at(bytes, 16) })
    }
}

/// A place in the log, in the order of writing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Segment number.
    pub segment: u64,
    /// Offset in the segment, in bytes.
    pub offset: u64,
}

impl std::fmt::Display for Position {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "segment {} offset {}", self.segment, self.offset)
    }
}

/// Damage at an offset of a file.
pub(super) fn corrupt(name: &str, offset: u64, what: impl Into<String>) -> JournalError {
    JournalError::Corrupt { place: format!("{name} offset {offset}"), what: what.into() }
}

/// The number at `at`; the caller has checked the length.
#[must_use]
pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(array_at(bytes, at))
}

/// The number at `at`; the caller has checked the length.
#[must_use]
pub fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(array_at(bytes, at))
}

/// `N` bytes at `at`; the caller has checked the length.
#[must_use]
pub fn array_at<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(&bytes[at..at + N]);
    array
}
