#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::sync::atomic::{AtomicU64, Ordering};

use actix::{Arbiter, System};
use actors::figures::Figures;
use actors::ports::catalogue::audit::{AuditBearer, AuditEntry};
use actors::ports::catalogue::events::{EventRow, TextsRow};
use actors::ports::catalogue::plans::{Draft, NewVersion, PlanRow, Plans, VersionRow};
use actors::ports::catalogue::{Once, Reach};
use actors::ports::meter::StillMeter;
use actors::ports::spawn::Inline;
use actors::registry::{Arbiters, RegistryParts};
use actors::seat_map::command::{Command, SaleStep};
use actors::testkit::memory_journal::MemoryJournal;
use actors::testkit::venue::{OnePlan, open_terms, organiser_request, rows_plan};
use schemas::audit_action::AuditAction;
use schemas::ids::{CommandHash, OrganiserId, PlanId, PrincipalHash};
use schemas::seat::SaleState;
use schemas::terms::{EventTerms, SaleSchedule};
use tempfile::TempDir;

use super::*;
use crate::adapters::sqlite::Catalogue;

const START: Timestamp = Timestamp(1_700_000_000_000);
const HOUR_MS: u64 = 3_600_000;

/// A clock that stands where the test puts it.
struct HandClock(AtomicU64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

struct Stage {
    _folder: TempDir,
    catalogue: Catalogue,
    registry: Registry,
    clock: Arc<HandClock>,
    terms: EventTerms,
}

impl Stage {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plan = rows_plan(1, 5);
        let clock = Arc::new(HandClock(AtomicU64::new(START.0)));
        let registry = Registry::new(RegistryParts {
            journal: MemoryJournal::automatic(),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            meter: Arc::new(StillMeter),
            plans: Arc::new(OnePlan::new(&plan)),
            offload: Arc::new(Inline),
            arbiters: Arbiters::new(Arbiter::current(), []),
            figures: Arc::new(Figures::new().unwrap()),
            live_events: 100,
            stream: 0,
        });
        let catalogue = Catalogue::open(folder.path()).unwrap();
        let row = PlanRow {
            id: PlanId(1),
            organiser: OrganiserId::DEFAULT,
            name: "Rows".to_owned(),
            created: START,
            versions: Vec::new(),
        };
        catalogue.create_plan(row, Draft { text: Vec::new(), issues: None }, once(u64::MAX)).await.unwrap();
        let row = VersionRow { hash: plan.hash(), number: 1, places: 5, units: 5, published: START };
        let content = plan.to_bytes().unwrap();
        let version = NewVersion { plan: PlanId(1), after: None, row, content, geometry: Vec::new() };
        catalogue.publish(version, once(u64::MAX - 1)).await.unwrap();
        Self { _folder: folder, catalogue, registry, clock, terms: open_terms(&plan) }
    }

    /// A scheduled event, put away, whose sale opens and ends at these hours.
    async fn event(&self, id: u64, opens: u64, closes: u64) -> EventId {
        let event = EventId(id);
        let hour = |hour: u64| Some(START.plus_ms(hour * HOUR_MS));
        let schedule = SaleSchedule { opens_at: hour(opens), closes_at: hour(closes) };
        let terms = EventTerms { schedule, ..self.terms.clone() };
        let row = EventRow {
            id: event,
            organiser: OrganiserId::DEFAULT,
            texts: TextsRow {
                name: "A night".to_owned(),
                starts_at: START,
                description: String::new(),
                venue: String::new(),
                zone: "UTC".to_owned(),
                doors_at: None,
            },
            texts_version: 1,
            created: START,
            first_terms: terms.clone(),
            terms: terms.clone(),
            sale: SaleState::Draft,
            announced: false,
            sale_moves_at: None,
            changing: false,
            created_in_log: true,
        };
        self.catalogue.create_events(vec![row], Vec::new(), once(id)).await.unwrap();
        self.registry.create(event, terms).await.unwrap();
        let schedule = organiser_request(1, Command::SetSale { step: SaleStep::Schedule, only_if: None });
        self.registry.submit(event, vec![schedule]).await.unwrap();
        let setup = self.registry.handle(event).await.unwrap().setup().unwrap().await.unwrap().unwrap();
        self.catalogue.copied(event, setup).await.unwrap();
        assert!(self.registry.passivate_if_idle(event).await);
        event
    }

    async fn move_due_at(&self, hour: u64) -> usize {
        let now = START.plus_ms(hour * HOUR_MS);
        self.clock.0.store(now.0, Ordering::SeqCst);
        move_due(&self.catalogue, &self.registry, now).await.unwrap()
    }

    async fn copy(&self, event: EventId) -> (SaleState, Option<Timestamp>) {
        let row = self.catalogue.event(Reach::All, event).await.unwrap().unwrap();
        (row.sale, row.sale_moves_at)
    }
}

fn once(id: u64) -> Once {
    let mut command = [0; 16];
    command[..8].copy_from_slice(&id.to_le_bytes());
    let entry = AuditEntry {
        at: START,
        by: AuditBearer { key: None, name: "test".to_owned() },
        organiser: Some(OrganiserId::DEFAULT),
        action: AuditAction::EventCreated,
        resource: id.to_string(),
        version: None,
        before: None,
        after: None,
        request: String::new(),
    };
    Once {
        principal: PrincipalHash([1; 16]),
        command: CommandHash(command),
        digest: CommandHash([0; 16]),
        answer: Vec::new(),
        at: START,
        entry,
    }
}

#[test]
fn a_sale_opens_and_ends_at_its_moment_though_nobody_asks_for_its_event() {
    System::new().block_on(async {
        let stage = Stage::new().await;
        let (first, second) = (stage.event(1, 2, 4).await, stage.event(2, 3, 5).await);
        assert_eq!(stage.move_due_at(1).await, 0);
        assert!(stage.registry.live().is_empty(), "nothing is loaded before its moment");
        assert_eq!(stage.move_due_at(2).await, 1);
        assert_eq!(stage.copy(first).await, (SaleState::OnSale, Some(START.plus_ms(4 * HOUR_MS))));
        assert_eq!(stage.copy(second).await, (SaleState::Scheduled, Some(START.plus_ms(3 * HOUR_MS))));
        assert_eq!(stage.registry.live(), [first]);
        // Both moments of the second and the last of the first have passed at once.
        assert_eq!(stage.move_due_at(6).await, 2);
        assert_eq!(stage.copy(first).await, (SaleState::Ended, None));
        assert_eq!(stage.copy(second).await, (SaleState::Ended, None));
        assert_eq!(stage.move_due_at(9).await, 0);
    });
}

#[test]
fn more_sales_than_a_page_move_in_one_round_and_one_that_cannot_does_not_stop_them() {
    System::new().block_on(async {
        let stage = Stage::new().await;
        let most = u64::from(SALE_MOVES_PER_PAGE) + 1;
        for id in 1..=most {
            stage.event(id, 1, 9).await;
        }
        // A row without a log, as no server leaves one.
        let lost = EventId(most + 1);
        let terms = stage.terms.clone();
        let row = stage.catalogue.event(Reach::All, EventId(1)).await.unwrap().unwrap();
        stage
            .catalogue
            .create_events(vec![EventRow { id: lost, ..row }], Vec::new(), once(most + 1))
            .await
            .unwrap();
        let setup = actors::seat_map::view::EventSetup {
            version: schemas::ids::Version(9),
            configured: schemas::ids::Version(1),
            terms,
            sale: SaleState::Scheduled,
            announced: true,
            sale_moves_at: Some(START),
        };
        stage.catalogue.copied(lost, setup).await.unwrap();
        assert_eq!(stage.move_due_at(1).await, usize::try_from(most).unwrap());
        assert_eq!(stage.copy(EventId(most)).await.0, SaleState::OnSale);
        assert_eq!(stage.copy(lost).await.0, SaleState::Scheduled, "it stays due");
    });
}
