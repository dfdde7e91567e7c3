//! One session as its feed knows it: where it stands, what it is owed, when it was last heard.

use std::task::Waker;

use schemas::ids::Version;
use schemas::ws::server::ByeCode;

use super::own_holds::OwnHolds;

/// Where a session stands in the public state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// No `hello` yet: it is told nothing.
    Greeting,
    /// The next public frame is a snapshot.
    WantsSnapshot,
    /// It has everything up to `version` of this generation of the feed.
    At {
        /// Counts how often the feed had to start anew.
        generation: u32,
        /// What it has.
        version: Version,
        /// How many observations the feed had finished when the session came; for one that is ahead of it.
        observations: u64,
    },
}

/// Cuts a session's connection, whatever its transport is doing.
pub type CutOff = Box<dyn Fn()>;

/// One session.
pub struct Member {
    pub cursor: Cursor,
    pub own: OwnHolds,
    /// Wakes the session's transport; none while it is not waiting.
    pub waker: Option<Waker>,
    /// The last heartbeat it was sent, by number.
    pub heartbeat_seen: u32,
    /// It is owed a heartbeat of its own, after its first state.
    pub heartbeat_owed: bool,
    pub ping_owed: bool,
    /// The sweep in which it was last heard, or joined.
    pub heard: u32,
    /// The sweep since which a frame waits for it.
    pub waiting_since: Option<u32>,
    /// Why it must end, and the sweep in which that was found.
    pub verdict: Option<(ByeCode, u32)>,
    /// It was told the verdict.
    pub told: bool,
    pub cut_off: Option<CutOff>,
}

impl Member {
    pub fn new(sweep: u32, heartbeat_seen: u32) -> Self {
        Self {
            cursor: Cursor::Greeting,
            own: OwnHolds::default(),
            waker: None,
            heartbeat_seen,
            heartbeat_owed: false,
            ping_owed: false,
            heard: sweep,
            waiting_since: None,
            verdict: None,
            told: false,
            cut_off: None,
        }
    }

    /// Something waits for it.
    pub fn wake(&mut self, sweep: u32) {
        self.waiting_since.get_or_insert(sweep);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// It must end.
    pub fn end(&mut self, code: ByeCode, sweep: u32) {
        if self.verdict.is_none() {
            self.verdict = Some((code, sweep));
            self.wake(sweep);
        }
    }
}
