//! What a registry does by itself from time to time: makes room, saves states, shows figures.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::Registry;
use crate::limits::{PASSIVATE_AFTER_IDLE_MS, SWEEP_EVERY_MS};
use crate::seat_map::handle::SeatMapHandle;

impl Registry {
    /// Sweeps every [`SWEEP_EVERY_MS`] until the node stops.
    pub async fn keep(&self) {
        while !self.0.stopping.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(SWEEP_EVERY_MS)).await;
            self.sweep().await;
        }
    }

    /// Passivates events idle for long and saves checkpoints of events whose last one is far behind.
    pub async fn sweep(&self) {
        let now = self.0.parts.clock.now();
        for handle in self.0.entries.live() {
            let idle_ms = now.since_ms(handle.shared().used_at());
            let idle = idle_ms >= PASSIVATE_AFTER_IDLE_MS && may_be_idle(&handle);
            // One that died and that nobody asked for since leaves too.
            if idle || handle.is_closed() {
                self.passivate_if_idle(handle.event()).await;
            }
        }
        self.checkpoint_lagging().await;
    }

    /// Passivates the event that is idle for longest. Whether there was one.
    pub(super) async fn make_room(&self) -> bool {
        let mut handles = self.0.entries.live();
        handles.retain(may_be_idle);
        handles.sort_by_key(|handle| handle.shared().used_at());
        for handle in handles {
            if self.passivate_if_idle(handle.event()).await {
                return true;
            }
        }
        false
    }

    /// Brings the gauges up to date; to be called before the figures are read.
    pub fn refresh_figures(&self) {
        let handles = self.0.entries.live();
        let figures = &self.0.parts.figures;
        let sum = |of: fn(&SeatMapHandle) -> u64| handles.iter().map(of).sum::<u64>();
        let depths = handles.iter().map(SeatMapHandle::mailbox_depth);
        let deepest = depths.max().unwrap_or(0) as u64;
        let set = |gauge: &prometheus::IntGauge, value: u64| {
            gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        };
        set(&figures.live_events, self.0.entries.count() as u64);
        set(&figures.mailbox_depth, sum(|handle| handle.mailbox_depth() as u64));
        set(&figures.mailbox_depth_most, deepest);
        set(&figures.unanswered, sum(|handle| u64::from(handle.shared().gate.unanswered())));
        set(&figures.undurable_records, sum(undurable));
        set(&figures.holds, sum(|handle| handle.shared().holds()));
    }
}

/// A guess that spares the actor a question; the actor decides.
fn may_be_idle(handle: &SeatMapHandle) -> bool {
    handle.shared().holds() == 0 && !handle.shared().pinned()
}

fn undurable(handle: &SeatMapHandle) -> u64 {
    handle.shared().applied().0.saturating_sub(handle.shared().durable().0)
}
