//! What a hold token remembers: its last accepted commands, so that a repeat gets the first answer.
//!
//! Their bytes lie in [`super::memory_pages`]; here is where, by token. Most tokens send a few commands, which
//! are compared one by one; one that sends many gets an index, so that a new command, which is like none of
//! the others, is told from them by one look.

use schemas::ids::CommandHash;
use smallvec::SmallVec;

use super::memory_pages::Spot;
use crate::limits::REMEMBERED_COMMANDS_PER_TOKEN;

/// Entries of a token that need no memory beside the token's own.
const FEW: usize = 4;

/// Entries of a token that are compared one by one.
const SHORT: usize = 32;

// An entry's number in the ring is a byte.
const _: () = assert!(REMEMBERED_COMMANDS_PER_TOKEN <= 1 << u8::BITS);

/// One entry: the first bytes of its command, and where it lies.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
    mark: u32,
    spot: Spot,
}

/// The last accepted commands of one hold token: a ring of where they lie.
#[derive(Clone, Debug, Default)]
pub(super) struct TokenMemory {
    ring: SmallVec<[Line; FEW]>,
    index: Index,
    /// The number of the oldest entry.
    oldest: u8,
}

fn mark(command: CommandHash) -> u32 {
    let [first, second, third, fourth, ..] = command.0;
    u32::from_le_bytes([first, second, third, fourth])
}

impl TokenMemory {
    /// The number that the next entry will have.
    #[allow(clippy::cast_possible_truncation)] // Numbers are below the bound, which fits a byte.
    pub fn next_number(&self) -> u8 {
        if self.is_full() { self.oldest } else { self.ring.len() as u8 }
    }

    /// Whether the next entry takes the place of the oldest.
    pub fn is_full(&self) -> bool {
        self.ring.len() == REMEMBERED_COMMANDS_PER_TOKEN
    }

    /// Remembers where a command's entry lies. A full ring forgets its oldest, which is returned.
    pub fn remember(&mut self, command: CommandHash, spot: Spot) -> Option<Spot> {
        let number = self.next_number();
        let line = Line { mark: mark(command), spot };
        let mut forgotten = None;
        if self.is_full() {
            forgotten = Some(std::mem::replace(&mut self.ring[usize::from(number)], line).spot);
            self.oldest =
                u8::try_from((usize::from(number) + 1) % REMEMBERED_COMMANDS_PER_TOKEN).unwrap_or_default();
        } else {
            self.ring.push(line);
        }
        if self.ring.len() > SHORT && !self.index.insert(number, line.mark) {
            self.index.build(&self.ring);
        }
        forgotten
    }

    /// Where the entry lies that is this command's, as `is_it` says of the few that may be.
    pub fn find(&self, command: CommandHash, mut is_it: impl FnMut(Spot) -> bool) -> Option<Spot> {
        let mark = mark(command);
        let mut fits = |line: &Line| line.mark == mark && is_it(line.spot);
        let found = if self.ring.len() > SHORT {
            self.index.find(mark, |number| fits(&self.ring[usize::from(number)]))
        } else {
            self.ring.iter().position(&mut fits)
        };
        found.map(|number| self.ring[number].spot)
    }

    /// Where the entry of this number lies.
    pub fn spot(&self, number: u8) -> Option<Spot> {
        self.ring.get(usize::from(number)).map(|line| line.spot)
    }

    /// The entry of this number was written elsewhere.
    pub fn set_spot(&mut self, number: u8, spot: Spot) {
        self.ring[usize::from(number)].spot = spot;
    }

    /// Where the entries lie, oldest first.
    pub fn in_order(&self) -> impl Iterator<Item = Spot> {
        let (newer, older) = self.ring.split_at(usize::from(self.oldest));
        older.iter().chain(newer).map(|line| line.spot)
    }

    /// Forgets everything and keeps the room.
    pub fn clear(&mut self) {
        self.ring.clear();
        self.index.used = u16::MAX;
        self.oldest = 0;
    }

    /// Whether it has room of its own, which another token could use.
    pub fn has_room(&self) -> bool {
        self.ring.spilled()
    }

    /// Entries.
    pub fn len(&self) -> usize {
        self.ring.len()
    }
}

/// From marks to numbers, by open addressing. An entry that was forgotten leaves its cell behind, which then
/// names a number with another mark; all cells are written anew before they become too many.
#[derive(Clone, Debug, Default)]
struct Index {
    /// 0 is an empty cell; else the number in the low byte, and a byte of the mark that is not 0.
    cells: Box<[u16]>,
    /// Cells that are not empty.
    used: u16,
}

/// The byte of a mark that its cell has, and the first cell it may be in.
const fn cell_of(mark: u32) -> (u16, usize) {
    let tag = u16::from_le_bytes([0, mark.to_le_bytes()[0]]);
    (if tag == 0 { 1 << 8 } else { tag }, mark as usize >> 8)
}

impl Index {
    /// Puts a number in. False where the cells must be written anew instead.
    fn insert(&mut self, number: u8, mark: u32) -> bool {
        let room = self.cells.len() / 4 * 3;
        if usize::from(self.used) >= room {
            return false;
        }
        let (tag, first) = cell_of(mark);
        let most = self.cells.len() - 1;
        let mut cell = first & most;
        while self.cells[cell] != 0 {
            cell = (cell + 1) & most;
        }
        self.cells[cell] = tag | u16::from(number);
        self.used += 1;
        true
    }

    /// Writes all cells anew: at least two for each entry.
    fn build(&mut self, ring: &[Line]) {
        let cells = (2 * ring.len()).next_power_of_two();
        if self.cells.len() == cells {
            self.cells.fill(0);
        } else {
            self.cells = vec![0; cells].into();
        }
        self.used = 0;
        for (number, line) in (0..=u8::MAX).zip(ring) {
            self.insert(number, line.mark);
        }
    }

    /// The number that `fits`, of those that may be of this mark.
    fn find(&self, mark: u32, mut fits: impl FnMut(u8) -> bool) -> Option<usize> {
        let (tag, first) = cell_of(mark);
        let most = self.cells.len() - 1;
        let mut at = first & most;
        loop {
            let cell = self.cells[at];
            if cell == 0 {
                return None;
            }
            let [number, _] = cell.to_le_bytes();
            if cell & 0xff00 == tag && fits(number) {
                return Some(usize::from(number));
            }
            at = (at + 1) & most;
        }
    }
}
