//! What waits for the writer, who owns which event, and whether new work is taken.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use schemas::ids::{EventId, Version};
use tokio::sync::{oneshot, watch};

use super::options::JournalOptions;
use super::signal::Signal;
use crate::figures::Latency;
use crate::ports::journal::{Fence, Intake, JournalError, RecordGroup, Wake, Watermark};

/// How a fence is answered.
pub(super) type FenceAnswer = oneshot::Sender<Result<Fence, JournalError>>;

/// One thing for the writer, in order.
pub(super) enum Queued {
    Group(QueuedGroup),
    Fence { event: EventId, number: u64, wake: Wake, answer: FenceAnswer },
}

/// Records that wait to be written.
pub(super) struct QueuedGroup {
    pub group: RecordGroup,
    /// When they were handed over, by the stopwatch of the latency that is counted.
    pub queued_at: u64,
}

/// Shared by the handle, the writer and the preallocator.
pub(super) struct Queue {
    state: Mutex<QueueState>,
    /// Rings when the writer should look again.
    pub writer: Signal,
    /// Rings when the preallocator should look again.
    pub preallocator: Signal,
    busy: AtomicBool,
    pub full: AtomicBool,
    pub low: AtomicBool,
    poisoned: AtomicBool,
    failure: watch::Sender<Option<String>>,
    latency: Option<Latency>,
    group_bytes: usize,
    queued_bytes: usize,
    queued_bytes_again: usize,
}

#[derive(Default)]
struct QueueState {
    items: VecDeque<Queued>,
    owners: BTreeMap<EventId, Ownership>,
    /// Bytes queued or being written.
    bytes: usize,
    writer_waits: bool,
    stopping: bool,
}

struct Ownership {
    /// The newest number given.
    raised: u64,
    /// The version that the next append must begin with; meaningful once the newest fence is installed.
    next: Version,
    /// Who was given the newest number; nobody while its fence waits.
    owner: Option<Owner>,
}

struct Owner {
    watermark: Arc<Watermark>,
    wake: Wake,
}

impl Queue {
    pub fn new(options: &JournalOptions) -> Self {
        Self {
            state: Mutex::default(),
            writer: Signal::default(),
            preallocator: Signal::default(),
            busy: AtomicBool::new(false),
            full: AtomicBool::new(false),
            low: AtomicBool::new(false),
            poisoned: AtomicBool::new(false),
            failure: watch::Sender::new(None),
            latency: options.latency.clone(),
            group_bytes: options.group_bytes,
            queued_bytes: options.queued_bytes,
            queued_bytes_again: options.queued_bytes_again,
        }
    }

    fn state(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn intake(&self) -> Intake {
        if self.poisoned.load(Ordering::Acquire) {
            Intake::Poisoned
        } else if self.full.load(Ordering::Acquire) && self.low.load(Ordering::Acquire) {
            Intake::DiskFull
        } else if self.busy.load(Ordering::Acquire) {
            Intake::Busy
        } else {
            Intake::Open
        }
    }

    /// The reason, once poisoned.
    pub fn failure(&self) -> Option<String> {
        self.failure.borrow().clone()
    }

    pub fn watch_failure(&self) -> watch::Receiver<Option<String>> {
        self.failure.subscribe()
    }

    fn refuse_if_poisoned(&self) -> Result<(), JournalError> {
        if !self.poisoned.load(Ordering::Acquire) {
            return Ok(());
        }
        Err(JournalError::Poisoned(self.failure().unwrap_or_default()))
    }

    /// Raises the event's fence number, queues the fence, and tells the owner before.
    pub fn fence(&self, event: EventId, wake: Wake) -> oneshot::Receiver<Result<Fence, JournalError>> {
        let (answer, answered) = oneshot::channel();
        let mut state = self.state();
        if let Err(error) = self.refuse_if_poisoned() {
            let _ = answer.send(Err(error));
            return answered;
        }
        let ownership =
            state.owners.entry(event).or_insert(Ownership { raised: 0, next: Version(0), owner: None });
        ownership.raised += 1;
        let number = ownership.raised;
        let before = ownership.owner.take();
        if let Some(before) = &before {
            before.watermark.retire();
        }
        state.items.push_back(Queued::Fence { event, number, wake, answer });
        self.nudge(state);
        if let Some(before) = before {
            (before.wake)();
        }
        answered
    }

    /// Queues records of the event's owner.
    pub fn append(&self, group: RecordGroup) -> Result<(), JournalError> {
        let queued_at = self.latency.as_ref().map_or(0, Latency::begin);
        let fits = group.is_well_formed() && group.bytes.len() <= self.group_bytes;
        let mut state = self.state();
        self.refuse_if_poisoned()?;
        let ownership = state.owners.get_mut(&group.event).ok_or(JournalError::Fenced)?;
        if group.fence != ownership.raised || ownership.owner.is_none() {
            return Err(JournalError::Fenced);
        }
        if !fits || group.first_version != ownership.next {
            let (event, first, next) = (group.event, group.first_version, ownership.next);
            let bytes = group.bytes.len();
            return Err(JournalError::Misfit(format!(
                "{event} from {first}, {bytes} bytes, where {next} is next"
            )));
        }
        ownership.next = group.last_version().next();
        state.bytes += group.bytes.len();
        if state.bytes >= self.queued_bytes {
            self.busy.store(true, Ordering::Release);
        }
        state.items.push_back(Queued::Group(QueuedGroup { group, queued_at }));
        self.nudge(state);
        Ok(())
    }

    fn nudge(&self, mut state: MutexGuard<'_, QueueState>) {
        let writer_waits = std::mem::take(&mut state.writer_waits);
        drop(state);
        if writer_waits {
            self.writer.ring();
        }
    }

    /// Moves everything queued behind `pending`. Where both are empty, the next append rings the writer.
    pub fn take(&self, pending: &mut VecDeque<Queued>) {
        let mut state = self.state();
        if pending.is_empty() {
            std::mem::swap(&mut state.items, pending);
        } else {
            pending.append(&mut state.items);
        }
        state.writer_waits = pending.is_empty();
    }

    pub fn is_dry(&self) -> bool {
        self.state().items.is_empty()
    }

    /// Asks the writer and the preallocator to end once the queue is dry.
    pub fn stop(&self) {
        self.state().stopping = true;
        self.writer.ring();
        self.preallocator.ring();
    }

    pub fn is_stopping(&self) -> bool {
        self.state().stopping
    }

    /// Moves the watermarks of events that grew, and collects one wake an event. `queued_at` says since when
    /// each of the groups waited.
    pub fn publish(
        &self,
        grown: impl Iterator<Item = (EventId, Version)>,
        bytes: usize,
        queued_at: impl Iterator<Item = u64>,
        wakes: &mut Vec<Wake>,
    ) {
        let mut state = self.state();
        for (event, version) in grown {
            if let Some(owner) = state.owners.get(&event).and_then(|ownership| ownership.owner.as_ref()) {
                owner.watermark.publish(version);
                wakes.push(owner.wake.clone());
            }
        }
        state.bytes = state.bytes.saturating_sub(bytes);
        if state.bytes <= self.queued_bytes_again {
            self.busy.store(false, Ordering::Release);
        }
        drop(state);
        if let Some(latency) = &self.latency {
            latency.note(queued_at);
        }
    }

    /// Makes a fence its event's owner, unless a newer one was raised meanwhile: that one's owner is stale
    /// from the start.
    pub fn install(&self, event: EventId, number: u64, wake: Wake, durable_version: Version) -> Fence {
        let watermark = Arc::new(Watermark::new(durable_version));
        let mut state = self.state();
        if let Some(ownership) = state.owners.get_mut(&event).filter(|ownership| ownership.raised == number) {
            ownership.next = durable_version.next();
            ownership.owner = Some(Owner { watermark: watermark.clone(), wake });
        } else {
            watermark.retire();
        }
        Fence { number, durable_version, watermark }
    }

    /// Takes nothing more, tells whoever watches, answers waiting fences and wakes every owner.
    pub fn poison(&self, why: &str, pending: &mut VecDeque<Queued>) {
        let mut state = self.state();
        if self.poisoned.swap(true, Ordering::AcqRel) {
            return;
        }
        pending.append(&mut state.items);
        let wakes: Vec<Wake> = state
            .owners
            .values()
            .filter_map(|ownership| ownership.owner.as_ref().map(|owner| owner.wake.clone()))
            .collect();
        self.failure.send_replace(Some(why.to_owned()));
        drop(state);
        for queued in pending.drain(..) {
            if let Queued::Fence { answer, .. } = queued {
                let _ = answer.send(Err(JournalError::Poisoned(why.to_owned())));
            }
        }
        for wake in wakes {
            wake();
        }
        self.preallocator.ring();
        self.writer.ring();
    }
}
