use actors::ports::catalogue::audit::Audit;
use actors::ports::catalogue::events::{Drafts, EventRow, Events, TextsChange, TextsRow};
use actors::ports::catalogue::plans::{Deletion, NewVersion, VersionRow};
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
    let announced = sale != SaleState::Draft;
    EventSetup { version, configured, terms, sale, announced, sale_moves_at: moves.map(Timestamp) }
}

fn version(plan: u64, after: Option<ContentHash>, row: VersionRow) -> NewVersion {
    NewVersion { plan: PlanId(plan), after, row, content: Vec::new(), geometry: Vec::new() }
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
        let after = (number == 2).then_some(ContentHash([1; 32]));
        let version = version(plan_id, after, row);
        let written = catalogue.publish(version, once(20 + number, 1, b"", 0)).await.unwrap();
        assert_eq!(written, Some(Written::Done));
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
        announced: false,
        sale_moves_at: None,
        changing: false,
        created_in_log: true,
    };
    catalogue.create_events(vec![row], Vec::new(), once(1, 1, b"", 0)).await.unwrap();
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

/// Two drafts of one plan, both made to follow its second version.
#[tokio::test]
async fn of_two_publications_at_once_one_is_done_and_the_other_is_told() {
    let (_folder, catalogue) = with_an_event().await;
    let publish = |plan, after: Option<u8>, number: u32, hash: u8, command| {
        let (places, units, published) = (1, 1, Timestamp(0));
        let row = VersionRow { hash: ContentHash([hash; 32]), number, places, units, published };
        let version = version(plan, after.map(|after| ContentHash([after; 32])), row);
        catalogue.publish(version, once(command, 1, b"", 0))
    };
    let (one, other) = tokio::join!(publish(1, Some(2), 3, 11, 40), publish(1, Some(2), 3, 12, 41));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!([one.is_some(), other.is_some()].iter().filter(|done| **done).count(), 1, "{one:?} {other:?}");
    let loser = if one.is_some() { 41 } else { 40 };
    let (first, second) = if one.is_some() { (11, 12) } else { (12, 11) };
    assert_eq!(publish(1, Some(first), 4, second, loser).await.unwrap(), Some(Written::Done));
    let hashes: Vec<u8> = catalogue
        .plan(Reach::All, PlanId(1))
        .await
        .unwrap()
        .unwrap()
        .versions
        .iter()
        .map(|version| version.hash.0[0])
        .collect();
    assert_eq!(hashes, [1, 2, first, second]);
    assert_eq!(publish(99, None, 1, 13, 42).await.unwrap(), None, "no such plan");
    let repeated = publish(1, Some(2), 3, second, loser).await.unwrap();
    assert_eq!(repeated, Some(Written::Repeated(Vec::new())), "a repeat is one whatever was published since");
}

/// A version is deleted while an event is made on it: one of both is told that it cannot be.
#[tokio::test]
async fn an_event_is_not_made_on_a_version_that_is_deleted_at_once() {
    let (_folder, catalogue) = with_an_event().await;
    let row = event(&catalogue).await;
    for round in 0..4_u8 {
        let hash = ContentHash([100 + round; 32]);
        let plan_row = plan(100 + u64::from(round), 5);
        let plan_id = plan_row.id;
        catalogue.create_plan(plan_row, draft(b""), once(150 + round, 1, b"", 0)).await.unwrap();
        let version_row = VersionRow { hash, number: 1, places: 1, units: 1, published: Timestamp(0) };
        catalogue.publish(version(plan_id.0, None, version_row), once(50 + round, 1, b"", 0)).await.unwrap();
        let terms = EventTerms { plan: hash, ..row.first_terms.clone() };
        let id = EventId(1_000 + u64::from(round));
        let new = EventRow { id, first_terms: terms.clone(), terms, ..row.clone() };
        let create = || catalogue.create_events(vec![new], Vec::new(), once(100 + round, 1, b"", 0));
        let delete = || catalogue.delete_plan(Reach::All, plan_id, Some(hash), entry(0));
        // The writer takes them in the order of the calls.
        let (created, deleted) = if round % 2 == 0 {
            let (created, deleted) = (create(), delete());
            tokio::join!(created, deleted)
        } else {
            let (deleted, created) = (delete(), create());
            tokio::join!(created, deleted)
        };
        assert_eq!(created.as_ref().unwrap().is_some(), round % 2 == 0, "round {round}");
        match (created.unwrap(), deleted.unwrap()) {
            (Some(Written::Done), Deletion::InUse(events)) => assert_eq!(events, [id]),
            (None, Deletion::Done) => {
                assert_eq!(catalogue.event(Reach::All, id).await.unwrap(), None);
                assert!(!catalogue.plan_named(EVENT, hash).await.unwrap(), "nor is an event moved to it");
            }
            other => panic!("round {round}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn of_two_changes_of_the_same_texts_one_is_told_of_the_other() {
    let (_folder, catalogue) = with_an_event().await;
    let before = event(&catalogue).await;
    let set = |reach, name: &str, only_if| {
        let texts = TextsRow { name: name.to_owned(), ..before.texts.clone() };
        catalogue.set_texts(reach, EVENT, texts, only_if, entry(0))
    };
    let (one, other) = tokio::join!(set(Reach::All, "one", Some(1)), set(Reach::All, "other", Some(1)));
    assert_eq!((one.unwrap(), other.unwrap()), (TextsChange::Done, TextsChange::ChangedMeanwhile));
    let foreign = set(Reach::One(OrganiserId(9)), "foreign", None).await.unwrap();
    assert_eq!(foreign, TextsChange::NotThere);
    let now = event(&catalogue).await;
    assert_eq!((now.texts.name.as_str(), now.texts_version), ("one", 2));
    assert_eq!(set(Reach::All, "whichever", None).await.unwrap(), TextsChange::Done);
    let noted = catalogue.entries(Reach::All, Some("pl_".to_owned()), None, 99).await.unwrap();
    assert_eq!(event(&catalogue).await.texts_version, 3);
    let made = 2 + 3 + 1;
    assert_eq!(noted.len(), made + 2, "what was done is noted, and nothing else");
}

#[tokio::test]
async fn drafts_are_in_the_lists_of_whoever_sees_them() {
    let (_folder, catalogue) = with_an_event().await;
    let listed = async |drafts| {
        let rows = catalogue.events(Reach::All, drafts, None, 10).await.unwrap();
        rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(Drafts::Seen).await, [EVENT]);
    assert_eq!(listed(Drafts::Hidden).await, []);
    catalogue.copied(EVENT, setup(2, terms(1, 10), SaleState::Scheduled, None)).await.unwrap();
    assert_eq!(listed(Drafts::Hidden).await, [EVENT]);
}

#[tokio::test]
async fn a_draft_that_is_deleted_is_gone_for_good_and_what_its_log_names_stays() {
    let (folder, catalogue) = with_an_event().await;
    let row = event(&catalogue).await;
    let delete = |reach, id| catalogue.delete_event(reach, id, entry(9));
    assert!(!delete(Reach::One(OrganiserId(9)), EVENT).await.unwrap(), "another's is not there");
    let noted = async || catalogue.entries(Reach::All, None, None, 99).await.unwrap().len();
    let before = noted().await;
    assert!(delete(Reach::All, EVENT).await.unwrap());
    assert_eq!(noted().await, before + 1);
    assert!(!delete(Reach::All, EVENT).await.unwrap(), "once");
    assert_eq!(noted().await, before + 1, "what was not done is not noted");
    // Whatever was under way when it was deleted.
    catalogue.event_begun(EVENT).await.unwrap();
    catalogue.change_begun(EVENT).await.unwrap();
    let now = || setup(9, terms(1, 10), SaleState::Scheduled, Some(1));
    catalogue.change_done(EVENT, now()).await.unwrap();
    catalogue.repaired(EVENT, now()).await.unwrap();
    let again = catalogue.create_events(vec![row.clone()], Vec::new(), once(99, 1, b"", 0)).await;
    assert!(again.unwrap_err().to_string().contains("an event of this id was deleted"));
    drop(catalogue);
    let catalogue = Catalogue::open(folder.path()).unwrap();
    assert_eq!(catalogue.event(Reach::All, EVENT).await.unwrap(), None);
    assert_eq!(catalogue.events(Reach::All, Drafts::Seen, None, 9).await.unwrap(), []);
    assert_eq!(catalogue.to_repair().await.unwrap(), []);
    assert_eq!(catalogue.moves_due(Timestamp(99), None, 9).await.unwrap(), []);
    // Its organiser is done with the plan; its log is not.
    let hash = ContentHash([1; 32]);
    let deleted = catalogue.delete_plan(Reach::All, PlanId(1), Some(hash), entry(0)).await.unwrap();
    assert_eq!(deleted, Deletion::Done);
    assert!(catalogue.plan_named(EventId(77), hash).await.unwrap(), "its content is there");
}

#[tokio::test]
async fn what_was_announced_is_not_deleted() {
    let (_folder, catalogue) = with_an_event().await;
    catalogue.copied(EVENT, setup(2, terms(1, 10), SaleState::Scheduled, None)).await.unwrap();
    assert!(!catalogue.delete_event(Reach::All, EVENT, entry(9)).await.unwrap());
    assert_eq!(event(&catalogue).await.sale, SaleState::Scheduled);
}

/// In order of beginning and id, page by page, also where many begin at once.
#[tokio::test]
async fn a_list_is_in_order_of_beginning_and_goes_on_exactly_where_a_page_ended() {
    let (_folder, catalogue) = with_an_event().await;
    let row = event(&catalogue).await;
    // Ids of either sign, as SQLite has them.
    let others = [(2, 5), (1, 9), (u64::MAX, 5), (4, 0), (3, 5), (1 << 63, 6)];
    for (number, (id, starts_at)) in (30..).zip(others) {
        let texts = TextsRow { starts_at: Timestamp(starts_at), ..row.texts.clone() };
        let created = Timestamp(100 - u64::from(number));
        let new = EventRow { id: EventId(id), texts, created, ..row.clone() };
        catalogue.create_events(vec![new], Vec::new(), once(number, 1, b"", 0)).await.unwrap();
    }
    let page = async |after, limit| {
        let rows =
            catalogue.events(Reach::One(OrganiserId::DEFAULT), Drafts::Seen, after, limit).await.unwrap();
        rows.into_iter().map(|row| (row.texts.starts_at, row.id)).collect::<Vec<_>>()
    };
    let all = page(None, 99).await;
    let at = |time, id| (Timestamp(time), EventId(id));
    let mut expected =
        vec![at(0, 4), at(5, u64::MAX), at(5, 2), at(5, 3), at(5, EVENT.0), at(6, 1 << 63), at(9, 1)];
    expected.sort_by_key(|(time, id)| (*time, id.0.cast_signed()));
    assert_eq!(all, expected);
    for limit in 1..=8 {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let rows = page(after, limit).await;
            let Some(last) = rows.last() else { break };
            after = Some(*last);
            seen.extend(rows);
        }
        assert_eq!(seen, all, "by {limit}");
    }
}

#[tokio::test]
async fn sales_that_move_by_themselves_are_found_in_order_when_they_are_due() {
    let (_folder, catalogue) = with_an_event().await;
    let row = event(&catalogue).await;
    for (id, moves) in [(1, Some(50)), (2, Some(40)), (3, None), (4, Some(50)), (5, Some(51))] {
        let id = EventId(id);
        let command = u8::try_from(30 + id.0).unwrap();
        catalogue
            .create_events(vec![EventRow { id, ..row.clone() }], Vec::new(), once(command, 1, b"", 0))
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
