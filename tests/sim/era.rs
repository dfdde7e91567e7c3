//! One life of the process, from opening the journal to its end, on a runtime of its own: when that is dropped
//! nothing is left in memory.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actors::figures::Figures as EngineFigures;
use actors::hub::live_event::LiveEvents;
use actors::hub::{Hub, HubFigures};
use actors::journal::{
    FileJournal, Fill, JournalOptions, JournalWriter, OpenError, Opened, Preallocator, Turn,
};
use actors::ports::meter::StillMeter;
use actors::ports::spawn::Inline;
use actors::registry::{Arbiters, Registry, RegistryParts};
use actors::testkit::journal_tasks::counted_segment_ids;
use schemas::ids::Version;
use schemas::ws::server::ByeCode;
use tokio::time::{Instant, sleep};

use crate::client::{Doors, shop};
use crate::faults::{self, disturb};
use crate::judge;
use crate::observer::observe;
use crate::session;
use crate::tools;
use crate::watched_journal::WatchedJournal;
use crate::world::World;

/// Bytes of a segment: small, so that segments are left behind often.
pub const SEGMENT_BYTES: u64 = 24 * 1024;
/// When clients of an undisturbed life send nothing new any more, and only wait for what they sent.
const QUIET_AFTER: Duration = Duration::from_secs(30);
/// Who disturbs a life, side by side.
const DISTURBERS: usize = 2;
/// How often the end of a life is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(1);

/// How a life ends.
#[derive(Clone, Debug)]
pub enum Ending {
    /// Asked to, everything saved.
    Stopped,
    /// The process is killed; what it wrote stays in the system's cache.
    Killed,
    /// The power goes.
    PowerCut,
    /// The journal failed, and the process stops.
    Failed,
}

impl Ending {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Stopped => "restarts after a stop",
            Self::Killed => "restarts after a kill",
            Self::PowerCut => "restarts after a power cut",
            Self::Failed => "restarts after a failed journal",
        }
    }
}

/// What a life is to be like.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Virtual time after which it ends by itself.
    pub length: Duration,
    pub ends: Ends,
    pub is_disturbed: bool,
    /// Where a cut ends it: only the process ends, and what it wrote stays in the system's cache.
    pub kills_instead: bool,
    /// A power cut while opening, after this many calls.
    pub cut_while_opening: Option<u64>,
}

/// How it ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Stop,
    Kill,
    /// At a moment between turns.
    PowerCut,
    /// After this many calls of the disk, if they come before the time is over.
    CutAtCall(u64),
    /// At the first sync after this many calls.
    CutBeforeSync(u64),
}

impl Plan {
    /// The last life of a world: no faults, and long enough for every hold to run out.
    pub const fn calm() -> Self {
        Self {
            length: Duration::from_secs(200),
            ends: Ends::Stop,
            is_disturbed: false,
            kills_instead: false,
            cut_while_opening: None,
        }
    }

    pub fn draw(world: &World) -> Self {
        let length_ms = match world.below(10) {
            0 => world.below(50),
            1..=7 => 200 + world.below(2_000),
            8 => 2_000 + world.below(8_000),
            _ => 5_000 + world.below(40_000),
        };
        let ends = match world.below(20) {
            0..=1 => Ends::Stop,
            2..=3 => Ends::Kill,
            4..=6 => Ends::PowerCut,
            7..=11 => Ends::CutAtCall(world.below(10) * world.below(60)),
            _ => Ends::CutBeforeSync(world.below(10) * world.below(60)),
        };
        let cut_while_opening = world.chance(1, 12).then(|| world.below(12));
        let kills_instead = world.chance(1, 4);
        Self {
            length: Duration::from_millis(length_ms),
            ends,
            is_disturbed: true,
            kills_instead,
            cut_while_opening,
        }
    }
}

fn on_a_runtime<T>(life: impl Future<Output = T>) -> T {
    let system = actix::System::with_tokio_rt(|| {
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
    });
    system.block_on(life)
}

/// Opens, judges, lives, and says how it ended.
///
/// # Errors
/// What is wrong.
pub fn live(world: &Rc<World>, plan: &Plan) -> Result<Ending, String> {
    on_a_runtime(async {
        world.clock.begin();
        world.is_calm.set(!plan.is_disturbed);
        world.is_lull.set(plan.is_disturbed && world.chance(1, 6));
        let opened = open(world, plan.cut_while_opening)?;
        judge_all(world, &opened)?;
        let ending = Life::begin(world, opened, plan).end(plan).await;
        world.clock.end();
        world.wrong.borrow_mut().take().map_or(Ok(ending), Err)
    })
}

/// The judgement after the last life.
///
/// # Errors
/// What is wrong.
pub fn judge_at_rest(world: &Rc<World>) -> Result<(), String> {
    on_a_runtime(async {
        world.clock.begin();
        let opened = open(world, None)?;
        judge_all(world, &opened)?;
        world.clock.end();
        for event in &world.events {
            judge::all_ended(&event.borrow())?;
        }
        tools::is_sound(world)?;
        session::all_arrived(world)?;
        match world.clients.iter().find_map(|client| client.borrow().unanswered()) {
            Some(attempt) => Err(format!("never answered: {attempt}")),
            None => Ok(()),
        }
    })
}

fn open(world: &Rc<World>, cut: Option<u64>) -> Result<Opened, String> {
    if let Some(calls) = cut {
        world.power.cut_after(calls);
        let opened = open_once(world);
        let was_cut = world.power.is_cut();
        match opened {
            Err(error) if !was_cut && !has_failed_on_command(&error) => return Err(no_journal(&error)),
            _ if was_cut => world.count("power cuts while opening"),
            _ => {}
        }
        world.lose(&Ending::PowerCut);
    }
    let mut opened = open_once(world);
    if opened.as_ref().is_err_and(has_failed_on_command) {
        world.count("failures while opening");
        world.lose(&Ending::PowerCut);
        opened = open_once(world);
    }
    let opened = opened.map_err(|error| no_journal(&error))?;
    if opened.recovered.torn_bytes > 0 {
        world.count("torn tails");
    }
    let opened = if world.chance(1, 4) { open_again(world, opened)? } else { opened };
    world.figures.borrow_mut().add("segments found", opened.recovered.segments as u64);
    Ok(opened)
}

/// What opening found and tidied up is there for good: a power cut right after it changes nothing.
fn open_again(world: &World, opened: Opened) -> Result<Opened, String> {
    let end = opened.recovered.end;
    drop(opened);
    world.lose(&Ending::PowerCut);
    world.count("power cuts after opening");
    let opened = open_once(world).map_err(|error| no_journal(&error))?;
    match opened.recovered.torn_bytes {
        0 if opened.recovered.end == end => Ok(opened),
        torn => {
            Err(format!("opened at {end}, then again at {} with {torn} bytes torn", opened.recovered.end))
        }
    }
}

fn open_once(world: &World) -> Result<Opened, OpenError> {
    let mut options = JournalOptions::new(counted_segment_ids(world.segments.get())).small(SEGMENT_BYTES);
    options.group_bytes = options.frame_bytes;
    // Ids are drawn at opening and by the preallocator; a thousand a life are more than either takes.
    world.segments.set(world.segments.get() + 1_000);
    FileJournal::open(Arc::new(world.power.clone()), options)
}

fn has_failed_on_command(error: &OpenError) -> bool {
    matches!(error, OpenError::Disk { what, .. } if what.ends_with("failed on command"))
}

fn no_journal(error: &OpenError) -> String {
    format!("the journal does not open: {error}")
}

fn judge_all(world: &Rc<World>, opened: &Opened) -> Result<(), String> {
    if world.chance(1, 6) {
        tools::is_sound(world)?;
    }
    for event in &world.events {
        let event = &mut event.borrow_mut();
        let whole = world.chance(1, 4) && event.model.version > Version(0);
        let kept_after = whole.then(|| tools::kept_after(world, event.id)).transpose()?;
        let figures = &mut world.figures.borrow_mut();
        judge::judge(event, &world.venues, opened.journal.as_ref(), kept_after, figures)
            .map_err(|why| format!("{}: {why}", event.id))?;
    }
    let ends: Vec<String> =
        world.events.iter().map(|event| event.borrow().model.version.to_string()).collect();
    world.note(format_args!("recovered {}", ends.join(" ")));
    Ok(())
}

fn registry(world: &Rc<World>, journal: &Arc<WatchedJournal>, live_events: usize) -> Registry {
    Registry::new(RegistryParts {
        journal: journal.clone(),
        clock: world.clock.clone(),
        meter: Arc::new(StillMeter),
        plans: world.venues.clone(),
        offload: Arc::new(Inline),
        arbiters: Arbiters::new(actix::Arbiter::current(), []),
        figures: Arc::new(EngineFigures::new().unwrap()),
        live_events,
        stream: 0,
    })
}

/// A hub that ticks, and its sessions.
fn hub(world: &Rc<World>, registry: &Registry) -> Rc<Hub> {
    let events = Rc::new(LiveEvents(registry.clone()));
    let hub = Hub::new(events, world.clock.clone(), Arc::new(HubFigures::default()));
    actix::spawn(hub.clone().run());
    for number in 0..session::SESSIONS {
        actix::spawn(session::follow(world.clone(), hub.clone(), number));
    }
    hub
}

struct Life {
    world: Rc<World>,
    journal: Arc<FileJournal>,
    watched: Arc<WatchedJournal>,
    registry: Registry,
    hub: Option<Rc<Hub>>,
    writer: tokio::task::JoinHandle<()>,
}

impl Life {
    fn begin(world: &Rc<World>, opened: Opened, plan: &Plan) -> Self {
        let Opened { journal, writer, preallocator, .. } = opened;
        let live_events = if plan.is_disturbed && world.chance(1, 12) { 2 } else { 3 };
        let watched = Arc::new(WatchedJournal::new(journal.clone()));
        let registry = registry(world, &watched, live_events);
        // Two who take an event from each other leave it without an owner again and again: nothing is said about
        // when the end of a hold is recorded.
        world.has_rival.set(plan.is_disturbed && world.chance(1, 4));
        let rival = world.has_rival.get().then(|| self::registry(world, &watched, 3));
        let hub = (!plan.is_disturbed || world.chance(2, 3)).then(|| hub(world, &registry));
        match plan.ends {
            Ends::CutAtCall(calls) => world.power.cut_after(calls),
            Ends::CutBeforeSync(calls) => world.power.cut_before_sync_after(calls),
            Ends::Stop | Ends::Kill | Ends::PowerCut => {}
        }
        let writer = actix::spawn(drive_writer(world.clone(), writer));
        actix::spawn(drive_preallocator(world.clone(), preallocator));
        let keeper = registry.clone();
        actix::spawn(async move { keeper.keep().await });
        let doors = Doors { registry: registry.clone(), rival, hub: hub.clone() };
        for client in 0..world.clients.len() {
            actix::spawn(shop(world.clone(), doors.clone(), client));
        }
        for event in 0..world.events.len() {
            actix::spawn(observe(world.clone(), registry.clone(), event));
        }
        if plan.is_disturbed {
            for _ in 0..DISTURBERS {
                actix::spawn(disturb(world.clone(), registry.clone(), journal.clone()));
            }
        } else {
            let world = world.clone();
            actix::spawn(async move {
                sleep(QUIET_AFTER).await;
                world.is_quiet.set(true);
            });
        }
        Self { world: world.clone(), journal, watched, registry, hub, writer }
    }

    /// Waits for the end and brings it about.
    async fn end(self, plan: &Plan) -> Ending {
        let world = &self.world;
        let failure = self.journal.failure();
        let until = Instant::now() + plan.length;
        let begun = world.now();
        let ending = loop {
            sleep(LOOK_EVERY).await;
            let failed = failure.borrow().clone();
            if world.power.is_cut() {
                break if plan.kills_instead { Ending::Killed } else { Ending::PowerCut };
            }
            if let Some(why) = failed {
                world.note(format_args!("the journal failed: {why}"));
                break Ending::Failed;
            }
            if let Some(wrong) = self.watched.wrong() {
                world.blame(wrong);
            }
            if world.wrong.borrow().is_some() {
                break Ending::Killed;
            }
            if Instant::now() >= until {
                break match plan.ends {
                    Ends::Stop if !world.has_rival.get() => self.stop().await,
                    Ends::Stop | Ends::Kill => Ending::Killed,
                    Ends::PowerCut | Ends::CutAtCall(_) | Ends::CutBeforeSync(_) => Ending::PowerCut,
                };
            }
        };
        faults::note_break(world, if world.has_rival.get() { begun } else { world.now() });
        ending
    }

    /// As the process does when it is asked to end.
    async fn stop(&self) -> Ending {
        let world = &self.world;
        world.disk.leave_room(None);
        self.journal.look_for_room();
        world.disk.open_gate();
        if let Some(hub) = &self.hub {
            hub.close(ByeCode::Restart);
        }
        let stopped = tokio::time::timeout(Duration::from_secs(30), self.registry.stop_all()).await;
        if self.journal.failure().borrow().is_none() && !world.power.is_cut() {
            if stopped.is_err() {
                world.blame("the registry does not stop".into());
            }
            self.journal.stop();
            while !self.writer.is_finished() {
                world.disk.open_gate();
                sleep(LOOK_EVERY).await;
            }
        }
        let failed = self.journal.failure().borrow().clone();
        match failed {
            _ if world.power.is_cut() => Ending::PowerCut,
            Some(why) if why != "the journal is closed" => Ending::Failed,
            _ => Ending::Stopped,
        }
    }
}

/// Steps the writer, in its own time: what comes meanwhile joins the next frame.
async fn drive_writer(world: Rc<World>, mut writer: JournalWriter) {
    loop {
        if world.chance(1, 3) {
            sleep(Duration::from_millis(world.below(4))).await;
        }
        world.disk.gate().await;
        match writer.step() {
            Turn::Worked => tokio::task::yield_now().await,
            Turn::Idle | Turn::NoRoom => writer.ready().await,
            Turn::Stopping => return drop(writer.close()),
            Turn::Poisoned => return,
        }
    }
}

async fn drive_preallocator(world: Rc<World>, mut preallocator: Preallocator) {
    loop {
        world.disk.gate().await;
        match preallocator.step() {
            Fill::Worked => tokio::task::yield_now().await,
            Fill::Ready => preallocator.ready().await,
            Fill::Refused => {
                world.count("segments that could not be made");
                preallocator.ready().await;
            }
            Fill::Ended => return,
        }
    }
}
