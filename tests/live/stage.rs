//! A server with the live route alone, over one seat map that the test can reach past the server.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::web::Data;
use actix_web::{App, HttpRequest, HttpServer};
use actors::hub::source::{EventSource, EventSources, SourceError, SourceFuture};
use actors::hub::{Hub, HubFigures};
use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::events::{Drafts, EventRow, Events, TextsChange, TextsRow};
use actors::ports::catalogue::{CatalogueError, Once, Reach, Written};
use actors::ports::clock::Clock;
use actors::ports::journal::PortFuture;
use actors::ports::plans::{PlanError, PlanSource};
use actors::seat_map::command::{ChannelSet, Command, Request, SaleStep};
use actors::seat_map::outcome::Outcome;
use actors::seat_map::view::{EventSetup, Observation, TokenHolds};
use actors::seat_map::{RecordBuffer, SeatMap};
use frontrow::http::commands::Reached;
use frontrow::http::known_events::{KnownEvents, Setups};
use frontrow::http::problem::Failure;
use frontrow::http::routes::Routes;
use frontrow::ws::buyers::{Buyers, TokenRefused, VerifiedToken};
use frontrow::ws::live::LiveDoor;
use frontrow::ws::origin::Origins;
use frontrow::ws::socket::ConnectionSocket;
use futures_util::future::LocalBoxFuture;
use schemas::ids::{
    CommandHash, ContentHash, EventId, LevelIndex, OrganiserId, PrincipalHash, TokenHash, Version,
};
use schemas::plan::{PlanIndex, PublishedPlan, VenueKind, generate};
use schemas::record::Principal;
use schemas::seat::SaleState;
use schemas::terms::{Currency, EventTerms, LevelPrice, SaleSchedule};
use schemas::time::Timestamp;

pub const EVENT: EventId = EventId(0x0102_0304_0506_0708);
pub const PLACES: u32 = 2_000;

struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Timestamp(u64::try_from(since.as_millis()).unwrap())
    }
}

/// The seat map behind the server.
#[derive(Clone)]
pub struct Map(Arc<Mutex<SeatMap>>);

/// The event's seat map, on sale, and what is known of the event.
fn on_sale() -> (Map, KnownEvents) {
    let plan = generate(VenueKind::Arena, PLACES, 1).unwrap();
    let levels = u8::try_from(plan.levels.len()).unwrap();
    let published = PublishedPlan::publish(plan, None).unwrap();
    let terms = EventTerms {
        plan: published.hash(),
        stream: 1,
        hold_time_ms: 600_000,
        lifetime_cap_ms: 1_200_000,
        maximum_extensions: 0,
        payment_time_ms: 600_000,
        payment_cap_ms: 1_200_000,
        maximum_units_per_hold: 10,
        maximum_units_per_token: 1_000,
        maximum_tokens_per_address: 0,
        currency: Currency(*b"EUR"),
        prices: (0..levels)
            .map(|level| LevelPrice { level: LevelIndex(level), amount_minor: 4_500 })
            .collect(),
        channels: Vec::new(),
        closed_channels: Vec::new(),
        tables: Vec::new(),
        schedule: SaleSchedule::default(),
    };
    let (plan, now) = (Arc::new(published.index().unwrap()), WallClock.now());
    let mut map = SeatMap::new(EVENT, Arc::clone(&plan));
    map.create(terms.clone(), now, &mut RecordBuffer::new()).unwrap();
    let map = Map(Arc::new(Mutex::new(map)));
    map.organise(1, Command::SetSale { step: SaleStep::Open, only_if: None });
    let row = EventRow {
        id: EVENT,
        organiser: OrganiserId::DEFAULT,
        texts: TextsRow {
            name: "An evening".to_owned(),
            starts_at: now,
            description: String::new(),
            venue: String::new(),
            zone: "UTC".to_owned(),
            doors_at: None,
        },
        texts_version: 1,
        created: now,
        first_terms: terms.clone(),
        terms,
        sale: SaleState::OnSale,
        announced: true,
        sale_moves_at: None,
        changing: false,
        created_in_log: true,
    };
    let rows = Arc::new(OneRow { row, plan });
    let known = KnownEvents::new(Arc::clone(&rows) as Arc<dyn Events>, Arc::clone(&rows) as _, rows);
    (map, known)
}

impl Map {
    fn decide(&self, request: &Request) -> Outcome {
        self.0.lock().unwrap().apply(request, WallClock.now(), &mut RecordBuffer::new())
    }

    /// Does an organiser's command past the server.
    pub fn organise(&self, id: u8, command: Command) -> Version {
        let hash = CommandHash([id; 16]);
        let principal = Principal::Organiser(PrincipalHash([1; 16]));
        match self.decide(&Request { principal, id: hash, digest: hash, command }) {
            Outcome::Accepted(answer) => answer.version,
            Outcome::Refused(refusal) => panic!("{refusal:?}"),
        }
    }
}

impl EventSource for Map {
    fn published_version(&self) -> Option<Version> {
        Some(self.0.lock().unwrap().version())
    }

    fn let_out_after(&self, _: Version) -> Option<Timestamp> {
        None
    }

    fn observe(&self, since: Option<Version>) -> SourceFuture<Result<Observation, SourceError>> {
        let observation = self.0.lock().unwrap().observe(since);
        Box::pin(async move { Ok(observation) })
    }

    fn holds_of(&self, tokens: Vec<TokenHash>) -> SourceFuture<Result<Vec<TokenHolds>, SourceError>> {
        let map = self.0.lock().unwrap();
        let sets = tokens.into_iter().map(|token| map.holds_of(token)).collect();
        Box::pin(async move { Ok(sets) })
    }

    fn submit(&self, requests: Vec<Request>) -> SourceFuture<Result<Vec<Outcome>, SourceError>> {
        let outcomes = requests.iter().map(|request| self.decide(request)).collect();
        Box::pin(async move {
            // As with a real journal, the answer is not there at once.
            tokio::task::yield_now().await;
            Ok(outcomes)
        })
    }
}

/// The one event in the catalogue, for what the route asks of it.
struct OneRow {
    row: EventRow,
    plan: Arc<PlanIndex>,
}

impl PlanSource for OneRow {
    fn plan(&self, _: ContentHash) -> Result<Arc<PlanIndex>, PlanError> {
        Ok(Arc::clone(&self.plan))
    }
}

impl Setups for OneRow {
    fn setup(&self, _: Reached) -> LocalBoxFuture<'_, Result<EventSetup, Failure>> {
        unreachable!("nobody changes the event")
    }
}

type Stored<Row> = PortFuture<Result<Row, CatalogueError>>;

impl Events for OneRow {
    fn event(&self, _: Reach, id: EventId) -> Stored<Option<EventRow>> {
        let found = (id == self.row.id).then(|| self.row.clone());
        Box::pin(async move { Ok(found) })
    }

    fn delete_event(&self, _: Reach, _: EventId, _: AuditEntry) -> Stored<bool> {
        unreachable!("the route deletes no event")
    }

    fn create_events(&self, _: Vec<EventRow>, _: Vec<AuditEntry>, _: Once) -> Stored<Option<Written>> {
        unreachable!("the route makes no event")
    }

    fn set_texts(
        &self,
        _: Reach,
        _: EventId,
        _: TextsRow,
        _: Option<u64>,
        _: AuditEntry,
    ) -> Stored<TextsChange> {
        unreachable!("the route describes no event")
    }

    fn event_begun(&self, _: EventId) -> Stored<()> {
        unreachable!("the route begins no log")
    }

    fn events(&self, _: Reach, _: Drafts, _: Option<(Timestamp, EventId)>, _: u32) -> Stored<Vec<EventRow>> {
        unreachable!("the route lists nothing")
    }

    fn change_begun(&self, _: EventId) -> Stored<()> {
        unreachable!("the route changes no event")
    }

    fn change_done(&self, _: EventId, _: EventSetup) -> Stored<()> {
        unreachable!("the route changes no event")
    }

    fn copied(&self, _: EventId, _: EventSetup) -> Stored<()> {
        unreachable!("the route changes no event")
    }

    fn repaired(&self, _: EventId, _: EventSetup) -> Stored<()> {
        unreachable!("the route changes no event")
    }

    fn moves_due(
        &self,
        _: Timestamp,
        _: Option<(Timestamp, EventId)>,
        _: u32,
    ) -> Stored<Vec<(Timestamp, EventId)>> {
        unreachable!("the route moves no sale")
    }

    fn to_repair(&self) -> Stored<Vec<EventRow>> {
        unreachable!("the route repairs nothing")
    }
}

struct OneEvent(Map);

impl EventSources for OneEvent {
    fn open(&self, event: EventId) -> SourceFuture<Result<Rc<dyn EventSource>, SourceError>> {
        let map = self.0.clone();
        Box::pin(async move {
            if event == EVENT { Ok(Rc::new(map) as Rc<dyn EventSource>) } else { Err(SourceError::NotFound) }
        })
    }
}

/// Tokens are `buyer-N`; hashes are plain.
struct KnownBuyers {
    bounded: bool,
}

impl Buyers for KnownBuyers {
    fn verify(&self, token: &str, _: EventId) -> Result<VerifiedToken, TokenRefused> {
        if token == "old" {
            return Err(TokenRefused::Expired);
        }
        let number: u8 =
            token.strip_prefix("buyer-").and_then(|n| n.parse().ok()).ok_or(TokenRefused::Invalid)?;
        Ok(VerifiedToken { token: TokenHash([number; 16]), channels: ChannelSet::default() })
    }

    fn command(&self, id: &[u8]) -> CommandHash {
        let mut hash = [0; 16];
        hash[..id.len().min(16)].copy_from_slice(&id[..id.len().min(16)]);
        CommandHash(hash)
    }

    fn digest(&self, content: &[u8]) -> CommandHash {
        let mut hash = [0_u8; 16];
        for (at, byte) in content.iter().enumerate() {
            hash[at % 16] = hash[at % 16].rotate_left(3) ^ byte;
        }
        CommandHash(hash)
    }

    fn address(&self, _: &HttpRequest) -> Option<u64> {
        self.bounded.then_some(5)
    }
}

/// A running server; it stops when this is dropped.
pub struct Stage {
    pub address: SocketAddr,
    pub map: Map,
    pub figures: Arc<HubFigures>,
    server: actix_web::dev::ServerHandle,
}

impl Stage {
    pub fn url(&self) -> String {
        format!("ws://{}/api/v1/events/{EVENT}/live", self.address)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

pub fn start() -> Stage {
    start_with(false)
}

/// A server; `bounded` holds clients to the pace of frames.
pub fn start_with(bounded: bool) -> Stage {
    let (map, known_events) = on_sale();
    let known_events = Data::new(known_events);
    let figures = Arc::new(HubFigures::default());
    let (tell, told) = mpsc::channel();
    let (shown, counted) = (map.clone(), Arc::clone(&figures));
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = HttpServer::new(move || {
                let sources = Rc::new(OneEvent(shown.clone()));
                let hub = Hub::new(sources, Arc::new(WallClock), Arc::clone(&counted));
                actix_web::rt::spawn(Rc::clone(&hub).run());
                let door = LiveDoor {
                    hub,
                    buyers: Arc::new(KnownBuyers { bounded }),
                    origins: Origins::SameHost,
                    frames_per_second: 100,
                };
                App::new().app_data(Data::new(door)).app_data(known_events.clone()).configure(|config| {
                    let mut routes = Routes::default();
                    frontrow::ws::live::routes(&mut routes);
                    routes.mount(config);
                })
            })
            .on_connect(ConnectionSocket::keep)
            .h1_write_buffer_size(1)
            .workers(1)
            .disable_signals()
            .bind("127.0.0.1:0")
            .unwrap();
            let address = server.addrs()[0];
            let server = server.run();
            tell.send((address, server.handle())).unwrap();
            server.await.unwrap();
        });
    });
    let (address, server) = told.recv().unwrap();
    Stage { address, map, figures, server }
}
