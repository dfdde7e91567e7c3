//! One world: a disk and its events, clients who outlive every restart, one seed. It is run from restart to
//! restart, each life on a runtime of its own, and judged in between.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use actors::ports::clock::Clock;
use actors::testkit::faulty_disk::FaultyDisk;
use actors::testkit::random::SeededNumbers;
use actors::testkit::simulator::power::{DiskCalls, PowerDisk};
use onsale::client::model::EventModel;
use schemas::ids::EventId;
use schemas::time::Timestamp;

use crate::client::Client;
use crate::clock::VirtualClock;
use crate::era::{self, Ending, Plan};
use crate::event::Event;
use crate::figures::Figures;
use crate::session::SESSIONS;
use crate::tools;
use crate::trace::Trace;
use crate::venue::{self, Venues};

/// Buyers of a world.
const BUYERS: usize = 9;
/// Organisers of a world.
const ORGANISERS: usize = 2;
/// Events of a world; each venue's turn.
pub const EVENTS: usize = 3;
/// The first moment of every world, in milliseconds.
const BEGIN_MS: u64 = 1_800_000_000_000;

/// See the module.
pub struct World {
    pub disk: FaultyDisk,
    pub power: PowerDisk,
    pub clock: Arc<VirtualClock>,
    pub venues: Arc<Venues>,
    pub events: Vec<RefCell<Event>>,
    pub clients: Vec<RefCell<Client>>,
    /// What each live session has of its event.
    pub sessions: Vec<RefCell<Option<EventModel>>>,
    pub numbers: RefCell<SeededNumbers>,
    pub trace: RefCell<Trace>,
    pub figures: RefCell<Figures>,
    /// What a task found wrong.
    pub wrong: RefCell<Option<String>>,
    /// Numbers segments through all lives.
    pub segments: Cell<u64>,
    /// Nothing new is sent any more.
    pub is_quiet: Cell<bool>,
    /// Clients take their time in this life.
    pub is_lull: Cell<bool>,
    /// No faults in this life.
    pub is_calm: Cell<bool>,
    /// Two registries take themselves for the owner in this life.
    pub has_rival: Cell<bool>,
    /// Archives are let go after a while.
    pub lets_archives_go: bool,
    /// Calls of the disk that were counted already.
    pub calls: Cell<DiskCalls>,
    seed: u64,
}

impl World {
    pub fn new(seed: u64, is_shown: bool) -> Rc<Self> {
        let disk = FaultyDisk::new();
        let (sources, plans) = venue::venues();
        let event = |number: usize| {
            let plan = plans[number % plans.len()].clone();
            RefCell::new(Event::new(EventId(number as u64 + 1), plan))
        };
        let clients =
            (0..BUYERS + ORGANISERS).map(|number| RefCell::new(Client::new(number, number >= BUYERS)));
        Rc::new(Self {
            power: PowerDisk::new(Arc::new(disk.clone())),
            disk,
            clock: Arc::new(VirtualClock::new(BEGIN_MS)),
            venues: sources,
            events: (0..EVENTS).map(event).collect(),
            clients: clients.collect(),
            sessions: (0..SESSIONS).map(|_| RefCell::default()).collect(),
            lets_archives_go: seed.is_multiple_of(2),
            numbers: RefCell::new(SeededNumbers::new(seed)),
            trace: RefCell::new(Trace::new(is_shown)),
            figures: RefCell::default(),
            wrong: RefCell::default(),
            segments: Cell::new(1),
            calls: Cell::default(),
            has_rival: Cell::new(false),
            is_calm: Cell::new(false),
            is_lull: Cell::new(false),
            is_quiet: Cell::new(false),
            seed,
        })
    }

    /// Runs until that many restarts were judged, then without faults to the end.
    ///
    /// # Errors
    /// What is wrong.
    pub fn run(self: &Rc<Self>, restarts: u64) -> Result<(), String> {
        self.note(format_args!("world {}", self.seed));
        for restart in 1..=restarts {
            let plan = if restart == restarts { Plan::calm() } else { Plan::draw(self) };
            if !plan.is_disturbed {
                // What was to fail and did not yet is called off.
                self.lose(&Ending::PowerCut);
            }
            let ending = era::live(self, &plan)?;
            self.note(format_args!("restart {restart}: {ending:?}"));
            self.restart(&ending);
            if let Ending::Stopped = ending {
                tools::one_bit(self)?;
            }
        }
        era::judge_at_rest(self)
    }

    /// What a restart leaves: the disk as it is after that ending, nothing in memory.
    fn restart(&self, ending: &Ending) {
        self.count(ending.name());
        let hash = self.trace.borrow_mut().era_hash();
        self.figures.borrow_mut().interleaving(hash);
        self.lose(ending);
        let (downtime_ms, back_ms) = match self.below(20) {
            0 => (20 * 60_000, 0),
            1..=4 => (self.below(90_000), 0),
            5..=6 => (self.below(2_000), self.below(20_000)),
            _ => (self.below(2_000), 0),
        };
        if back_ms > 0 {
            self.count("clock set back");
        }
        let now = self.now();
        for event in &self.events {
            let settles_from = &mut event.borrow_mut().settles_from;
            *settles_from = now.max(*settles_from);
        }
        self.clock.pass(downtime_ms, back_ms);
        self.figures.borrow_mut().count("restarts");
    }

    /// The disk after that ending.
    pub fn lose(&self, ending: &Ending) {
        match ending {
            Ending::Stopped | Ending::Killed => self.disk.end_process(),
            Ending::PowerCut | Ending::Failed => {
                let seed = self.numbers.borrow_mut().next();
                self.disk.crash(seed);
            }
        }
        self.disk.leave_room(None);
        self.power.restore();
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn below(&self, bound: u64) -> u64 {
        self.numbers.borrow_mut().below(bound)
    }

    pub fn chance(&self, times: u64, of: u64) -> bool {
        self.numbers.borrow_mut().chance(times, of)
    }

    pub fn note(&self, what: std::fmt::Arguments<'_>) {
        let at = self.now().0 - BEGIN_MS.min(self.now().0);
        self.trace.borrow_mut().note(at, what);
    }

    pub fn count(&self, what: &'static str) {
        self.figures.borrow_mut().count(what);
    }

    /// A task found something wrong: the life ends.
    pub fn blame(&self, wrong: String) {
        self.wrong.borrow_mut().get_or_insert(wrong);
    }

    pub fn pick_event(&self) -> usize {
        usize::try_from(self.below(self.events.len() as u64)).unwrap()
    }
}
