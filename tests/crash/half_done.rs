//! The process ends between a step of the catalogue and the log's: while an event is created, while its sale is
//! opened, while a draft is deleted, while such a half is repaired. The real server then starts on what is left.
//!
//! The process that ends is this program once more. It runs the server's own code; only that its catalogue
//! aborts it at the given step.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::events::{Drafts, EventRow, Events, TextsChange, TextsRow};
use actors::ports::catalogue::{CatalogueError, Once, Reach, Written};
use actors::ports::journal::PortFuture;
use actors::seat_map::view::EventSetup;
use frontrow::adapters::local::clock::SlewedClock;
use frontrow::adapters::sqlite::Catalogue;
use frontrow::bootstrap;
use frontrow::config::{Sources, load};
use onsale::client::http::{Call, CallError, HttpClient};
use onsale::client::live::{Answer, LiveClient};
use onsale::server::Server;
use schemas::api::events::{Event, EventPage, LevelPriced, NewEvent, SaleChanged, SaleTerms, Schedule};
use schemas::api::moment::Moment;
use schemas::api::plans::{PlanMade, PlanVersion};
use schemas::api::texts::About;
use schemas::ids::{EventId, PlaceIndex};
use schemas::plan::{VenueKind, generate};
use schemas::record::Effect;
use schemas::seat::{Letter, SaleState};
use schemas::time::Timestamp;

/// Tells the process that ends where it does, and where its data lies.
const STEP: &str = "CRASH_STEP";
const FOLDER: &str = "CRASH_FOLDER";
/// The signal of a process that aborts itself.
const SIGABRT: i32 = 6;
const PLACES: u32 = 200;
const NAME: &str = "First night";
/// The ids of the two requests that end the process.
const CREATE: &str = "create-1";
const OPEN: &str = "open-1";

/// Where the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The event has a row, and no record.
    RowWritten,
    /// The event has its first record, and its row does not know.
    LogBegun,
    /// The row expects a change of the sale, and the log has none.
    SaleExpected,
    /// The log has the change of the sale, and the row is as before.
    SaleDecided,
    /// At start: the log was asked for the sale, and the row is as before.
    SaleRead,
    /// The log has the draft called off, and its row is still there.
    DraftCalledOff,
}

const STEPS: [Step; 6] = [
    Step::RowWritten,
    Step::LogBegun,
    Step::SaleExpected,
    Step::SaleDecided,
    Step::SaleRead,
    Step::DraftCalledOff,
];

impl Step {
    fn named(name: &str) -> Self {
        *STEPS.iter().find(|step| format!("{step:?}") == name).unwrap()
    }

    /// Ends the process where it is this step.
    fn is(self, step: Self) {
        if self == step {
            std::process::abort();
        }
    }
}

/// The catalogue of a process that ends.
struct EndingCatalogue {
    catalogue: Catalogue,
    at: Step,
}

type Done<T> = PortFuture<Result<T, CatalogueError>>;

impl Events for EndingCatalogue {
    fn set_texts(
        &self,
        reach: Reach,
        id: EventId,
        texts: TextsRow,
        only_if: Option<u64>,
        entry: AuditEntry,
    ) -> Done<TextsChange> {
        self.catalogue.set_texts(reach, id, texts, only_if, entry)
    }

    fn delete_event(&self, reach: Reach, id: EventId, entry: AuditEntry) -> Done<bool> {
        self.at.is(Step::DraftCalledOff);
        self.catalogue.delete_event(reach, id, entry)
    }

    fn create_events(
        &self,
        events: Vec<EventRow>,
        noted: Vec<AuditEntry>,
        once: Once,
    ) -> Done<Option<Written>> {
        let (at, written) = (self.at, self.catalogue.create_events(events, noted, once));
        Box::pin(async move {
            let written = written.await;
            at.is(Step::RowWritten);
            written
        })
    }

    fn event_begun(&self, id: EventId) -> Done<()> {
        self.at.is(Step::LogBegun);
        self.catalogue.event_begun(id)
    }

    fn change_begun(&self, id: EventId) -> Done<()> {
        let (at, noted) = (self.at, self.catalogue.change_begun(id));
        Box::pin(async move {
            let noted = noted.await;
            at.is(Step::SaleExpected);
            noted
        })
    }

    fn change_done(&self, id: EventId, now: EventSetup) -> Done<()> {
        self.at.is(Step::SaleDecided);
        self.catalogue.change_done(id, now)
    }

    fn copied(&self, id: EventId, now: EventSetup) -> Done<()> {
        self.catalogue.copied(id, now)
    }

    fn repaired(&self, id: EventId, now: EventSetup) -> Done<()> {
        self.at.is(Step::SaleRead);
        self.catalogue.repaired(id, now)
    }

    fn moves_due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, EventId)>,
        limit: u32,
    ) -> Done<Vec<(Timestamp, EventId)>> {
        self.catalogue.moves_due(now, after, limit)
    }

    fn event(&self, reach: Reach, id: EventId) -> Done<Option<EventRow>> {
        self.catalogue.event(reach, id)
    }

    fn events(
        &self,
        reach: Reach,
        drafts: Drafts,
        after: Option<(Timestamp, EventId)>,
        limit: u32,
    ) -> Done<Vec<EventRow>> {
        self.catalogue.events(reach, drafts, after, limit)
    }

    fn to_repair(&self) -> Done<Vec<EventRow>> {
        self.catalogue.to_repair()
    }
}

/// The server's settings here, by name.
const SETTINGS: [(&str, &str); 5] = [
    ("listen.address", "127.0.0.1:0"),
    ("listen.workers", "1"),
    ("seat_maps.threads", "1"),
    ("journal.segment_bytes", "1048576"),
    ("limits.lift_for_loopback", "true"),
];

/// What [`end_at`] starts; on its own it does nothing.
#[test]
fn the_process_that_ends() {
    let Ok(step) = std::env::var(STEP) else { return };
    let (at, data) = (Step::named(&step), std::env::var(FOLDER).unwrap());
    let settings = SETTINGS.into_iter().chain([("data.folder", data.as_str())]);
    let flags = settings.map(|(name, text)| ("test".to_owned(), name.to_owned(), text.to_owned()));
    let config = load(&Sources { flags: flags.collect(), ..Sources::default() }).unwrap().0;
    actix_web::rt::System::new().block_on(async {
        let catalogue = |catalogue| Arc::new(EndingCatalogue { catalogue, at }) as Arc<dyn Events>;
        let running = bootstrap::start_with(&config, SlewedClock::start(), catalogue).await.unwrap();
        let key = running.first_key.as_ref().unwrap().reveal();
        std::fs::write(Path::new(&data).join("admin.key"), &key).unwrap();
        let shop = HttpClient::new(running.address.into(), Some(key));
        let event = create(&shop).await.unwrap();
        if at == Step::DraftCalledOff {
            delete(&shop, event.event).await.unwrap();
        }
        open(&shop, event.event).await.unwrap();
    });
    panic!("it did not end at {at:?}");
}

/// Runs the process that ends at this step, on this folder.
fn end_at(step: Step, data: &Path) {
    let ended = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "half_done::the_process_that_ends", "--nocapture"])
        .env(STEP, format!("{step:?}"))
        .env(FOLDER, data)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.signal(), Some(SIGABRT), "at {step:?}: {}\n{said}", ended.status);
}

/// Creates the event; a repeat finds the plan and the event that there are.
async fn create(shop: &HttpClient) -> Result<Event, CallError> {
    let plan = generate(VenueKind::Arena, PLACES, 1).unwrap();
    let prices =
        plan.levels.iter().map(|level| LevelPriced { level: level.key.clone(), amount_minor: 2_500 });
    let prices = prices.collect();
    let made: PlanMade =
        shop.json_at_last(&Call::post("/api/v1/plans", "plan-1".to_owned()).with(&plan)).await?;
    let publish = format!("/api/v1/plans/{}/publish", made.plan);
    let version: PlanVersion = shop.json_at_last(&Call::post(publish, "publish-1".to_owned())).await?;
    let event = NewEvent {
        name: NAME.to_owned(),
        starts_at: Moment(Timestamp(1_893_526_200_000)),
        about: About::default(),
        plan: version.hash,
        currency: "EUR".to_owned(),
        prices,
        channels: vec!["club".to_owned()],
        tables: Vec::new(),
        schedule: Schedule::default(),
        terms: SaleTerms::default(),
    };
    shop.json_at_last(&Call::post("/api/v1/events", CREATE.to_owned()).with(&event)).await
}

async fn open(shop: &HttpClient, event: EventId) -> Result<SaleChanged, CallError> {
    shop.json_at_last(&Call::post(format!("/api/v1/events/{event}/open"), OPEN.to_owned())).await
}

async fn delete(shop: &HttpClient, event: EventId) -> Result<(), CallError> {
    let call = Call::delete(format!("/api/v1/events/{event}")).only_if("*".to_owned());
    shop.bytes(&call).await.map(|_| ())
}

/// Its events, as whoever has this client's key sees them.
async fn listed(shop: &HttpClient) -> Vec<Event> {
    let page: EventPage = shop.json_at_last(&Call::get("/api/v1/events")).await.unwrap();
    page.events
}

/// The kinds of the records of an event's log, and the terms that it begins with.
async fn log(shop: &HttpClient, event: EventId) -> (Vec<&'static str>, Effect) {
    let version = shop.audit(event).await.unwrap().version;
    let log = shop.log(event, version).await.unwrap();
    (log.iter().map(|record| record.effect.kind().name()).collect(), log[0].effect.clone())
}

/// Sells one seat, as a buyer and a shop do.
async fn sell(shop: &HttpClient, event: EventId) {
    let token = shop.hold_token(event).await.unwrap();
    let mut buyer = LiveClient::new(shop.address().clone(), event, Some(token), "b".to_owned(), None);
    let asked = buyer.hold(vec![PlaceIndex(7)], Vec::new());
    let (answer, _) = buyer.answer_to(&asked, |_, _| {}).await.unwrap();
    let Answer::Held(held) = answer else { panic!("{answer:?}") };
    shop.book(event, held.hold, "order 1".to_owned(), "book-1".to_owned()).await.unwrap();
    assert_eq!(shop.first_state(event).await.unwrap().letter(PlaceIndex(7)), Some(Letter::Booked));
}

/// Has the real server serve the folder after the process ended at these steps, one after the other.
fn served(steps: &[Step], look: impl AsyncFnOnce(HttpClient)) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for step in steps {
        end_at(*step, &data);
    }
    let set: Vec<String> = SETTINGS.iter().map(|(name, text)| format!("--set={name}={text}")).collect();
    let mut arguments = vec!["serve", "--data", data.to_str().unwrap()];
    arguments.extend(set.iter().map(String::as_str));
    let program = Path::new(env!("CARGO_BIN_EXE_frontrow"));
    let server = Server::start(program, &arguments, &folder.path().join("server.log")).unwrap();
    let key = std::fs::read_to_string(data.join("admin.key")).unwrap();
    let shop = HttpClient::new(server.address().clone(), Some(key));
    actix_web::rt::System::new().block_on(look(shop));
    assert!(server.stop().unwrap(), "{steps:?}: the server did not stop by itself, or with an error");
}

/// What that server makes of an event.
fn comes_back(steps: &[Step], sale: SaleState, records: &[&str]) {
    served(steps, async |shop| {
        let found = listed(&shop).await;
        let [event] = &found[..] else { panic!("{steps:?}: {found:?}") };
        assert_eq!((event.name.as_str(), event.sale), (NAME, sale), "{steps:?}");
        let (kinds, first) = log(&shop, event.event).await;
        assert_eq!(kinds, records, "{steps:?}");
        let Some((terms, _)) = first.beginning() else { panic!("{first:?}") };
        assert_eq!((terms.plan, &terms.channels), (event.plan, &event.channels), "{steps:?}");
        // Whoever got no answer asks again, and is answered as if nothing had happened.
        assert_eq!(create(&shop).await.unwrap().event, event.event, "{steps:?}: a second event");
        assert_eq!(open(&shop, event.event).await.unwrap().sale, SaleState::OnSale);
        sell(&shop, event.event).await;
        let audit = shop.audit(event.event).await.unwrap();
        assert_eq!(audit.state_hash, audit.replayed_state_hash);
        let found = listed(&shop).await;
        assert_eq!((found.len(), found[0].sale), (1, SaleState::OnSale), "{steps:?}");
    });
}

#[test]
fn an_event_whose_creation_was_cut_short_is_there_whole_and_once() {
    comes_back(&[Step::RowWritten], SaleState::Draft, &["drafted"]);
    comes_back(&[Step::LogBegun], SaleState::Draft, &["drafted"]);
    comes_back(&[Step::RowWritten, Step::LogBegun], SaleState::Draft, &["drafted"]);
}

#[test]
fn a_sale_whose_change_was_cut_short_is_what_the_log_says() {
    comes_back(&[Step::SaleExpected], SaleState::Draft, &["drafted"]);
    comes_back(&[Step::SaleDecided], SaleState::OnSale, &["drafted", "sale_changed"]);
    comes_back(&[Step::SaleDecided, Step::SaleRead], SaleState::OnSale, &["drafted", "sale_changed"]);
}

#[test]
fn a_draft_whose_deletion_was_cut_short_is_called_off_and_deleted_by_a_repeat() {
    served(&[Step::DraftCalledOff], async |shop| {
        let found = listed(&shop).await;
        let [event] = &found[..] else { panic!("{found:?}") };
        assert_eq!(event.sale, SaleState::Cancelled);
        assert_eq!(log(&shop, event.event).await.0, ["drafted", "sale_changed"]);
        assert!(listed(&HttpClient::new(shop.address().clone(), None)).await.is_empty(), "others never knew");
        assert!(open(&shop, event.event).await.is_err(), "nothing leads on from there");
        delete(&shop, event.event).await.unwrap();
        assert!(listed(&shop).await.is_empty());
        assert_eq!(create(&shop).await.unwrap().event, event.event, "the answer of then");
        assert!(listed(&shop).await.is_empty(), "and nothing was made");
    });
}
