//! How a journal is opened.

use std::sync::Arc;

use super::layout::{FORMAT, SegmentId};
use crate::figures::Latency;
use crate::limits::{
    JOURNAL_FRAME_BYTES, JOURNAL_GROUP_BYTES, JOURNAL_QUEUED_BYTES, JOURNAL_QUEUED_BYTES_AGAIN,
    JOURNAL_RESERVE_BYTES, JOURNAL_SEGMENT_BYTES,
};
use crate::ports::journal::JournalError;

/// Draws a segment's random id.
pub type SegmentIds = Arc<dyn Fn() -> SegmentId + Send + Sync>;

/// Sizes and sources of a journal. The defaults are the limits; tests make them small.
#[derive(Clone)]
pub struct JournalOptions {
    /// Bytes of a new segment. Existing ones keep their size.
    pub segment_bytes: u64,
    /// Bytes of the current segment kept for what must end when no further segment can be made.
    pub reserve_bytes: u64,
    /// Bytes of one frame, roughly: groups beyond it wait a turn.
    pub frame_bytes: usize,
    /// Bytes of one group; larger ones are a `Misfit`.
    pub group_bytes: usize,
    /// Bytes queued at which new work gets `busy`.
    pub queued_bytes: usize,
    /// Bytes queued at which new work is taken again.
    pub queued_bytes_again: usize,
    /// Source of segment ids; must be random in production, may be a counter in a test.
    pub segment_ids: SegmentIds,
    /// Where it is counted how long records wait for the disk; nowhere where none.
    pub latency: Option<Latency>,
    /// The format written, and the newest read.
    pub(super) format: u32,
}

impl JournalOptions {
    /// The limits, with this source of segment ids.
    #[must_use]
    pub fn new(segment_ids: SegmentIds) -> Self {
        Self {
            segment_bytes: JOURNAL_SEGMENT_BYTES,
            reserve_bytes: JOURNAL_RESERVE_BYTES,
            frame_bytes: JOURNAL_FRAME_BYTES,
            group_bytes: JOURNAL_GROUP_BYTES,
            queued_bytes: JOURNAL_QUEUED_BYTES,
            queued_bytes_again: JOURNAL_QUEUED_BYTES_AGAIN,
            segment_ids,
            latency: None,
            format: FORMAT,
        }
    }

    /// Segments of this size and all other sizes in proportion; for tests.
    #[must_use]
    pub fn small(mut self, segment_bytes: u64) -> Self {
        self.segment_bytes = segment_bytes;
        self.reserve_bytes = segment_bytes / 4;
        let quarter = usize::try_from(segment_bytes / 4).unwrap_or(usize::MAX);
        self.frame_bytes = quarter;
        self.group_bytes = quarter / 2;
        self.queued_bytes = quarter * 4;
        self.queued_bytes_again = quarter * 2;
        self
    }
}

/// Why a journal did not open.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OpenError {
    /// Written by a newer program, or by one older than any this one reads.
    #[error(
        "{place} has format {found}; this frontrow reads formats {oldest} to {newest}: start the version that wrote it"
    )]
    Format {
        /// Segment file.
        place: String,
        /// Its format.
        found: u32,
        /// The oldest format read.
        oldest: u32,
        /// The newest format read.
        newest: u32,
    },
    /// The disk failed or is full while opening.
    #[error("the disk failed at {place}: {what}")]
    Disk {
        /// File or folder.
        place: String,
        /// The operating system's words.
        what: String,
    },
    /// The log is damaged: run `frontrow journal verify`.
    #[error(transparent)]
    Log(#[from] JournalError),
}

impl OpenError {
    pub(super) fn disk(place: &str, error: &std::io::Error) -> Self {
        Self::Disk { place: place.to_owned(), what: error.to_string() }
    }
}
