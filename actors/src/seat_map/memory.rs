//! What is remembered of accepted commands, so that a repeat gets the first answer.

use std::collections::VecDeque;

use schemas::ids::{CommandHash, PrincipalHash, Version};
use schemas::time::Timestamp;
use schemas::wire::{Reader, Wire};
use smallvec::SmallVec;

use super::fixed_hash::FixedMap;
use super::outcome::Answer;
use crate::limits::{ORGANISER_MEMORY_MS, REMEMBERED_COMMANDS_PER_TOKEN, REMEMBERED_ORGANISER_COMMANDS};

/// One accepted command. Its answer is kept in its byte form: most of these are never read again, and what
/// they cost is the memory they touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remembered {
    pub command: CommandHash,
    pub digest: CommandHash,
    pub version: Version,
    pub done: SmallVec<[u8; 36]>,
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

/// The last accepted commands of one hold token: a ring.
#[derive(Clone, Debug, Default)]
pub(super) struct TokenMemory {
    /// The first bytes of each entry's command, side by side, so that a search reads one short array.
    marks: Vec<u32>,
    entries: Vec<Remembered>,
    /// Where the oldest entry is.
    oldest: usize,
}

fn mark(command: CommandHash) -> u32 {
    let [first, second, third, fourth, ..] = command.0;
    u32::from_le_bytes([first, second, third, fourth])
}

impl TokenMemory {
    /// The entry of this command.
    pub fn find(&self, command: CommandHash) -> Option<&Remembered> {
        const PIECE: usize = 32;
        let wanted = mark(command);
        for (piece, marks) in self.marks.chunks(PIECE).enumerate() {
            // A sum has no early end, so that the compiler compares many at once.
            if marks.iter().fold(0, |found, other| found | u32::from(*other == wanted)) != 0 {
                let entries = &self.entries[piece * PIECE..piece * PIECE + marks.len()];
                if let Some(entry) = entries.iter().find(|entry| entry.command == command) {
                    return Some(entry);
                }
            }
        }
        None
    }

    /// Remembers a command; the oldest of a full ring is forgotten.
    pub fn remember(&mut self, entry: Remembered) {
        if self.entries.len() < REMEMBERED_COMMANDS_PER_TOKEN {
            self.marks.push(mark(entry.command));
            self.entries.push(entry);
            return;
        }
        self.marks[self.oldest] = mark(entry.command);
        self.entries[self.oldest] = entry;
        self.oldest = (self.oldest + 1) % REMEMBERED_COMMANDS_PER_TOKEN;
    }

    /// Forgets everything and keeps the room.
    pub fn clear(&mut self) {
        self.marks.clear();
        self.entries.clear();
        self.oldest = 0;
    }

    /// The entries, oldest first.
    pub fn in_order(&self) -> impl Iterator<Item = &Remembered> {
        let (newer, older) = self.entries.split_at(self.oldest);
        older.iter().chain(newer)
    }

    /// Entries.
    pub fn len(&self) -> usize {
        self.entries.len()
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
    pub fn forget_old(&mut self, now: Timestamp) {
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
