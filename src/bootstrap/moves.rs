//! Sales that open and end by themselves while nobody asks for their event.
//!
//! An event in memory moves by its own timer. One that was put away, or that nobody has asked for since the
//! start, moves when it is loaded: this loads those whose moment has come, and copies what they say.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::time::sleep;
use actors::ports::catalogue::CatalogueError;
use actors::ports::catalogue::events::Events;
use actors::ports::clock::Clock;
use actors::registry::{OpenError, Registry};
use actors::seat_map::handle::{AskRefused, Gone};
use schemas::ids::EventId;
use schemas::time::Timestamp;

use crate::limits::{SALE_MOVES_EVERY_MS, SALE_MOVES_PER_PAGE};

/// Why an event's move was not copied; it is tried again.
#[derive(Debug, thiserror::Error)]
enum NotMoved {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Asked(#[from] AskRefused),
    #[error(transparent)]
    Gone(#[from] Gone),
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    #[error("its record could not be written")]
    StillDue,
}

/// Moves what is due, from time to time, for as long as the server runs.
pub async fn keep(events: Arc<dyn Events>, registry: Registry, clock: Arc<dyn Clock>) {
    loop {
        sleep(Duration::from_millis(SALE_MOVES_EVERY_MS)).await;
        if let Err(error) = move_due(events.as_ref(), &registry, clock.now()).await {
            tracing::warn!(%error, "sales that move by themselves could not be read; it is tried again");
        }
    }
}

/// Moves every sale that is due at `now`, a page of them after the other, and says how many it was. What cannot
/// be moved now stays due.
///
/// # Errors
/// Where the catalogue cannot say what is due.
pub async fn move_due(
    events: &dyn Events,
    registry: &Registry,
    now: Timestamp,
) -> Result<usize, CatalogueError> {
    let mut moved = 0;
    let mut after = None;
    loop {
        let due = events.moves_due(now, after, SALE_MOVES_PER_PAGE).await?;
        let Some(last) = due.last() else { return Ok(moved) };
        after = Some(*last);
        for (_, event) in due {
            match move_one(events, registry, event, now).await {
                Ok(()) => moved += 1,
                Err(error) => {
                    tracing::warn!(%event, %error, "a sale could not be moved at its moment; it is tried again");
                }
            }
        }
    }
}

async fn move_one(
    events: &dyn Events,
    registry: &Registry,
    event: EventId,
    now: Timestamp,
) -> Result<(), NotMoved> {
    // Whoever is asked at or after the moment has moved before it answers.
    let setup = registry.handle(event).await?.setup()?.await?;
    let Some(setup) = setup.filter(|setup| setup.sale_moves_at.is_none_or(|at| at > now)) else {
        return Err(NotMoved::StillDue);
    };
    tracing::info!(%event, sale = ?setup.sale, "a sale moved by itself");
    Ok(events.copied(event, setup).await?)
}

#[cfg(test)]
mod tests;
