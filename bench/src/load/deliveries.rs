//! How old the changes are that watchers are told.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Instant;

use crate::figures::Times;

/// When the command was sent that became each version.
#[derive(Default)]
pub struct Sendings {
    /// The first version whose sending may be known.
    first: Cell<u64>,
    /// By version from `first` on.
    at: RefCell<Vec<Option<Instant>>>,
}

impl Sendings {
    /// The command sent at this moment became true with this version.
    pub fn note(&self, version: u64, sent: Instant) {
        let mut at = self.at.borrow_mut();
        if at.is_empty() {
            self.first.set(version);
        }
        let Some(slot) = version.checked_sub(self.first.get()) else { return };
        let slot = usize::try_from(slot).unwrap_or(usize::MAX);
        if at.len() <= slot {
            at.resize(slot + 1, None);
        }
        at[slot] = Some(sent);
    }

    /// When that was; none where it is not known, or not yet.
    fn of(&self, version: u64) -> Option<Instant> {
        let slot = usize::try_from(version.checked_sub(self.first.get())?).ok()?;
        self.at.borrow().get(slot).copied().flatten()
    }
}

/// What all watchers were told, counted on one thread and only while told to.
#[derive(Default)]
pub struct Deliveries {
    counting: Cell<bool>,
    deltas: Cell<u64>,
    snapshots: Cell<u64>,
    bytes: Cell<u64>,
    /// From sending the command of the oldest change in a delta to receiving the delta.
    ages: RefCell<Times>,
    /// Deltas received before the answer that says when their oldest change was sent.
    early: RefCell<Vec<(u64, Instant)>>,
    unknown: Cell<u64>,
    lost: RefCell<BTreeMap<String, u64>>,
}

impl Deliveries {
    /// Begins anew to count, or stops.
    pub fn count(&self, counting: bool) {
        self.counting.set(counting);
        if counting {
            for count in [&self.deltas, &self.snapshots, &self.bytes, &self.unknown] {
                count.set(0);
            }
            self.ages.borrow_mut().clear();
            self.early.borrow_mut().clear();
        }
    }

    /// A watcher received a delta.
    pub fn delta(&self, from: u64, bytes: usize, sendings: &Sendings, now: Instant) {
        if !self.counting.get() {
            return;
        }
        self.deltas.set(self.deltas.get() + 1);
        self.bytes.set(self.bytes.get() + bytes as u64);
        match sendings.of(from + 1) {
            Some(sent) => self.ages.borrow_mut().note(now - sent),
            None => self.early.borrow_mut().push((from + 1, now)),
        }
    }

    /// A watcher received a snapshot.
    pub fn snapshot(&self, bytes: usize) {
        if self.counting.get() {
            self.snapshots.set(self.snapshots.get() + 1);
            self.bytes.set(self.bytes.get() + bytes as u64);
        }
    }

    /// Looks again at deltas that came before the answer to their oldest change. Those without one even now
    /// are counted as unknown.
    pub fn settle(&self, sendings: &Sendings) {
        for (version, received) in self.early.take() {
            match sendings.of(version) {
                Some(sent) => self.ages.borrow_mut().note(received - sent),
                None => self.unknown.set(self.unknown.get() + 1),
            }
        }
    }

    /// A watcher ended.
    pub fn lose(&self, why: String) {
        *self.lost.borrow_mut().entry(why).or_default() += 1;
    }

    /// Deltas received.
    #[must_use]
    pub fn deltas(&self) -> u64 {
        self.deltas.get()
    }

    /// Snapshots received.
    #[must_use]
    pub fn snapshots(&self) -> u64 {
        self.snapshots.get()
    }

    /// Bytes of both.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    /// From sending the command of the oldest change in a delta to receiving the delta.
    #[must_use]
    pub fn ages(&self) -> Times {
        self.ages.borrow().clone()
    }

    /// Deltas whose oldest change nobody here asked for.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown.get()
    }

    /// Watchers that ended, by reason.
    #[must_use]
    pub fn lost(&self) -> BTreeMap<String, u64> {
        self.lost.borrow().clone()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_delta_is_as_old_as_its_oldest_change_also_where_the_answer_comes_later() {
        let (sendings, deliveries) = (Sendings::default(), Deliveries::default());
        let begun = Instant::now();
        let at = |milliseconds| begun + Duration::from_millis(milliseconds);
        deliveries.delta(1, 10, &sendings, at(0));
        deliveries.count(true);
        sendings.note(10, at(0));
        sendings.note(11, at(5));
        deliveries.delta(9, 100, &sendings, at(20));
        deliveries.delta(11, 100, &sendings, at(30));
        sendings.note(12, at(10));
        deliveries.delta(20, 50, &sendings, at(40));
        deliveries.settle(&sendings);
        deliveries.snapshot(1_000);
        let counts = (deliveries.deltas(), deliveries.snapshots(), deliveries.bytes(), deliveries.unknown());
        assert_eq!(counts, (3, 1, 1_250, 1));
        let ages = deliveries.ages();
        assert_eq!((ages.count(), ages.longest()), (2, Duration::from_micros(20_015)));
    }
}
