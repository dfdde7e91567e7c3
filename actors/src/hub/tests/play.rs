//! A played event, a clock on tokio's paused time, and sessions whose frames are read as JSON.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use prometheus::Histogram;
use schemas::ids::{ChannelIndex, ContentHash, EventId, HoldId, LevelIndex, PlaceIndex, TokenHash, Version};
use schemas::seat::{Letter, SaleState};
use schemas::terms::SaleSchedule;
use schemas::time::Timestamp;
use schemas::ws::server::ByeCode;
use serde_json::Value;

use crate::figures::Figures;
use crate::hub::source::{EventSource, EventSources, SourceError, SourceFuture};
use crate::hub::{Delivery, Hub, HubFigures, Subscription};
use crate::ports::clock::Clock;
use crate::seat_map::command::Request;
use crate::seat_map::outcome::Outcome;
use crate::seat_map::view::{
    AreaUnits, Changes, ExpiredHold, HoldView, Observation, PlaceChange, PublicPlan, PublicSale, PublicState,
    TokenHolds,
};

pub const EVENT: EventId = EventId(7);
pub const START_MS: u64 = 1_790_000_000_000;

/// Wall time that moves with tokio's paused clock.
pub struct PausedClock(pub tokio::time::Instant);

impl Clock for PausedClock {
    fn now(&self) -> Timestamp {
        Timestamp(START_MS + u64::try_from(self.0.elapsed().as_millis()).unwrap())
    }
}

/// What one record did.
#[derive(Default)]
struct Happening {
    places: Vec<PlaceChange>,
    sale: Option<PublicSale>,
    terms: bool,
    plan: Option<PublicPlan>,
    tokens: Vec<TokenHash>,
    expired: Option<(TokenHash, HoldId)>,
}

/// The event.
pub struct Play {
    pub state: RefCell<PublicState>,
    log: RefCell<Vec<(Version, Happening)>>,
    pub holds: RefCell<BTreeMap<TokenHash, Vec<HoldView>>>,
    /// Observers behind this get a snapshot.
    pub remembers_from: Cell<Version>,
    pub tells_version: Cell<bool>,
    /// The next observer is told changes that begin a version later than it asked.
    pub skips_a_version: Cell<bool>,
    /// When what the next observer lacks was let out.
    pub let_out: Cell<Option<Timestamp>>,
    pub observed: Cell<u32>,
    pub asked_holds: RefCell<Vec<Vec<TokenHash>>>,
    pub fails: Cell<Option<SourceError>>,
    pub opened: Cell<u32>,
    /// How long the next answers to observers are on their way, in milliseconds.
    pub delays_ms: RefCell<VecDeque<u64>>,
}

impl Play {
    pub fn new(places: usize) -> Rc<Self> {
        let state = PublicState {
            version: Version(1),
            stream: 1,
            plan: ContentHash([9; 32]),
            sale: PublicSale { state: SaleState::OnSale, schedule: SaleSchedule::default() },
            terms: Version(1),
            letters: vec![Letter::Free; places],
            channels: vec![ChannelIndex(0); places],
            levels: vec![LevelIndex::OF_PLAN; places],
            areas: vec![AreaUnits { place: PlaceIndex(0), free: vec![(ChannelIndex(0), 100)] }],
        };
        Rc::new(Self {
            state: RefCell::new(state),
            log: RefCell::default(),
            holds: RefCell::default(),
            remembers_from: Cell::new(Version(0)),
            tells_version: Cell::new(true),
            skips_a_version: Cell::new(false),
            let_out: Cell::new(None),
            observed: Cell::new(0),
            asked_holds: RefCell::default(),
            fails: Cell::new(None),
            opened: Cell::new(0),
            delays_ms: RefCell::default(),
        })
    }

    fn record(&self, happening: Happening) -> Version {
        let mut state = self.state.borrow_mut();
        state.version = state.version.next();
        if let Some(plan) = happening.plan {
            let places = plan.places as usize;
            state.plan = plan.hash;
            state.letters.resize(places, Letter::Retired);
            state.channels.resize(places, ChannelIndex(0));
            state.levels.resize(places, LevelIndex::OF_PLAN);
            state.areas.clear();
        }
        for change in &happening.places {
            match change {
                PlaceChange::Area { units, .. } if happening.plan.is_some() => {
                    state.letters[units.place.0 as usize] = Letter::Free;
                    state.areas.push(units.clone());
                }
                PlaceChange::Seat { place, letter, channel, level } => {
                    state.letters[place.0 as usize] = *letter;
                    state.channels[place.0 as usize] = *channel;
                    state.levels[place.0 as usize] = *level;
                }
                PlaceChange::Area { units, level } => {
                    state.areas[0] = units.clone();
                    state.levels[0] = *level;
                }
            }
        }
        state.sale = happening.sale.unwrap_or(state.sale);
        state.terms = if happening.terms { state.version } else { state.terms };
        self.log.borrow_mut().push((state.version, happening));
        state.version
    }

    /// Records a seat as it is, but for a change.
    fn change(
        &self,
        place: u32,
        change: impl FnOnce(&mut Letter, &mut ChannelIndex, &mut LevelIndex),
    ) -> Version {
        let at = place as usize;
        let (mut letter, mut channel, mut level) = {
            let state = self.state.borrow();
            (state.letters[at], state.channels[at], state.levels[at])
        };
        change(&mut letter, &mut channel, &mut level);
        let places = vec![PlaceChange::Seat { place: PlaceIndex(place), letter, channel, level }];
        self.record(Happening { places, ..Happening::default() })
    }

    pub fn seat(&self, place: u32, letter: Letter) -> Version {
        self.change(place, |old, _, _| *old = letter)
    }

    pub fn channel(&self, place: u32, channel: u8) -> Version {
        self.change(place, |_, old, _| *old = ChannelIndex(channel))
    }

    pub fn level(&self, place: u32, level: LevelIndex) -> Version {
        self.change(place, |_, _, old| *old = level)
    }

    pub fn area(&self, free: u32) -> Version {
        let level = self.state.borrow().levels[0];
        let units = AreaUnits { place: PlaceIndex(0), free: vec![(ChannelIndex(0), free)] };
        self.record(Happening { places: vec![PlaceChange::Area { units, level }], ..Happening::default() })
    }

    pub fn sale(&self, state: SaleState) -> Version {
        let schedule = self.state.borrow().sale.schedule;
        self.record(Happening { sale: Some(PublicSale { state, schedule }), ..Happening::default() })
    }

    /// Other terms, with a sale that ends at this moment.
    pub fn closes_at(&self, at: u64) -> Version {
        let sale = self.state.borrow().sale;
        let schedule = SaleSchedule { closes_at: Some(Timestamp(at)), ..sale.schedule };
        let sale = Some(PublicSale { schedule, ..sale });
        self.record(Happening { sale, terms: true, ..Happening::default() })
    }

    /// Another plan version of so many places, and what changed with it.
    pub fn plan(&self, places: u32, changes: Vec<PlaceChange>) -> Version {
        let plan = Some(PublicPlan { hash: ContentHash([10; 32]), places });
        self.record(Happening { places: changes, plan, terms: true, ..Happening::default() })
    }

    pub fn silent(&self) -> Version {
        self.record(Happening::default())
    }

    /// A change of a token's holds and of nothing public.
    pub fn token(&self, token: TokenHash) -> Version {
        self.record(Happening { tokens: vec![token], ..Happening::default() })
    }

    pub fn expire(&self, token: TokenHash, hold: HoldId) -> Version {
        let happening =
            Happening { tokens: vec![token], expired: Some((token, hold)), ..Happening::default() };
        self.record(happening)
    }

    fn answer(&self, since: Option<Version>) -> Observation {
        let state = self.state.borrow();
        let Some(from) = since.filter(|since| *since >= self.remembers_from.get()) else {
            return Observation::Snapshot(Arc::new(state.clone()));
        };
        let from = if self.skips_a_version.take() { from.next() } else { from };
        if from == state.version {
            return Observation::Nothing { version: from };
        }
        let mut places = BTreeMap::new();
        let mut changes = Changes {
            from,
            to: state.version,
            places: vec![],
            sale: None,
            terms: None,
            plan: None,
            tokens: vec![],
            expired: vec![],
        };
        for (version, happening) in self.log.borrow().iter().filter(|(version, _)| *version > from) {
            for change in &happening.places {
                places.insert(change.place(), change.clone());
            }
            changes.sale = happening.sale.or(changes.sale);
            changes.plan = happening.plan.or(changes.plan);
            changes.terms = happening.terms.then_some(*version).or(changes.terms);
            changes.tokens.extend(happening.tokens.iter().map(|token| (*token, *version)));
            changes.expired.extend(happening.expired.map(|(token, hold)| ExpiredHold {
                token,
                hold,
                version: *version,
            }));
        }
        changes.places = places.into_values().collect();
        Observation::Changes(Arc::new(changes))
    }
}

/// The play as the hub sees it.
struct Stage(Rc<Play>);

impl EventSource for Stage {
    fn published_version(&self) -> Option<Version> {
        self.0.tells_version.get().then(|| self.0.state.borrow().version)
    }

    fn let_out_after(&self, _: Version) -> Option<Timestamp> {
        self.0.let_out.get()
    }

    fn observe(&self, since: Option<Version>) -> SourceFuture<Result<Observation, SourceError>> {
        self.0.observed.set(self.0.observed.get() + 1);
        let answer = self.0.fails.get().map_or_else(|| Ok(self.0.answer(since)), Err);
        let delay_ms = self.0.delays_ms.borrow_mut().pop_front();
        Box::pin(async move {
            if let Some(delay_ms) = delay_ms {
                pass(delay_ms).await;
            }
            answer
        })
    }

    fn holds_of(&self, tokens: Vec<TokenHash>) -> SourceFuture<Result<Vec<TokenHolds>, SourceError>> {
        let holds = self.0.holds.borrow();
        let version = self.0.state.borrow().version;
        let of = |token: &TokenHash| holds.get(token).cloned().unwrap_or_default();
        let sets =
            tokens.iter().map(|token| TokenHolds { token: *token, version, holds: of(token) }).collect();
        self.0.asked_holds.borrow_mut().push(tokens);
        Box::pin(async move { Ok(sets) })
    }

    fn submit(&self, _: Vec<Request>) -> SourceFuture<Result<Vec<Outcome>, SourceError>> {
        Box::pin(async { Err(SourceError::Unavailable) })
    }
}

pub struct Theatre(pub Rc<Play>);

impl EventSources for Theatre {
    fn open(&self, event: EventId) -> SourceFuture<Result<Rc<dyn EventSource>, SourceError>> {
        let play = Rc::clone(&self.0);
        Box::pin(async move {
            if event != EVENT {
                return Err(SourceError::NotFound);
            }
            play.opened.set(play.opened.get() + 1);
            tokio::time::sleep(Duration::from_millis(1)).await;
            Ok(Rc::new(Stage(play)) as Rc<dyn EventSource>)
        })
    }
}

/// A hub that ticks.
pub fn hub(play: &Rc<Play>) -> (Rc<Hub>, Arc<HubFigures>) {
    let figures = Arc::new(HubFigures::default());
    (ticking(play, Arc::clone(&figures)), figures)
}

/// A hub that ticks, with what it counts of how long deltas are on their way.
pub fn measured_hub(play: &Rc<Play>) -> (Rc<Hub>, Histogram) {
    let fan_out = Figures::new().unwrap().fan_out_latency();
    (ticking(play, Arc::new(HubFigures::measuring(fan_out.clone()))), fan_out)
}

fn ticking(play: &Rc<Play>, figures: Arc<HubFigures>) -> Rc<Hub> {
    let clock = Arc::new(PausedClock(tokio::time::Instant::now()));
    let hub = Hub::new(Rc::new(Theatre(Rc::clone(play))), clock, figures);
    tokio::task::spawn_local(Rc::clone(&hub).run());
    hub
}

/// Runs a test on one thread under a paused clock.
pub fn run(test: impl Future<Output = ()>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, test);
}

pub async fn pass(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

/// A session of the play.
pub async fn session(hub: &Hub, token: Option<TokenHash>, resume: Option<(u32, u64)>) -> Subscription {
    let session = hub.join(EVENT).await.unwrap();
    session.greet(token, resume.map(|(stream, version)| (stream, Version(version))));
    session
}

/// What waits for a session at this moment, at most one thing.
pub async fn now(session: &Subscription) -> Option<Delivery> {
    poll_fn(|context| match session.poll(context) {
        Poll::Ready(delivery) => Poll::Ready(Some(delivery)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

/// All that waits for a session at this moment, in short: type, and what identifies the frame.
pub async fn drain(session: &Subscription) -> Vec<String> {
    session.heard();
    let mut told = Vec::new();
    while let Some(delivery) = now(session).await {
        match delivery {
            Delivery::Frames(bytes) => told.extend(frames(&bytes).iter().map(short)),
            Delivery::Ping => told.push("ping".to_owned()),
            Delivery::Bye(code) => told.push(format!("bye {}", word(code))),
        }
    }
    told
}

fn word(code: ByeCode) -> String {
    serde_json::to_value(code).unwrap().as_str().unwrap().to_owned()
}

/// The JSON of each WebSocket frame.
pub fn frames(bytes: &Bytes) -> Vec<Value> {
    let mut rest = &bytes[..];
    let mut found = Vec::new();
    while !rest.is_empty() {
        assert_eq!(rest[0], 0x81, "a whole text frame");
        let (header, length) = match rest[1] {
            126 => (4, usize::from(u16::from_be_bytes([rest[2], rest[3]]))),
            127 => (10, usize::try_from(u64::from_be_bytes(rest[2..10].try_into().unwrap())).unwrap()),
            short => (2, usize::from(short)),
        };
        found.push(serde_json::from_slice(&rest[header..header + length]).unwrap());
        rest = &rest[header + length..];
    }
    found
}

fn short(frame: &Value) -> String {
    let kind = frame["type"].as_str().unwrap();
    match kind {
        "delta" => {
            let mut text = format!("delta {}..{} {}", frame["from"], frame["to"], frame["changes"]);
            for layer in ["channels", "levels", "areas"] {
                if let Some(value) = frame.get(layer) {
                    text.push_str(&format!(" {layer} {value}"));
                }
            }
            text.replace('"', "")
        }
        "sale" => {
            let closes = frame.get("closes_at_ms").map(|at| format!(" until {at}")).unwrap_or_default();
            format!("sale {} {}{closes}", frame["version"], frame["state"].as_str().unwrap())
        }
        "plan" => format!("plan {} {}", frame["version"], frame["places"]),
        "holds" => {
            let holds: Vec<_> =
                frame["holds"].as_array().unwrap().iter().map(|hold| hold["hold"].to_string()).collect();
            format!("holds {} [{}]", frame["version"], holds.join(","))
        }
        "expired" => format!("expired {} {}", frame["hold"], frame["version"]),
        _ => format!("{kind} {}", frame["version"]),
    }
}

pub fn token(number: u8) -> TokenHash {
    TokenHash([number; 16])
}

pub fn hold(number: u64) -> HoldView {
    HoldView {
        hold: HoldId(number),
        deadline: Timestamp(START_MS + 600_000),
        lifetime_end: Timestamp(START_MS + 1_200_000),
        in_payment: false,
        places: [].into_iter().collect(),
    }
}
