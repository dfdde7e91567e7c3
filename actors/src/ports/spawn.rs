//! Where blocking work runs. Actors never block their arbiter; in production the work goes to a thread pool,
//! in a simulation it runs at once, so that its order is always the same.

use tokio::sync::oneshot;

/// Work that may block.
pub type Work = Box<dyn FnOnce() + Send + 'static>;

/// Runs blocking work somewhere.
pub trait Offload: Send + Sync + 'static {
    /// Runs `work` once, now or soon. Where it cannot (the process ends), `work` is dropped.
    fn run(&self, work: Work);
}

/// The work was dropped before it was done: the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("blocking work was dropped before it was done")]
pub struct WorkDropped;

/// Runs `work` through `offload` and hands over what it returned.
///
/// # Errors
/// [`WorkDropped`] where it never ran to its end.
pub async fn offloaded<T: Send + 'static>(
    offload: &dyn Offload,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, WorkDropped> {
    let (done, result) = oneshot::channel();
    offload.run(Box::new(move || {
        // Nobody waiting any more is no error: the work itself was wanted.
        let _ = done.send(work());
    }));
    result.await.map_err(|_| WorkDropped)
}

/// Runs the work at once, on the caller's thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inline;

impl Offload for Inline {
    fn run(&self, work: Work) {
        work();
    }
}
