//! Saves checkpoints: of events whose log has grown, and of events that leave the memory.
//!
//! A checkpoint is an output of its actor, so it covers durable versions only. It counts once what was read
//! back decodes to a state with the same hash.

use schemas::ids::ContentHash;

use super::Registry;
use super::recovery::{OpenCheckpointError, open_checkpoint};
use crate::limits::CHECKPOINT_LAG_RECORDS;
use crate::ports::journal::{Checkpoint, JournalError};
use crate::ports::spawn::offloaded;
use crate::seat_map::handle::SeatMapHandle;

impl Registry {
    /// Saves a checkpoint of every live event whose last one is far behind, one after the other.
    pub(super) async fn checkpoint_lagging(&self) {
        for handle in self.0.entries.live() {
            let shared = handle.shared();
            if shared.durable().0.saturating_sub(shared.checkpointed().0) >= CHECKPOINT_LAG_RECORDS {
                self.checkpoint(&handle).await;
            }
        }
    }

    /// Saves a checkpoint of `handle`'s event now. Whether one was saved: not where the actor ended in
    /// between, and not where it did not read back as written; the log is whole without it.
    pub(super) async fn checkpoint(&self, handle: &SeatMapHandle) -> bool {
        let Ok(answer) = handle.checkpoint() else { return false };
        let Ok(checkpoint) = answer.await else { return false };
        let version = checkpoint.version;
        let saved = self.save(checkpoint).await;
        if saved {
            handle.shared().set_checkpointed(version);
        }
        saved
    }

    /// Saves `checkpoint` and verifies it. A failure is told to the log of the process only.
    pub(super) async fn save(&self, checkpoint: Checkpoint) -> bool {
        let parts = &self.0.parts;
        let (journal, plans) = (parts.journal.clone(), parts.plans.clone());
        let (event, version) = (checkpoint.event, checkpoint.version);
        let work = move || {
            let verify = |read: &Checkpoint| -> Result<ContentHash, JournalError> {
                let damaged = |what| JournalError::Corrupt {
                    place: format!("the checkpoint of {} at {}", read.event, read.version),
                    what,
                };
                match open_checkpoint(plans.as_ref(), read.event, &read.payload) {
                    Ok(map) => Ok(map.state_hash()),
                    Err(OpenCheckpointError::Plan(error)) => Err(damaged(error.to_string())),
                    Err(OpenCheckpointError::Damaged(what)) => Err(damaged(what)),
                }
            };
            journal.save_checkpoint(&checkpoint, &verify)
        };
        match offloaded(parts.offload.as_ref(), work).await {
            Ok(Ok(())) => {
                parts.figures.count_checkpoint();
                tracing::debug!(%event, %version, "checkpoint saved");
                true
            }
            Ok(Err(error)) => {
                tracing::warn!(%event, %version, %error, "checkpoint not saved");
                false
            }
            Err(dropped) => {
                tracing::warn!(%event, %version, error = %dropped, "checkpoint not saved");
                false
            }
        }
    }
}
