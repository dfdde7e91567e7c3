//! How the rest of the process talks to a live seat map: typed, bounded, never blocking.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use actix::Addr;
use actix::prelude::SendError;
use schemas::best::BestWish;
use schemas::ids::{ContentHash, EventId, PlaceIndex, TokenHash, Version};
use schemas::time::Timestamp;
use tokio::sync::oneshot;

use super::actor::{SeatMapActor, Told};
use super::command::{ChannelSet, Request};
use super::gate::Shut;
use super::live::{StopAnswer, StopRequest};
use super::outcome::{Outcome, Refusal};
use super::shared::Shared;
use super::state::SeatMap;
use super::view::{BestPlaces, Breakdown, EventCounts, EventSetup, Observation, PlaceState, TokenHolds};
use crate::limits::COMMANDS_PER_BATCH;
use crate::ports::journal::{Checkpoint, Wake};

/// The commands of one read of a session, decided in order in one turn. At most [`COMMANDS_PER_BATCH`].
pub type Batch = Arc<Vec<Request>>;

/// A live seat map. Cheap to clone; all clones share one slot of the mailbox. It does not keep the actor
/// alive: after a passivation it refuses with `Closed`, and the registry has the next one.
#[derive(Clone)]
pub struct SeatMapHandle(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    address: Addr<SeatMapActor>,
}

impl std::fmt::Debug for SeatMapHandle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SeatMapHandle").field("shared", &self.0.shared).finish_non_exhaustive()
    }
}

/// What a batch gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchReply {
    /// One outcome a command, in order.
    Decided(Vec<Outcome>),
    /// Not one command was applied: the actor is stopping. Ask the registry again.
    NotTaken(Batch),
}

/// Why a batch was not even queued. Nothing of it was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitRefused {
    /// As much waits as may: every command of it is `busy`.
    Full(Batch),
    /// The actor takes nothing more. Ask the registry again.
    Closed(Batch),
    /// More than [`COMMANDS_PER_BATCH`] commands.
    TooMany(Batch),
}

/// Why a question was not even queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskRefused {
    /// As much waits as may: ask again after a moment.
    #[error("the seat map has too much to do")]
    Full,
    /// The actor takes nothing more. Ask the registry again.
    #[error("the seat map is closed")]
    Closed,
}

impl From<Shut> for AskRefused {
    fn from(shut: Shut) -> Self {
        match shut {
            Shut::Full => Self::Full,
            Shut::Closed => Self::Closed,
        }
    }
}

/// The actor died with the answer. Whether the commands took effect is unknown: repeat them with the same
/// ids, and each is answered as it was or decided for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the seat map is gone with the answer; whether it took effect is unknown")]
pub struct Gone;

/// An answer to come: let go once everything it rests on is durable.
#[derive(Debug)]
#[must_use = "the answer comes by polling this"]
pub struct Pending<T>(oneshot::Receiver<T>);

impl<T> Future for Pending<T> {
    type Output = Result<T, Gone>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map_err(|_| Gone)
    }
}

impl SeatMapHandle {
    pub(crate) fn new(shared: Arc<Shared>, address: Addr<SeatMapActor>) -> Self {
        Self(Arc::new(Inner { shared, address }))
    }

    /// Whose seat map.
    #[must_use]
    pub fn event(&self) -> EventId {
        self.0.shared.event
    }

    /// Queues commands to be decided in order, in one turn.
    ///
    /// # Errors
    /// [`SubmitRefused`], with the commands given back.
    pub fn submit(&self, requests: impl Into<Batch>) -> Result<Pending<BatchReply>, SubmitRefused> {
        let batch = requests.into();
        if batch.len() > COMMANDS_PER_BATCH {
            return Err(SubmitRefused::TooMany(batch));
        }
        let gate = &self.0.shared.gate;
        let answers = answers_owed(&batch);
        match gate.enter(answers) {
            Ok(()) => {}
            Err(Shut::Full) => return Err(SubmitRefused::Full(batch)),
            Err(Shut::Closed) => return Err(SubmitRefused::Closed(batch)),
        }
        let (reply, answer) = oneshot::channel();
        let sent = self.0.address.try_send(Told::Batch { batch: batch.clone(), reply });
        if let Err(error) = sent {
            gate.taken();
            gate.answered(answers);
            return Err(match error {
                SendError::Full(_) => SubmitRefused::Full(batch),
                SendError::Closed(_) => SubmitRefused::Closed(batch),
            });
        }
        Ok(Pending(answer))
    }

    /// What changed after `since`, or the whole state.
    ///
    /// # Errors
    /// [`AskRefused`], as all questions.
    pub fn observe(&self, since: Option<Version>) -> Result<Pending<Observation>, AskRefused> {
        self.ask(move |map| map.observe(since))
    }

    /// The holds of each token, in the order asked.
    ///
    /// # Errors
    /// [`AskRefused`].
    pub fn holds_of(&self, tokens: Vec<TokenHash>) -> Result<Pending<Vec<TokenHolds>>, AskRefused> {
        self.ask(move |map| tokens.into_iter().map(|token| map.holds_of(token)).collect())
    }

    /// One place; none where the plan has no such place.
    ///
    /// # Errors
    /// [`AskRefused`].
    pub fn place_state(&self, place: PlaceIndex) -> Result<Pending<Option<PlaceState>>, AskRefused> {
        self.ask(move |map| map.place_state(place))
    }

    /// The event in numbers.
    ///
    /// # Errors
    /// [`AskRefused`].
    pub fn counts(&self) -> Result<Pending<EventCounts>, AskRefused> {
        self.ask(SeatMap::counts)
    }

    /// The event in numbers by section, level and channel.
    ///
    /// # Errors
    /// [`AskRefused`].
    pub fn breakdown(&self) -> Result<Pending<Breakdown>, AskRefused> {
        self.ask(SeatMap::breakdown)
    }

    /// The full state's hash with the version it is of.
    ///
    /// # Errors
    /// [`AskRefused`].
    pub fn state_hash(&self) -> Result<Pending<(Version, ContentHash)>, AskRefused> {
        self.ask(|map| (map.version(), map.state_hash()))
    }

    /// What the event is sold under and where its sale stands; none before its first record.
    ///
    /// # Errors
    /// [`AskRefused`].
    pub fn setup(&self) -> Result<Pending<Option<EventSetup>>, AskRefused> {
        self.ask(SeatMap::setup)
    }

    /// The best places for the wish at this moment, for a buyer who has opened these channels: held by nobody yet.
    ///
    /// # Errors
    /// [`AskRefused`].
    pub fn preview_best(
        &self,
        wish: BestWish,
        channels: ChannelSet,
    ) -> Result<Pending<Result<BestPlaces, Refusal>>, AskRefused> {
        self.ask(move |map| map.preview_best(&wish, channels))
    }

    /// The hash of the terms that the event was created under.
    ///
    /// # Errors
    /// [`AskRefused`].
    pub(crate) fn first_terms(&self) -> Result<Pending<ContentHash>, AskRefused> {
        self.ask(SeatMap::first_terms)
    }

    /// The state, encoded for recovery. Being an output, it covers durable records only.
    ///
    /// # Errors
    /// [`AskRefused`].
    pub fn checkpoint(&self) -> Result<Pending<Checkpoint>, AskRefused> {
        self.ask(super::live::checkpoint_of)
    }

    /// Keeps the event loaded for as long as the pin lives: a session is open.
    #[must_use]
    pub fn pin(&self) -> super::pin::Pin {
        super::pin::Pin::new(self.0.shared.clone())
    }

    /// Whether the actor takes nothing more; the registry has the next one.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.shared.gate.is_closed() || !self.0.address.connected()
    }

    /// Whether it ended because somebody else has taken the event over: what is to be decided now is decided
    /// there.
    pub(crate) fn is_taken_over(&self) -> bool {
        self.0.shared.is_taken_over()
    }

    /// Messages waiting in the mailbox.
    #[must_use]
    pub fn mailbox_depth(&self) -> usize {
        self.0.shared.gate.waiting()
    }

    /// The last version known to be durable.
    #[must_use]
    pub fn durable(&self) -> Version {
        self.0.shared.durable()
    }

    /// When the first version after `known` was let out, to the millisecond; none where nothing after it was,
    /// or nobody had a pin on the event then.
    #[must_use]
    pub fn let_out_after(&self, known: Version) -> Option<Timestamp> {
        self.0.shared.let_out.first_after(known)
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0.shared
    }

    /// Asks the actor to stop. Past the gate, in a slot of the mailbox kept for it.
    pub(crate) fn stop(&self, whatever_it_holds: bool) -> Pending<StopAnswer> {
        let (reply, answer) = oneshot::channel();
        // Where it cannot be told it is gone already, and the dropped reply says so.
        let _ = self.0.address.try_send(Told::Stop(StopRequest { whatever_it_holds, reply }));
        Pending(answer)
    }

    /// Ends the actor where it stands, as a crash of its arbiter would: nothing pending is answered.
    pub(crate) fn abandon(&self) {
        self.0.shared.gate.close();
        let _ = self.0.address.try_send(Told::Abandon);
    }

    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&SeatMap) -> T + Send + 'static,
    ) -> Result<Pending<T>, AskRefused> {
        let gate = &self.0.shared.gate;
        gate.enter(1)?;
        let (reply, answer) = oneshot::channel();
        let read = Told::Ask(Box::new(move |map| {
            let reading = question(map);
            Box::new(move || {
                // Whoever asked may have gone away.
                let _ = reply.send(reading);
            })
        }));
        if let Err(error) = self.0.address.try_send(read) {
            gate.taken();
            gate.answered(1);
            return Err(match error {
                SendError::Full(_) => AskRefused::Full,
                SendError::Closed(_) => AskRefused::Closed,
            });
        }
        Ok(Pending(answer))
    }
}

/// What the gate counts for a batch; an empty one is answered too.
pub(crate) fn answers_owed(batch: &[Request]) -> u32 {
    u32::try_from(batch.len()).unwrap_or(u32::MAX).max(1)
}

/// The journal's way to the actor. It exists before the actor does, because the fence that an actor is
/// loaded behind already carries it.
#[derive(Default)]
pub(crate) struct WakeUp {
    /// A wake-up is in the mailbox, or about to be.
    pending: AtomicBool,
    target: OnceLock<Addr<SeatMapActor>>,
}

impl WakeUp {
    pub(crate) fn as_wake(self: &Arc<Self>) -> Wake {
        let this = self.clone();
        Arc::new(move || this.wake())
    }

    /// Its own address, with a slot in the mailbox that nobody else can take.
    pub(crate) fn aim(&self, address: Addr<SeatMapActor>) {
        let _ = self.target.set(address);
    }

    /// To be called by the actor before it reads the watermark. Both sides change the flag in one step, so
    /// that either the actor sees the watermark moved before the wake-up, or the wake-up sees the actor's
    /// target and that none is pending.
    pub(crate) fn clear(&self) {
        self.pending.swap(false, Ordering::SeqCst);
    }

    fn wake(&self) {
        if self.pending.swap(true, Ordering::SeqCst) {
            return;
        }
        // Without a target yet: the actor reads the watermark in its first turn. With a mailbox that takes
        // no more: it reads it in the turns that are waiting.
        let sent = self.target.get().is_some_and(|address| address.try_send(Told::Wake).is_ok());
        if !sent {
            self.clear();
        }
    }
}
