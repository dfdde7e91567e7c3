//! The judgement at each restart: is what everyone saw what the log says?
//!
//! It walks the records that are new since the restart before, performs each on the obvious model and on the
//! seat map, and at every version compares both with what was seen at it.

mod refusals;
mod seen;

use actors::limits::EXPIRY_LAG_LIMIT_MS;
use std::sync::Arc;

use actors::ports::journal::Journal;
use actors::ports::plans::PlanSource;
use actors::replay::LogReplay;
use actors::seat_map::SeatMap;
use schemas::ids::Version;
use schemas::record::{Record, decode};

use crate::event::Event;
use crate::figures::Figures;
use crate::ledger::Seen;
use crate::venue::Venues;
pub use seen::is_last_word;

/// Judges one event by the log in `journal`. `kept_after`: reads the log again that was judged before, which is kept
/// after that version.
///
/// # Errors
/// What is wrong.
pub fn judge(
    event: &mut Event,
    plans: &Venues,
    journal: &dyn Journal,
    kept_after: Option<Version>,
    figures: &mut Figures,
) -> Result<(), String> {
    let begin = event.model.version;
    event.loaded_since = None;
    if let Some(kept_after) = kept_after {
        unchanged_so_far(event, journal, kept_after)?;
    }
    let mut records = Vec::new();
    let read = journal.read(event.id, begin, &mut |version, bytes| {
        records.push((version, bytes.to_vec()));
        Ok(())
    });
    let end = read.map_err(|error| format!("the log after {begin}: {error}"))?;
    figures.add("records recovered", records.len() as u64);
    seen::compare(event, figures)?;
    for (version, bytes) in records {
        let record = decode(version, &bytes).map_err(|error| format!("{version}: {error}"))?;
        event.log.push(bytes);
        perform(event, plans, &record).map_err(|why| format!("{why}\n{record:?}"))?;
        figures.count(record.effect.kind().name());
        seen::compare(event, figures)?;
    }
    if let Some((version, seen)) = event.ledger.left() {
        return Err(format!("SM-5: the log ends at {end}, and somebody saw {version}: {seen:?}"));
    }
    if event.is_created && end == Version(0) {
        return Err("SM-5: its creation was acknowledged, and the log is empty".to_owned());
    }
    seen::answers(event)?;
    state(event)?;
    event.settled_from = event.settles_from;
    event.breaks.clear();
    checkpoint(event, plans, journal, figures)
}

/// The records judged before are still the same, as far as they are kept.
fn unchanged_so_far(event: &Event, journal: &dyn Journal, kept_after: Version) -> Result<(), String> {
    let at = |version: Version| usize::try_from(version.0).unwrap();
    let (mut other, upto) = (None, event.model.version);
    let read = journal.read(event.id, kept_after, &mut |version, bytes| {
        if event.log.get(at(version) - 1).is_some_and(|before| before != bytes) {
            other.get_or_insert(version);
        }
        Ok(())
    });
    let end = read.map_err(|error| format!("the log after {kept_after}: {error}"))?;
    match other {
        Some(other) => Err(format!("the record at {other} is not what it was")),
        None if end < upto => Err(format!("the log ends at {end}, and was judged up to {upto}")),
        None => Ok(()),
    }
}

fn perform(event: &mut Event, plans: &Venues, record: &Record) -> Result<(), String> {
    overdue(event, record)?;
    if let Some(hash) = record.effect.moves_to() {
        event.model.offered = plans.plan(hash).ok();
    }
    event.model.perform(record)?;
    let mut replay = LogReplay::new(event.id, plans, event.replayed.take());
    replay.perform(record).map_err(|error| error.to_string())?;
    event.replayed = replay.finish();
    Ok(())
}

/// SM-7: while the event was loaded, no hold outlived its deadline by more than the limit, and the sale moved
/// when its schedule said.
fn overdue(event: &mut Event, record: &Record) -> Result<(), String> {
    let last_break = event.breaks.iter().rev().find(|(from, _)| *from <= record.at);
    let since = match (last_break, event.loaded_since) {
        (Some((_, until)), _) if record.at <= *until => None,
        (Some((_, until)), Some(since)) if since <= *until => Some(record.at),
        (_, None) => Some(record.at),
        (_, since) => since,
    };
    event.loaded_since = since.filter(|_| record.at > event.settled_from);
    let Some(since) = event.loaded_since else { return Ok(()) };
    if let Some(moves) = event.model.sale_moves_at()
        && moves.max(since).plus_ms(EXPIRY_LAG_LIMIT_MS) < record.at
    {
        return Err(format!("SM-7: the sale should have moved at {moves:?}, and did not by {:?}", record.at));
    }
    for (id, hold) in &event.model.holds {
        let due = hold.ends_at().max(since);
        if due.plus_ms(EXPIRY_LAG_LIMIT_MS) < record.at {
            return Err(format!("SM-7: {id:?} ran out at {due:?} and lives at {:?}", record.at));
        }
    }
    Ok(())
}

/// SM-1, SM-2, SM-6: the two ways of performing the log agree.
fn state(event: &Event) -> Result<(), String> {
    event.model.check()?;
    if event.model.version == Version(0) {
        return Ok(());
    }
    let Some(map) = &event.replayed else { return Err("nothing was replayed".to_owned()) };
    map.check_invariants().map_err(|broken| format!("{broken:?}"))?;
    let (model, map) = (event.model.public_state(), map.public_state());
    if model.as_ref() == Some(&map) {
        Ok(())
    } else {
        Err(format!("the model shows {model:?}, the map {map:?}"))
    }
}

/// SM-6: the newest checkpoint and the records after it come to the same state.
fn checkpoint(
    event: &Event,
    plans: &Venues,
    journal: &dyn Journal,
    figures: &mut Figures,
) -> Result<(), String> {
    let newest = journal.load_checkpoint(event.id, event.model.version);
    let Some(checkpoint) = newest.map_err(|error| error.to_string())? else { return Ok(()) };
    figures.count("checkpoints judged");
    let at = checkpoint.version;
    let plan = SeatMap::plan_of_checkpoint(&checkpoint.payload);
    let plan = plan.ok().and_then(|hash| event.plans.iter().find(|plan| plan.hash() == hash));
    let plan = plan.ok_or_else(|| format!("the checkpoint at {at} names no plan of the event"))?;
    let map = SeatMap::from_checkpoint(event.id, Arc::clone(plan), &checkpoint.payload);
    let map = map.map_err(|error| format!("the checkpoint at {at}: {error}"))?;
    if map.state_hash() != checkpoint.state_hash {
        return Err(format!(
            "SM-6: the checkpoint at {} has another hash than its state",
            checkpoint.version
        ));
    }
    let mut replay = LogReplay::new(event.id, plans, Some(map));
    let mut wrong = None;
    let read = journal.read(event.id, checkpoint.version, &mut |version, bytes| {
        let replayed = replay.record(version, bytes);
        wrong = wrong.take().or(replayed.err().map(|error| error.to_string()));
        Ok(())
    });
    read.map_err(|error| error.to_string())?;
    let hash = replay.map().map(SeatMap::state_hash);
    if wrong.is_none() && hash == event.replayed.as_ref().map(SeatMap::state_hash) {
        return Ok(());
    }
    Err(format!(
        "SM-6: the checkpoint at {} and the log come to another state; {wrong:?}",
        checkpoint.version
    ))
}

/// Whether no hold is left; at the end of a world, when nobody came for longer than any hold lasts.
pub fn all_ended(event: &Event) -> Result<(), String> {
    let left = event.model.holds.iter().next();
    left.map_or(Ok(()), |(id, hold)| Err(format!("SM-7: {id:?} never ended: {hold:?}")))
}

pub(super) fn version_of(seen: &Seen) -> Option<Version> {
    match seen {
        Seen::Public(state) => Some(state.version),
        Seen::Holds(holds) => Some(holds.version),
        Seen::Counts(counts) => Some(counts.version),
        Seen::Breakdown(breakdown) => Some(breakdown.version),
        Seen::Place(place) => Some(place.version),
        Seen::Refused { refusal, .. } => Some(refusal.version),
        Seen::Mine { holds, .. } => Some(holds.version),
        Seen::Tokens { .. } | Seen::Hash(_) | Seen::Shown(_) | Seen::RanOut { .. } => None,
    }
}
