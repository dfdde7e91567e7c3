//! What a hub counts, for whoever publishes metrics from another thread.

use std::sync::atomic::{AtomicU64, Ordering};

use prometheus::Histogram;

/// Counters of one hub or of several together.
#[derive(Debug, Default)]
pub struct HubFigures {
    sessions: AtomicU64,
    delta_frames: AtomicU64,
    merged_frames: AtomicU64,
    deliveries: AtomicU64,
    snapshots: AtomicU64,
    slow_sessions: AtomicU64,
    fan_out: Option<Histogram>,
}

/// The counters at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HubCounts {
    /// Sessions open now.
    pub sessions: u64,
    /// Delta frames encoded, each once for all sessions.
    pub delta_frames: u64,
    /// Frames merged for sessions that missed several.
    pub merged_frames: u64,
    /// Public frames handed to sessions.
    pub deliveries: u64,
    /// Snapshots among them.
    pub snapshots: u64,
    /// Sessions closed for reading too slowly.
    pub slow_sessions: u64,
}

impl HubFigures {
    /// At zero; tells `fan_out` of each delta frame how many seconds its oldest version had been out when it
    /// was encoded.
    #[must_use]
    pub fn measuring(fan_out: Histogram) -> Self {
        Self { fan_out: Some(fan_out), ..Self::default() }
    }

    /// The counters now.
    #[must_use]
    pub fn counts(&self) -> HubCounts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        HubCounts {
            sessions: read(&self.sessions),
            delta_frames: read(&self.delta_frames),
            merged_frames: read(&self.merged_frames),
            deliveries: read(&self.deliveries),
            snapshots: read(&self.snapshots),
            slow_sessions: read(&self.slow_sessions),
        }
    }

    pub(super) fn joined(&self) {
        self.sessions.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn left(&self) {
        self.sessions.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn encoded_delta(&self) {
        self.delta_frames.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn merged(&self) {
        self.merged_frames.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn fanned_out(&self, milliseconds: u64) {
        if let Some(fan_out) = &self.fan_out {
            #[allow(clippy::cast_precision_loss)] // A duration, for a histogram.
            fan_out.observe(milliseconds as f64 / 1e3);
        }
    }

    pub(super) fn delivered(&self) {
        self.deliveries.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn delivered_snapshot(&self) {
        self.snapshots.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn found_slow(&self) {
        self.slow_sessions.fetch_add(1, Ordering::Relaxed);
    }
}
