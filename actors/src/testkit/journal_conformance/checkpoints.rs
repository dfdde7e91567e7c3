//! Checkpoints: the newest that suits, only verified ones, only of durable versions.

use schemas::ids::{ContentHash, EventId, Version};

use super::{Owner, Subject};
use crate::ports::journal::{Checkpoint, JournalError};

const EVENT: EventId = EventId(7);

fn checkpoint(version: u64) -> Checkpoint {
    let payload = format!("state at {version}").into_bytes();
    let state_hash = hash(&payload);
    Checkpoint { event: EVENT, version: Version(version), state_hash, payload }
}

fn hash(payload: &[u8]) -> ContentHash {
    ContentHash(*blake3::hash(payload).as_bytes())
}

pub(super) async fn newest_at_most(mut subject: impl Subject) {
    let journal = subject.journal();
    let mut owner = Owner::take(&journal, EVENT).await.unwrap();
    for _ in 0..10 {
        owner.append(&journal, &[b"record"]).unwrap();
    }
    owner.durable(Version(10)).await;
    assert_eq!(journal.load_checkpoint(EVENT, Version(10)).unwrap(), None);
    for version in [2, 5, 9] {
        journal.save_checkpoint(&checkpoint(version), &|read| Ok(hash(&read.payload))).unwrap();
    }
    for restarted in [false, true] {
        if restarted {
            subject.restart();
        }
        let journal = subject.journal();
        let at_most = |version| journal.load_checkpoint(EVENT, Version(version)).unwrap();
        assert_eq!(at_most(10), Some(checkpoint(9)));
        assert_eq!(at_most(9), Some(checkpoint(9)));
        assert_eq!(at_most(8), Some(checkpoint(5)));
        assert_eq!(at_most(4), None, "the two newest are kept");
        assert_eq!(journal.load_checkpoint(EventId(8), Version(10)).unwrap(), None);
    }
}

pub(super) async fn unverified_does_not_count(subject: impl Subject) {
    let journal = subject.journal();
    let mut owner = Owner::take(&journal, EVENT).await.unwrap();
    owner.append(&journal, &[b"record"]).unwrap();
    owner.durable(Version(1)).await;
    let other = journal.save_checkpoint(&checkpoint(1), &|_| Ok(hash(b"another state")));
    assert!(matches!(other, Err(JournalError::Corrupt { .. })));
    let refused =
        journal.save_checkpoint(&checkpoint(1), &|_| Err(JournalError::Misfit("undecodable".into())));
    assert!(matches!(refused, Err(JournalError::Misfit(_))));
    assert_eq!(journal.load_checkpoint(EVENT, Version(1)).unwrap(), None);
    owner.append(&journal, &[b"goes on"]).unwrap();
    owner.durable(Version(2)).await;
}

pub(super) async fn only_durable_versions(subject: impl Subject) {
    let journal = subject.journal();
    let mut owner = Owner::take(&journal, EVENT).await.unwrap();
    owner.append(&journal, &[b"record"]).unwrap();
    owner.durable(Version(1)).await;
    let early = journal.save_checkpoint(&checkpoint(2), &|read| Ok(hash(&read.payload)));
    assert!(matches!(early, Err(JournalError::Corrupt { .. })));
    assert_eq!(journal.load_checkpoint(EVENT, Version(9)).unwrap(), None);
}
