//! Closing a segment: its index frame.

use std::collections::BTreeMap;

use schemas::ids::EventId;

use super::frame::{self, FrameKind};
use super::layout::SegmentHeader;
use super::segment::Closed;
use super::segment_index::IndexEntry;

/// Writes into `buffer` the index frame that closes a segment at `offset`; returns its length without padding.
pub(super) fn index_frame(
    header: &SegmentHeader,
    offset: u64,
    events: &BTreeMap<EventId, IndexEntry>,
    buffer: &mut Vec<u8>,
) -> (u64, Closed) {
    frame::begin(buffer);
    for entry in events.values() {
        entry.write(buffer);
    }
    let length = buffer.len() as u64;
    let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
    frame::finish(buffer, FrameKind::Index, count, &header.id, offset);
    (length, Closed { index_offset: offset, events: count })
}
