//! Reading one event's records: back through its own entries to where they begin, then forward, each entry
//! checked by the chain.

use schemas::ids::{ContentHash, EventId, Version};

use super::entry::{ENTRY_HEADER_BYTES, chain_over, chain_over_first};
use super::layout::{Position, corrupt};
use super::opening::{self, Kept};
use super::segment::{Segment, Window};
use super::segment_index::IndexEntry;
use super::shared::Shared;
use crate::ports::journal::{JournalError, RecordSlices, Visit};

/// What a read learns besides the records.
#[derive(Clone, Copy, Debug)]
pub struct ReadTo {
    /// The last version visited, or the one asked from.
    pub version: Version,
    /// The chain's head there, where at least one entry was read.
    pub head: Option<ContentHash>,
    /// The end of the last entry read.
    pub position: Position,
}

impl Shared {
    /// Visits an event's records after `after` up to `until`.
    pub(super) fn read(
        &self,
        event: EventId,
        after: Version,
        until: Version,
        visit: Visit<'_>,
    ) -> Result<ReadTo, JournalError> {
        let plan = self.index.plan_read(event, after);
        if plan.last < after {
            return Err(JournalError::Short { event, last: plan.last, after });
        }
        let mut read = ReadTo { version: after, head: None, position: Position::default() };
        for number in plan.closed {
            if read.version >= until {
                return Ok(read);
            }
            let (segment, entry) = self.open_closed(number, event)?;
            read_segment(&segment, &entry, until, &mut read, visit)?;
        }
        if let Some((segment, entry)) = plan.current.filter(|_| read.version < until) {
            read_segment(&segment, &entry, until, &mut read, visit)?;
        }
        if read.version < plan.last.min(until) {
            let what = format!("records of {event} after {} are missing", read.version);
            return Err(JournalError::Corrupt { place: "log".to_owned(), what });
        }
        Ok(read)
    }

    /// Opens a closed segment, wherever it is kept by now.
    fn open_closed(&self, number: u64, event: EventId) -> Result<(Segment, IndexEntry), JournalError> {
        let mut tried = None;
        loop {
            let known = self.index.state().closed.get(&number).cloned();
            let Some(known) = known else {
                let what = format!("records of {event} are no longer kept");
                return Err(JournalError::Corrupt { place: format!("segment {number}"), what });
            };
            let kept = Kept { number, is_archived: known.is_archived };
            match opening::open_again(self.disk.as_ref(), kept, self.options.format) {
                Ok(segment) => {
                    let entry = segment.find(known.closed, event)?;
                    return Ok((segment, entry));
                }
                // It may have been archived between the look and the opening.
                Err(error) if tried == Some(kept.is_archived) => return Err(error),
                Err(_) => tried = Some(kept.is_archived),
            }
        }
    }
}

/// Reads an event's entries in one segment, from the one that holds the version after `read.version`.
fn read_segment(
    segment: &Segment,
    index: &IndexEntry,
    until: Version,
    read: &mut ReadTo,
    visit: Visit<'_>,
) -> Result<(), JournalError> {
    let next = read.version.next();
    if index.first_version > next {
        let what = format!("{} begins at {} where {next} is next", index.event, index.first_version);
        return Err(corrupt(&segment.name, index.last_offset, what));
    }
    let mut window = Window::new(segment);
    let (offsets, mut head) = walk_back(&mut window, segment, index, next)?;
    for offset in offsets.into_iter().rev() {
        if read.version >= until {
            break;
        }
        let header = window.entry(offset)?;
        let records = window.get(offset + ENTRY_HEADER_BYTES as u64, header.length as usize)?;
        if chain_over(&head, records, header.count) != Some(header.head) {
            return Err(corrupt(&segment.name, offset, format!("the chain of {} is broken", header.event)));
        }
        let begin = head;
        head = header.head;
        let mut version = header.first_version;
        for record in RecordSlices::new(records) {
            if version > read.version && version <= until {
                visit(version, record)?;
                read.version = version;
            }
            version = version.next();
        }
        read.head = if read.version == header.last_version() {
            Some(head)
        } else {
            let count = u32::try_from(read.version.next().0 - header.first_version.0).unwrap_or(u32::MAX);
            chain_over_first(&begin, records, count)
        };
        let end = offset + ENTRY_HEADER_BYTES as u64 + u64::from(header.length);
        read.position = Position { segment: segment.header.number, offset: end };
    }
    Ok(())
}

/// The offsets of the event's entries from its last back to the one that holds `next`, and the head before
/// that one.
fn walk_back(
    window: &mut Window<'_>,
    segment: &Segment,
    index: &IndexEntry,
    next: Version,
) -> Result<(Vec<u64>, ContentHash), JournalError> {
    let mut offsets = Vec::new();
    let (mut offset, mut last, mut head) = (index.last_offset, index.last_version, index.head_after);
    loop {
        let header = window.entry(offset)?;
        let follows = header.event == index.event && header.last_version() == last && header.head == head;
        if !follows || header.count == 0 {
            return Err(corrupt(
                &segment.name,
                offset,
                format!("this is not the entry of {} at {last}", index.event),
            ));
        }
        offsets.push(offset);
        let is_first = header.first_version <= index.first_version;
        if is_first != (header.previous == 0) || (!is_first && header.previous >= offset) {
            return Err(corrupt(
                &segment.name,
                offset,
                format!("the entries of {} are not in order", index.event),
            ));
        }
        if is_first {
            return Ok((offsets, index.head_before));
        }
        let before = window.entry(header.previous)?;
        if header.first_version <= next {
            return Ok((offsets, before.head));
        }
        (offset, last, head) = (header.previous, Version(header.first_version.0 - 1), before.head);
    }
}
