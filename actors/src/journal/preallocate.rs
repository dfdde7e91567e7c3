//! Makes the next segment before it is needed: filled with zeros, headed, synced, then named. Never stalls the
//! writer; where it fails, the journal goes on in the current segment and its reserve.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::layout::{FILLING, HEADER_BYTES, SEGMENTS, SegmentHeader, SegmentId};
use super::options::JournalOptions;
use super::shared::Shared;
use crate::limits::JOURNAL_FILL_BYTES;
use crate::ports::disk::{Disk, DiskFile};

/// A segment ready for its first frame.
pub(super) struct Prepared {
    pub name: String,
    pub header: SegmentHeader,
    pub file: Arc<dyn DiskFile>,
}

/// What a step of the preallocator came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// A part was filled; there is more.
    Worked,
    /// The next segment is there: wait for the signal.
    Ready,
    /// The disk refused: wait for the signal, then try again where it stopped.
    Refused,
    /// The journal is poisoned, or stops and its last groups have the room they need.
    Ended,
}

/// Give [`Preallocator::run`] a thread, or drive [`Preallocator::step`].
pub struct Preallocator {
    shared: Arc<Shared>,
    filling: Option<Filling>,
    /// Number and id of the newest segment there is.
    newest: (u64, SegmentId),
}

/// A segment being made.
pub(super) struct Filling {
    file: Arc<dyn DiskFile>,
    header: SegmentHeader,
    offset: u64,
}

impl Preallocator {
    pub(super) const fn new(shared: Arc<Shared>, newest: (u64, SegmentId)) -> Self {
        Self { shared, filling: None, newest }
    }

    /// Fills a part of the next segment. Blocks on the disk.
    pub fn step(&mut self) -> Fill {
        if self.shared.queue.failure().is_some() {
            return Fill::Ended;
        }
        let is_stopping = self.shared.queue.is_stopping();
        if self.shared.index.state().current.segment.header.number < self.newest.0 {
            return if is_stopping { Fill::Ended } else { Fill::Ready };
        }
        match self.advance() {
            Ok(Some(prepared)) => {
                self.newest = (prepared.header.number, prepared.header.id);
                self.shared.give_prepared(prepared);
                Fill::Ready
            }
            Ok(None) => Fill::Worked,
            Err(error) => {
                if !self.shared.queue.full.swap(true, Ordering::AcqRel) {
                    tracing::warn!(%error, "no further journal segment can be made; make room on the disk");
                }
                if is_stopping {
                    // Whoever waits for this segment waits no longer.
                    self.shared.queue.writer.ring();
                    return Fill::Ended;
                }
                Fill::Refused
            }
        }
    }

    /// Steps until the journal stops, waiting in between.
    pub fn run(mut self) {
        loop {
            match self.step() {
                Fill::Worked => {}
                Fill::Ready | Fill::Refused => self.shared.queue.preallocator.wait_blocking(),
                Fill::Ended => return,
            }
        }
    }

    /// Waits, without blocking the thread, until there may be something to do after `Ready` or `Refused`.
    pub async fn ready(&self) {
        self.shared.queue.preallocator.wait().await;
    }

    fn advance(&mut self) -> io::Result<Option<Prepared>> {
        let disk = self.shared.disk.as_ref();
        let filling = if let Some(filling) = &mut self.filling {
            filling
        } else {
            let (number, id) = self.newest;
            self.filling.insert(Filling::begin(disk, &self.shared.options, number + 1, id)?)
        };
        if !filling.advance()? {
            return Ok(None);
        }
        if let Err(error) = filling.finish(disk) {
            // A failed sync is never repeated: what it lost stays lost, whatever a later one says. The next try
            // begins with another file.
            self.filling = None;
            return Err(error);
        }
        Ok(self.filling.take().map(|filling| Prepared {
            name: SegmentHeader::name(filling.header.number),
            header: filling.header,
            file: filling.file,
        }))
    }
}

impl Filling {
    pub fn begin(
        disk: &dyn Disk,
        options: &JournalOptions,
        number: u64,
        previous: SegmentId,
    ) -> io::Result<Self> {
        let file = disk.create(FILLING)?;
        let id = (options.segment_ids)();
        let header =
            SegmentHeader { format: options.format, number, capacity: options.segment_bytes, id, previous };
        Ok(Self { file, header, offset: 0 })
    }

    /// Fills one part; true once it is full.
    pub fn advance(&mut self) -> io::Result<bool> {
        static ZEROS: [u8; JOURNAL_FILL_BYTES] = [0; JOURNAL_FILL_BYTES];
        let left = self.header.capacity - self.offset;
        let part = usize::try_from(left).unwrap_or(usize::MAX).min(ZEROS.len());
        self.file.write_at(&ZEROS[..part], self.offset)?;
        self.offset += part as u64;
        Ok(self.offset == self.header.capacity)
    }

    /// Heads, syncs and names it.
    pub fn finish(&mut self, disk: &dyn Disk) -> io::Result<()> {
        self.file.write_at(&self.header.encode(), 0)?;
        self.file.sync()?;
        disk.rename(FILLING, &SegmentHeader::name(self.header.number))?;
        disk.sync_folder(SEGMENTS)
    }

    /// Makes a whole segment at once; for the first of a journal.
    pub fn whole(
        disk: &dyn Disk,
        options: &JournalOptions,
        number: u64,
        previous: SegmentId,
    ) -> io::Result<Prepared> {
        let mut filling = Self::begin(disk, options, number, previous)?;
        while !filling.advance()? {}
        filling.finish(disk)?;
        Ok(Prepared { name: SegmentHeader::name(number), header: filling.header, file: filling.file })
    }
}

const _: () = assert!(HEADER_BYTES < JOURNAL_FILL_BYTES as u64);
