use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use actix::{Arbiter, System};
use futures_util::FutureExt;
use schemas::ids::{EventId, HoldId, Version};
use schemas::plan::PublishedPlan;
use schemas::refusal::RefusalCode;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use crate::figures::Figures;
use crate::limits::LIVE_EVENTS;
use crate::ports::journal::Journal;
use crate::ports::meter::{Meter, StillMeter};
use crate::ports::spawn::Inline;
use crate::registry::{Arbiters, Registry, RegistryParts};
use crate::seat_map::command::Request;
use crate::seat_map::handle::{BatchReply, Pending, SeatMapHandle};
use crate::seat_map::outcome::{Answer, Done, Outcome};
use crate::testkit::memory_journal::MemoryJournal;
use crate::testkit::venue::{OnePlan, RuntimeClock, open_sale, open_terms, organiser_request, rows_plan};

pub const EVENT: EventId = EventId(7);
pub const START: Timestamp = Timestamp(1_700_000_000_000);

/// A registry over a journal in memory, on one thread under a paused clock.
pub struct Stage {
    pub journal: Arc<MemoryJournal>,
    pub plan: PublishedPlan,
    pub terms: EventTerms,
    pub clock: Arc<RuntimeClock>,
    pub registry: Registry,
}

/// Runs `test` on a stage whose event [`EVENT`] of 20 rows of 50 seats is on sale; the journal makes
/// everything durable at once.
pub fn on_stage<Done: Future<Output = ()>>(test: impl FnOnce(Stage) -> Done) {
    on_bare_stage(|stage| async move {
        stage.create(EVENT).await;
        test(stage).await;
    });
}

/// As [`on_stage`], without an event.
pub fn on_bare_stage<Done: Future<Output = ()>>(test: impl FnOnce(Stage) -> Done) {
    on_stage_of(20, 50, LIVE_EVENTS, test);
}

/// As [`on_bare_stage`], with plan and bound of one's own.
pub fn on_stage_of<Done: Future<Output = ()>>(
    rows: u32,
    seats: u32,
    live_events: usize,
    test: impl FnOnce(Stage) -> Done,
) {
    set_up(rows, seats, live_events, Arc::new(StillMeter), test);
}

/// As [`on_bare_stage`], where time passes as `meter` says.
pub fn on_stage_with_meter<Done: Future<Output = ()>>(
    meter: Arc<dyn Meter>,
    test: impl FnOnce(Stage) -> Done,
) {
    set_up(20, 50, LIVE_EVENTS, meter, test);
}

fn set_up<Done: Future<Output = ()>>(
    rows: u32,
    seats: u32,
    live_events: usize,
    meter: Arc<dyn Meter>,
    test: impl FnOnce(Stage) -> Done,
) {
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_time().start_paused(true).build().unwrap()
    };
    System::with_tokio_rt(runtime).block_on(async {
        let plan = rows_plan(rows, seats);
        let terms = open_terms(&plan);
        let journal = MemoryJournal::automatic();
        let clock = Arc::new(RuntimeClock::starting(START));
        let registry = registry_over(journal.clone(), &plan, &clock, meter, live_events);
        test(Stage { journal, plan, terms, clock, registry }).await;
    });
}

fn registry_over(
    journal: Arc<dyn Journal>,
    plan: &PublishedPlan,
    clock: &Arc<RuntimeClock>,
    meter: Arc<dyn Meter>,
    live_events: usize,
) -> Registry {
    Registry::new(RegistryParts {
        journal,
        clock: clock.clone(),
        meter,
        plans: Arc::new(OnePlan::new(plan)),
        offload: Arc::new(Inline),
        arbiters: Arbiters::new(Arbiter::current(), []),
        figures: Arc::new(Figures::new().unwrap()),
        live_events,
        stream: 0,
    })
}

impl Stage {
    /// Creates `event` and opens its sale.
    pub async fn create(&self, event: EventId) {
        assert_eq!(self.registry.create(event, self.terms.clone()).await.unwrap(), Version(1));
        let opened = self.submit(event, organiser_request(1, open_sale())).await;
        assert!(matches!(opened, Outcome::Accepted(_)), "{opened:?}");
    }

    pub async fn submit(&self, event: EventId, request: Request) -> Outcome {
        let mut outcomes = self.registry.submit(event, vec![request]).await.unwrap();
        assert_eq!(outcomes.len(), 1);
        outcomes.remove(0)
    }

    pub async fn handle(&self) -> SeatMapHandle {
        self.registry.handle(EVENT).await.unwrap()
    }

    /// Another registry over the same log, whose clock is this far behind.
    pub fn registry_behind(&self, milliseconds: u64) -> Registry {
        let clock = Arc::new(RuntimeClock::starting(Timestamp(START.0 - milliseconds)));
        registry_over(self.journal.clone(), &self.plan, &clock, Arc::new(StillMeter), LIVE_EVENTS)
    }

    /// Another registry over the same log, as another process would have.
    pub fn another_registry(&self) -> Registry {
        registry_over(self.journal.clone(), &self.plan, &self.clock, Arc::new(StillMeter), LIVE_EVENTS)
    }
}

/// Lets every task run until none can, by letting a millisecond of the paused clock pass.
pub async fn settle() {
    pass_ms(1).await;
}

pub async fn pass_ms(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

/// What has arrived of a pending answer, without waiting.
pub fn arrived<T>(pending: &mut Pending<T>) -> Option<T> {
    pending.now_or_never().map(|answer| answer.unwrap())
}

/// The only outcome of a decided batch of one.
pub fn only(reply: BatchReply) -> Outcome {
    let BatchReply::Decided(mut outcomes) = reply else { panic!("not taken") };
    assert_eq!(outcomes.len(), 1);
    outcomes.remove(0)
}

pub fn accepted(outcome: Outcome) -> Answer {
    let Outcome::Accepted(answer) = outcome else { panic!("{outcome:?}") };
    answer
}

pub fn held(outcome: Outcome) -> HoldId {
    let answer = accepted(outcome);
    let Done::Held { hold, .. } = answer.done else { panic!("{answer:?}") };
    hold
}

pub fn refused(outcome: &Outcome) -> RefusalCode {
    let Outcome::Refused(refusal) = outcome else { panic!("{outcome:?}") };
    refusal.code
}
