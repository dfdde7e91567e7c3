//! What one session is owed about its buyer's own holds: a `holds` frame for each tick whose changes its own
//! answers did not carry, and an `expired` frame for each hold that ran out.

use bytes::{Bytes, BytesMut};
use schemas::ids::{HoldId, TokenHash, Version};
use schemas::ws::ServerFrame;
use schemas::ws::encode::put_any;
use schemas::ws::server::Expired;
use smallvec::SmallVec;

use super::frame::put_text_frame;
use crate::limits::{EXPIRED_FRAMES_WAITING, REMEMBERED_COMMANDS_PER_TOKEN};

/// One session's account with its token.
#[derive(Debug, Default)]
pub struct OwnHolds {
    token: Option<TokenHash>,
    /// The whole set is owed whatever the answers said: after `hello`, or where the account overflowed.
    owed: bool,
    /// Versions that answers carried and no observation has shown yet; ascending.
    answered: SmallVec<[Version; 2]>,
    /// Versions of changes that no answer carried; ascending.
    foreign: SmallVec<[Version; 2]>,
    /// The newest set, waiting for the transport.
    frame: Option<(Version, Bytes)>,
    expired: Vec<Expired>,
}

impl OwnHolds {
    /// The session greeted with this token: the whole set is owed.
    pub fn greet(&mut self, token: TokenHash) {
        self.token = Some(token);
        self.owed = true;
    }

    pub fn token(&self) -> Option<TokenHash> {
        self.token
    }

    /// The whole set is owed, because what changed is not known.
    pub fn owe(&mut self) {
        self.owed = self.token.is_some();
    }

    /// An answer of this session carried what became true at `version`; the hub has seen up to `observed`.
    pub fn answered(&mut self, version: Version, observed: Version) {
        if version <= observed {
            self.foreign.retain(|foreign| *foreign != version);
            return;
        }
        // An answer that changed nothing of the holds is never shown as a change.
        if self.answered.first().is_some_and(|first| *first <= observed) {
            self.answered.retain(|answered| *answered > observed);
        }
        if self.answered.len() >= REMEMBERED_COMMANDS_PER_TOKEN {
            self.answered = SmallVec::new();
            self.owed = true;
        }
        if let Err(at) = self.answered.binary_search(&version) {
            self.answered.insert(at, version);
        }
    }

    /// The token's holds changed at `version`.
    pub fn changed(&mut self, version: Version) {
        if let Ok(at) = self.answered.binary_search(&version) {
            self.answered.remove(at);
        } else if self.foreign.len() >= REMEMBERED_COMMANDS_PER_TOKEN {
            self.foreign = SmallVec::new();
            self.owed = true;
        } else {
            self.foreign.push(version);
        }
    }

    /// Whether the whole set must be asked for.
    pub fn needs_set(&self) -> bool {
        self.owed || !self.foreign.is_empty()
    }

    /// The whole set at `version`, as a frame shared by the token's sessions.
    pub fn offer(&mut self, version: Version, frame: &Bytes) {
        if self.needs_set() {
            self.frame = Some((version, frame.clone()));
        }
    }

    /// A hold of the token ran out.
    pub fn expire(&mut self, hold: HoldId, version: Version) {
        if self.expired.len() < EXPIRED_FRAMES_WAITING {
            self.expired.push(Expired { hold, version });
        }
    }

    /// The next frames for the transport.
    pub fn take(&mut self) -> Option<Bytes> {
        if !self.expired.is_empty() {
            let mut out = BytesMut::new();
            for expired in std::mem::take(&mut self.expired) {
                put_frame(&mut out, &ServerFrame::Expired(expired));
            }
            return Some(out.freeze());
        }
        let (version, frame) = self.frame.take()?;
        let lacked = self.owed || self.foreign.iter().any(|foreign| *foreign <= version);
        self.owed = false;
        if self.foreign.last().is_some_and(|last| *last <= version) {
            self.foreign = SmallVec::new();
        } else {
            self.foreign.retain(|foreign| *foreign > version);
        }
        lacked.then_some(frame)
    }

    /// Something waits for the transport.
    pub fn has_frame(&self) -> bool {
        self.frame.is_some() || !self.expired.is_empty()
    }
}

/// Appends any frame; for the rare ones.
pub fn put_frame(out: &mut BytesMut, frame: &ServerFrame) {
    put_text_frame(out, |out| put_any(out, frame));
}
