//! The hub itself: feeds by event, and the clockwork that turns them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use schemas::ids::EventId;
use schemas::time::Timestamp;
use schemas::ws::server::ByeCode;
use tokio::sync::{Notify, OnceCell};

use super::feed::{Absorbed, Feed, FeedState};
use super::figures::HubFigures;
use super::first_state::FirstState;
use super::source::{EventSources, SourceError};
use super::subscription::Subscription;
use crate::limits::{
    FEED_LINGER_MS, HEARTBEAT_IDLE_MS, HEARTBEAT_MS, SWEEP_MS, TICK_MS, TICK_UNDER_LOAD_MS,
    TOKENS_PER_QUESTION, UNAVAILABLE_MS,
};
use crate::ports::clock::Clock;
use crate::seat_map::view::Observation;

/// The sessions of one worker thread, by event.
pub struct Hub {
    sources: Rc<dyn EventSources>,
    clock: Arc<dyn Clock>,
    figures: Arc<HubFigures>,
    feeds: RefCell<BTreeMap<EventId, Rc<OnceCell<Rc<Feed>>>>>,
    opened: Notify,
    closed: Cell<Option<ByeCode>>,
}

impl Hub {
    /// A hub for the thread that calls this. It stands still until [`Hub::run`] is spawned there.
    #[must_use]
    pub fn new(sources: Rc<dyn EventSources>, clock: Arc<dyn Clock>, figures: Arc<HubFigures>) -> Rc<Self> {
        Rc::new(Self {
            sources,
            clock,
            figures,
            feeds: RefCell::default(),
            opened: Notify::new(),
            closed: Cell::new(None),
        })
    }

    /// A session of `event`. The event is loaded first where it is cold.
    ///
    /// # Errors
    /// `NotFound`; `Unavailable`, also once the hub closes; `Busy`.
    pub async fn join(&self, event: EventId) -> Result<Subscription, SourceError> {
        Ok(Subscription::join(self.feed(event).await?))
    }

    /// The public state of `event`, at most a tick old, encoded once a version for all readers.
    ///
    /// # Errors
    /// As [`Hub::join`].
    pub async fn first_state(&self, event: EventId) -> Result<Rc<FirstState>, SourceError> {
        let feed = self.feed(event).await?;
        let watched = feed.state.borrow().live() > 0 && feed.source.published_version().is_some();
        if !watched || feed.is_behind() {
            feed.ask_anew(self.clock.now()).await?;
        }
        let mut state = feed.state.borrow_mut();
        state.last_use = self.clock.now();
        Ok(state.first_state())
    }

    async fn feed(&self, event: EventId) -> Result<Rc<Feed>, SourceError> {
        if self.closed.get().is_some() {
            return Err(SourceError::Unavailable);
        }
        let cell = Rc::clone(self.feeds.borrow_mut().entry(event).or_default());
        let opened = cell.get_or_try_init(|| self.open(event)).await;
        if opened.is_err() {
            let mut feeds = self.feeds.borrow_mut();
            if feeds.get(&event).is_some_and(|slot| Rc::ptr_eq(slot, &cell) && !slot.initialized()) {
                feeds.remove(&event);
            }
        }
        let feed = Rc::clone(opened?);
        // The hub may have closed or dropped the slot while the event was opened.
        if self.closed.get().is_some() {
            return Err(SourceError::Unavailable);
        }
        feed.state.borrow_mut().last_use = self.clock.now();
        self.feeds.borrow_mut().entry(event).or_insert(cell);
        self.opened.notify_one();
        Ok(feed)
    }

    async fn open(&self, event: EventId) -> Result<Rc<Feed>, SourceError> {
        let source = self.sources.open(event).await?;
        let Observation::Snapshot(state) = source.observe(None).await? else {
            return Err(SourceError::Unavailable);
        };
        let state = FeedState::new(&state, self.clock.now(), Arc::clone(&self.figures));
        let (clock, state) = (Arc::clone(&self.clock), RefCell::new(state));
        Ok(Rc::new(Feed { source, clock, state, asked: Notify::new() }))
    }

    /// Ends every session with this word and takes no more.
    pub fn close(&self, code: ByeCode) {
        self.closed.set(Some(code));
        for feed in self.feeds() {
            feed.state.borrow_mut().end_all(code);
        }
        self.opened.notify_one();
    }

    /// Sessions open on this thread.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.feeds().map(|feed| feed.state.borrow().live()).sum()
    }

    #[cfg(test)]
    pub(super) fn only_feed(&self) -> Rc<Feed> {
        self.feeds().next().unwrap_or_else(|| unreachable!("the test opened an event"))
    }

    fn feeds(&self) -> impl Iterator<Item = Rc<Feed>> {
        let feeds: Vec<_> = self.feeds.borrow().values().filter_map(|cell| cell.get().cloned()).collect();
        feeds.into_iter()
    }

    /// Ticks until the hub is closed and its last session has left. Spawn it on the hub's own thread, inside a
    /// local task set.
    pub async fn run(self: Rc<Self>) {
        let mut tick_ms = TICK_MS;
        let mut sweep = 0_u32;
        let mut swept_at = self.clock.now();
        loop {
            if self.closed.get().is_some() && self.sessions() == 0 {
                return;
            }
            if self.feeds.borrow().is_empty() {
                self.opened.notified().await;
            }
            let begun = self.clock.now();
            tokio::time::sleep(Duration::from_millis(tick_ms)).await;
            let now = self.clock.now();
            tick_ms = next_tick_ms(tick_ms, now.since_ms(begun).saturating_sub(tick_ms));
            let sweeping = now.since_ms(swept_at) >= SWEEP_MS;
            if sweeping {
                swept_at = now;
                sweep += 1;
            }
            for feed in self.feeds() {
                if sweeping {
                    feed.state.borrow_mut().sweep(sweep);
                }
                if feed.is_due(now) {
                    tokio::task::spawn_local(feed.turn(now));
                }
            }
            self.feeds.borrow_mut().retain(|_, cell| cell.get().is_none_or(|feed| !feed.is_over(now)));
        }
    }
}

/// A tick that came late says that the thread has more to do than fits: the next ones are rarer. Ticks that
/// come in time bring the pace back.
pub(super) fn next_tick_ms(tick_ms: u64, late_ms: u64) -> u64 {
    if late_ms * 2 > tick_ms {
        (tick_ms * 2).min(TICK_UNDER_LOAD_MS)
    } else if late_ms * 8 < tick_ms {
        (tick_ms - tick_ms / 4).max(TICK_MS)
    } else {
        tick_ms
    }
}

impl Feed {
    fn is_behind(&self) -> bool {
        let version = self.state.borrow().replica.version();
        self.source.published_version().is_none_or(|published| published > version)
    }

    fn is_due(&self, now: Timestamp) -> bool {
        let behind = self.is_behind();
        let state = &mut *self.state.borrow_mut();
        state.now = now;
        !state.asking
            && state.live() > 0
            && (behind
                || state.observations < state.ask_until
                || !state.wanted.is_empty()
                || state.heartbeat_due(now))
    }

    fn is_over(&self, now: Timestamp) -> bool {
        let state = self.state.borrow();
        state.live() == 0 && !state.asking && now.since_ms(state.last_use) >= FEED_LINGER_MS
    }

    /// One tick's work for one event.
    async fn turn(self: Rc<Self>, now: Timestamp) {
        let ask = self.is_behind() || {
            let state = self.state.borrow();
            state.observations < state.ask_until
        };
        let asked = if ask { self.ask_changes(now).await } else { Ok(()) };
        let asked = match asked {
            Ok(()) => self.ask_holds().await,
            Err(error) => Err(error),
        };
        let state = &mut *self.state.borrow_mut();
        match asked {
            Ok(()) => state.failing_since = None,
            Err(error) => {
                let since = *state.failing_since.get_or_insert(now);
                if error == SourceError::NotFound || now.since_ms(since) >= UNAVAILABLE_MS {
                    state.end_all(ByeCode::Unavailable);
                }
            }
        }
        if state.heartbeat_due(now) {
            state.beat(now);
        }
    }

    /// Waits for the answer to a question that began after this call: everybody who waits shares one.
    async fn ask_anew(&self, now: Timestamp) -> Result<(), SourceError> {
        // What is under way may have begun before; the one after it has not.
        for _ in 0..2 {
            let ended = self.asked.notified();
            if !self.state.borrow().asking {
                return self.ask_changes(now).await;
            }
            ended.await;
        }
        Ok(())
    }

    async fn ask_changes(&self, now: Timestamp) -> Result<(), SourceError> {
        let Some(_asking) = Asking::begin(self) else { return Ok(()) };
        let known = self.state.borrow().replica.version();
        let observed = self.source.observe(Some(known)).await;
        let absorbed = self.absorb(now, &observed?);
        match absorbed {
            Absorbed::Quiet => Ok(()),
            Absorbed::Delta => {
                if let Some(let_out) = self.source.let_out_after(known) {
                    let figures = Arc::clone(&self.state.borrow().figures);
                    figures.fanned_out(self.clock.now().since_ms(let_out));
                }
                Ok(())
            }
            Absorbed::Misfit => {
                tracing::warn!(%known, "an event told what does not follow; it is asked for everything");
                let everything = self.source.observe(None).await?;
                match self.absorb(now, &everything) {
                    Absorbed::Misfit => Err(SourceError::Unavailable),
                    Absorbed::Quiet | Absorbed::Delta => Ok(()),
                }
            }
        }
    }

    fn absorb(&self, now: Timestamp, observed: &Observation) -> Absorbed {
        let state = &mut *self.state.borrow_mut();
        state.now = state.now.max(now);
        state.absorb(observed)
    }

    async fn ask_holds(&self) -> Result<(), SourceError> {
        loop {
            let Some(_asking) = Asking::begin(self) else { return Ok(()) };
            let tokens: Vec<_> = {
                let state = &mut *self.state.borrow_mut();
                if state.wanted.is_empty() {
                    return Ok(());
                }
                state.wanted.sort_unstable();
                state.wanted.dedup();
                let kept = state.wanted.len().saturating_sub(TOKENS_PER_QUESTION);
                state.wanted.split_off(kept)
            };
            let sets = self.source.holds_of(tokens.clone()).await;
            let state = &mut *self.state.borrow_mut();
            match sets {
                Ok(sets) => state.offer_holds(&sets),
                Err(error) => {
                    state.wanted.extend(tokens);
                    return Err(error);
                }
            }
        }
    }
}

/// A question is under way. One at a time per event, also where a reader who asked goes away meanwhile.
struct Asking<'a>(&'a Feed);

impl<'a> Asking<'a> {
    fn begin(feed: &'a Feed) -> Option<Self> {
        let asking = std::mem::replace(&mut feed.state.borrow_mut().asking, true);
        // Made only where nobody asks: a guard that is dropped ends somebody else's question.
        (!asking).then(|| Self(feed))
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.0.state.borrow_mut().asking = false;
        self.0.asked.notify_waiters();
    }
}

impl FeedState {
    fn heartbeat_due(&self, now: Timestamp) -> bool {
        let since = now.since_ms(self.heartbeat_at);
        since >= HEARTBEAT_IDLE_MS || (since >= HEARTBEAT_MS && self.beaten() < self.replica.version())
    }
}
