//! The gate before a seat map's mailbox: counts what waits and what is unanswered, exactly, and closes.
//!
//! Actix gives each sender a slot beyond the mailbox's capacity, so that its own bound moves with the number
//! of addresses. The gate's does not; the mailbox behind it only needs room for a few wake-ups more.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::limits::{SEAT_MAP_MAILBOX, UNANSWERED_PER_EVENT};

const CLOSED: u64 = 1 << 63;
const ONE_WAITING: u64 = 1 << 32;
const UNANSWERED_MASK: u64 = ONE_WAITING - 1;

const _: () = assert!((SEAT_MAP_MAILBOX as u64) < CLOSED / ONE_WAITING);
const _: () = assert!(UNANSWERED_PER_EVENT < u32::MAX);

/// Why nobody was let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shut {
    /// As much waits as may.
    Full,
    /// The actor takes nothing more.
    Closed,
}

/// One word: closed, messages in the mailbox, answers owed.
#[derive(Debug, Default)]
pub(crate) struct Gate(AtomicU64);

impl Gate {
    /// Lets one message in that will be owed `answers`.
    pub(crate) fn enter(&self, answers: u32) -> Result<(), Shut> {
        let step = |state: u64| {
            let room = waiting(state) < SEAT_MAP_MAILBOX
                && unanswered(state).saturating_add(answers) <= UNANSWERED_PER_EVENT;
            (state & CLOSED == 0 && room).then_some(state + ONE_WAITING + u64::from(answers))
        };
        match self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, step) {
            Ok(_) => Ok(()),
            Err(state) if state & CLOSED != 0 => Err(Shut::Closed),
            Err(_) => Err(Shut::Full),
        }
    }

    /// A message let in before was taken from the mailbox.
    pub(crate) fn taken(&self) {
        self.0.fetch_sub(ONE_WAITING, Ordering::SeqCst);
    }

    /// Answers owed before were let go.
    pub(crate) fn answered(&self, answers: u32) {
        self.0.fetch_sub(u64::from(answers), Ordering::SeqCst);
    }

    /// Nobody gets in from here on.
    pub(crate) fn close(&self) {
        self.0.fetch_or(CLOSED, Ordering::SeqCst);
    }

    /// Opens again.
    pub(crate) fn open(&self) {
        self.0.fetch_and(!CLOSED, Ordering::SeqCst);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.0.load(Ordering::SeqCst) & CLOSED != 0
    }

    /// Messages in the mailbox.
    pub(crate) fn waiting(&self) -> usize {
        waiting(self.0.load(Ordering::SeqCst))
    }

    /// Answers owed, those to messages in the mailbox included.
    pub(crate) fn unanswered(&self) -> u32 {
        unanswered(self.0.load(Ordering::SeqCst))
    }
}

const fn waiting(state: u64) -> usize {
    ((state & !CLOSED) / ONE_WAITING) as usize
}

#[allow(clippy::cast_possible_truncation)] // Masked to 32 bits.
const fn unanswered(state: u64) -> u32 {
    (state & UNANSWERED_MASK) as u32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{Gate, Shut};
    use crate::limits::{SEAT_MAP_MAILBOX, UNANSWERED_PER_EVENT};

    #[test]
    fn the_mailbox_bound_is_exact() {
        let gate = Gate::default();
        for _ in 0..SEAT_MAP_MAILBOX {
            gate.enter(1).unwrap();
        }
        assert_eq!(gate.enter(1), Err(Shut::Full));
        gate.taken();
        gate.enter(1).unwrap();
        assert_eq!(gate.enter(1), Err(Shut::Full));
        assert_eq!(gate.waiting(), SEAT_MAP_MAILBOX);
    }

    #[test]
    fn the_bound_on_unanswered_commands_is_exact() {
        let gate = Gate::default();
        gate.enter(UNANSWERED_PER_EVENT - 1).unwrap();
        gate.taken();
        assert_eq!(gate.enter(2), Err(Shut::Full));
        gate.enter(1).unwrap();
        gate.taken();
        assert_eq!((gate.waiting(), gate.unanswered()), (0, UNANSWERED_PER_EVENT));
        gate.answered(2);
        gate.enter(2).unwrap();
    }

    #[test]
    fn closed_tells_before_full_and_keeps_the_counts() {
        let gate = Gate::default();
        gate.enter(3).unwrap();
        gate.close();
        assert_eq!(gate.enter(1), Err(Shut::Closed));
        assert_eq!((gate.is_closed(), gate.waiting(), gate.unanswered()), (true, 1, 3));
        gate.open();
        gate.enter(1).unwrap();
        assert_eq!((gate.is_closed(), gate.waiting(), gate.unanswered()), (false, 2, 4));
    }
}
