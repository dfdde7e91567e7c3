//! One event as one worker thread follows it: the replica, the recent frames, the sessions.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use schemas::ids::{TokenHash, Version};
use schemas::time::Timestamp;
use schemas::ws::encode::{put_delta, put_heartbeat, put_plan, put_sale, put_terms};
use schemas::ws::server::ByeCode;
use smallvec::SmallVec;
use tokio::sync::Notify;

use super::cursor::{Cursor, Member};
use super::figures::HubFigures;
use super::first_state::FirstState;
use super::frame::put_text_frame;
use super::replica::{Replica, Touched};
use super::ring::{Lacks, RecentFrame, Ring};
use super::source::EventSource;
use super::subscription::Delivery;
use crate::limits::MERGED_FRAMES_KEPT;
use crate::ports::clock::Clock;
use crate::seat_map::view::{Changes, Observation, PublicState, TokenHolds};

/// After so many observations a session that is still ahead of the feed is from no state of this event: the
/// first may have been under way when it came.
pub(super) const OBSERVATIONS_AHEAD: u64 = 2;

/// What an observation came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absorbed {
    /// Nothing for everybody.
    Quiet,
    /// A delta frame was encoded.
    Delta,
    /// It does not follow what this feed has, and nothing was taken over: only the whole state helps.
    Misfit,
}

/// One event's sessions and state on this thread.
pub struct Feed {
    pub(super) source: Rc<dyn EventSource>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) state: RefCell<FeedState>,
    /// Rung whenever a question to the event has ended.
    pub(super) asked: Notify,
}

/// What changes from tick to tick.
pub(super) struct FeedState {
    pub replica: Replica,
    pub ring: Ring,
    /// Counts how often sessions had to start anew from a snapshot.
    pub generation: u32,
    /// Observations finished.
    pub observations: u64,
    pub members: Vec<Option<Member>>,
    pub vacant: Vec<usize>,
    pub tokens: BTreeMap<TokenHash, SmallVec<[usize; 1]>>,
    /// Tokens whose set must be asked for.
    pub wanted: Vec<TokenHash>,
    first_state: Option<Rc<FirstState>>,
    /// Merged frames to the newest version, by the version they start from.
    merged: Vec<(Version, Bytes)>,
    /// Where a session at this version or an older one is better off with a snapshot.
    snapshot_up_to: Option<Version>,
    heartbeat: Option<(Version, Bytes)>,
    pub heartbeat_number: u32,
    pub heartbeat_at: Timestamp,
    /// A question to the event is under way.
    pub asking: bool,
    /// Until so many observations are finished each tick asks, whatever the published version says: a session
    /// came that is ahead.
    pub ask_until: u64,
    pub failing_since: Option<Timestamp>,
    pub last_use: Timestamp,
    pub sweep: u32,
    pub now: Timestamp,
    pub figures: Arc<HubFigures>,
}

impl FeedState {
    pub fn new(state: &PublicState, now: Timestamp, figures: Arc<HubFigures>) -> Self {
        Self {
            replica: Replica::new(state),
            ring: Ring::new(state.version),
            generation: 0,
            observations: 0,
            members: Vec::new(),
            vacant: Vec::new(),
            tokens: BTreeMap::new(),
            wanted: Vec::new(),
            first_state: None,
            merged: Vec::new(),
            snapshot_up_to: None,
            heartbeat: None,
            heartbeat_number: 0,
            heartbeat_at: now,
            asking: false,
            ask_until: 0,
            failing_since: None,
            last_use: now,
            sweep: 0,
            now,
            figures,
        }
    }

    pub fn live(&self) -> usize {
        self.members.len() - self.vacant.len()
    }

    /// The present state's encodings, made at most once a version.
    pub fn first_state(&mut self) -> Rc<FirstState> {
        let version = self.replica.version();
        match &self.first_state {
            Some(made) if made.version() == version && made.stream() == self.replica.stream() => {
                Rc::clone(made)
            }
            _ => {
                let made = Rc::new(FirstState::new(self.replica.view()));
                self.first_state = Some(Rc::clone(&made));
                made
            }
        }
    }

    /// Takes an observation over and wakes whom it concerns.
    pub fn absorb(&mut self, observation: &Observation) -> Absorbed {
        let known = self.replica.version();
        let absorbed = match observation {
            Observation::Nothing { version } if *version != known => return Absorbed::Misfit,
            Observation::Nothing { .. } => Absorbed::Quiet,
            Observation::Changes(changes) if changes.from != known => return Absorbed::Misfit,
            Observation::Changes(changes) => self.absorb_changes(changes),
            Observation::Snapshot(state) => {
                let same_stream = state.stream == self.replica.stream();
                if !same_stream || state.version != known {
                    self.start_anew(state);
                }
                Absorbed::Quiet
            }
        };
        self.observations += 1;
        if self.observations == self.ask_until {
            self.wake_all();
        }
        absorbed
    }

    fn start_anew(&mut self, state: &PublicState) {
        self.replica = Replica::new(state);
        self.ring = Ring::new(state.version);
        self.forget_merged();
        self.generation += 1;
        self.wanted.extend(self.tokens.keys().copied());
        for member in self.members.iter_mut().flatten() {
            member.own.owe();
        }
        self.wake_all();
    }

    fn absorb_changes(&mut self, changes: &Changes) -> Absorbed {
        let from = self.ring.newest();
        let touched = self.replica.apply(changes);
        for expired in &changes.expired {
            for &key in self.tokens.get(&expired.token).into_iter().flatten() {
                if let Some(member) = &mut self.members[key] {
                    member.own.expire(expired.hold, expired.version);
                    member.wake(self.sweep);
                }
            }
        }
        for (token, version) in &changes.tokens {
            let mut needs = false;
            for &key in self.tokens.get(token).into_iter().flatten() {
                if let Some(member) = &mut self.members[key] {
                    member.own.changed(*version);
                    needs |= member.own.needs_set();
                }
            }
            if needs {
                self.wanted.push(*token);
            }
        }
        if touched.is_empty() {
            return Absorbed::Quiet;
        }
        let bytes = self.encode(from, changes.to, &touched);
        self.figures.encoded_delta();
        self.forget_merged();
        self.ring.push(RecentFrame { to: changes.to, bytes, touched });
        self.wake_all();
        Absorbed::Delta
    }

    fn encode(&self, from: Version, to: Version, touched: &Touched) -> Bytes {
        let content = self.replica.content(touched);
        let mut out = BytesMut::with_capacity(96 + 8 * content.letters.len());
        if touched.plan {
            let (plan, places) = self.replica.plan();
            put_text_frame(&mut out, |out| put_plan(out, to, plan, places));
        }
        // The delta is the last: a client that is cut off before it comes back with the version before, and is told
        // all of it again. One that had the delta alone would never be told the rest.
        if touched.sale {
            let sale = self.replica.sale();
            put_text_frame(&mut out, |out| put_sale(out, to, sale.state, sale.schedule));
        }
        if touched.terms {
            put_text_frame(&mut out, |out| put_terms(out, self.replica.terms()));
        }
        put_text_frame(&mut out, |out| put_delta(out, from, to, &content));
        out.freeze()
    }

    /// Wakes every session that has greeted.
    pub fn wake_all(&mut self) {
        for member in self.members.iter_mut().flatten() {
            if member.cursor != Cursor::Greeting {
                member.wake(self.sweep);
            }
        }
    }

    /// A heartbeat up to the present version, for everybody.
    pub fn beat(&mut self, now: Timestamp) {
        let version = self.replica.version();
        self.heartbeat = Some((version, heartbeat_frame(version, now)));
        self.heartbeat_number = self.heartbeat_number.wrapping_add(1);
        self.heartbeat_at = now;
        self.wake_all();
    }

    /// The last version that a heartbeat told everybody.
    pub fn beaten(&self) -> Version {
        let told = self.heartbeat.as_ref().map_or(Version(0), |(version, _)| *version);
        told.max(self.ring.newest())
    }

    /// The sets that were asked for; wakes the sessions they are owed to.
    pub fn offer_holds(&mut self, sets: &[TokenHolds]) {
        for set in sets {
            let Some(keys) = self.tokens.get(&set.token) else { continue };
            let frame = super::holds_frame::holds_frame(set);
            for &key in keys {
                if let Some(member) = &mut self.members[key] {
                    member.own.offer(set.version, &frame);
                    if member.own.has_frame() {
                        member.wake(self.sweep);
                    }
                }
            }
        }
    }

    /// Ends every session.
    pub fn end_all(&mut self, code: ByeCode) {
        for member in self.members.iter_mut().flatten() {
            member.end(code, self.sweep);
        }
    }

    /// The next thing for a session.
    pub fn poll(&mut self, key: usize, context: &mut Context<'_>) -> Poll<Delivery> {
        let Some(member) = self.members.get_mut(key).and_then(Option::as_mut) else { return Poll::Pending };
        if let Some((code, _)) = member.verdict
            && !member.told
        {
            member.told = true;
            return Poll::Ready(Delivery::Bye(code));
        }
        if let Some(frame) = member.own.take() {
            return Poll::Ready(Delivery::Frames(frame));
        }
        if std::mem::take(&mut member.ping_owed) {
            return Poll::Ready(Delivery::Ping);
        }
        if let Some(frame) = self.next_public(key) {
            self.figures.delivered();
            return Poll::Ready(Delivery::Frames(frame));
        }
        let Some(member) = &mut self.members[key] else { return Poll::Pending };
        member.waiting_since = None;
        match &mut member.waker {
            Some(waker) => waker.clone_from(context.waker()),
            none => *none = Some(context.waker().clone()),
        }
        Poll::Pending
    }

    fn next_public(&mut self, key: usize) -> Option<Bytes> {
        let member = self.members[key].as_mut()?;
        let (version, observations) = match member.cursor {
            Cursor::Greeting => return None,
            Cursor::At { generation, version, observations } if generation == self.generation => {
                (version, observations)
            }
            Cursor::WantsSnapshot | Cursor::At { .. } => return Some(self.take_snapshot(key)),
        };
        if version > self.replica.version() {
            // Observations later the feed is past anything that was true when the session came.
            return (self.observations >= observations + OBSERVATIONS_AHEAD).then(|| self.take_snapshot(key));
        }
        if version < self.ring.newest() {
            return Some(self.take_missed(key, version));
        }
        let heartbeat = if std::mem::take(&mut member.heartbeat_owed) {
            member.heartbeat_seen = self.heartbeat_number;
            let version = self.replica.version();
            Some((version, heartbeat_frame(version, self.now)))
        } else if member.heartbeat_seen == self.heartbeat_number {
            None
        } else {
            member.heartbeat_seen = self.heartbeat_number;
            self.heartbeat.clone().filter(|(told, _)| *told >= version)
        };
        let (version, frame) = heartbeat?;
        self.place(key, version);
        Some(frame)
    }

    /// What was merged led to a version that is not the newest any more.
    fn forget_merged(&mut self) {
        self.merged.clear();
        self.snapshot_up_to = None;
    }

    fn take_missed(&mut self, key: usize, version: Version) -> Bytes {
        if self.snapshot_up_to.is_some_and(|at| version <= at) {
            return self.take_snapshot(key);
        }
        if let Some((_, frame)) = self.merged.iter().find(|(from, _)| *from == version) {
            let frame = frame.clone();
            self.place(key, self.ring.newest());
            return frame;
        }
        let (touched, newest) = match self.ring.lacks(version) {
            Lacks::One(frame) => {
                let (bytes, to) = (frame.bytes.clone(), frame.to);
                self.place(key, to);
                return bytes;
            }
            Lacks::Several(touched, newest) => (touched, newest),
            Lacks::Nothing | Lacks::TooMuch => return self.take_snapshot(key),
        };
        let frame = self.encode(version, newest, &touched);
        self.figures.merged();
        if frame.len() > self.replica.view().letters.len() {
            // Whoever is as far behind or farther misses no less; many are, when a map changes fast.
            self.snapshot_up_to = Some(version);
            return self.take_snapshot(key);
        }
        if self.merged.len() < MERGED_FRAMES_KEPT {
            self.merged.push((version, frame.clone()));
        }
        self.place(key, newest);
        frame
    }

    fn take_snapshot(&mut self, key: usize) -> Bytes {
        let state = self.first_state();
        self.figures.delivered_snapshot();
        self.place(key, state.version());
        state.frame()
    }

    /// Moves a session's cursor; it has everything there is.
    fn place(&mut self, key: usize, version: Version) {
        if let Some(member) = &mut self.members[key] {
            let observations = self.observations;
            member.cursor = Cursor::At { generation: self.generation, version, observations };
            if version >= self.ring.newest() {
                member.waiting_since = None;
            }
        }
    }
}

fn heartbeat_frame(version: Version, now: Timestamp) -> Bytes {
    let mut out = BytesMut::with_capacity(64);
    put_text_frame(&mut out, |out| put_heartbeat(out, version, now));
    out.freeze()
}
