use actors::ports::catalogue::keys::{KeyRow, Keys, Rotation, SecretRow};
use actors::ports::catalogue::organisers::{OrganiserRow, Organisers};
use schemas::ids::{ContentHash, KeyId};
use schemas::scope::Scope;

use super::*;
use crate::limits::{KEYS, KEYS_REVOKED_KEPT_MS, ORGANISERS};

fn key(id: u64, organiser: Option<OrganiserId>) -> KeyRow {
    KeyRow {
        id: KeyId(id),
        name: format!("key {id}"),
        scope: Scope::Sell,
        organiser,
        created: Timestamp(id),
        expires: None,
        revoked: None,
        used: None,
    }
}

fn hash(byte: u8) -> ContentHash {
    ContentHash([byte; 32])
}

async fn secrets(catalogue: &Catalogue, id: u64) -> Vec<SecretRow> {
    let known = catalogue.known_keys().await.unwrap();
    known.into_iter().find(|known| known.row.id == KeyId(id)).map(|known| known.secrets).unwrap_or_default()
}

#[tokio::test]
async fn secrets_and_keys_outlive_a_restart() {
    let (folder, first) = catalogue();
    assert_eq!(first.secret("node", [1; 32]).await.unwrap(), [1; 32]);
    first.put_first_key(key(0, None), hash(1), entry(1)).await.unwrap();
    first.put_first_key(key(0, None), hash(2), entry(2)).await.unwrap();
    drop(first);
    let second = Catalogue::open(folder.path()).unwrap();
    assert_eq!(second.secret("node", [2; 32]).await.unwrap(), [1; 32]);
    assert_eq!(secrets(&second, 0).await, [SecretRow { hash: hash(2), ends: None }]);
}

#[tokio::test]
async fn a_rotated_key_has_two_secrets_at_most() {
    let (_folder, catalogue) = catalogue();
    let row = key(3, Some(OrganiserId::DEFAULT));
    let made = catalogue.create_key(row.clone(), hash(1), once(1, 1, b"", 10)).await.unwrap();
    assert_eq!(made, Some(Written::Done));
    let rotate = |byte, at, ends| {
        let key = KeyRow { expires: Some(Timestamp(99)), ..row.clone() };
        let rotation = Rotation { key, hash: hash(byte), ends: Timestamp(ends) };
        catalogue.rotate_key(rotation, once(byte, 1, b"", at))
    };
    let ends = |byte, ends: Option<u64>| SecretRow { hash: hash(byte), ends: ends.map(Timestamp) };
    rotate(2, 20, 30).await.unwrap().unwrap();
    assert_eq!(secrets(&catalogue, 3).await, [ends(1, Some(30)), ends(2, None)]);
    rotate(3, 25, 35).await.unwrap().unwrap();
    assert_eq!(secrets(&catalogue, 3).await, [ends(2, Some(35)), ends(3, None)]);
    assert_eq!(secrets(&catalogue, 3).await.len(), actors::limits::SECRETS_PER_KEY);
    // Ended at once.
    rotate(4, 28, 28).await.unwrap().unwrap();
    assert_eq!(secrets(&catalogue, 3).await, [ends(4, None)]);
    let shown = catalogue.key(Reach::All, KeyId(3)).await.unwrap().unwrap();
    assert_eq!(shown.expires, Some(Timestamp(99)));
    catalogue.revoke_key(KeyId(3), Timestamp(40), once(9, 1, b"", 40)).await.unwrap();
    assert_eq!(secrets(&catalogue, 3).await, []);
    assert_eq!(rotate(5, 41, 41).await.unwrap(), None);
}

#[tokio::test]
async fn keys_are_seen_within_reach_alone() {
    let (_folder, catalogue) = catalogue();
    let other = OrganiserRow { id: OrganiserId(7), name: "other".to_owned(), created: Timestamp(1) };
    catalogue.create_organiser(other, once(1, 1, b"", 1)).await.unwrap().unwrap();
    for (id, organiser) in [(1, Some(OrganiserId::DEFAULT)), (2, Some(OrganiserId(7))), (3, None)] {
        let byte = u8::try_from(id).unwrap();
        catalogue.create_key(key(id, organiser), hash(byte), once(10 + byte, 1, b"", 2)).await.unwrap();
    }
    let seen = async |reach| -> Vec<u64> {
        let keys = catalogue.keys(reach, None, 10).await.unwrap();
        keys.iter().map(|key| key.id.0).collect()
    };
    assert_eq!(seen(Reach::All).await, [1, 2, 3]);
    assert_eq!(seen(Reach::One(OrganiserId(7))).await, [2]);
    assert_eq!(catalogue.key(Reach::One(OrganiserId(7)), KeyId(1)).await.unwrap(), None);
    assert_eq!(catalogue.key(Reach::One(OrganiserId(7)), KeyId(3)).await.unwrap(), None);
    let own = catalogue.organisers(Reach::One(OrganiserId(7)), None, 10).await.unwrap();
    assert_eq!(own.iter().map(|row| row.id.0).collect::<Vec<_>>(), [7]);
}

#[tokio::test]
async fn a_last_use_never_goes_back() {
    let (_folder, catalogue) = catalogue();
    catalogue.create_key(key(1, None), hash(1), once(1, 1, b"", 1)).await.unwrap();
    catalogue.keys_used(vec![(KeyId(1), Timestamp(50))]).await.unwrap();
    catalogue.keys_used(vec![(KeyId(1), Timestamp(40)), (KeyId(2), Timestamp(40))]).await.unwrap();
    assert_eq!(catalogue.key(Reach::All, KeyId(1)).await.unwrap().unwrap().used, Some(Timestamp(50)));
}

#[tokio::test]
async fn keys_and_organisers_have_bounds() {
    let (_folder, catalogue) = catalogue();
    let fill = |connection: &Connection| {
        connection.execute(
            "WITH RECURSIVE number (n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM number WHERE n < 98 + ?1)
             INSERT INTO organisers SELECT n, 'o', 1 FROM number",
            [ORGANISERS],
        )?;
        connection.execute(
            "WITH RECURSIVE number (n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM number WHERE n < 98 + ?1)
             INSERT INTO keys SELECT n, 'k', 'read', 0, 1, NULL, NULL, NULL FROM number",
            [KEYS],
        )
    };
    catalogue.write(fill).await.unwrap();
    let organiser = |id| OrganiserRow { id: OrganiserId(id), name: "o".to_owned(), created: Timestamp(1) };
    assert_eq!(catalogue.create_organiser(organiser(1), once(1, 1, b"a", 1)).await.unwrap(), None);
    let make = |id: u8, at| {
        let row = KeyRow { created: Timestamp(at), ..key(u64::from(id), None) };
        catalogue.create_key(row, hash(id), once(id, 2, b"k", at))
    };
    assert_eq!(make(2, 1).await.unwrap(), Some(Written::Done));
    assert_eq!(make(3, 1).await.unwrap(), None);
    assert_eq!(make(2, 1).await.unwrap(), Some(Written::Repeated(b"k".to_vec())), "a repeat is no key more");
    catalogue.revoke_key(KeyId(100), Timestamp(5), once(4, 1, b"", 5)).await.unwrap();
    assert_eq!(make(5, 6).await.unwrap(), Some(Written::Done));
    assert!(catalogue.key(Reach::All, KeyId(100)).await.unwrap().is_some());
    catalogue.revoke_key(KeyId(101), Timestamp(7), once(6, 1, b"", 7)).await.unwrap();
    make(7, 6 + KEYS_REVOKED_KEPT_MS).await.unwrap();
    assert_eq!(catalogue.key(Reach::All, KeyId(100)).await.unwrap(), None, "nobody speaks of it any more");
    assert!(catalogue.key(Reach::All, KeyId(101)).await.unwrap().is_some());
}
