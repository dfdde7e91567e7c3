//! The map behind the registry. Every method takes its lock, does one step and lets go of it; none awaits,
//! none sends to an actor.

use std::sync::atomic::{AtomicUsize, Ordering};

use dashmap::DashMap;
use dashmap::mapref::entry::Entry as Slot;
use schemas::ids::EventId;
use tokio::sync::oneshot;

use super::OpenError;
use crate::limits::WAITERS_PER_EVENT;
use crate::seat_map::handle::SeatMapHandle;

/// Told when the entry changed: look again; or why there is nothing to look for.
type Waiter = oneshot::Sender<Result<(), OpenError>>;

/// Resolves when the entry changed.
pub(crate) type Change = oneshot::Receiver<Result<(), OpenError>>;

enum Entry {
    Loading(Vec<Waiter>),
    Live(SeatMapHandle),
    Stopping(Vec<Waiter>),
}

/// What a caller finds.
pub(crate) enum Look {
    Live(SeatMapHandle),
    /// It is loading or stopping.
    Wait(Change),
    /// It was not there; it is marked as loading, and the caller is to load it.
    Load(Change),
    /// It is not there, and there is no room for it.
    Full,
    /// Too many wait for it.
    Crowded,
}

pub(crate) struct Entries {
    map: DashMap<EventId, Entry>,
    count: AtomicUsize,
    at_most: usize,
}

impl Entries {
    pub(crate) fn new(at_most: usize) -> Self {
        Self { map: DashMap::new(), count: AtomicUsize::new(0), at_most }
    }

    pub(crate) fn look(&self, event: EventId) -> Look {
        match self.map.entry(event) {
            Slot::Occupied(mut slot) => match slot.get_mut() {
                Entry::Live(handle) if !handle.is_closed() => Look::Live(handle.clone()),
                // Only an actor that died is closed while its entry is live.
                Entry::Live(_) => {
                    let (waiter, change) = oneshot::channel();
                    slot.insert(Entry::Loading(vec![waiter]));
                    Look::Load(change)
                }
                Entry::Loading(waiters) | Entry::Stopping(waiters) => wait(waiters),
            },
            Slot::Vacant(slot) => {
                let room = |count: usize| (count < self.at_most).then_some(count + 1);
                if self.count.fetch_update(Ordering::SeqCst, Ordering::SeqCst, room).is_err() {
                    return Look::Full;
                }
                let (waiter, change) = oneshot::channel();
                slot.insert(Entry::Loading(vec![waiter]));
                Look::Load(change)
            }
        }
    }

    /// Waits for a change of an entry that is there.
    pub(crate) fn wait(&self, event: EventId) -> Option<Change> {
        match self.map.get_mut(&event)?.value_mut() {
            Entry::Live(_) => None,
            Entry::Loading(waiters) | Entry::Stopping(waiters) => {
                let (waiter, change) = oneshot::channel();
                waiters.push(waiter);
                Some(change)
            }
        }
    }

    /// Marks a live event as stopping; whoever comes from here on waits.
    pub(crate) fn begin_stop(&self, event: EventId) -> Option<SeatMapHandle> {
        let mut entry = self.map.get_mut(&event)?;
        let Entry::Live(handle) = entry.value() else { return None };
        let handle = handle.clone();
        *entry.value_mut() = Entry::Stopping(Vec::new());
        Some(handle)
    }

    /// A load or a stop ended with a live event.
    pub(crate) fn set_live(&self, event: EventId, handle: SeatMapHandle) {
        let before = self.map.insert(event, Entry::Live(handle));
        tell(before, &Ok(()));
    }

    /// A load failed, or a stop ended.
    pub(crate) fn remove(&self, event: EventId, why: &Result<(), OpenError>) {
        let before = self.map.remove(&event).map(|(_, entry)| entry);
        if before.is_some() {
            self.count.fetch_sub(1, Ordering::SeqCst);
        }
        tell(before, why);
    }

    /// Handles of live events, in order of id.
    pub(crate) fn live(&self) -> Vec<SeatMapHandle> {
        let live = |entry: dashmap::mapref::multiple::RefMulti<'_, EventId, Entry>| match entry.value() {
            Entry::Live(handle) => Some(handle.clone()),
            Entry::Loading(_) | Entry::Stopping(_) => None,
        };
        let mut handles: Vec<_> = self.map.iter().filter_map(live).collect();
        handles.sort_unstable_by_key(SeatMapHandle::event);
        handles
    }

    /// Everything there is, in whichever state, in order of id.
    pub(crate) fn all(&self) -> Vec<EventId> {
        let mut events: Vec<_> = self.map.iter().map(|entry| *entry.key()).collect();
        events.sort_unstable();
        events
    }

    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

fn wait(waiters: &mut Vec<Waiter>) -> Look {
    if waiters.len() >= WAITERS_PER_EVENT {
        // Those who stopped waiting made room.
        waiters.retain(|waiter| !waiter.is_closed());
        if waiters.len() >= WAITERS_PER_EVENT {
            return Look::Crowded;
        }
    }
    let (waiter, change) = oneshot::channel();
    waiters.push(waiter);
    Look::Wait(change)
}

fn tell(entry: Option<Entry>, what: &Result<(), OpenError>) {
    let Some(Entry::Loading(waiters) | Entry::Stopping(waiters)) = entry else { return };
    for waiter in waiters {
        // Whoever waited may have gone away.
        let _ = waiter.send(what.clone());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]

    use schemas::ids::EventId;

    use super::{Entries, Look, OpenError};
    use crate::limits::WAITERS_PER_EVENT;

    #[test]
    fn waiters_of_one_event_have_a_bound_and_those_who_left_make_room() {
        let entries = Entries::new(1);
        let event = EventId(1);
        let Look::Load(first) = entries.look(event) else { panic!("not to be loaded") };
        let mut waiting = vec![first];
        for _ in 1..WAITERS_PER_EVENT {
            let Look::Wait(change) = entries.look(event) else { panic!("not waiting") };
            waiting.push(change);
        }
        assert!(matches!(entries.look(event), Look::Crowded));
        waiting.truncate(WAITERS_PER_EVENT - 2);
        let Look::Wait(again) = entries.look(event) else { panic!("not waiting") };
        waiting.push(again);
        entries.remove(event, &Err(OpenError::Busy));
        for mut change in waiting {
            assert!(matches!(change.try_recv(), Ok(Err(OpenError::Busy))));
        }
        assert_eq!(entries.count(), 0);
    }
}
