use actors::ports::catalogue::events::Events;
use actors::ports::catalogue::keys::{Keys, SecretRow};
use actors::ports::catalogue::organisers::Organisers;
use actors::ports::catalogue::plans::Deletion;
use rusqlite::{Connection, params};
use schemas::ids::{ContentHash, EventId, KeyId};
use schemas::record::{Effect, encode};
use schemas::scope::Scope;
use schemas::terms::{Currency, FirstTerms};

use super::*;

fn terms() -> FirstTerms {
    FirstTerms {
        plan: ContentHash([5; 32]),
        stream: 0,
        hold_time_ms: 1,
        lifetime_cap_ms: 1,
        payment_time_ms: 1,
        payment_cap_ms: 1,
        maximum_units_per_hold: 1,
        maximum_units_per_token: 1,
        maximum_tokens_per_address: 1,
        currency: Currency(*b"EUR"),
        prices: Vec::new(),
        channels: Vec::new(),
        tables: Vec::new(),
    }
}

/// A catalogue of schema 1 with a row of each kind.
fn first_schema(connection: &mut Connection) {
    migrations::run_to(connection, "test", 1).unwrap();
    let mut first_record = Vec::new();
    encode(Timestamp(4), None, &Effect::Created(Box::new(terms())), &mut first_record);
    connection.execute("INSERT INTO api_keys VALUES (?1, 'admin', 'admin', 1, 2)", [[1_u8; 32]]).unwrap();
    connection.execute("INSERT INTO api_keys VALUES (?1, 'admin', 'admin', 2, NULL)", [[2_u8; 32]]).unwrap();
    connection.execute("INSERT INTO plans VALUES (7, 'house', x'7b7d', 3)", []).unwrap();
    connection.execute("INSERT INTO plan_contents VALUES (?1, 1, 1, x'', x'')", [[5_u8; 32]]).unwrap();
    connection.execute("INSERT INTO plan_versions VALUES (7, 1, ?1, 3)", [[5_u8; 32]]).unwrap();
    connection
        .execute(
            "INSERT INTO events VALUES (9, 'night', 8, 4, ?1, ?2, 1, 'paused', 6, 0)",
            params![[5_u8; 32], first_record],
        )
        .unwrap();
}

#[tokio::test]
async fn what_was_there_before_organisers_is_the_default_one_s() {
    let folder = tempfile::tempdir().unwrap();
    first_schema(&mut connection::open(&folder.path().join(FILE_NAME)).unwrap());
    let catalogue = Catalogue::open(folder.path()).unwrap();
    let own = Reach::One(OrganiserId::DEFAULT);
    let named = catalogue.organiser(own, OrganiserId::DEFAULT).await.unwrap().unwrap();
    assert_eq!(named.name, "Default organiser");
    let plan = catalogue.plan(own, PlanId(7)).await.unwrap().unwrap();
    assert_eq!((plan.name.as_str(), plan.versions.len()), ("house", 1));
    assert_eq!(catalogue.draft(own, PlanId(7)).await.unwrap().unwrap(), draft(b"{}"));
    let event = catalogue.event(own, EventId(9)).await.unwrap().unwrap();
    assert_eq!(
        (event.texts.name.as_str(), event.created_in_log, &event.terms),
        ("night", true, &terms().into())
    );
    assert_eq!(event.sale, schemas::seat::SaleState::Paused);
    let keys = catalogue.known_keys().await.unwrap();
    assert_eq!(keys.len(), 1);
    let (key, secrets) = (&keys[0].row, &keys[0].secrets);
    assert_eq!((key.id, key.name.as_str(), key.created), (KeyId::FIRST, "admin", Timestamp(1)));
    assert_eq!((key.scope, key.organiser, key.expires), (Scope::Admin, None, None));
    assert_eq!(secrets, &[SecretRow { hash: ContentHash([2; 32]), ends: None }]);
    let deleted = catalogue.delete_plan(own, PlanId(7), None, entry(9)).await.unwrap();
    assert_eq!(deleted, Deletion::InUse(vec![EventId(9)]), "an event of then needs its plan");
    // References hold again, also where the table they point at was made anew.
    let dangling = catalogue.write(|connection| {
        connection.execute("INSERT INTO plan_versions VALUES (8, 1, ?1, 3)", [[5_u8; 32]])
    });
    assert!(dangling.await.is_err());
    assert_eq!(catalogue.plan(Reach::One(OrganiserId(1)), PlanId(7)).await.unwrap(), None);
}

/// Only its log says whether others knew of it.
#[tokio::test]
async fn what_was_cancelled_before_drafts_were_kept_apart_is_asked_of_its_log() {
    let folder = tempfile::tempdir().unwrap();
    {
        let mut connection = connection::open(&folder.path().join(FILE_NAME)).unwrap();
        first_schema(&mut connection);
        for (id, sale) in [(10, "cancelled"), (11, "draft")] {
            let like = "INSERT INTO events SELECT ?1, name, starts_at_ms, created_ms, plan, first_record, 1, ?2, 6, 0
                        FROM events WHERE id = 9";
            connection.execute(like, params![id, sale]).unwrap();
        }
    }
    let catalogue = Catalogue::open(folder.path()).unwrap();
    let announced = async |id| catalogue.event(Reach::All, EventId(id)).await.unwrap().unwrap().announced;
    assert_eq!((announced(9).await, announced(11).await), (true, false));
    let asked: Vec<EventId> = catalogue.to_repair().await.unwrap().iter().map(|row| row.id).collect();
    assert_eq!(asked, [EventId(10)]);
}

#[test]
fn a_migration_that_leaves_a_dangling_row_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = connection::open(&folder.path().join(FILE_NAME)).unwrap();
    first_schema(&mut connection);
    connection.pragma_update(None, "foreign_keys", "OFF").unwrap();
    connection.execute("INSERT INTO plan_versions VALUES (8, 1, ?1, 3)", [[5_u8; 32]]).unwrap();
    let error = migrations::run(&mut connection, "test").unwrap_err();
    assert!(error.to_string().contains("a row of plan_versions that refers to nothing"), "{error}");
    let schema: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(schema, 1);
}
