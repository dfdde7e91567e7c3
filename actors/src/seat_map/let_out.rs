//! When the recent versions of an event were let out: what is told to the figure of how long a change is on
//! its way to its observers, and decides nothing.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use schemas::ids::Version;
use schemas::time::Timestamp;

use crate::limits::LET_OUT_MARKS;

/// One mark a millisecond in which versions were let out: the last of them, and when.
#[derive(Debug, Default)]
pub(crate) struct LetOut(Mutex<VecDeque<(Version, Timestamp)>>);

impl LetOut {
    fn marks(&self) -> MutexGuard<'_, VecDeque<(Version, Timestamp)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything up to `version` is out.
    pub(crate) fn note(&self, version: Version, now: Timestamp) {
        let mut marks = self.marks();
        if let Some(last) = marks.back_mut().filter(|(_, at)| *at == now) {
            last.0 = version;
            return;
        }
        if marks.len() == LET_OUT_MARKS {
            marks.pop_front();
        }
        marks.push_back((version, now));
    }

    /// When the first version after `known` was let out; the oldest that is remembered where that is longer
    /// ago, none where nothing after it is.
    pub(crate) fn first_after(&self, known: Version) -> Option<Timestamp> {
        let marks = self.marks();
        let first = marks.partition_point(|(version, _)| *version <= known);
        marks.get(first).map(|(_, at)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_version_that_an_observer_lacks_is_told() {
        let let_out = LetOut::default();
        assert_eq!(let_out.first_after(Version(0)), None);
        for (version, at) in [(3, 10), (5, 10), (8, 12)] {
            let_out.note(Version(version), Timestamp(at));
        }
        let after = |known| let_out.first_after(Version(known)).map(|at| at.0);
        assert_eq!(
            [after(0), after(4), after(5), after(7), after(8)],
            [Some(10), Some(10), Some(12), Some(12), None]
        );
    }

    #[test]
    fn what_is_remembered_has_a_bound() {
        let let_out = LetOut::default();
        for version in 1..=LET_OUT_MARKS as u64 + 1 {
            let_out.note(Version(version), Timestamp(version));
        }
        assert_eq!(let_out.marks().len(), LET_OUT_MARKS);
        assert_eq!(let_out.first_after(Version(0)), Some(Timestamp(2)), "the oldest that is remembered");
    }
}
