//! A random tape of owners that append, die with appends in flight and are replaced, with restarts.

use std::collections::BTreeMap;

use schemas::ids::{EventId, Version};

use super::{Owner, Subject, read_after};
use crate::testkit::random::SeededNumbers;

/// What the outside knows of one event: every record ever accepted and not known to be lost, and how far
/// somebody was told that it is durable.
#[derive(Default)]
struct Known {
    accepted: Vec<Vec<u8>>,
    told: u64,
}

pub(super) async fn owners_killed_with_appends_in_flight(mut subject: impl Subject, seed: u64) {
    let mut numbers = SeededNumbers::new(seed);
    let mut known: BTreeMap<EventId, Known> = BTreeMap::new();
    let mut owners: BTreeMap<EventId, Owner> = BTreeMap::new();
    for _ in 0..200 {
        let event = EventId(numbers.below(5));
        match numbers.below(20) {
            0 => {
                observe(&owners, &mut known);
                owners.clear();
                subject.restart();
            }
            1 => {
                owners.remove(&event);
            }
            2 | 3 => tokio::task::yield_now().await,
            4 => observe(&owners, &mut known),
            5 | 6 => {
                if let Some(owner) = owners.get(&event) {
                    owner.durable(Version(owner.next.0 - 1)).await;
                }
            }
            _ => {
                let known = known.entry(event).or_default();
                append(&subject, &mut owners, known, event, &mut numbers, seed).await;
            }
        }
    }
    observe(&owners, &mut known);
    for (event, events_known) in &mut known {
        take_over(&subject, events_known, *event, seed).await;
    }
}

fn observe(owners: &BTreeMap<EventId, Owner>, known: &mut BTreeMap<EventId, Known>) {
    for (event, owner) in owners {
        let known = known.entry(*event).or_default();
        known.told = known.told.max(owner.fence.watermark.durable().0);
    }
}

async fn append(
    subject: &impl Subject,
    owners: &mut BTreeMap<EventId, Owner>,
    known: &mut Known,
    event: EventId,
    numbers: &mut SeededNumbers,
    seed: u64,
) {
    let mut owner = match owners.remove(&event) {
        Some(owner) => owner,
        None => take_over(subject, known, event, seed).await,
    };
    let records: Vec<Vec<u8>> = (0..=numbers.below(3))
        .map(|_| {
            let length = usize::try_from(numbers.below(200)).unwrap();
            numbers.next().to_le_bytes().iter().copied().cycle().take(length).collect()
        })
        .collect();
    let slices: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
    owner.append(&subject.journal(), &slices).unwrap();
    known.accepted.extend(records);
    owners.insert(event, owner);
}

/// Fences and compares the log with what is known: nothing told is lost, nothing is there that was never
/// accepted, and what lies past the fence's durable version never comes.
async fn take_over(subject: &impl Subject, known: &mut Known, event: EventId, seed: u64) -> Owner {
    let journal = subject.journal();
    let owner = Owner::take(&journal, event).await.unwrap();
    let durable = owner.fence.durable_version.0;
    assert!(durable >= known.told, "seed {seed}: {event} lost {} after {durable}", known.told);
    known.accepted.truncate(usize::try_from(durable).unwrap());
    let records = read_after(&journal, event, Version(0)).unwrap();
    assert_eq!(records, known.accepted, "seed {seed}: the log of {event}");
    known.told = durable;
    owner
}
