//! What was shown to anyone, kept until the log can say whether it was true.

use std::collections::{BTreeMap, BTreeSet};

use actors::seat_map::command::Request;
use actors::seat_map::outcome::{Answer, Refusal};
use actors::seat_map::view::{Breakdown, EventCounts, ExpiredHold, PlaceState, PublicState, TokenHolds};
use schemas::ids::{CommandHash, ContentHash, HoldId, TokenHash, Version};
use schemas::record::Principal;
use schemas::time::Timestamp;
use schemas::ws::server::Holds;

/// Something that somebody saw; true at one version.
#[derive(Clone, Debug)]
pub enum Seen {
    /// All that everyone may see, as an observer has it after a snapshot and changes.
    Public(PublicState),
    /// Whose holds changed since `from`, and which ran out.
    Tokens { from: Version, tokens: Vec<(TokenHash, Version)>, expired: Vec<ExpiredHold> },
    /// A token's holds.
    Holds(TokenHolds),
    /// The event in numbers.
    Counts(EventCounts),
    /// The event in numbers, group by group.
    Breakdown(Breakdown),
    /// One place.
    Place(PlaceState),
    /// The whole state.
    Hash(ContentHash),
    /// All that everyone may see, as a session's client has it; its public hash.
    Shown(ContentHash),
    /// A token's holds, as a session was told.
    Mine { token: TokenHash, holds: Holds },
    /// The end of a token's hold, as a session was told.
    RanOut { token: TokenHash, hold: HoldId },
    /// A refusal, of a command sent then.
    Refused { request: Request, refusal: Refusal, sent: Timestamp },
}

/// Of one event.
#[derive(Debug, Default)]
pub struct Ledger {
    seen: BTreeMap<Version, Vec<Seen>>,
    pub accepted: Vec<(Request, Answer)>,
    /// Commands whose last word was a refusal.
    pub refused: BTreeSet<(Principal, CommandHash)>,
}

impl Ledger {
    pub fn see(&mut self, version: Version, seen: Seen) {
        self.seen.entry(version).or_default().push(seen);
    }

    /// What was seen at `version`, once.
    pub fn at(&mut self, version: Version) -> Vec<Seen> {
        self.seen.remove(&version).unwrap_or_default()
    }

    /// What is left: versions that the log does not have. Oldest first.
    pub fn left(&self) -> Option<(Version, &Seen)> {
        self.seen.iter().next().map(|(version, seen)| (*version, &seen[0]))
    }
}
