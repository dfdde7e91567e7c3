//! How a server stops.

use std::time::Duration;

use actors::ports::journal::JournalError;

use super::Running;

/// Why a stop was not a clean one.
#[derive(Debug, thiserror::Error)]
pub enum StopError {
    /// It took longer than it may.
    #[error("the server did not stop within {0:?}")]
    TooLong(Duration),
    /// What was queued could not be written.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl Running {
    /// Stops: takes no new work, answers what is under way, saves every event, seals the journal.
    ///
    /// # Errors
    /// `StopError`.
    pub async fn stop(self) -> Result<(), StopError> {
        let within = self.stop_within;
        tokio::time::timeout(within, self.stop_in_order()).await.map_err(|_| StopError::TooLong(within))?
    }

    async fn stop_in_order(self) -> Result<(), StopError> {
        self.components.readiness.stop();
        self.components.live.end();
        self.handle.stop(true).await;
        // The answer of a server that was told to stop says nothing new.
        let _ = self.server.await;
        self.components.registry.stop_all().await;
        for task in &self.tending {
            task.abort();
        }
        // What was used a moment ago is written in time, or not at all: the key works all the same.
        let _ = self.components.key_ring.write_uses().await;
        let log = self.log;
        let closed = actix_web::rt::task::spawn_blocking(move || log.close()).await;
        for thread in &self.seat_map_threads {
            thread.stop();
        }
        closed.unwrap_or_else(|error| Err(JournalError::Poisoned(error.to_string())))?;
        Ok(())
    }
}
