//! The journal as an event's actor sees it: per event, and in versions.
//!
//! `fence` first, then `read`, then `append`. Once a fence has returned, everything queued under an older
//! number is either durable or never will be.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use schemas::ids::{ContentHash, EventId, Version};

/// A future that an object-safe port hands out.
pub type PortFuture<T> = Pin<Box<dyn Future<Output = T> + Send + 'static>>;

/// Called by the journal after it moved a watermark, was asked for a newer fence, or poisoned itself. Must not
/// block.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// How far an event's log is durable, and whether its owner still is that. One a fence; written by the journal,
/// read by the actor each turn.
#[derive(Debug, Default)]
pub struct Watermark {
    durable: AtomicU64,
    is_stale: AtomicBool,
}

impl Watermark {
    /// A watermark at `version`.
    #[must_use]
    pub const fn new(version: Version) -> Self {
        Self { durable: AtomicU64::new(version.0), is_stale: AtomicBool::new(false) }
    }

    /// The last durable version.
    #[must_use]
    pub fn durable(&self) -> Version {
        Version(self.durable.load(Ordering::Acquire))
    }

    /// Moves the watermark; called by journals only, never backwards.
    pub fn publish(&self, version: Version) {
        self.durable.store(version.0, Ordering::Release);
    }

    /// Whether a newer fence of the event was asked for: this one's owner takes nothing more and moves no more.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.is_stale.load(Ordering::Acquire)
    }

    /// A newer fence was asked for; called by journals only, before they wake the owner.
    pub fn retire(&self) {
        self.is_stale.store(true, Ordering::Release);
    }
}

/// What a fence gives its owner.
#[derive(Clone, Debug)]
pub struct Fence {
    /// Appends carry it; a newer fence of the same event makes it stale.
    pub number: u64,
    /// The last version on disk.
    pub durable_version: Version,
    /// Moves as appends under this fence become durable. A stale fence's watermark stands still and says so.
    pub watermark: Arc<Watermark>,
}

/// Consecutive records of one event, encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordGroup {
    /// Whose records.
    pub event: EventId,
    /// The number from [`Fence`].
    pub fence: u64,
    /// The version of the first record here; the last durable or queued version plus one.
    pub first_version: Version,
    /// How many records.
    pub count: u32,
    /// The records back to back, each as a little-endian `u32` length and that many bytes.
    pub bytes: Vec<u8>,
}

impl RecordGroup {
    /// The version of the last record here.
    #[must_use]
    pub const fn last_version(&self) -> Version {
        Version(self.first_version.0 + self.count as u64 - 1)
    }

    /// Whether `bytes` holds exactly `count` records, and at least one.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        let mut slices = RecordSlices::new(&self.bytes);
        let whole = slices.by_ref().count();
        self.count > 0 && whole == self.count as usize && slices.rest().is_empty()
    }
}

/// Walks records laid back to back, each a little-endian `u32` length and that many bytes. Ends at the first
/// one that is not whole; [`RecordSlices::rest`] is then what is left.
#[derive(Clone, Debug)]
pub struct RecordSlices<'a>(&'a [u8]);

impl<'a> RecordSlices<'a> {
    /// Over `bytes`, from their begin.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// What no whole record was found in so far.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.0
    }
}

impl<'a> Iterator for RecordSlices<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (length, tail) = self.0.split_first_chunk::<4>()?;
        let (record, rest) = tail.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        self.0 = rest;
        Some(record)
    }
}

/// Whether the journal takes new work; read by every actor before it decides a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intake {
    /// Everything is taken.
    Open,
    /// No further segment could be made: new holds, orders and payments are refused with `disk_full`;
    /// releases, expiries, payment outcomes and fences still fit the reserve.
    DiskFull,
    /// The backlog bound of the node is reached: refuse new work with `busy` until it drains.
    Busy,
    /// A write or sync failed. Nothing more is taken; what was in flight is unknown; the process stops.
    Poisoned,
}

/// Why the journal could not do as asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum JournalError {
    /// A write or a sync failed earlier, or now. The process must stop.
    #[error("the journal failed and takes nothing more: {0}")]
    Poisoned(String),
    /// Bytes that were once durable no longer read back as written.
    #[error("the journal is damaged at {place}: {what}")]
    Corrupt {
        /// Segment or file name and offset.
        place: String,
        /// What did not fit.
        what: String,
    },
    /// The log ends below the version that was asked from.
    #[error("the log of {event} ends at {last}, below {after}")]
    Short {
        /// Whose log.
        event: EventId,
        /// Where it ends.
        last: Version,
        /// What was asked from.
        after: Version,
    },
    /// A group that does not follow the event's last queued record, is malformed, or is larger than
    /// [`crate::limits::JOURNAL_GROUP_BYTES`].
    #[error("the journal does not take these records: {0}")]
    Misfit(String),
    /// A newer fence of the event exists.
    #[error("another owner of the event has fenced this one")]
    Fenced,
    /// The disk answered with an error while reading.
    #[error("the disk failed while reading {place}: {what}")]
    Read {
        /// File name and offset.
        place: String,
        /// The operating system's words.
        what: String,
    },
}

/// Saved state for recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose state.
    pub event: EventId,
    /// The last record it covers; durable.
    pub version: Version,
    /// The state's own hash, compared when the checkpoint is read back.
    pub state_hash: ContentHash,
    /// The encoded state.
    pub payload: Vec<u8>,
}

/// What [`Journal::read`] calls with each record; an error ends the read.
pub type Visit<'a> = &'a mut dyn FnMut(Version, &[u8]) -> Result<(), JournalError>;

/// One journal, shared by a node's events.
pub trait Journal: Send + Sync + 'static {
    /// Takes the event over: raises its fence and answers once everything queued under older numbers is
    /// durable or dropped. The owner before is told by the call itself: its watermark is stale and it is woken.
    /// `wake` is called after each move of this fence's watermark and when it becomes stale.
    fn fence(&self, event: EventId, wake: Wake) -> PortFuture<Result<Fence, JournalError>>;

    /// Queues records; durable once the fence's watermark reaches the last of them. Never blocks.
    ///
    /// # Errors
    /// `Fenced` where the number is stale, `Poisoned` after a failure, `Misfit` where the group does not
    /// follow what was queued before or is malformed: the caller's mistake, and nothing of it is taken. Room
    /// is asked before a command is decided ([`Journal::intake`]), never here: what was applied is taken.
    fn append(&self, group: RecordGroup) -> Result<(), JournalError>;

    /// Whether new work is taken. Cheap: an atomic read.
    fn intake(&self) -> Intake;

    /// Visits the durable records after `after`, in order, and returns the last version visited (`after`
    /// where there was none). Blocks.
    ///
    /// # Errors
    /// `Corrupt`, `Read`; `Corrupt` too where records between are gone; `Short` where the log ends below `after`;
    /// what `visit` returns.
    fn read(&self, event: EventId, after: Version, visit: Visit<'_>) -> Result<Version, JournalError>;

    /// The newest checkpoint at or below `at_most` that reads back intact. Blocks.
    ///
    /// # Errors
    /// `Read` where the disk fails; `Corrupt` where an intact checkpoint covers more than the log still has.
    /// A damaged checkpoint is skipped with a warning: the log is the truth.
    fn load_checkpoint(&self, event: EventId, at_most: Version) -> Result<Option<Checkpoint>, JournalError>;

    /// Saves a checkpoint durably and reads it back; `verify` decodes what was read and tells its state
    /// hash, and only where that equals `checkpoint.state_hash` does the checkpoint count. Blocks.
    ///
    /// # Errors
    /// `Corrupt` where it did not read back as written; `Read` where the disk failed. Neither poisons the
    /// journal: the log is whole without it.
    fn save_checkpoint(
        &self,
        checkpoint: &Checkpoint,
        verify: &dyn Fn(&Checkpoint) -> Result<ContentHash, JournalError>,
    ) -> Result<(), JournalError>;

    /// Every event with a record in the log, in order of id. Blocks.
    ///
    /// # Errors
    /// `Read`, `Corrupt`.
    fn events(&self) -> Result<Vec<EventId>, JournalError>;
}
