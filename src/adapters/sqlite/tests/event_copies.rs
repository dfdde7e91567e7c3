use actors::ports::catalogue::events::{EventRow, Events, TextsRow};
use actors::ports::catalogue::plans::{NewVersion, VersionRow};
use actors::seat_map::view::EventSetup;
use schemas::ids::{ContentHash, EventId, Version};
use schemas::seat::SaleState;
use schemas::terms::{Currency, EventTerms, SaleSchedule};

use super::*;

const EVENT: EventId = EventId(u64::MAX - 1);

fn terms(plan: u8, hold_time_ms: u64) -> EventTerms {
    EventTerms {
        plan: ContentHash([plan; 32]),
        stream: 0,
        hold_time_ms,
        lifetime_cap_ms: hold_time_ms,
        maximum_extensions: 3,
        payment_time_ms: 1,
        payment_cap_ms: 1,
        maximum_units_per_hold: 1,
        maximum_units_per_token: 1,
        maximum_tokens_per_address: 1,
        currency: Currency(*b"EUR"),
        prices: Vec::new(),
        channels: vec!["fans".to_owned()],
        closed_channels: Vec::new(),
        tables: Vec::new(),
        schedule: SaleSchedule { opens_at: Some(Timestamp(70)), closes_at: None },
    }
}

fn setup(version: u64, terms: EventTerms, sale: SaleState, moves: Option<u64>) -> EventSetup {
    let (version, configured) = (Version(version), Version(version));
    EventSetup { version, configured, terms, sale, sale_moves_at: moves.map(Timestamp) }
}

/// Plan versions `[1; 32]` and `[2; 32]` of plan 1, and `[3; 32]` of plan 2; an event on the first.
async fn with_an_event() -> (TempDir, Catalogue) {
    let (folder, catalogue) = catalogue();
    for (number, plan_id) in [(1, 1), (2, 1), (3, 2)] {
        let row = plan(plan_id, plan_id);
        catalogue
            .create_plan(row, draft(b""), once(10 + u8::try_from(plan_id).unwrap(), 1, b"", 0))
            .await
            .unwrap();
        let row = VersionRow {
            hash: ContentHash([number; 32]),
            number: u32::from(number),
            places: 1,
            units: 1,
            published: Timestamp(0),
        };
        let version = NewVersion { plan: PlanId(plan_id), row, content: Vec::new(), geometry: Vec::new() };
        catalogue.publish(version, once(20 + number, 1, b"", 0)).await.unwrap();
    }
    let row = EventRow {
        id: EVENT,
        organiser: OrganiserId::DEFAULT,
        texts: TextsRow {
            name: "A night".to_owned(),
            starts_at: Timestamp(5),
            description: String::new(),
            venue: String::new(),
            zone: "UTC".to_owned(),
            doors_at: None,
        },
        texts_version: 1,
        created: Timestamp(4),
        first_terms: terms(1, 10),
        terms: terms(1, 10),
        sale: SaleState::Draft,
        sale_moves_at: None,
        changing: false,
        created_in_log: true,
    };
    catalogue.create_events(vec![row], once(1, 1, b"", 0)).await.unwrap();
    (folder, catalogue)
}

async fn event(catalogue: &Catalogue) -> EventRow {
    catalogue.event(Reach::All, EVENT).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_the_log_says_is_copied_and_what_it_began_with_stays() {
    let (folder, catalogue) = with_an_event().await;
    assert_eq!(event(&catalogue).await.terms, terms(1, 10));
    catalogue.change_begun(EVENT).await.unwrap();
    assert!(event(&catalogue).await.changing);
    let now = setup(3, terms(2, 30), SaleState::Scheduled, Some(70));
    catalogue.change_done(EVENT, now).await.unwrap();
    // Another change that was answered later, and began before.
    catalogue.change_begun(EVENT).await.unwrap();
    catalogue.change_done(EVENT, setup(2, terms(1, 20), SaleState::Draft, None)).await.unwrap();
    drop(catalogue);
    let catalogue = Catalogue::open(folder.path()).unwrap();
    let row = event(&catalogue).await;
    assert_eq!((&row.terms, &row.first_terms), (&terms(2, 30), &terms(1, 10)));
    assert_eq!((row.sale, row.sale_moves_at), (SaleState::Scheduled, Some(Timestamp(70))));
    assert!(!row.changing);
    assert_eq!((row.is_stale(Timestamp(69)), row.is_stale(Timestamp(70))), (false, true));
}

#[tokio::test]
async fn a_copy_is_certain_once_every_change_is_done_or_all_is_repaired() {
    let (_folder, catalogue) = with_an_event().await;
    for _ in 0..3 {
        catalogue.change_begun(EVENT).await.unwrap();
    }
    let now = || setup(3, terms(1, 30), SaleState::OnSale, None);
    catalogue.copied(EVENT, now()).await.unwrap();
    catalogue.change_done(EVENT, now()).await.unwrap();
    assert!(event(&catalogue).await.changing, "two are under way");
    let to_repair: Vec<EventId> = catalogue.to_repair().await.unwrap().iter().map(|row| row.id).collect();
    assert_eq!(to_repair, [EVENT]);
    catalogue.repaired(EVENT, now()).await.unwrap();
    assert!(!event(&catalogue).await.changing);
    assert!(catalogue.to_repair().await.unwrap().is_empty());
}

#[tokio::test]
async fn sales_that_move_by_themselves_are_found_in_order_when_they_are_due() {
    let (_folder, catalogue) = with_an_event().await;
    let row = event(&catalogue).await;
    for (id, moves) in [(1, Some(50)), (2, Some(40)), (3, None), (4, Some(50)), (5, Some(51))] {
        let id = EventId(id);
        let command = u8::try_from(30 + id.0).unwrap();
        catalogue
            .create_events(vec![EventRow { id, ..row.clone() }], once(command, 1, b"", 0))
            .await
            .unwrap();
        catalogue.copied(id, setup(2, terms(1, 10), SaleState::Scheduled, moves)).await.unwrap();
    }
    let due = async |now, after, limit| {
        let due = catalogue.moves_due(Timestamp(now), after, limit).await.unwrap();
        due.into_iter().map(|(_, id)| id.0).collect::<Vec<_>>()
    };
    assert_eq!(due(39, None, 9).await, [0; 0]);
    assert_eq!(due(50, None, 9).await, [2, 1, 4]);
    assert_eq!(due(50, None, 2).await, [2, 1]);
    assert_eq!(due(50, Some((Timestamp(50), EventId(1))), 2).await, [4]);
}

#[tokio::test]
async fn versions_are_told_to_be_of_one_plan() {
    let (_folder, catalogue) = with_an_event().await;
    let of_one = async |organiser, one: u8, other: u8| {
        let hashes = [ContentHash([one; 32]), ContentHash([other; 32])];
        catalogue.are_of_one_plan(organiser, hashes).await.unwrap()
    };
    assert!(of_one(OrganiserId::DEFAULT, 1, 2).await);
    assert!(!of_one(OrganiserId::DEFAULT, 1, 3).await);
    assert!(!of_one(OrganiserId(1), 1, 2).await, "another's plan");
}
