//! A server that runs: what it does by itself from time to time, and when it must stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix::Arbiter;
use actix_web::dev::{Server, ServerHandle};
use actix_web::rt::task::JoinHandle;
use actix_web::rt::time::sleep;
use actix_web::web::Data;
use actors::journal::FileJournal;
use actors::ports::clock::Clock;
use actors::registry::Registry;
use schemas::ids::Version;

use super::journal::Log;
use super::moves;
use crate::adapters::local::clock::SlewedClock;
use crate::app::Components;
use crate::config::Config;
use crate::http::api_key::ApiKey;
use crate::http::key_ring::KeyRing;
use crate::limits::KEY_USES_WRITTEN_MS;

/// How often the clock is slewed and the disk asked for room.
const TEND_EVERY: Duration = Duration::from_secs(1);

const MS_PER_DAY: u64 = 24 * 60 * 60 * 1_000;

/// A running server.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The admin key, where this start made it.
    pub first_key: Option<ApiKey>,
    pub(super) server: JoinHandle<std::io::Result<()>>,
    pub(super) handle: ServerHandle,
    pub(super) components: Components,
    pub(super) log: Log,
    pub(super) seat_map_threads: Vec<Arbiter>,
    pub(super) tending: Vec<JoinHandle<()>>,
    pub(super) stop_within: Duration,
}

/// A server that has begun to listen.
pub(super) struct Begun {
    pub address: SocketAddr,
    pub first_key: Option<ApiKey>,
    pub server: Server,
    pub components: Components,
    pub clock: Arc<SlewedClock>,
    pub log: Log,
    pub seat_map_threads: Vec<Arbiter>,
}

impl Running {
    pub(super) fn new(begun: Begun, config: &Config) -> Self {
        let journal = &begun.log.journal;
        let registry = begun.components.registry.clone();
        let tending = vec![
            actix_web::rt::spawn(tend(Arc::clone(&begun.clock), Arc::clone(journal))),
            actix_web::rt::spawn(moves::keep(
                begun.components.events.clone().into_inner(),
                registry.clone(),
                Arc::clone(&begun.clock) as Arc<dyn Clock>,
            )),
            actix_web::rt::spawn(keep(registry)),
            actix_web::rt::spawn(write_key_uses(begun.components.key_ring.clone())),
            actix_web::rt::spawn(archive(begun.clock, Arc::clone(journal), config.clone())),
        ];
        Self {
            address: begun.address,
            first_key: begun.first_key,
            handle: begun.server.handle(),
            server: actix_web::rt::spawn(begun.server),
            components: begun.components,
            log: begun.log,
            seat_map_threads: begun.seat_map_threads,
            tending,
            stop_within: Duration::from_millis(config.stop.within_ms.get()),
        }
    }

    /// Waits until the journal fails, and says why. The server must stop then: it takes nothing more.
    pub async fn journal_failure(&self) -> String {
        let mut failure = self.log.journal.failure();
        let failed = failure.wait_for(Option::is_some).await;
        failed.ok().and_then(|reason| reason.clone()).unwrap_or_else(|| "its writer is gone".to_owned())
    }
}

async fn tend(clock: Arc<SlewedClock>, journal: Arc<FileJournal>) {
    loop {
        sleep(TEND_EVERY).await;
        clock.slew();
        journal.look_for_room();
    }
}

async fn write_key_uses(keys: Data<KeyRing>) {
    loop {
        sleep(Duration::from_millis(KEY_USES_WRITTEN_MS)).await;
        if let Err(error) = keys.write_uses().await {
            tracing::warn!(%error, "when keys were last used could not be written; it is tried again");
        }
    }
}

async fn keep(registry: Registry) {
    registry.keep().await;
}

/// Archives closed segments. Nothing outside the journal follows it yet, so nothing holds a segment back.
async fn archive(clock: Arc<SlewedClock>, journal: Arc<FileJournal>, config: Config) {
    let retain_days = config.journal.retain_days;
    let retain_ms = (retain_days > 0).then(|| retain_days.saturating_mul(MS_PER_DAY));
    loop {
        sleep(Duration::from_millis(config.journal.archive_every_ms.get())).await;
        let (journal, now) = (Arc::clone(&journal), clock.now());
        let done =
            actix_web::web::block(move || journal.archive(now, retain_ms, &|_| Version(u64::MAX))).await;
        match done {
            Ok(Ok(done)) if done.archived.is_empty() && done.removed.is_empty() => {}
            Ok(Ok(done)) => {
                tracing::info!(archived = ?done.archived, removed = ?done.removed, "segments archived");
            }
            Ok(Err(error)) => tracing::error!(%error, "a segment could not be archived"),
            Err(error) => tracing::error!(%error, "archiving was cut short"),
        }
    }
}
