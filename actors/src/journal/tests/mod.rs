#![allow(clippy::unwrap_used, clippy::panic)]

mod archives;
mod backups;
mod conformance;
mod damage;
mod faults;
mod size;
mod tools;
mod torn;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::FutureExt;
use schemas::ids::{EventId, Version};

use super::{FileJournal, Fill, JournalOptions, JournalWriter, OpenError, Preallocator, Recovered, Turn};
use crate::ports::journal::{Fence, Journal, JournalError};
use crate::testkit::faulty_disk::FaultyDisk;
use crate::testkit::journal_conformance::group;
use crate::testkit::journal_tasks::counted_segment_ids;

/// The first segment's file.
const FIRST: &str = "segments/0000000001.segment";
/// The second segment's file.
const SECOND: &str = "segments/0000000002.segment";

/// A journal of small segments, with ids that no other run of the same test has where `first` differs.
fn options(segment_bytes: u64, first: u64) -> JournalOptions {
    JournalOptions::new(counted_segment_ids(first)).small(segment_bytes)
}

/// A journal driven by hand, a turn at a time.
struct Hand {
    disk: FaultyDisk,
    journal: Arc<dyn Journal>,
    file: Arc<FileJournal>,
    writer: JournalWriter,
    preallocator: Preallocator,
    recovered: Recovered,
    owners: BTreeMap<EventId, (Fence, Version)>,
}

impl Hand {
    fn open(disk: &FaultyDisk, options: JournalOptions) -> Result<Self, OpenError> {
        let opened = FileJournal::open(Arc::new(disk.clone()), options)?;
        Ok(Self {
            disk: disk.clone(),
            journal: opened.journal.clone(),
            file: opened.journal,
            writer: opened.writer,
            preallocator: opened.preallocator,
            recovered: opened.recovered,
            owners: BTreeMap::new(),
        })
    }

    /// Steps both parts until neither has anything to do; the writer's last turn.
    fn turns(&mut self) -> Turn {
        loop {
            while self.preallocator.step() == Fill::Worked {}
            match self.writer.step() {
                Turn::Worked => {}
                turn if self.preallocator.step() == Fill::Worked => assert_ne!(turn, Turn::Poisoned),
                turn => return turn,
            }
        }
    }

    fn fence(&mut self, event: EventId) -> Result<Fence, JournalError> {
        let future = self.journal.fence(event, Arc::new(|| {}));
        self.turns();
        let fence = future.now_or_never().unwrap()?;
        self.owners.insert(event, (fence.clone(), fence.durable_version.next()));
        Ok(fence)
    }

    /// Queues records of an event, fenced at its first time.
    fn queue(&mut self, event: EventId, records: &[&[u8]]) -> Result<Version, JournalError> {
        if !self.owners.contains_key(&event) {
            self.fence(event)?;
        }
        let (fence, next) = self.owners.get_mut(&event).unwrap();
        let group = group(event, fence.number, *next, records);
        let last = group.last_version();
        *next = last.next();
        self.journal.append(group).map(|()| last)
    }

    /// Appends records of an event and makes them durable.
    fn append(&mut self, event: EventId, records: &[&[u8]]) -> Version {
        let last = self.queue(event, records).unwrap();
        assert_eq!(self.turns(), Turn::Idle);
        assert_eq!(self.owners[&event].0.watermark.durable(), last);
        last
    }

    fn records(&self, event: EventId) -> Result<Vec<Vec<u8>>, JournalError> {
        records(self.file.as_ref(), event)
    }
}

fn records(journal: &dyn Journal, event: EventId) -> Result<Vec<Vec<u8>>, JournalError> {
    let mut records = Vec::new();
    journal.read(event, Version(0), &mut |_, bytes| {
        records.push(bytes.to_vec());
        Ok(())
    })?;
    Ok(records)
}

/// `bytes` replaced by `part` from `at` on.
fn patched(bytes: &[u8], at: usize, part: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + part.len()].copy_from_slice(part);
    bytes
}
