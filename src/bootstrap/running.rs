//! A server that runs, and how it stops.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::rt::task::JoinHandle;

use crate::adapters::local::clock::SlewedClock;
use crate::app::Components;
use crate::http::organiser::ApiKey;

/// How often the clock is slewed.
const SLEW_EVERY: Duration = Duration::from_secs(1);

/// A running server.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The admin key, where this start made it.
    pub first_key: Option<ApiKey>,
    server: JoinHandle<std::io::Result<()>>,
    handle: ServerHandle,
    components: Components,
    slewing: JoinHandle<()>,
    stop_within: Duration,
}

/// A stop that took longer than it may.
#[derive(Debug, thiserror::Error)]
#[error("the server did not stop within {0:?}")]
pub struct StopTimeout(Duration);

impl Running {
    pub(super) fn new(
        address: SocketAddr,
        first_key: Option<ApiKey>,
        server: Server,
        components: Components,
        clock: Arc<SlewedClock>,
        stop_within: Duration,
    ) -> Self {
        let handle = server.handle();
        let slewing = actix_web::rt::spawn(async move {
            loop {
                actix_web::rt::time::sleep(SLEW_EVERY).await;
                clock.slew();
            }
        });
        let server = actix_web::rt::spawn(server);
        Self { address, first_key, server, handle, components, slewing, stop_within }
    }

    /// Stops: takes no new work, answers what is under way, makes everything durable.
    ///
    /// # Errors
    /// [`StopTimeout`] where that takes too long.
    pub async fn stop(self) -> Result<(), StopTimeout> {
        self.components.readiness.stop();
        let stop = async {
            self.handle.stop(true).await;
            // The answer of a server that was told to stop says nothing new.
            let _ = self.server.await;
        };
        tokio::time::timeout(self.stop_within, stop).await.map_err(|_| StopTimeout(self.stop_within))?;
        self.slewing.abort();
        Ok(())
    }
}
