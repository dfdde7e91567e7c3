//! What happened in a run, as lines: hashed, so that two runs can be compared; shown where one is asked for.

use std::collections::VecDeque;
use std::fmt;

/// Lines shown when a run fails.
const LAST_LINES: usize = 60;

/// See the module.
pub struct Trace {
    hasher: blake3::Hasher,
    /// Since the last restart.
    era: blake3::Hasher,
    last: VecDeque<String>,
    is_shown: bool,
}

impl Trace {
    pub fn new(is_shown: bool) -> Self {
        let new = blake3::Hasher::new;
        Self { hasher: new(), era: new(), last: VecDeque::new(), is_shown }
    }

    /// Notes what happened `at` this virtual millisecond.
    pub fn note(&mut self, at: u64, what: fmt::Arguments<'_>) {
        let line = format!("{at:>9} {what}");
        self.hasher.update(line.as_bytes());
        self.era.update(what.to_string().as_bytes());
        if self.is_shown {
            println!("{line}");
        }
        if self.last.len() == LAST_LINES {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    /// The hash of everything so far.
    pub fn hash(&self) -> blake3::Hash {
        self.hasher.finalize()
    }

    /// The hash of what happened since this was last asked, times left out.
    pub fn era_hash(&mut self) -> blake3::Hash {
        std::mem::replace(&mut self.era, blake3::Hasher::new()).finalize()
    }

    /// The last lines.
    pub fn last(&self) -> String {
        self.last.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}
