//! From a log to a state: the newest checkpoint that proves itself, then the records after it. Blocks.

use schemas::ids::{EventId, Version};
use schemas::terms::EventTerms;

use super::OpenError;
use crate::ports::journal::{Journal, JournalError};
use crate::ports::plans::{PlanError, PlanSource};
use crate::replay::{LogReplay, LogReplayError};
use crate::seat_map::SeatMap;
use crate::seat_map::live::Beginning;

/// A state as of the last durable record, and how its life begins.
pub(crate) struct Recovered {
    pub(crate) map: SeatMap,
    pub(crate) beginning: Beginning,
}

/// The state of `event` at `durable`; where it has no record yet, a new one under `create`.
pub(crate) fn recover(
    journal: &dyn Journal,
    plans: &dyn PlanSource,
    event: EventId,
    durable: Version,
    create: Option<EventTerms>,
) -> Result<Recovered, OpenError> {
    if durable == Version(0) {
        let terms = create.ok_or(OpenError::UnknownEvent(event))?;
        let map = SeatMap::new(event, plans.plan(terms.plan)?);
        return Ok(Recovered { map, beginning: Beginning::Created(Box::new(terms)) });
    }
    let newest = newest_checkpoint(journal, plans, event, durable)?;
    let checkpointed = newest.as_ref().map_or(Version(0), SeatMap::version);
    let mut replay = LogReplay::new(event, plans, newest);
    let mut plan_missing = None;
    let read = journal.read(event, checkpointed, &mut |version, bytes| {
        replay.record(version, bytes).map_err(|error| {
            let what = error.to_string();
            if let LogReplayError::Plan(missing) = error {
                plan_missing = Some(missing);
            }
            JournalError::Corrupt { place: format!("{event} {version}"), what }
        })
    });
    if let Some(missing) = plan_missing {
        return Err(missing.into());
    }
    let read = read?;
    match replay.finish() {
        Some(map) if read == durable => Ok(Recovered { map, beginning: Beginning::Loaded { checkpointed } }),
        _ => Err(OpenError::Short { event, read, durable }),
    }
}

/// The newest checkpoint whose state has the hash it was saved with. One that does not is passed over: the
/// log is the truth.
fn newest_checkpoint(
    journal: &dyn Journal,
    plans: &dyn PlanSource,
    event: EventId,
    durable: Version,
) -> Result<Option<SeatMap>, OpenError> {
    let mut at_most = durable;
    while let Some(checkpoint) = journal.load_checkpoint(event, at_most)? {
        match open_checkpoint(plans, event, &checkpoint.payload) {
            Ok(map)
                if map.is_proven_by(&checkpoint.payload, checkpoint.state_hash)
                    && map.version() == checkpoint.version =>
            {
                return Ok(Some(map));
            }
            Ok(_) => tracing::warn!(%event, version = %checkpoint.version, "checkpoint has another hash"),
            Err(OpenCheckpointError::Plan(error)) => return Err(error.into()),
            Err(OpenCheckpointError::Damaged(what)) => {
                tracing::warn!(%event, version = %checkpoint.version, what, "checkpoint passed over");
            }
        }
        let Some(below) = checkpoint.version.0.checked_sub(1) else { break };
        at_most = Version(below);
    }
    Ok(None)
}

/// Why a checkpoint gave no state.
pub(crate) enum OpenCheckpointError {
    Plan(PlanError),
    Damaged(String),
}

/// The state that `payload` encodes.
pub(crate) fn open_checkpoint(
    plans: &dyn PlanSource,
    event: EventId,
    payload: &[u8],
) -> Result<SeatMap, OpenCheckpointError> {
    let damaged = |error: &dyn std::fmt::Display| OpenCheckpointError::Damaged(error.to_string());
    let plan = SeatMap::plan_of_checkpoint(payload).map_err(|error| damaged(&error))?;
    let plan = plans.plan(plan).map_err(OpenCheckpointError::Plan)?;
    SeatMap::from_checkpoint(event, plan, payload).map_err(|error| damaged(&error))
}
