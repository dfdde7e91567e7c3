//! What is known of the log without reading it: per event its last version, its chain's head and the segments
//! that have records of it; per segment where its index is. Durable records only.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use schemas::ids::{ContentHash, EventId, Version};

use super::entry::chain_begin;
use super::layout::{HEADER_BYTES, Position};
use super::released::Released;
use super::segment::{Closed, Segment};
use super::segment_index::IndexEntry;

/// The index of a whole journal, shared by the writer and readers.
pub struct LogIndex {
    state: Mutex<State>,
}

/// What the lock guards.
pub(super) struct State {
    pub events: BTreeMap<EventId, EventLog>,
    /// Closed segments.
    pub closed: BTreeMap<u64, ClosedSegment>,
    pub current: Current,
}

/// One event's log.
#[derive(Clone, Debug)]
pub(super) struct EventLog {
    pub last: Version,
    pub head: ContentHash,
    /// Closed segments with records of it, each with its last version there; oldest first.
    pub segments: Vec<(u64, Version)>,
}

/// A closed segment.
#[derive(Clone, Debug)]
pub(super) struct ClosedSegment {
    pub closed: Closed,
    pub is_archived: bool,
}

/// The segment that is written.
pub(super) struct Current {
    pub segment: Arc<Segment>,
    pub events: BTreeMap<EventId, IndexEntry>,
    /// End of the last durable frame.
    pub end: u64,
}

/// What the writer must know of an event to write its next entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tail {
    pub last: Version,
    pub head: ContentHash,
    /// Offset of its last entry in the current segment; 0 where it has none.
    pub previous: u64,
}

/// Which segments a read must visit, oldest first.
pub(super) struct ReadPlan {
    /// The event's last durable version.
    pub last: Version,
    /// Closed segments, by number.
    pub closed: Vec<u64>,
    /// The current segment, where the event has records in it.
    pub current: Option<(Arc<Segment>, IndexEntry)>,
}

impl Current {
    const fn new(segment: Arc<Segment>) -> Self {
        Self { segment, events: BTreeMap::new(), end: HEADER_BYTES }
    }
}

impl EventLog {
    fn new(event: EventId) -> Self {
        Self { last: Version(0), head: chain_begin(event), segments: Vec::new() }
    }
}

impl State {
    /// With `current` as the segment that is written, and what is remembered of archives let go.
    pub fn new(current: &Arc<Segment>, released: &Released) -> Self {
        let log = |(event, (last, head)): (&EventId, &(Version, ContentHash))| {
            (*event, EventLog { last: *last, head: *head, segments: Vec::new() })
        };
        let current = Current::new(current.clone());
        Self { events: released.events.iter().map(log).collect(), closed: BTreeMap::new(), current }
    }

    /// Goes on in `segment`, which has no records yet.
    pub fn begin(&mut self, segment: &Arc<Segment>) {
        self.current = Current::new(segment.clone());
    }

    /// Takes over what a closed segment's index says; false where it does not follow what is known.
    pub fn add_closed(&mut self, number: u64, entry: &IndexEntry) -> bool {
        let log = self.events.entry(entry.event).or_insert_with(|| EventLog::new(entry.event));
        if entry.first_version != log.last.next() || entry.head_before != log.head {
            return false;
        }
        log.last = entry.last_version;
        log.head = entry.head_after;
        log.segments.push((number, entry.last_version));
        true
    }

    /// The event as the writer needs it.
    pub fn tail(&self, event: EventId) -> Tail {
        let previous = self.current.events.get(&event).map_or(0, |entry| entry.last_offset);
        match self.events.get(&event) {
            Some(log) => Tail { last: log.last, head: log.head, previous },
            None => Tail { last: Version(0), head: chain_begin(event), previous },
        }
    }

    /// Takes over an entry written to the current segment; `written` names its own first version, its offset
    /// as `last_offset` and the heads around it.
    pub fn add_entry(&mut self, written: &IndexEntry) {
        let log = self.events.entry(written.event).or_insert_with(|| EventLog::new(written.event));
        log.last = written.last_version;
        log.head = written.head_after;
        let entry = self.current.events.entry(written.event).or_insert(*written);
        entry.last_version = written.last_version;
        entry.last_offset = written.last_offset;
        entry.head_after = written.head_after;
    }

    /// The current segment is closed and `next` takes its place.
    pub fn roll(&mut self, closed: Closed, next: Arc<Segment>) {
        let number = self.current.segment.header.number;
        for entry in self.current.events.values() {
            if let Some(log) = self.events.get_mut(&entry.event) {
                log.segments.push((number, entry.last_version));
            }
        }
        self.closed.insert(number, ClosedSegment { closed, is_archived: false });
        self.current = Current::new(next);
    }
}

impl State {
    /// Forgets a segment with these events.
    pub fn let_go(&mut self, number: u64, entries: &[IndexEntry]) {
        for entry in entries {
            if let Some(log) = self.events.get_mut(&entry.event) {
                log.segments.retain(|(kept, _)| *kept != number);
            }
        }
        self.closed.remove(&number);
    }
}

impl LogIndex {
    pub(super) fn new(state: State) -> Self {
        Self { state: Mutex::new(state) }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The event's last durable version.
    pub fn last(&self, event: EventId) -> Version {
        self.state().events.get(&event).map_or(Version(0), |log| log.last)
    }

    /// The end of the durable log.
    pub fn end(&self) -> Position {
        let state = self.state();
        Position { segment: state.current.segment.header.number, offset: state.current.end }
    }

    pub(super) fn plan_read(&self, event: EventId, after: Version) -> ReadPlan {
        let state = self.state();
        let Some(log) = state.events.get(&event) else {
            return ReadPlan { last: Version(0), closed: Vec::new(), current: None };
        };
        let begin = log.segments.partition_point(|(_, last)| *last <= after);
        ReadPlan {
            last: log.last,
            closed: log.segments[begin..].iter().map(|(number, _)| *number).collect(),
            current: state
                .current
                .events
                .get(&event)
                .filter(|entry| entry.last_version > after)
                .map(|entry| (state.current.segment.clone(), *entry)),
        }
    }
}
