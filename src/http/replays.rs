//! How many logs are replayed at once: each replay takes a thread, and some of the disk, from those who sell.

use std::sync::Arc;

use actix_web::web::block;
use schemas::error_code::ErrorCode;
use tokio::sync::Semaphore;

use super::problem::Failure;
use crate::limits::REPLAYS_AT_ONCE;

/// Room for [`REPLAYS_AT_ONCE`] replays.
#[derive(Clone)]
pub struct Replays(Arc<Semaphore>);

impl Default for Replays {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(REPLAYS_AT_ONCE)))
    }
}

impl Replays {
    /// Does work that replays a log, on a thread that may block. It keeps its room until it is done, also where
    /// nobody waits for it any more.
    ///
    /// # Errors
    /// `busy` where there is no room now.
    pub async fn run<Done: Send + 'static>(
        &self,
        work: impl FnOnce() -> Done + Send + 'static,
    ) -> Result<Done, Failure> {
        let room = Arc::clone(&self.0).try_acquire_owned().map_err(|_| {
            let detail = format!("{REPLAYS_AT_ONCE} logs are being replayed, and no more at once");
            Failure::new(ErrorCode::Busy, detail)
        })?;
        let done = block(move || {
            let done = work();
            drop(room);
            done
        });
        done.await.map_err(Failure::internal)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[actix_web::test]
    async fn no_more_replays_run_at_once_than_may() {
        let replays = Replays::default();
        let mut running = Vec::new();
        for number in 0..REPLAYS_AT_ONCE {
            let (begun, begins) = tokio::sync::oneshot::channel();
            let (end, ended) = mpsc::channel::<()>();
            let replays = replays.clone();
            let done = actix_web::rt::spawn(async move {
                let work = move || {
                    begun.send(()).unwrap();
                    ended.recv().unwrap();
                    number
                };
                replays.run(work).await.unwrap()
            });
            begins.await.unwrap();
            running.push((end, done));
        }
        let refused = replays.run(|| ()).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::Busy);
        for (number, (end, done)) in running.into_iter().enumerate() {
            end.send(()).unwrap();
            assert_eq!(done.await.unwrap(), number);
        }
        replays.run(|| ()).await.unwrap();
    }
}
