//! A journal in memory, for tests of what stands on the port and as the stand-in of the bench.
//!
//! Automatic: what is appended is durable at once. Manual: nothing is durable until the test releases it,
//! so that a test stands between "applied" and "durable" for as long as it likes.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use schemas::ids::{ContentHash, EventId, Version};
use tokio::sync::oneshot;

use crate::limits::{CHECKPOINTS_PER_EVENT, JOURNAL_GROUP_BYTES};
use crate::ports::journal::{
    Checkpoint, Fence, Intake, Journal, JournalError, PortFuture, RecordGroup, RecordSlices, Visit, Wake,
    Watermark,
};

/// A journal whose log lives and dies with it.
pub struct MemoryJournal {
    state: Mutex<State>,
}

struct State {
    logs: BTreeMap<EventId, Log>,
    queue: VecDeque<Queued>,
    automatic: bool,
    intake: Intake,
    failure: Option<String>,
}

#[derive(Default)]
struct Log {
    groups: Vec<RecordGroup>,
    /// The newest number given; appends must carry it.
    fence: u64,
    /// The version that the next append must begin with.
    next: Version,
    /// Who was given the newest number; nobody while its fence waits.
    owner: Option<Owner>,
    checkpoints: BTreeMap<Version, Checkpoint>,
}

struct Owner {
    watermark: Arc<Watermark>,
    wake: Wake,
}

enum Queued {
    Group(RecordGroup),
    Fence { event: EventId, number: u64, wake: Wake, answer: oneshot::Sender<Result<Fence, JournalError>> },
}

impl Log {
    fn durable(&self) -> Version {
        self.groups.last().map_or(Version(0), RecordGroup::last_version)
    }
}

impl MemoryJournal {
    /// What is appended is durable before `append` returns, and the wake was called.
    #[must_use]
    pub fn automatic() -> Arc<Self> {
        Self::with(true)
    }

    /// Nothing appended is durable before [`MemoryJournal::release`].
    #[must_use]
    pub fn manual() -> Arc<Self> {
        Self::with(false)
    }

    fn with(automatic: bool) -> Arc<Self> {
        let state = State {
            logs: BTreeMap::new(),
            queue: VecDeque::new(),
            automatic,
            intake: Intake::Open,
            failure: None,
        };
        Arc::new(Self { state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Groups appended that are not durable.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.state().queue.iter().filter(|queued| matches!(queued, Queued::Group(_))).count()
    }

    /// Makes up to `groups` queued groups durable, in order, and answers the fences between and behind them;
    /// one wake an event. Returns how many groups it released.
    pub fn release(&self, groups: usize) -> usize {
        let (released, wakes) = self.state().release(groups);
        for wake in wakes.values() {
            wake();
        }
        released
    }

    /// Makes everything queued durable; returns how many groups that were.
    pub fn release_all(&self) -> usize {
        self.release(usize::MAX)
    }

    /// Stops making things durable: from here on as in the manual mode.
    pub fn stall(&self) {
        self.state().automatic = false;
    }

    /// Releases everything and makes appends durable at once from here on.
    pub fn resume(&self) {
        self.state().automatic = true;
        self.release_all();
    }

    /// Drops the queue, as a crash of the process does: queued groups never become durable, their fences
    /// get `Poisoned`, owners are forgotten. What was durable stays.
    pub fn crash(&self) {
        let mut state = self.state();
        let queue = std::mem::take(&mut state.queue);
        for log in state.logs.values_mut() {
            log.owner = None;
            log.fence += 1;
            log.next = log.durable().next();
        }
        state.failure = None;
        state.intake = Intake::Open;
        drop(state);
        for queued in queue {
            if let Queued::Fence { answer, .. } = queued {
                let _ = answer.send(Err(JournalError::Poisoned("the process ended".into())));
            }
        }
    }

    /// Fails as a write error does: nothing queued becomes durable, every call is refused, every owner woken.
    pub fn fail(&self, why: &str) {
        let mut state = self.state();
        state.failure = Some(why.to_owned());
        state.intake = Intake::Poisoned;
        let queue = std::mem::take(&mut state.queue);
        let wakes: Vec<Wake> = state
            .logs
            .values()
            .filter_map(|log| log.owner.as_ref().map(|owner| owner.wake.clone()))
            .collect();
        drop(state);
        for queued in queue {
            if let Queued::Fence { answer, .. } = queued {
                let _ = answer.send(Err(JournalError::Poisoned(why.to_owned())));
            }
        }
        for wake in wakes {
            wake();
        }
    }

    /// Sets what [`Journal::intake`] answers.
    pub fn set_intake(&self, intake: Intake) {
        self.state().intake = intake;
    }

    /// An event's durable records, oldest first.
    #[must_use]
    pub fn records(&self, event: EventId) -> Vec<Vec<u8>> {
        let state = self.state();
        let groups = state.logs.get(&event).map_or(&[][..], |log| log.groups.as_slice());
        groups.iter().flat_map(|group| RecordSlices::new(&group.bytes).map(<[u8]>::to_vec)).collect()
    }
}

impl State {
    fn refuse_if_failed(&self) -> Result<(), JournalError> {
        self.failure.as_ref().map_or(Ok(()), |why| Err(JournalError::Poisoned(why.clone())))
    }

    fn release(&mut self, groups: usize) -> (usize, BTreeMap<EventId, Wake>) {
        let mut released = 0;
        let mut wakes = BTreeMap::new();
        while let Some(queued) = self.queue.pop_front() {
            match queued {
                Queued::Group(group) if released == groups => {
                    self.queue.push_front(Queued::Group(group));
                    break;
                }
                Queued::Group(group) => {
                    released += 1;
                    self.settle(group, &mut wakes);
                }
                Queued::Fence { event, number, wake, answer } => {
                    let fence = self.install(event, number, wake);
                    let _ = answer.send(Ok(fence));
                }
            }
        }
        (released, wakes)
    }

    fn settle(&mut self, group: RecordGroup, wakes: &mut BTreeMap<EventId, Wake>) {
        let log = self.logs.entry(group.event).or_default();
        let (event, durable) = (group.event, group.last_version());
        log.groups.push(group);
        if let Some(owner) = &log.owner {
            owner.watermark.publish(durable);
            wakes.insert(event, owner.wake.clone());
        }
    }

    fn install(&mut self, event: EventId, number: u64, wake: Wake) -> Fence {
        let log = self.logs.entry(event).or_default();
        let durable_version = log.durable();
        let watermark = Arc::new(Watermark::new(durable_version));
        if log.fence == number {
            log.next = durable_version.next();
            log.owner = Some(Owner { watermark: watermark.clone(), wake });
        } else {
            watermark.retire();
        }
        Fence { number, durable_version, watermark }
    }
}

impl Journal for MemoryJournal {
    fn fence(&self, event: EventId, wake: Wake) -> PortFuture<Result<Fence, JournalError>> {
        let mut state = self.state();
        let (answer, answered) = oneshot::channel();
        if let Err(error) = state.refuse_if_failed() {
            return Box::pin(std::future::ready(Err(error)));
        }
        let log = state.logs.entry(event).or_default();
        log.fence += 1;
        let number = log.fence;
        let before = log.owner.take();
        if let Some(before) = &before {
            before.watermark.retire();
        }
        state.queue.push_back(Queued::Fence { event, number, wake, answer });
        let only_fences = state.queue.iter().all(|queued| matches!(queued, Queued::Fence { .. }));
        if state.automatic || only_fences {
            state.release(0);
        }
        drop(state);
        if let Some(before) = before {
            (before.wake)();
        }
        Box::pin(async move {
            answered.await.unwrap_or_else(|_| Err(JournalError::Poisoned("the journal is gone".into())))
        })
    }

    fn append(&self, group: RecordGroup) -> Result<(), JournalError> {
        let mut state = self.state();
        state.refuse_if_failed()?;
        let event = group.event;
        let log = state.logs.entry(event).or_default();
        if group.fence != log.fence || log.owner.is_none() {
            return Err(JournalError::Fenced);
        }
        if group.first_version != log.next
            || !group.is_well_formed()
            || group.bytes.len() > JOURNAL_GROUP_BYTES
        {
            let (first, next) = (group.first_version, log.next);
            return Err(JournalError::Misfit(format!("{event} from {first}, where {next} is next")));
        }
        log.next = group.last_version().next();
        state.queue.push_back(Queued::Group(group));
        let automatic = state.automatic;
        drop(state);
        if automatic {
            self.release_all();
        }
        Ok(())
    }

    fn intake(&self) -> Intake {
        self.state().intake
    }

    fn read(&self, event: EventId, after: Version, visit: Visit<'_>) -> Result<Version, JournalError> {
        let (durable, groups) = self.state().logs.get(&event).map_or((Version(0), Vec::new()), |log| {
            let begin = log.groups.partition_point(|group| group.last_version() <= after);
            (log.durable(), log.groups[begin..].to_vec())
        });
        if durable < after {
            return Err(JournalError::Short { event, last: durable, after });
        }
        let mut last = after;
        for group in &groups {
            let mut version = group.first_version;
            for record in RecordSlices::new(&group.bytes) {
                if version > after {
                    visit(version, record)?;
                    last = version;
                }
                version = version.next();
            }
        }
        Ok(last)
    }

    fn load_checkpoint(&self, event: EventId, at_most: Version) -> Result<Option<Checkpoint>, JournalError> {
        let state = self.state();
        Ok(state.logs.get(&event).and_then(|log| {
            log.checkpoints.range(..=at_most).next_back().map(|(_, checkpoint)| checkpoint.clone())
        }))
    }

    fn save_checkpoint(
        &self,
        checkpoint: &Checkpoint,
        verify: &dyn Fn(&Checkpoint) -> Result<ContentHash, JournalError>,
    ) -> Result<(), JournalError> {
        let event = checkpoint.event;
        let damaged = |what: &str| JournalError::Corrupt {
            place: format!("checkpoint of {event} at {}", checkpoint.version),
            what: what.to_owned(),
        };
        if self.state().logs.get(&event).map_or(Version(0), Log::durable) < checkpoint.version {
            return Err(damaged("it covers a version that is not durable"));
        }
        if verify(checkpoint)? != checkpoint.state_hash {
            return Err(damaged("the state read back has another hash"));
        }
        let mut state = self.state();
        let checkpoints = &mut state.logs.entry(event).or_default().checkpoints;
        checkpoints.insert(checkpoint.version, checkpoint.clone());
        while checkpoints.len() > CHECKPOINTS_PER_EVENT {
            checkpoints.pop_first();
        }
        Ok(())
    }

    fn events(&self) -> Result<Vec<EventId>, JournalError> {
        let state = self.state();
        Ok(state.logs.iter().filter(|(_, log)| !log.groups.is_empty()).map(|(event, _)| *event).collect())
    }
}

#[cfg(test)]
#[path = "memory_journal/tests.rs"]
mod tests;
