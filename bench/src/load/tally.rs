//! What a load counts, on one thread and only while it is told to.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;

use crate::figures::Times;

/// Counts of all connections of a load.
#[derive(Default)]
pub struct Tally {
    counting: Cell<bool>,
    answers: Cell<u64>,
    public: Cell<u64>,
    public_bytes: Cell<u64>,
    times: RefCell<Times>,
    refused: RefCell<BTreeMap<String, u64>>,
    failed: RefCell<BTreeMap<String, u64>>,
}

impl Tally {
    /// Begins anew to count, or stops.
    pub fn count(&self, counting: bool) {
        self.counting.set(counting);
        if counting {
            self.answers.set(0);
            self.public.set(0);
            self.public_bytes.set(0);
            self.times.borrow_mut().clear();
            self.refused.borrow_mut().clear();
        }
    }

    /// An answer came after so long, `count` of them at once.
    pub fn answered(&self, count: u64, after: Duration) {
        if self.counting.get() {
            self.answers.set(self.answers.get() + count);
            self.times.borrow_mut().note_many(after, count);
        }
    }

    /// One of the answers was a refusal.
    pub fn refused(&self, code: &str) {
        if self.counting.get() {
            let mut refused = self.refused.borrow_mut();
            match refused.get_mut(code) {
                Some(count) => *count += 1,
                None => _ = refused.insert(code.to_owned(), 1),
            }
        }
    }

    /// Something came that answers no command.
    pub fn public(&self, bytes: usize) {
        if self.counting.get() {
            self.public.set(self.public.get() + 1);
            self.public_bytes.set(self.public_bytes.get() + bytes as u64);
        }
    }

    /// A connection ended before it should.
    pub fn failed(&self, why: String) {
        *self.failed.borrow_mut().entry(why).or_default() += 1;
    }

    /// Answers, refusals among them.
    #[must_use]
    pub fn answers(&self) -> u64 {
        self.answers.get()
    }

    /// Frames that answered no command, and their bytes together.
    #[must_use]
    pub fn public_frames(&self) -> (u64, u64) {
        (self.public.get(), self.public_bytes.get())
    }

    /// From writing to each answer.
    #[must_use]
    pub fn times(&self) -> Times {
        self.times.borrow().clone()
    }

    /// Refusals by code.
    #[must_use]
    pub fn refusals(&self) -> BTreeMap<String, u64> {
        self.refused.borrow().clone()
    }

    /// Connections that ended before they should, by reason.
    #[must_use]
    pub fn failures(&self) -> BTreeMap<String, u64> {
        self.failed.borrow().clone()
    }
}
