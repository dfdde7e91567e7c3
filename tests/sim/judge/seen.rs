//! What was seen at one version, against the model at that version.

use std::collections::BTreeSet;

use actors::seat_map::view::{Counts, ExpiredHold, HoldView, PlaceState};
use schemas::ids::{TokenHash, Version};
use schemas::refusal::RefusalCode;
use schemas::seat::HeldPlace;
use schemas::ws::server::{HoldLine, OwnHold};

use super::refusals;
use crate::event::Event;
use crate::figures::Figures;
use crate::ledger::Seen;

/// Compares everything seen at the model's version.
pub fn compare(event: &mut Event, figures: &mut Figures) -> Result<(), String> {
    let version = event.model.version;
    for seen in event.ledger.at(version) {
        figures.count("outputs judged");
        one(event, &seen).map_err(|why| format!("SM-5: at {version} {why}, but it was seen: {seen:?}"))?;
    }
    Ok(())
}

fn one(event: &Event, seen: &Seen) -> Result<(), String> {
    let model = &event.model;
    if super::version_of(seen).is_some_and(|version| version != model.version) {
        return Err(format!("the ledger is wrong about {seen:?}"));
    }
    match seen {
        Seen::Public(state) => same(&model.public_state().as_ref(), &Some(state)),
        Seen::Tokens { from, tokens, expired } => token_changes(event, *from, tokens, expired),
        Seen::Holds(holds) => same(&model.holds_of(holds.token), holds),
        Seen::Counts(counts) => {
            same(&model.counts(), &counts.all)?;
            same(&(model.holds.len() as u64), &counts.holds)?;
            same(&model.sale, &counts.sale)
        }
        Seen::Breakdown(breakdown) => same(&model.breakdown(), &breakdown.groups),
        Seen::Place(place) => place_state(event, place),
        Seen::Hash(hash) => {
            same(&event.replayed.as_ref().map(actors::seat_map::SeatMap::state_hash), &Some(*hash))
        }
        Seen::Shown(hash) => same(&model.public_state().map(|state| state.public_hash()), &Some(*hash)),
        Seen::Mine { token, holds } => {
            let own: Vec<OwnHold> = model.holds_of(*token).holds.iter().map(own_hold).collect();
            same(&own, &holds.holds)
        }
        Seen::RanOut { token, hold } => {
            let at = model.token_changes(Version(model.version.0 - 1), model.version);
            same(at, &[(model.version, *token, Some(*hold))])
        }
        Seen::Refused { request, refusal, sent } => refusals::grounds(event, request, refusal, *sent),
    }
}

/// A hold as the protocol tells it.
fn own_hold(hold: &HoldView) -> OwnHold {
    let line = |line: &HeldPlace| HoldLine {
        place: line.units.place,
        units: line.units.units,
        channel: line.units.channel,
        price_minor: line.price_minor,
    };
    OwnHold {
        hold: hold.hold,
        deadline_ms: hold.deadline,
        lifetime_end_ms: hold.lifetime_end,
        in_payment: hold.in_payment,
        places: hold.places.iter().map(line).collect(),
    }
}

fn same<T: PartialEq + std::fmt::Debug + ?Sized>(log: &T, seen: &T) -> Result<(), String> {
    if log == seen { Ok(()) } else { Err(format!("the log says {log:?}")) }
}

fn token_changes(
    event: &Event,
    from: Version,
    tokens: &[(TokenHash, Version)],
    expired: &[ExpiredHold],
) -> Result<(), String> {
    let log = event.model.token_changes(from, event.model.version);
    let changed: BTreeSet<(Version, TokenHash)> =
        log.iter().map(|(version, token, _)| (*version, *token)).collect();
    let told: BTreeSet<(Version, TokenHash)> =
        tokens.iter().map(|(token, version)| (*version, *token)).collect();
    same(&changed, &told)?;
    let ended = log.iter().filter_map(|(version, token, hold)| {
        hold.map(|hold| ExpiredHold { token: *token, hold, version: *version })
    });
    same(ended.collect::<Vec<_>>().as_slice(), expired)
}

fn place_state(event: &Event, place: &PlaceState) -> Result<(), String> {
    let model = &event.model;
    let index = place.place;
    let at = &model.places[index.0 as usize];
    let counts = Counts {
        free: u64::from(at.free.values().sum::<u32>()),
        held: u64::from(model.held(index)),
        booked: u64::from(model.booked(index)),
        killed: u64::from(at.killed.values().sum::<u32>()),
    };
    same(&counts, &place.counts)?;
    same(&at.capacity, &place.capacity)?;
    let has = |lines: &schemas::record::HeldPlaces| lines.iter().any(|line| line.units.place == index);
    let holds = model.holds.iter().filter(|(_, hold)| has(&hold.places)).map(|(id, _)| *id);
    same(&holds.collect::<Vec<_>>(), &place.holds)?;
    let bookings = model.bookings.iter().filter(|(_, lines)| has(lines)).map(|(id, _)| *id);
    same(&bookings.collect::<Vec<_>>(), &place.bookings)
}

/// Every accepted command is in the log, once, and says what its answer said; a refused one is not.
pub fn answers(event: &mut Event) -> Result<(), String> {
    let model = &event.model;
    for (request, answer) in event.ledger.accepted.drain(..) {
        let key = (request.principal, request.id);
        let Some((version, digest)) = model.causes.get(&key) else {
            return Err(format!("SM-5: accepted and not in the log: {request:?} {answer:?}"));
        };
        if *digest != request.digest
            || *version != answer.version
            || model.answers.get(version) != Some(&answer.done)
        {
            let done = model.answers.get(version);
            return Err(format!("accepted as {answer:?}; the log has {version}: {done:?} for {request:?}"));
        }
    }
    let applied = event.ledger.refused.iter().find(|key| model.causes.contains_key(key));
    applied.map_or(Ok(()), |key| Err(format!("refused, and in the log: {key:?} as {:?}", model.causes[key])))
}

/// Whether a refusal is the last word about its command.
pub const fn is_last_word(code: RefusalCode) -> bool {
    !matches!(code, RefusalCode::Busy | RefusalCode::DiskFull | RefusalCode::IdReused)
}
