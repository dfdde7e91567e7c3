//! Many buyers on one event, from their arrival to the last look.

pub mod observer;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use schemas::ids::{EventId, Version};
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_local};
use tokio::time::Instant;

use crate::audit::Ledger;
use crate::buyer::pace::Pace;
use crate::buyer::person;
use crate::buyer::run::{Phase, Reached, Run, SharedRun};
use crate::client::http::{CallError, HttpClient};
use crate::figures::Figures;
use crate::limits::{ARRIVALS_PER_SECOND, SETTLE_LOOK, SETTLE_TIME};

/// What a crowd is made of.
#[derive(Clone)]
pub struct CrowdPlan {
    /// The event.
    pub event: EventId,
    /// How many buyers.
    pub buyers: u32,
    /// How fast people are; 1 is unhurried.
    pub pace: f64,
    /// Everything random comes from it.
    pub seed: u64,
    /// Where acknowledged answers are written down.
    pub ledger: Ledger,
}

/// Buyers at work.
pub struct Crowd {
    run: SharedRun,
    phase: watch::Sender<Phase>,
    buyers: Rc<RefCell<Vec<JoinHandle<()>>>>,
    arrivals: JoinHandle<()>,
}

impl Crowd {
    /// Lets the buyers come, a named number a second. `shop` carries the organiser's key; without it nobody
    /// pays.
    ///
    /// # Errors
    /// The event or its venue cannot be read.
    pub async fn arrive(
        plan: CrowdPlan,
        buyers: HttpClient,
        shop: Option<HttpClient>,
    ) -> Result<Self, CallError> {
        let state = buyers.first_state(plan.event).await?;
        let venue = buyers.venue(state.plan()).await?;
        let (phase, follow) = watch::channel(Phase::Shopping);
        let run = Rc::new(Run {
            address: buyers.address().clone(),
            event: plan.event,
            buyers,
            shop,
            venue,
            pace: Pace::new(plan.pace),
            seed: plan.seed,
            ledger: plan.ledger,
            figures: RefCell::new(Figures::default()),
            phase: follow,
            reached: RefCell::new(Vec::new()),
            newest: Cell::new(Version(0)),
        });
        let handles = Rc::new(RefCell::new(Vec::new()));
        let arrivals = spawn_local(come_one_by_one(run.clone(), plan.buyers, handles.clone()));
        Ok(Self { run, phase, buyers: handles, arrivals })
    }

    /// What the buyers share.
    #[must_use]
    pub const fn run(&self) -> &SharedRun {
        &self.run
    }

    /// Buyers who are still there.
    #[must_use]
    pub fn present(&self) -> usize {
        self.buyers.borrow().iter().filter(|buyer| !buyer.is_finished()).count()
    }

    /// Nobody sends anything any more; everybody who is there says what they see once they have reached
    /// this version. Returns what came in time.
    pub async fn settle(&self, version: Version) -> Vec<Reached> {
        self.arrivals.abort();
        self.run.reached.borrow_mut().clear();
        let _ = self.phase.send(Phase::Settling(version));
        let until = Instant::now() + SETTLE_TIME;
        while self.run.reached.borrow().len() < self.present() && Instant::now() < until {
            tokio::time::sleep(SETTLE_LOOK).await;
        }
        self.run.reached.take()
    }

    /// Everybody is gone at once, in the middle of whatever they did. Returns all that was counted.
    #[must_use]
    pub fn vanish(self) -> Figures {
        self.arrivals.abort();
        self.buyers.take().iter().for_each(JoinHandle::abort);
        self.run.figures.take()
    }

    /// Everybody goes home. Returns all that was counted.
    pub async fn go_home(self) -> Figures {
        self.arrivals.abort();
        let _ = self.phase.send(Phase::Over);
        for buyer in self.buyers.take() {
            let _ = tokio::time::timeout(SETTLE_TIME, buyer).await;
        }
        self.run.figures.take()
    }
}

async fn come_one_by_one(run: SharedRun, count: u32, handles: Rc<RefCell<Vec<JoinHandle<()>>>>) {
    let began = Instant::now();
    for number in 0..count {
        let turn = Duration::from_secs_f64(f64::from(number) / f64::from(ARRIVALS_PER_SECOND));
        tokio::time::sleep_until(began + turn).await;
        if !run.is_open() {
            return;
        }
        handles.borrow_mut().push(spawn_local(person::live(run.clone(), number)));
    }
}
