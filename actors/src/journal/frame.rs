//! Frames: what a segment is made of. One frame is one write.
//!
//! A frame begins at a multiple of eight with kind, length, checksum and count (four bytes each). The checksum
//! covers the segment's random id and the frame's offset too, so bytes of another segment, of another place, or
//! carried inside a record never pass for a frame. It covers the zeros that fill the frame up, too.

use super::layout::{SegmentId, u32_at};

/// Bytes of kind, length, checksum and count.
pub const FRAME_HEADER_BYTES: usize = 16;
/// Frames begin at multiples of this.
pub const ALIGNMENT: usize = 8;
/// Bytes of a seal.
pub const SEAL_BYTES: u64 = FRAME_HEADER_BYTES as u64;

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// Records of one or more events; the count is the number of entries.
    Group,
    /// The log ends here. The next group is written over it.
    Seal,
    /// A closed segment's index; the count is the number of events.
    Index,
}

impl FrameKind {
    const fn code(self) -> u32 {
        match self {
            Self::Group => u32::from_le_bytes(*b"FRgr"),
            Self::Seal => u32::from_le_bytes(*b"FRse"),
            Self::Index => u32::from_le_bytes(*b"FRix"),
        }
    }

    fn of_code(code: u32) -> Option<Self> {
        [Self::Group, Self::Seal, Self::Index].into_iter().find(|kind| kind.code() == code)
    }
}

/// A frame whose checksum fits.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// What it holds.
    pub kind: FrameKind,
    /// How many entries or events.
    pub count: u32,
    /// What follows the frame's header.
    pub body: &'a [u8],
}

/// `length` and what fills it up to the next frame.
#[must_use]
pub const fn padded(length: u64) -> u64 {
    length.next_multiple_of(ALIGNMENT as u64)
}

/// Makes room for the header of a frame in an empty buffer.
pub fn begin(buffer: &mut Vec<u8>) {
    buffer.clear();
    buffer.resize(FRAME_HEADER_BYTES, 0);
}

/// Fills in the header of the frame in `buffer`, begun with [`begin`], and pads it.
pub fn finish(buffer: &mut Vec<u8>, kind: FrameKind, count: u32, id: &SegmentId, offset: u64) {
    let length = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
    buffer[..4].copy_from_slice(&kind.code().to_le_bytes());
    buffer[4..8].copy_from_slice(&length.to_le_bytes());
    buffer[12..16].copy_from_slice(&count.to_le_bytes());
    buffer.resize(buffer.len().next_multiple_of(ALIGNMENT), 0);
    let checksum = checksum(buffer, id, offset);
    buffer[8..12].copy_from_slice(&checksum.to_le_bytes());
}

/// The seal at `offset`.
pub fn seal(buffer: &mut Vec<u8>, id: &SegmentId, offset: u64) {
    begin(buffer);
    finish(buffer, FrameKind::Seal, 0, id, offset);
}

fn checksum(frame: &[u8], id: &SegmentId, offset: u64) -> u32 {
    let mut place = [0; 24];
    place[..16].copy_from_slice(id);
    place[16..].copy_from_slice(&offset.to_le_bytes());
    let checksum = crc32c::crc32c_append(crc32c::crc32c(&place), &frame[..8]);
    crc32c::crc32c_append(checksum, &frame[12..])
}

/// The length without padding that a frame's first bytes claim, where they could begin a frame at all.
#[must_use]
pub fn claimed_bytes(start: &[u8]) -> Option<u64> {
    if start.len() < FRAME_HEADER_BYTES {
        return None;
    }
    FrameKind::of_code(u32_at(start, 0))?;
    let length = u32_at(start, 4);
    (length as usize >= FRAME_HEADER_BYTES).then_some(u64::from(length))
}

/// Reads the frame that `bytes` are, padding included; `None` where the checksum does not fit.
#[must_use]
pub fn parse<'a>(bytes: &'a [u8], id: &SegmentId, offset: u64) -> Option<Frame<'a>> {
    let length = claimed_bytes(bytes)?;
    if padded(length) != bytes.len() as u64 || checksum(bytes, id, offset) != u32_at(bytes, 8) {
        return None;
    }
    let kind = FrameKind::of_code(u32_at(bytes, 0))?;
    let body = bytes.get(FRAME_HEADER_BYTES..usize::try_from(length).ok()?)?;
    Some(Frame { kind, count: u32_at(bytes, 12), body })
}
