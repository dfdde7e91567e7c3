//! What is remembered of accepted commands, so that a repeat gets the first answer: the form of an entry, and
//! the organisers' memory. That of hold tokens is in [`super::tokens`].

use std::collections::VecDeque;

use schemas::ids::{CommandHash, PrincipalHash, Version};
use schemas::time::Timestamp;
use schemas::wire::{Reader, Wire};
use smallvec::SmallVec;

use super::fixed_hash::FixedMap;
use super::outcome::Answer;
use crate::limits::{ORGANISER_MEMORY_MS, REMEMBERED_ORGANISER_COMMANDS};

/// One accepted command. Its answer is kept in its byte form: most of these are never read again, and what
/// they cost is the memory they touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remembered {
    pub command: CommandHash,
    pub digest: CommandHash,
    pub version: Version,
    pub done: SmallVec<[u8; 48]>,
}

impl Remembered {
    /// Remembers `answer`; `scratch` is overwritten.
    pub fn new(command: CommandHash, digest: CommandHash, answer: &Answer, scratch: &mut Vec<u8>) -> Self {
        scratch.clear();
        answer.done.put(scratch);
        Self { command, digest, version: answer.version, done: SmallVec::from_slice(scratch) }
    }

    /// The answer as it was given.
    pub fn answer(&self) -> Answer {
        match Reader::new(&self.done).take() {
            Ok(done) => Answer { version: self.version, done },
            Err(error) => unreachable!("an answer that was written cannot be read: {error}"),
        }
    }
}

/// One accepted command of an organiser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OrganiserEntry {
    pub at: Timestamp,
    pub organiser: PrincipalHash,
    pub entry: Remembered,
}

impl OrganiserEntry {
    /// Whether its time is over.
    const fn is_old(&self, now: Timestamp) -> bool {
        now.since_ms(self.at) >= ORGANISER_MEMORY_MS
    }
}

/// The accepted commands of all organisers, in the order of their records.
#[derive(Clone, Debug)]
pub(super) struct OrganiserMemory {
    /// Entries there can be.
    pub bound: usize,
    entries: VecDeque<OrganiserEntry>,
    /// How many entries were forgotten so far: the number of the first one that is left.
    forgotten: u64,
    numbers: FixedMap<(PrincipalHash, CommandHash), u64>,
}

impl Default for OrganiserMemory {
    fn default() -> Self {
        Self {
            bound: REMEMBERED_ORGANISER_COMMANDS,
            entries: VecDeque::new(),
            forgotten: 0,
            numbers: FixedMap::default(),
        }
    }
}

impl OrganiserMemory {
    /// The entry of this command, where its time is not over.
    pub fn find(
        &self,
        organiser: PrincipalHash,
        command: CommandHash,
        now: Timestamp,
    ) -> Option<&Remembered> {
        let number = self.numbers.get(&(organiser, command))?;
        let found = self.entries.get(usize::try_from(number - self.forgotten).ok()?)?;
        (!found.is_old(now)).then_some(&found.entry)
    }

    /// Whether one more can be remembered at `now`.
    pub fn has_room(&self, now: Timestamp) -> bool {
        self.entries.len() < self.bound || self.entries.front().is_some_and(|entry| entry.is_old(now))
    }

    /// Forgets what is over.
    #[inline]
    pub fn forget_old(&mut self, now: Timestamp) {
        if self.entries.front().is_some_and(|entry| entry.is_old(now)) {
            self.forget_first(now);
        }
    }

    #[cold]
    fn forget_first(&mut self, now: Timestamp) {
        while self.entries.front().is_some_and(|entry| entry.is_old(now)) {
            if let Some(old) = self.entries.pop_front() {
                self.numbers.remove(&(old.organiser, old.entry.command));
                self.forgotten += 1;
            }
        }
    }

    /// Remembers a command.
    pub fn remember(&mut self, entry: OrganiserEntry) {
        let number = self.forgotten + self.entries.len() as u64;
        self.numbers.insert((entry.organiser, entry.entry.command), number);
        self.entries.push_back(entry);
    }

    /// The entries, oldest first.
    pub fn in_order(&self) -> impl ExactSizeIterator<Item = &OrganiserEntry> {
        self.entries.iter()
    }
}
