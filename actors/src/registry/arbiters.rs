//! The threads that actors live on, given by `bootstrap`.

use std::future::Future;
use std::sync::Arc;

use actix::ArbiterHandle;
use schemas::ids::EventId;

/// A fixed pool. An event is always placed on the same one.
#[derive(Clone, Debug)]
pub struct Arbiters(Arc<[ArbiterHandle]>);

impl Arbiters {
    /// A pool of at least `first`.
    #[must_use]
    pub fn new(first: ArbiterHandle, more: impl IntoIterator<Item = ArbiterHandle>) -> Self {
        Self(std::iter::once(first).chain(more).collect())
    }

    /// Runs `task` on the event's arbiter; drops it where that arbiter has ended.
    pub(crate) fn spawn(&self, event: EventId, task: impl Future<Output = ()> + Send + 'static) {
        // Ids are spread evenly by whoever makes them; the multiplication spreads those that are not.
        let spread = event.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        #[allow(clippy::cast_possible_truncation)] // Below the number of arbiters.
        let index = (spread % self.0.len() as u64) as usize;
        self.0[index].spawn(task);
    }
}
