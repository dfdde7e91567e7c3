//! An event's log, performed record by record, with the plan versions that it names.
//!
//! Enter by [`LogReplay::record`]. Where the records come from is the caller's business.

use schemas::ids::{EventId, Version};
use schemas::record::{DecodeError, Record, decode};

use crate::ports::plans::{PlanError, PlanSource};
use crate::seat_map::{ReplayError, SeatMap};

/// Why a record cannot be performed.
#[derive(Debug, thiserror::Error)]
pub enum LogReplayError {
    /// Its bytes are no record.
    #[error(transparent)]
    Damaged(#[from] DecodeError),
    /// The first one does not create the event.
    #[error("the log does not begin with the event's creation, but with {0}")]
    Beginning(Version),
    /// It names a plan version that is not there.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// It cannot have happened.
    #[error(transparent)]
    Impossible(#[from] ReplayError),
}

/// See the module.
pub struct LogReplay<'plans> {
    event: EventId,
    plans: &'plans dyn PlanSource,
    /// None before the first record.
    map: Option<SeatMap>,
}

impl<'plans> LogReplay<'plans> {
    /// From the first record on, or from a state of the event on.
    #[must_use]
    pub fn new(event: EventId, plans: &'plans dyn PlanSource, map: Option<SeatMap>) -> Self {
        Self { event, plans, map }
    }

    /// Performs the next record, given in its bytes.
    ///
    /// # Errors
    /// [`LogReplayError`]; the state is of no use then.
    pub fn record(&mut self, version: Version, bytes: &[u8]) -> Result<(), LogReplayError> {
        self.perform(&decode(version, bytes)?)
    }

    /// Performs the next record.
    ///
    /// # Errors
    /// As [`Self::record`].
    pub fn perform(&mut self, record: &Record) -> Result<(), LogReplayError> {
        let plans = self.plans;
        let map = match &mut self.map {
            Some(map) => map,
            none => {
                let beginning = record.effect.beginning();
                let (terms, _) = beginning.ok_or(LogReplayError::Beginning(record.version))?;
                none.insert(SeatMap::new(self.event, plans.plan(terms.plan)?))
            }
        };
        if let Some(hash) = record.effect.moves_to() {
            map.offer_plan(plans.plan(hash)?);
        }
        Ok(map.replay(record)?)
    }

    /// The state after the last record; none before the first.
    #[must_use]
    pub const fn map(&self) -> Option<&SeatMap> {
        self.map.as_ref()
    }

    /// The same, given away.
    #[must_use]
    pub fn finish(self) -> Option<SeatMap> {
        self.map
    }
}
