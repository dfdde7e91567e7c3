//! The seat map's actor: a mailbox, one timer, and a turn for every message. What a turn does is in
//! [`super::live`], which knows no actor library.
//!
//! Handlers are synchronous: an actor's future would let the next message run in its gap.

use std::sync::Arc;
use std::time::Duration;

use actix::prelude::*;
use schemas::time::Timestamp;
use tokio::sync::oneshot;

use super::handle::{Batch, BatchReply, SeatMapHandle, WakeUp};
use super::live::{LiveSeatMap, StopRequest};
use super::outputs::LetGo;
use super::state::SeatMap;
use crate::limits::{MAILBOX_RESERVE, MICROSECONDS_BEFORE_YIELD, SEAT_MAP_MAILBOX, TURNS_BEFORE_YIELD};

/// A question about the state: computes the reading and hands back what lets it go.
pub(crate) type Question = Box<dyn FnOnce(&SeatMap) -> LetGo + Send>;

/// Everything a seat map's mailbox takes.
pub(crate) enum Told {
    /// Commands, through the gate.
    Batch { batch: Batch, reply: oneshot::Sender<BatchReply> },
    /// A question, through the gate.
    Ask(Question),
    /// The journal moved the watermark, gave the event another owner, or failed.
    Wake,
    /// A deadline may have come.
    Due,
    /// The registry wants it to stop.
    Stop(StopRequest),
    /// Ends it where it stands.
    Abandon,
}

impl Message for Told {
    type Result = ();
}

/// One event's actor.
pub(crate) struct SeatMapActor {
    live: LiveSeatMap,
    wake_up: Arc<WakeUp>,
    /// The one timer and what it was set for.
    timer: Option<(SpawnHandle, Timestamp)>,
    turns_since_yield: u32,
    microseconds_since_yield: u64,
}

impl SeatMapActor {
    /// Starts an actor on the present arbiter.
    pub(crate) fn start(live: LiveSeatMap, wake_up: Arc<WakeUp>) -> SeatMapHandle {
        let shared = live.shared().clone();
        let mut context = Context::new();
        // The gate is the bound; the mailbox has room for wake-ups and a stop beyond it.
        context.set_mailbox_capacity(SEAT_MAP_MAILBOX + MAILBOX_RESERVE);
        let address = context.address();
        wake_up.aim(address.clone());
        let actor = Self { live, wake_up, timer: None, turns_since_yield: 0, microseconds_since_yield: 0 };
        let _ = context.run(actor);
        SeatMapHandle::new(shared, address)
    }

    fn turn(&mut self, told: Told, context: &mut Context<Self>) {
        if matches!(told, Told::Wake) {
            self.wake_up.clear();
        }
        self.microseconds_since_yield += self.live.turn(told);
        self.turns_since_yield += 1;
        if self.live.is_finished() {
            context.stop();
            return;
        }
        self.set_timer(context);
        self.yield_when_due(context);
    }

    /// Sets the timer where nothing will come in time. One set for earlier stays: its turn sets the next.
    fn set_timer(&mut self, context: &mut Context<Self>) {
        let Some(due) = self.live.next_due() else { return };
        match self.timer {
            Some((_, at)) if at <= due => return,
            Some((later, _)) => {
                context.cancel_future(later);
            }
            None => {}
        }
        let wait = Duration::from_millis(self.live.wait_ms(due).max(1));
        let timer = context.run_later(wait, |actor, context| {
            actor.timer = None;
            actor.turn(Told::Due, context);
        });
        self.timer = Some((timer, due));
    }

    /// Actix drains a mailbox before it polls anything else, so a busy seat map lets its arbiter's other
    /// tasks run from time to time.
    fn yield_when_due(&mut self, context: &mut Context<Self>) {
        if self.turns_since_yield < TURNS_BEFORE_YIELD
            && self.microseconds_since_yield < MICROSECONDS_BEFORE_YIELD
        {
            return;
        }
        self.turns_since_yield = 0;
        self.microseconds_since_yield = 0;
        context.wait(tokio::task::yield_now().into_actor(self));
    }
}

impl Actor for SeatMapActor {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Context<Self>) {
        self.turn(Told::Wake, context);
    }
}

impl Handler<Told> for SeatMapActor {
    type Result = ();

    fn handle(&mut self, told: Told, context: &mut Context<Self>) {
        self.turn(told, context);
    }
}

impl Drop for SeatMapActor {
    /// However it ended, nobody gets in any more; what was pending is gone.
    fn drop(&mut self) {
        self.live.shared().gate.close();
    }
}
