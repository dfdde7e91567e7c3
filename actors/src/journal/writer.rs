//! The writer: the only one who appends. Drains the queue, one write, one sync, publishes; no timer, the disk
//! sets the pace.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use schemas::ids::EventId;

use super::entry::{ENTRY_HEADER_BYTES, EntryHeader, chain_over};
use super::frame::{self, FRAME_HEADER_BYTES, FrameKind, SEAL_BYTES, padded};
use super::layout::{HEADER_BYTES, Trailer};
use super::preallocate::Prepared;
use super::queue::{FenceAnswer, Queued, QueuedGroup};
use super::segment::{Closed, Segment, SegmentBytes};
use super::segment_index::{IndexEntry, index_frame_bytes};
use super::shared::Shared;
use crate::ports::disk::DiskFile;
use crate::ports::journal::{JournalError, RecordGroup, Wake};

/// What a turn of the writer came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Something was written or answered; there may be more.
    Worked,
    /// Nothing is queued: wait for the signal.
    Idle,
    /// The next group needs a segment that is not there yet: wait for the signal.
    NoRoom,
    /// Asked to stop, and nothing is queued or no room will come for it: close.
    Stopping,
    /// A write or sync failed: nothing more will be written.
    Poisoned,
}

/// Appends to the current segment. Give [`JournalWriter::run`] a thread, or drive [`JournalWriter::step`].
pub struct JournalWriter {
    shared: Arc<Shared>,
    segment: Arc<Segment>,
    file: Arc<dyn DiskFile>,
    /// Where the next group goes.
    offset: u64,
    /// Events with entries in this segment.
    events: usize,
    is_sealed: bool,
    pending: VecDeque<Queued>,
    batch: Batch,
    frame: Vec<u8>,
    written: Vec<IndexEntry>,
    wakes: Vec<Wake>,
}

/// What one turn writes and answers.
#[derive(Default)]
struct Batch {
    groups: Vec<RecordGroup>,
    /// When each was handed over, in the order in which they came.
    queued_at: Vec<u64>,
    fences: Vec<(EventId, u64, Wake, FenceAnswer)>,
    bytes: usize,
}

impl JournalWriter {
    pub(super) fn new(shared: Arc<Shared>, file: Arc<dyn DiskFile>, is_sealed: bool) -> Self {
        let state = shared.index.state();
        let (segment, offset) = (state.current.segment.clone(), state.current.end);
        let events = state.current.events.len();
        drop(state);
        let writer = Self {
            shared,
            segment,
            file,
            offset,
            events,
            is_sealed,
            pending: VecDeque::new(),
            batch: Batch::default(),
            frame: Vec::new(),
            written: Vec::new(),
            wakes: Vec::new(),
        };
        writer.note_room();
        writer
    }

    /// One turn: drain, one write, one sync, publish; a seal where nothing more is queued. Blocks on the disk.
    pub fn step(&mut self) -> Turn {
        if self.shared.queue.failure().is_some() {
            return Turn::Poisoned;
        }
        self.shared.queue.take(&mut self.pending);
        if self.pending.is_empty() {
            return if self.shared.queue.is_stopping() { Turn::Stopping } else { Turn::Idle };
        }
        let has_room = self.select();
        if self.batch.groups.is_empty() && self.batch.fences.is_empty() {
            return if has_room { Turn::Worked } else { self.roll() };
        }
        match self.commit() {
            Ok(()) => Turn::Worked,
            Err(error) => self.fail(&error),
        }
    }

    /// Turns until asked to stop or poisoned, waiting for work in between; closes at the end.
    ///
    /// # Errors
    /// `Poisoned`.
    pub fn run(mut self) -> Result<(), JournalError> {
        loop {
            match self.step() {
                Turn::Worked => {}
                Turn::Idle | Turn::NoRoom => {
                    self.shared.queue.writer.wait_blocking();
                    // Where the processors are busy, whoever is about to queue more does so first, and one sync
                    // serves all of it; where one is idle this costs nothing.
                    std::thread::yield_now();
                }
                Turn::Stopping => return self.close(),
                Turn::Poisoned => {
                    return Err(JournalError::Poisoned(self.shared.queue.failure().unwrap_or_default()));
                }
            }
        }
    }

    /// Waits, without blocking the thread, until there may be something to do after `Idle` or `NoRoom`.
    pub async fn ready(&self) {
        self.shared.queue.writer.wait().await;
    }

    /// Writes what is queued, then a seal, and syncs it; nothing is taken afterwards.
    ///
    /// # Errors
    /// `Poisoned` where writing failed or there is no room for what is queued.
    pub fn close(mut self) -> Result<(), JournalError> {
        let why = loop {
            match self.step() {
                Turn::Worked => {}
                Turn::Idle | Turn::Stopping if self.pending.is_empty() => break None,
                Turn::Idle | Turn::Stopping | Turn::NoRoom => {
                    break Some("closed while no segment had room for what was queued".to_owned());
                }
                Turn::Poisoned => break self.shared.queue.failure(),
            }
        };
        let why = match why {
            Some(why) => Some(why),
            None => self.seal().and_then(|()| self.sync()).err().map(|error| error.to_string()),
        };
        let failure = why.clone().unwrap_or_else(|| "the journal is closed".to_owned());
        self.shared.queue.poison(&failure, &mut self.pending);
        why.map_or(Ok(()), |why| Err(JournalError::Poisoned(why)))
    }

    fn fail(&mut self, error: &std::io::Error) -> Turn {
        let why = format!("{}: {error}", self.segment.name);
        tracing::error!(%why, "the journal is poisoned; what was in flight is unknown");
        for (event, number, wake, answer) in self.batch.fences.drain(..) {
            self.pending.push_front(Queued::Fence { event, number, wake, answer });
        }
        self.shared.queue.poison(&why, &mut self.pending);
        Turn::Poisoned
    }

    /// Moves from `pending` to the batch what fits one frame and the segment; false where the segment has no
    /// room for the first group.
    fn select(&mut self) -> bool {
        self.batch.bytes = 0;
        let room = self.segment.header.limit() - self.offset;
        let mut frame_bytes = FRAME_HEADER_BYTES;
        while let Some(queued) = self.pending.pop_front() {
            let QueuedGroup { group, queued_at } = match queued {
                Queued::Fence { event, number, wake, answer } => {
                    self.batch.fences.push((event, number, wake, answer));
                    continue;
                }
                Queued::Group(group) => group,
            };
            let grown = frame_bytes + ENTRY_HEADER_BYTES + group.bytes.len();
            let index_bytes = index_frame_bytes(self.events + self.batch.groups.len() + 1);
            let fits = padded(grown as u64) + index_bytes + padded(SEAL_BYTES) <= room;
            let is_first = self.batch.groups.is_empty();
            if !fits || (!is_first && grown > self.shared.options.frame_bytes) {
                self.pending.push_front(Queued::Group(QueuedGroup { group, queued_at }));
                return fits || !is_first;
            }
            frame_bytes = grown;
            self.batch.bytes += group.bytes.len();
            self.batch.groups.push(group);
            self.batch.queued_at.push(queued_at);
        }
        true
    }

    fn commit(&mut self) -> std::io::Result<()> {
        self.written.clear();
        if !self.batch.groups.is_empty() {
            self.encode();
            self.file.write_at(&self.frame, self.offset)?;
            self.is_sealed = false;
            self.sync()?;
            self.offset += self.frame.len() as u64;
            let mut state = self.shared.index.state();
            for written in &self.written {
                state.add_entry(written);
            }
            state.current.end = self.offset;
            self.events = state.current.events.len();
            drop(state);
            self.batch.groups.clear();
            self.note_room();
        }
        self.publish();
        if self.pending.is_empty() && self.shared.queue.is_dry() {
            self.seal()?;
        }
        Ok(())
    }

    /// The batch's groups as one frame: by event, an event's groups as one entry.
    fn encode(&mut self) {
        self.batch.groups.sort_by_key(|group| group.event);
        frame::begin(&mut self.frame);
        let state = self.shared.index.state();
        let mut at = 0;
        while let Some(first) = self.batch.groups.get(at) {
            let (event, first_version) = (first.event, first.first_version);
            let tail = state.tail(event);
            let offset = self.offset + self.frame.len() as u64;
            let begin = self.frame.len();
            self.frame.resize(begin + ENTRY_HEADER_BYTES, 0);
            let (mut count, mut head) = (0, tail.head);
            while let Some(group) = self.batch.groups.get(at).filter(|group| group.event == event) {
                head = chain_over(&head, &group.bytes, group.count).unwrap_or(head);
                self.frame.extend_from_slice(&group.bytes);
                count += group.count;
                at += 1;
            }
            let length = u32::try_from(self.frame.len() - begin - ENTRY_HEADER_BYTES).unwrap_or(u32::MAX);
            let header = EntryHeader { event, first_version, count, length, previous: tail.previous, head };
            header.place(&mut self.frame[begin..begin + ENTRY_HEADER_BYTES]);
            self.written.push(IndexEntry {
                event,
                first_version,
                last_version: header.last_version(),
                last_offset: offset,
                head_before: tail.head,
                head_after: head,
            });
        }
        drop(state);
        let entries = u32::try_from(self.written.len()).unwrap_or(u32::MAX);
        frame::finish(&mut self.frame, FrameKind::Group, entries, &self.segment.header.id, self.offset);
    }

    fn publish(&mut self) {
        let grown = self.written.iter().map(|written| (written.event, written.last_version));
        let queued_at = self.batch.queued_at.drain(..);
        self.shared.queue.publish(grown, self.batch.bytes, queued_at, &mut self.wakes);
        for wake in self.wakes.drain(..) {
            wake();
        }
        for (event, number, wake, answer) in self.batch.fences.drain(..) {
            let durable = self.shared.index.last(event);
            let _ = answer.send(Ok(self.shared.queue.install(event, number, wake, durable)));
        }
    }

    /// Names the end of the log, where it is not named yet. Not waited for.
    fn seal(&mut self) -> std::io::Result<()> {
        if self.is_sealed {
            return Ok(());
        }
        frame::seal(&mut self.frame, &self.segment.header.id, self.offset);
        self.file.write_at(&self.frame, self.offset)?;
        self.is_sealed = true;
        Ok(())
    }

    fn sync(&self) -> std::io::Result<()> {
        self.shared.figures.syncs.fetch_add(1, Ordering::Relaxed);
        self.file.sync()
    }

    /// Tells whether the current segment is down to its reserve.
    fn note_room(&self) {
        let room = self.segment.header.limit() - self.offset;
        let index_bytes = index_frame_bytes(self.events);
        self.shared.note_room(room.saturating_sub(index_bytes) <= self.shared.options.reserve_bytes);
    }

    /// Closes the current segment with its index and goes on in the prepared one.
    fn roll(&mut self) -> Turn {
        let Some(next) = self.shared.take_prepared() else {
            let never_comes =
                self.shared.queue.is_stopping() && self.shared.queue.full.load(Ordering::Acquire);
            return if never_comes { Turn::Stopping } else { Turn::NoRoom };
        };
        match self.close_segment() {
            Ok(closed) => {
                self.begin_segment(closed, next);
                Turn::Worked
            }
            Err(error) => self.fail(&error),
        }
    }

    fn close_segment(&mut self) -> std::io::Result<Closed> {
        let header = &self.segment.header;
        let state = self.shared.index.state();
        let (frame, closed) =
            super::closing::index_frame(header, self.offset, &state.current.events, &mut self.frame);
        drop(state);
        self.file.write_at(&self.frame, self.offset)?;
        let trailer = Trailer { index_offset: self.offset, index_bytes: frame };
        self.file.write_at(&trailer.encode(&header.id), header.limit())?;
        self.sync()?;
        Ok(closed)
    }

    fn begin_segment(&mut self, closed: Closed, next: Prepared) {
        let segment = Arc::new(Segment {
            name: next.name,
            header: next.header,
            bytes: SegmentBytes::File(next.file.clone()),
        });
        self.shared.index.state().roll(closed, segment.clone());
        self.segment = segment;
        self.file = next.file;
        self.offset = HEADER_BYTES;
        self.events = 0;
        self.is_sealed = false;
        self.note_room();
        self.shared.queue.preallocator.ring();
    }
}

/// A writer that goes away without closing (its thread panicked, its task was dropped) leaves nobody waiting.
impl Drop for JournalWriter {
    fn drop(&mut self) {
        self.shared.queue.poison("the journal's writer is gone", &mut self.pending);
    }
}
