#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use actors::ports::catalogue::audit::AuditEntry;
use actors::ports::catalogue::keys::Rotation;
use actors::ports::catalogue::{Once, Reach, Written};
use actors::ports::journal::PortFuture;
use schemas::ids::{ContentHash, OrganiserId};
use schemas::scope::Scope;

use super::*;
use crate::secret::Secret;

type Answer<T> = PortFuture<Result<T, CatalogueError>>;

/// A time that a test says.
#[derive(Default)]
struct Said(AtomicU64);

impl Clock for Said {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

/// Keys as a test has them.
#[derive(Default)]
struct Kept {
    known: Mutex<Vec<KnownKey>>,
    used: Mutex<Vec<(KeyId, Timestamp)>>,
    is_full: AtomicBool,
    /// Rung when a reader has what it reads; it goes on once `goes_on` has a permit.
    has_read: tokio::sync::Notify,
    goes_on: Option<Arc<tokio::sync::Semaphore>>,
    reads: AtomicU64,
}

impl Keys for Kept {
    fn known_keys(&self) -> Answer<Vec<KnownKey>> {
        let known = self.known.lock().unwrap().clone();
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.has_read.notify_one();
        let goes_on = self.goes_on.clone();
        Box::pin(async move {
            if let Some(goes_on) = goes_on {
                goes_on.acquire().await.unwrap().forget();
            }
            Ok(known)
        })
    }

    fn keys_used(&self, used: Vec<(KeyId, Timestamp)>) -> Answer<()> {
        let full = self.is_full.load(Ordering::Relaxed);
        if !full {
            self.used.lock().unwrap().extend(used);
        }
        Box::pin(async move { if full { Err(CatalogueError::Busy) } else { Ok(()) } })
    }

    fn key(&self, _: Reach, _: KeyId) -> Answer<Option<KeyRow>> {
        unreachable!("the ring knows its keys")
    }

    fn keys(&self, _: Reach, _: Option<(Timestamp, KeyId)>, _: u32) -> Answer<Vec<KeyRow>> {
        unreachable!("the ring lists nothing")
    }

    fn create_key(&self, _: KeyRow, _: ContentHash, _: Once) -> Answer<Option<Written>> {
        unreachable!("the ring makes no key")
    }

    fn rotate_key(&self, _: Rotation, _: Once) -> Answer<Option<Written>> {
        unreachable!("the ring rotates no key")
    }

    fn revoke_key(&self, _: KeyId, _: Timestamp, _: Once) -> Answer<Written> {
        unreachable!("the ring revokes no key")
    }

    fn put_first_key(&self, _: KeyRow, _: ContentHash, _: AuditEntry) -> Answer<()> {
        unreachable!("the ring makes no key")
    }

    fn secret(&self, _: &'static str, _: [u8; 32]) -> Answer<[u8; 32]> {
        unreachable!("the ring has no secret of the node")
    }
}

struct Stage {
    ring: KeyRing,
    kept: Arc<Kept>,
    clock: Arc<Said>,
}

impl Stage {
    fn new() -> Self {
        Self::over(Kept::default())
    }

    fn over(kept: Kept) -> Self {
        let (kept, clock) = (Arc::new(kept), Arc::new(Said::default()));
        let names = RequestKeys::new(&Secret::new([1; 32]));
        Self { ring: KeyRing::new(kept.clone(), names, clock.clone()), kept, clock }
    }

    /// A key with these secrets, each a byte and when it ends.
    fn put(&self, id: u64, expires: Option<u64>, secrets: &[(u8, Option<u64>)]) {
        let secret = |(byte, ends): &(u8, Option<u64>)| SecretRow {
            hash: ApiKey::new([*byte; 32]).hash(),
            ends: ends.map(Timestamp),
        };
        let row = KeyRow {
            id: KeyId(id),
            name: "a key".to_owned(),
            scope: Scope::Read,
            organiser: Some(OrganiserId::DEFAULT),
            created: Timestamp(0),
            expires: expires.map(Timestamp),
            revoked: None,
            used: None,
        };
        let known = KnownKey { row, secrets: secrets.iter().map(secret).collect() };
        self.kept.known.lock().unwrap().push(known);
        self.ring.changed();
    }

    /// Who bears this secret at this moment, or why nobody does.
    async fn bearer(&self, byte: u8, now: u64) -> Result<u64, ErrorCode> {
        self.clock.0.store(now, Ordering::Relaxed);
        let found = self.ring.bearer(&ApiKey::new([byte; 32])).await;
        found.map(|bearer| bearer.key.id.0).map_err(|failure| failure.code())
    }
}

#[tokio::test]
async fn a_secret_and_a_key_end_at_their_moment() {
    let ring = Stage::new();
    ring.put(1, Some(200), &[(1, None), (2, Some(100))]);
    ring.put(2, None, &[(3, None)]);
    assert_eq!(ring.bearer(1, 0).await, Ok(1));
    assert_eq!(ring.bearer(2, 99).await, Ok(1));
    assert_eq!(ring.bearer(2, 100).await, Err(ErrorCode::KeyInvalid));
    assert_eq!(ring.bearer(1, 199).await, Ok(1));
    assert_eq!(ring.bearer(1, 200).await, Err(ErrorCode::KeyExpired));
    assert_eq!(ring.bearer(2, 200).await, Err(ErrorCode::KeyInvalid), "what ended first is told");
    assert_eq!(ring.bearer(3, u64::MAX).await, Ok(2));
    assert_eq!(ring.bearer(4, 0).await, Err(ErrorCode::KeyInvalid));
}

#[tokio::test]
async fn uses_are_written_once_for_all_and_kept_where_they_cannot_be() {
    let ring = Stage::new();
    ring.put(1, None, &[(1, None)]);
    ring.put(2, None, &[(2, None)]);
    for (byte, now) in [(1, 10), (2, 20), (1, 30), (9, 40)] {
        let _ = ring.bearer(byte, now).await;
    }
    let uses = [(KeyId(1), Timestamp(30)), (KeyId(2), Timestamp(20))];
    assert_eq!(ring.ring.used(KeyId(1)), Some(Timestamp(30)));
    ring.kept.is_full.store(true, Ordering::Relaxed);
    assert_eq!(ring.ring.write_uses().await, Err(CatalogueError::Busy));
    ring.kept.is_full.store(false, Ordering::Relaxed);
    ring.ring.write_uses().await.unwrap();
    ring.ring.write_uses().await.unwrap();
    assert_eq!(*ring.kept.used.lock().unwrap(), uses, "each once");
    assert_eq!(ring.ring.used(KeyId(1)), None);
}

#[tokio::test]
async fn what_was_read_before_a_change_is_read_again_and_by_one_for_all() {
    let goes_on = Arc::new(tokio::sync::Semaphore::new(0));
    let stage = Stage::over(Kept { goes_on: Some(Arc::clone(&goes_on)), ..Kept::default() });
    stage.put(1, None, &[(1, None)]);
    let change = async {
        stage.kept.has_read.notified().await;
        // Revoked while the old keys are on their way.
        stage.kept.known.lock().unwrap().clear();
        stage.ring.changed();
        goes_on.add_permits(2);
    };
    let (first, second, ()) = tokio::join!(stage.bearer(1, 0), stage.bearer(1, 0), change);
    assert_eq!((first, second), (Err(ErrorCode::KeyInvalid), Err(ErrorCode::KeyInvalid)));
    assert_eq!(stage.kept.reads.load(Ordering::Relaxed), 2, "before the change and after it");
}

#[test]
fn bearers_are_named_apart_and_the_first_as_ever() {
    let names = RequestKeys::new(&Secret::new([1; 32]));
    let ring = Stage::new().ring;
    assert_eq!(ring.principal(KeyId::FIRST), names.principal("admin"));
    assert_ne!(ring.principal(KeyId(1)), ring.principal(KeyId(2)));
}
