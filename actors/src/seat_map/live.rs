//! A live seat map without its mailbox: what a turn does.
//!
//! A turn lets go what became durable, ends holds that are due, does what it was told, appends the records
//! of all that as one group, and queues its outputs behind the version they rest on. Nothing leaves before
//! the journal has made that version durable.

use std::sync::Arc;

use schemas::ids::Version;
use schemas::refusal::RefusalCode;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;
use tokio::sync::oneshot;

use super::actor::Told;
use super::command::Command;
use super::handle::{Batch, BatchReply, answers_owed};
use super::outcome::{Outcome, Refusal};
use super::outputs::{Output, Outputs};
use super::record_buffer::RecordBuffer;
use super::records::append;
use super::shared::Shared;
use super::state::SeatMap;
use crate::figures::Figures;
use crate::limits::{EXPIRIES_PER_TURN, UNDURABLE_RECORDS_PER_EVENT, UNDURABLE_RESERVE_PER_EVENT};
use crate::ports::clock::Clock;
use crate::ports::journal::{Checkpoint, Fence, Intake, Journal, JournalError};
use crate::ports::meter::Meter;

/// Asks a seat map to stop.
pub(crate) struct StopRequest {
    /// Also with live holds, payments or sessions.
    pub(crate) whatever_it_holds: bool,
    /// Dropped where the actor dies instead.
    pub(crate) reply: oneshot::Sender<StopAnswer>,
}

/// What a seat map says to that.
pub(crate) enum StopAnswer {
    /// It let every answer go and ended. The state, unless a checkpoint of it was saved before.
    Stopped(Option<Checkpoint>),
    /// It goes on: somebody needs it.
    StillNeeded,
}

/// What a live seat map stands on.
#[derive(Clone)]
pub(crate) struct Ground {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) meter: Arc<dyn Meter>,
    pub(crate) figures: Arc<Figures>,
    /// The stream of the node's events.
    pub(crate) stream: u32,
}

/// How it begins.
pub(crate) enum Beginning {
    /// With its first record.
    Created(Box<EventTerms>),
    /// From its log; the version its newest checkpoint covers.
    Loaded { checkpointed: Version },
}

/// Why it did not begin.
#[derive(Debug)]
pub(crate) enum BeginError {
    /// The terms are none.
    Terms(super::terms::TermsError),
    /// The journal took nothing.
    Journal(JournalError),
}

enum Ending {
    /// Not yet.
    No,
    /// It will, once every answer is let go.
    Stopping(oneshot::Sender<StopAnswer>),
    /// It died: taken over, or the journal failed, or abandoned. What was pending is dropped.
    Dead,
    /// Over.
    Finished,
}

pub(crate) struct LiveSeatMap {
    map: SeatMap,
    ground: Ground,
    fence: Fence,
    buffer: RecordBuffer,
    outputs: Outputs,
    shared: Arc<Shared>,
    ending: Ending,
}

/// The state of `map`, encoded for recovery.
pub(crate) fn checkpoint_of(map: &SeatMap) -> Checkpoint {
    Checkpoint {
        event: map.event(),
        version: map.version(),
        state_hash: map.state_hash(),
        payload: map.checkpoint(),
    }
}

impl LiveSeatMap {
    /// Begins under `fence` with one record: the event's first, or the one that says it was loaded.
    pub(crate) fn begin(
        mut map: SeatMap,
        beginning: Beginning,
        ground: Ground,
        fence: Fence,
    ) -> Result<Self, BeginError> {
        let now = ground.clock.now().max(map.last_record_at());
        let mut buffer = RecordBuffer::new();
        let checkpointed = match beginning {
            Beginning::Created(terms) => {
                map.create(*terms, now, &mut buffer).map_err(BeginError::Terms)?;
                Version(0)
            }
            Beginning::Loaded { checkpointed } => checkpointed,
        };
        map.begin_stream(ground.stream, now, &mut buffer);
        // One that was just created has no hold.
        map.resume(now, &mut buffer);
        let shared = Arc::new(Shared::new(map.event(), fence.durable_version, checkpointed, now));
        append(ground.journal.as_ref(), map.event(), &fence, &mut buffer).map_err(BeginError::Journal)?;
        let outputs = Outputs::default();
        Ok(Self { map, ground, fence, buffer, outputs, shared, ending: Ending::No })
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Whether the actor is to end now.
    pub(crate) fn is_finished(&self) -> bool {
        matches!(self.ending, Ending::Finished)
    }

    /// The earliest deadline; none where there is none or its end could not be recorded now.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        let may_end = matches!(self.ending, Ending::No) && self.room() > 0;
        may_end.then(|| self.map.next_deadline()).flatten()
    }

    /// Milliseconds from now until `due`.
    pub(crate) fn wait_ms(&self, due: Timestamp) -> u64 {
        due.since_ms(self.now())
    }

    /// One turn. Returns the microseconds it took.
    pub(crate) fn turn(&mut self, told: Told) -> u64 {
        let started = self.ground.meter.microseconds();
        self.release(started);
        if self.fence.watermark.is_stale() {
            self.give_way();
        } else if self.ground.journal.intake() == Intake::Poisoned {
            self.die("the journal failed");
        }
        let now = self.now();
        self.expire(now);
        self.perform(told, now, started);
        self.append();
        self.release(started);
        self.finish_when_done();
        self.show(now);
        self.ground.meter.microseconds().saturating_sub(started)
    }

    fn perform(&mut self, told: Told, now: Timestamp, started: u64) {
        match told {
            Told::Batch { batch, reply } => self.take_batch(&batch, reply, now, started),
            Told::Ask(question) => {
                self.shared.gate.taken();
                if matches!(self.ending, Ending::No | Ending::Stopping(_)) {
                    // Whatever was ended above must be in the log before anyone sees it.
                    let let_go = question(&self.map);
                    self.outputs.push(self.map.version(), started, 1, Output::Reading(let_go));
                } else {
                    self.shared.gate.answered(1);
                }
            }
            Told::Wake | Told::Due => {}
            Told::Stop(request) => self.stop(request),
            Told::Abandon => self.die("abandoned"),
        }
    }

    fn take_batch(
        &mut self,
        batch: &Batch,
        reply: oneshot::Sender<BatchReply>,
        now: Timestamp,
        started: u64,
    ) {
        self.shared.gate.taken();
        let answers = answers_owed(batch);
        if !matches!(self.ending, Ending::No) {
            // It rests on nothing, so it waits for nothing.
            let _ = reply.send(BatchReply::NotTaken(batch.clone()));
            self.shared.gate.answered(answers);
            return;
        }
        self.shared.used(now);
        let intake = self.ground.journal.intake();
        let mut outcomes = Vec::with_capacity(batch.len());
        for request in batch.iter() {
            let outcome = match self.no_room(intake, &request.command) {
                Some(code) => Outcome::Refused(Refusal::plain(code, self.map.version())),
                None => self.map.apply(request, now, &mut self.buffer),
            };
            self.ground.figures.count(&request.command, &outcome);
            outcomes.push(outcome);
        }
        self.append();
        if matches!(self.ending, Ending::Dead) {
            self.shared.gate.answered(answers);
            return;
        }
        self.outputs.push(self.map.version(), started, answers, Output::Batch(reply, outcomes));
    }

    /// Why there is no room for what `command` would write, asked before it is decided. The reserve is for
    /// what ends something. One command may write more than one record: the bound is on where it begins.
    fn no_room(&self, intake: Intake, command: &Command) -> Option<RefusalCode> {
        let undurable = self.undurable();
        let bound = if command.is_intake() {
            match intake {
                Intake::Open => {}
                Intake::DiskFull => return Some(RefusalCode::DiskFull),
                Intake::Busy | Intake::Poisoned => return Some(RefusalCode::Busy),
            }
            UNDURABLE_RECORDS_PER_EVENT
        } else {
            UNDURABLE_RECORDS_PER_EVENT + UNDURABLE_RESERVE_PER_EVENT
        };
        (undurable >= bound).then_some(RefusalCode::Busy)
    }

    fn undurable(&self) -> u64 {
        self.map.version().0 - self.fence.watermark.durable().0
    }

    /// Records that may still be written, the reserve included.
    fn room(&self) -> u64 {
        (UNDURABLE_RECORDS_PER_EVENT + UNDURABLE_RESERVE_PER_EVENT).saturating_sub(self.undurable())
    }

    fn now(&self) -> Timestamp {
        self.ground.clock.now().max(self.map.last_record_at())
    }

    /// Ends holds that are due, as many as a turn may and the reserve takes. A stopping seat map ends none:
    /// what is due is seen to when it is loaded again.
    fn expire(&mut self, now: Timestamp) {
        if !matches!(self.ending, Ending::No) {
            return;
        }
        if self.map.next_deadline().is_some_and(|deadline| deadline <= now) {
            let at_most = usize::try_from(self.room()).unwrap_or(usize::MAX).min(EXPIRIES_PER_TURN);
            let ended = self.map.expire_due(now, at_most, &mut self.buffer);
            self.ground.figures.count_expired(ended);
        }
    }

    /// The records of a turn are one group.
    fn append(&mut self) {
        if self.buffer.is_empty() {
            return;
        }
        let journal = self.ground.journal.as_ref();
        match append(journal, self.shared.event, &self.fence, &mut self.buffer) {
            Ok(()) => {}
            Err(JournalError::Fenced) => self.give_way(),
            Err(error) => self.die(&error.to_string()),
        }
    }

    fn release(&mut self, now_microseconds: u64) {
        if matches!(self.ending, Ending::Dead | Ending::Finished) {
            return;
        }
        let figures = &self.ground.figures;
        let answers = self.outputs.release(self.fence.watermark.durable(), |queued_at| {
            figures.count_durable(now_microseconds.saturating_sub(queued_at));
        });
        if answers > 0 {
            self.shared.gate.answered(answers);
        }
    }

    fn stop(&mut self, request: StopRequest) {
        let needed = || !request.whatever_it_holds && (self.shared.pinned() || !self.map.is_idle());
        if !matches!(self.ending, Ending::No) {
            return;
        }
        if needed() {
            let _ = request.reply.send(StopAnswer::StillNeeded);
            return;
        }
        self.shared.gate.close();
        // A session that came before the gate closed counts; one that comes after finds it closed.
        if needed() {
            self.shared.gate.open();
            let _ = request.reply.send(StopAnswer::StillNeeded);
            return;
        }
        self.ending = Ending::Stopping(request.reply);
    }

    /// Ends because the event has another owner. The own registry's next life is none that whoever waits must be
    /// told of: the registry closed the gate before it fenced.
    fn give_way(&mut self) {
        if !self.shared.gate.is_closed() {
            self.shared.take_over();
        }
        self.die("the event has another owner");
    }

    /// Ends for good: what is pending is unknown to whoever waits, what still comes is not taken.
    fn die(&mut self, why: &str) {
        if matches!(self.ending, Ending::Dead | Ending::Finished) {
            return;
        }
        tracing::warn!(event = %self.shared.event, version = %self.map.version(), why, "seat map ends");
        self.shared.gate.close();
        let answers = self.outputs.drop_all();
        self.shared.gate.answered(answers);
        self.buffer.clear();
        self.ending = Ending::Dead;
    }

    fn finish_when_done(&mut self) {
        let gate = &self.shared.gate;
        let done = match &self.ending {
            Ending::No | Ending::Finished => false,
            Ending::Dead => gate.waiting() == 0,
            Ending::Stopping(_) => gate.unanswered() == 0 && self.outputs.is_empty() && self.undurable() == 0,
        };
        if !done {
            return;
        }
        if let Ending::Stopping(reply) = std::mem::replace(&mut self.ending, Ending::Finished) {
            let saved = self.shared.checkpointed() == self.map.version();
            let _ = reply.send(StopAnswer::Stopped((!saved).then(|| checkpoint_of(&self.map))));
        }
    }

    fn show(&self, now: Timestamp) {
        self.shared.show(self.map.version(), self.fence.watermark.durable(), self.map.live_holds(), now);
    }
}
