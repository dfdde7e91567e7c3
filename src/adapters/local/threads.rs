//! Threads and a stopwatch.

use std::time::Instant;

use actors::ports::meter::Meter;
use actors::ports::spawn::{Offload, Work};
use tokio::runtime::Handle;

/// Counts microseconds since it was made.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins to count.
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Meter for Stopwatch {
    fn microseconds(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

/// Runs blocking work on the threads that a runtime keeps for it.
#[derive(Clone, Debug)]
pub struct BlockingThreads(Handle);

impl BlockingThreads {
    /// The threads of the runtime that this is called in.
    #[must_use]
    pub fn here() -> Self {
        Self(Handle::current())
    }
}

impl Offload for BlockingThreads {
    fn run(&self, work: Work) {
        self.0.spawn_blocking(work);
    }
}
