//! One session's place in the hub: it asks for what it lacks, and is woken when there is something.

use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use schemas::ids::{TokenHash, Version};
use schemas::ws::server::ByeCode;

use super::cursor::{Cursor, CutOff, Member};
use super::feed::{Feed, OBSERVATIONS_AHEAD};
use super::source::EventSource;

/// The next thing for a session's transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// One or more whole WebSocket frames, shared between sessions where they can be.
    Frames(Bytes),
    /// A WebSocket ping is due.
    Ping,
    /// The session must say this and close.
    Bye(ByeCode),
}

/// One session of an event. Dropping it leaves; that frees no hold.
pub struct Subscription {
    feed: Rc<Feed>,
    key: usize,
}

impl Subscription {
    pub(super) fn join(feed: Rc<Feed>) -> Self {
        let key = {
            let state = &mut *feed.state.borrow_mut();
            let member = Member::new(state.sweep, state.heartbeat_number);
            state.figures.joined();
            if let Some(key) = state.vacant.pop() {
                state.members[key] = Some(member);
                key
            } else {
                state.members.push(Some(member));
                state.members.len() - 1
            }
        };
        Self { feed, key }
    }

    fn with_member<T>(&self, act: impl FnOnce(&mut Member) -> T) -> Option<T> {
        self.feed.state.borrow_mut().members[self.key].as_mut().map(act)
    }

    /// Where commands go.
    #[must_use]
    pub fn source(&self) -> &Rc<dyn EventSource> {
        &self.feed.source
    }

    /// The session said `hello`: from here on it is told what it lacks. `resume_from` is the (stream, version)
    /// of the state it has.
    pub fn greet(&self, token: Option<TokenHash>, resume_from: Option<(u32, Version)>) {
        let state = &mut *self.feed.state.borrow_mut();
        let (generation, observations) = (state.generation, state.observations);
        let Some(member) = &mut state.members[self.key] else { return };
        member.cursor = match resume_from {
            Some((stream, version)) if stream == state.replica.stream() => {
                if version > state.replica.version() {
                    state.ask_until = observations + OBSERVATIONS_AHEAD;
                }
                Cursor::At { generation, version, observations }
            }
            _ => Cursor::WantsSnapshot,
        };
        member.heartbeat_owed = true;
        if let Some(token) = token {
            member.own.greet(token);
            state.tokens.entry(token).or_default().push(self.key);
            state.wanted.push(token);
        }
    }

    /// The session asks for the whole state.
    pub fn ask_snapshot(&self) {
        self.with_member(|member| {
            if member.cursor != Cursor::Greeting {
                member.cursor = Cursor::WantsSnapshot;
            }
        });
    }

    /// An answer of this session carried what became true of its token's holds at `version`.
    pub fn answered(&self, version: Version) {
        let state = &mut *self.feed.state.borrow_mut();
        let observed = state.replica.version();
        if let Some(member) = &mut state.members[self.key] {
            member.own.answered(version, observed);
        }
    }

    /// Something came from the client, be it a pong.
    pub fn heard(&self) {
        let state = &mut *self.feed.state.borrow_mut();
        if let Some(member) = &mut state.members[self.key] {
            member.heard = state.sweep;
        }
    }

    /// How to cut the connection where the session takes nothing any more.
    pub fn set_cut_off(&self, cut_off: CutOff) {
        self.with_member(|member| member.cut_off = Some(cut_off));
    }

    /// The next thing, or the promise to wake.
    pub fn poll(&self, context: &mut Context<'_>) -> Poll<Delivery> {
        self.feed.state.borrow_mut().poll(self.key, context)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let state = &mut *self.feed.state.borrow_mut();
        let Some(member) = state.members[self.key].take() else { return };
        state.vacant.push(self.key);
        state.last_use = state.now;
        state.figures.left();
        if let Some(token) = member.own.token()
            && let Some(keys) = state.tokens.get_mut(&token)
        {
            keys.retain(|key| *key != self.key);
            if keys.is_empty() {
                state.tokens.remove(&token);
            }
        }
    }
}
