//! Taking events out of memory. An entry leaves the map once its actor has let every answer go and its
//! checkpoint is durable; whoever comes meanwhile waits, and finds the next life.

use std::sync::atomic::Ordering;

use futures_util::StreamExt;
use futures_util::stream;
use schemas::ids::EventId;
use tokio::sync::oneshot;

use super::Registry;
use crate::limits::STOPS_AT_ONCE;
use crate::seat_map::handle::SeatMapHandle;
use crate::seat_map::live::StopAnswer;

/// Whatever becomes of the task that stops, the entry does not stay "stopping".
struct Stopping {
    registry: Registry,
    event: EventId,
    /// Dropped where the event left the memory.
    still_live: Option<SeatMapHandle>,
    /// Told once the entry is what it will be.
    left: Option<oneshot::Sender<bool>>,
}

impl Drop for Stopping {
    fn drop(&mut self) {
        let entries = &self.registry.0.entries;
        let left = self.still_live.is_none();
        match self.still_live.take() {
            Some(handle) => entries.set_live(self.event, handle),
            None => entries.remove(self.event, &Ok(())),
        }
        if let Some(told) = self.left.take() {
            let _ = told.send(left);
        }
    }
}

impl Registry {
    /// Takes the event out of memory whatever it holds and whoever watches: its answers are let go, its state
    /// is saved, the next command loads it again. Returns whether it left; false where it was not live.
    pub async fn passivate(&self, event: EventId) -> bool {
        self.stop(event, true).await
    }

    /// As [`Registry::passivate`], but only where it has no live hold, no payment and no session.
    pub async fn passivate_if_idle(&self, event: EventId) -> bool {
        self.stop(event, false).await
    }

    /// Takes every event out of memory and opens none any more: answers let go, states saved. Ends once
    /// nothing is left; a journal that failed ends it too.
    pub async fn stop_all(&self) {
        self.0.stopping.store(true, Ordering::SeqCst);
        loop {
            let events = self.0.entries.all();
            if events.is_empty() {
                return;
            }
            let stop = |event| async move {
                if let Some(change) = self.0.entries.wait(event) {
                    // Loading or stopping: whatever it becomes, the next round sees it.
                    let _ = change.await;
                } else {
                    self.stop(event, true).await;
                }
            };
            stream::iter(events).for_each_concurrent(STOPS_AT_ONCE, stop).await;
        }
    }

    /// Ends an event's actor where it stands, as a crash of its arbiter would: nothing pending is answered,
    /// what was appended stays appended, the next command loads the event behind a fence. For the simulator
    /// and for an operator whose event hangs. Whether it was live.
    #[must_use]
    pub fn abandon(&self, event: EventId) -> bool {
        let live = self.0.entries.live().into_iter().find(|handle| handle.event() == event);
        live.inspect(SeatMapHandle::abandon).is_some()
    }

    /// Runs on the event's arbiter, so that a caller who goes away leaves nothing half done.
    async fn stop(&self, event: EventId, whatever_it_holds: bool) -> bool {
        let Some(handle) = self.0.entries.begin_stop(event) else { return false };
        let (left, answer) = oneshot::channel();
        let mut stopping = Stopping { registry: self.clone(), event, still_live: None, left: Some(left) };
        self.0.parts.arbiters.spawn(event, async move {
            match handle.stop(whatever_it_holds).await {
                Ok(StopAnswer::StillNeeded) => stopping.still_live = Some(handle),
                Ok(StopAnswer::Stopped(checkpoint)) => {
                    let registry = &stopping.registry;
                    if let Some(checkpoint) = checkpoint {
                        registry.save(checkpoint).await;
                    }
                    registry.0.parts.figures.count_passivation();
                }
                // It died; its log has what it had.
                Err(_) => {}
            }
            drop(stopping);
        });
        answer.await.unwrap_or(true)
    }
}
