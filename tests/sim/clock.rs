//! The engine's clock in a run: the runtime's paused one, upon what had passed before the restart.

use std::sync::{Mutex, PoisonError};

use actors::ports::clock::Clock;
use schemas::time::Timestamp;
use tokio::time::Instant;

/// See the module. Between [`VirtualClock::begin`] and [`VirtualClock::end`] it moves with the runtime.
#[derive(Debug)]
pub struct VirtualClock(Mutex<Inside>);

#[derive(Debug)]
struct Inside {
    base_ms: u64,
    since: Option<Instant>,
}

impl VirtualClock {
    pub const fn new(base_ms: u64) -> Self {
        Self(Mutex::new(Inside { base_ms, since: None }))
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A runtime begins.
    pub fn begin(&self) {
        self.inside().since = Some(Instant::now());
    }

    /// It ends. From here on the clock stands, for outside of a runtime there is no virtual time.
    pub fn end(&self) {
        let now = self.now().0;
        *self.inside() = Inside { base_ms: now, since: None };
    }

    /// Between two runtimes: nobody was there for `downtime_ms`, and the wall clock was set back by `back_ms` meanwhile.
    pub fn pass(&self, downtime_ms: u64, back_ms: u64) {
        let base_ms = &mut self.inside().base_ms;
        *base_ms = (*base_ms + downtime_ms).saturating_sub(back_ms);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        let inside = self.inside();
        let passed = inside.since.map_or(0, |since| u64::try_from(since.elapsed().as_millis()).unwrap_or(0));
        Timestamp(inside.base_ms + passed)
    }
}
