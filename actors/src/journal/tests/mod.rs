#![allow(clippy::unwrap_used, clippy::panic)]

mod conformance;

use super::JournalOptions;
use crate::testkit::journal_tasks::counted_segment_ids;

/// A journal of small segments, with ids that no other run of the same test has where `first` differs.
fn options(segment_bytes: u64, first: u64) -> JournalOptions {
    JournalOptions::new(counted_segment_ids(first)).small(segment_bytes)
}
