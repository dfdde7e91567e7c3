//! What an observer saw, held against the log: nothing may be seen that the log does not have, and what was
//! seen at a version must be what the log says of it.

use schemas::ids::{ContentHash, Version};
use schemas::record::Record;

use super::log::LoggedEvent;
use super::violation::Violation;

/// The public state that an observer saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The version it was the state of.
    pub version: Version,
    /// Its public hash.
    pub hash: ContentHash,
}

/// Holds everything seen against the log, which starts with version 1; `before` is the event before it.
pub fn account_for_seen(seen: &[Seen], log: &[Record], before: &LoggedEvent, broken: &mut Vec<Violation>) {
    let durable = log.last().map_or(Version(0), |record| record.version);
    let mut in_order: Vec<Seen> = seen.to_vec();
    in_order.sort_by_key(|seen| seen.version);
    in_order.dedup();
    let mut event = before.clone();
    let mut records = log.iter();
    for seen in in_order {
        if seen.version > durable {
            broken.push(Violation::SeenAndUndone { seen: seen.version, durable });
            continue;
        }
        while event.version < seen.version {
            let Some(record) = records.next() else { break };
            // What is wrong with the log itself is told where the log is audited.
            event.perform(record, &mut Vec::new());
        }
        let logged = event.public_hash();
        if logged != seen.hash {
            broken.push(Violation::HashDiffers {
                what: "public hash that an observer saw and of the log".to_owned(),
                version: seen.version,
                ours: seen.hash,
                theirs: logged,
            });
        }
    }
}
