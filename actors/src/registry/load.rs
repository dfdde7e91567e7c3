//! Loading an event: fence, checkpoint, records, one logged record, actor.

use std::sync::Arc;

use schemas::ids::EventId;
use schemas::terms::EventTerms;

use super::recovery::recover;
use super::{OpenError, Registry};
use crate::limits::LOG_AHEAD_WARNED_MS;
use crate::ports::spawn::offloaded;
use crate::seat_map::SeatMap;
use crate::seat_map::actor::SeatMapActor;
use crate::seat_map::handle::{SeatMapHandle, WakeUp};
use crate::seat_map::live::{BeginError, Ground, LiveSeatMap};

/// Whatever becomes of the task that loads, the entry does not stay "loading".
struct Loading {
    registry: Registry,
    event: EventId,
    ended: bool,
}

impl Loading {
    fn end(mut self, result: Result<SeatMapHandle, OpenError>) {
        self.ended = true;
        let entries = &self.registry.0.entries;
        match result {
            Ok(handle) => entries.set_live(self.event, handle),
            Err(error) => entries.remove(self.event, &Err(error)),
        }
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        if !self.ended {
            self.registry.0.entries.remove(self.event, &Err(OpenError::Interrupted(self.event)));
        }
    }
}

impl Registry {
    /// Starts loading on the event's arbiter; the caller, who may go away, only waits for it.
    pub(super) fn start_load(&self, event: EventId, create: Option<EventTerms>) {
        let loading = Loading { registry: self.clone(), event, ended: false };
        self.0.parts.arbiters.spawn(event, async move {
            let result = loading.registry.load(event, create).await;
            if let Err(error) = &result {
                tracing::warn!(%event, %error, "event not loaded");
            }
            loading.end(result);
        });
    }

    async fn load(&self, event: EventId, create: Option<EventTerms>) -> Result<SeatMapHandle, OpenError> {
        let parts = &self.0.parts;
        let started = parts.meter.microseconds();
        let wake_up = Arc::new(WakeUp::default());
        let fence = parts.journal.fence(event, wake_up.as_wake()).await?;
        let (journal, plans) = (parts.journal.clone(), parts.plans.clone());
        let durable = fence.durable_version;
        let work = move || recover(journal.as_ref(), plans.as_ref(), event, durable, create);
        let recovered =
            offloaded(parts.offload.as_ref(), work).await.map_err(|_| OpenError::Interrupted(event))??;
        self.tell_ahead(&recovered.map);
        let ground = Ground {
            journal: parts.journal.clone(),
            clock: parts.clock.clone(),
            meter: parts.meter.clone(),
            figures: parts.figures.clone(),
            stream: parts.stream,
        };
        let live = LiveSeatMap::begin(recovered.map, recovered.beginning, ground, fence)?;
        parts.figures.count_load(parts.meter.microseconds().saturating_sub(started));
        Ok(SeatMapActor::start(live, wake_up))
    }

    /// An event's time never goes back. Where the clock was set back, or the log was written under another that
    /// went ahead, its time stands still until the clock is there again: what is due ends no sooner.
    fn tell_ahead(&self, map: &SeatMap) {
        let ahead_ms = map.last_record_at().since_ms(self.0.parts.clock.now());
        if ahead_ms > LOG_AHEAD_WARNED_MS {
            let event = map.event();
            tracing::warn!(%event, ahead_ms, "the event's log is ahead of the clock: its time stands still until then");
            self.0.parts.figures.count_log_ahead(ahead_ms);
        }
    }
}

impl From<BeginError> for OpenError {
    fn from(error: BeginError) -> Self {
        match error {
            BeginError::Terms(error) => Self::Terms(error),
            BeginError::Journal(error) => Self::Journal(error),
        }
    }
}
