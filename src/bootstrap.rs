//! Puts a server together. The only place that names adapters.

pub mod admin_key;
pub mod backup;
mod components;
pub mod journal;
mod listen;
mod live;
mod moves;
mod repair;
mod running;
mod stop;

use std::sync::Arc;

use actix::Arbiter;
use actors::figures::Figures;
use actors::ports::catalogue::events::Events;
use actors::ports::catalogue::keys::Keys;
use actors::ports::clock::Clock;
use actors::ports::meter::Meter;
use actors::registry::{Arbiters, Registry, RegistryParts};
use anyhow::Context;

pub use live::LiveParts;
pub use running::Running;

use self::components::Parts;
use crate::adapters::local::clock::SlewedClock;
use crate::adapters::local::disk::LocalDisk;
use crate::adapters::local::threads::{BlockingThreads, Stopwatch};
use crate::adapters::sqlite::Catalogue;
use crate::config::Config;
use crate::secret::Secret;

/// The name under which the catalogue keeps the node's secret.
const NODE_SECRET: &str = "node";

/// Opens the data folder, starts every thread, repairs what a crash left half done and begins to listen.
/// Call inside an actix system.
///
/// # Errors
/// Whatever keeps the server from starting.
pub async fn start(config: &Config) -> anyhow::Result<Running> {
    start_with(config, SlewedClock::start(), |catalogue| Arc::new(catalogue)).await
}

/// As [`start`], by this clock, and where whatever the server asks of events' rows goes through what `events`
/// makes of the catalogue: somebody may stand between a row's step and the log's.
///
/// # Errors
/// As [`start`].
pub async fn start_with(
    config: &Config,
    clock: SlewedClock,
    events: impl FnOnce(Catalogue) -> Arc<dyn Events>,
) -> anyhow::Result<Running> {
    let folder = &config.data.folder;
    backup::refuse_to_serve(folder)?;
    let clock = Arc::new(clock);
    let disk = Arc::new(LocalDisk::take(folder)?);
    let figures = Arc::new(Figures::new()?);
    let meter: Arc<dyn Meter> = Arc::new(Stopwatch::start());
    let log = journal::open(disk, config, figures.journal_latency(Arc::clone(&meter)))?;
    let catalogue = Catalogue::open(folder)?;
    let stream = catalogue.stream().await?;
    let secret = Secret::new(catalogue.secret(NODE_SECRET, admin_key::random()?).await?);

    let metrics = prometheus::Registry::new();
    figures.register(&metrics)?;
    let seat_map_threads: Vec<Arbiter> =
        (0..threads(config.seat_maps.threads)).map(|_| Arbiter::new()).collect();
    let mut handles = seat_map_threads.iter().map(Arbiter::handle);
    let first = handles.next().context("seat maps have no thread")?;
    let journal = log.of_events(config);
    let registry = Registry::new(RegistryParts {
        journal: Arc::clone(&journal),
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        meter,
        plans: Arc::new(catalogue.clone()),
        offload: Arc::new(BlockingThreads::here()),
        arbiters: Arbiters::new(first, handles),
        figures: Arc::clone(&figures),
        live_events: config.seat_maps.live_events.get(),
        stream,
    });
    let (events, console) = (events(catalogue.clone()), catalogue.clone());
    repair::repair(events.as_ref(), &registry).await?;
    moves::move_due(events.as_ref(), &registry, clock.now()).await?;

    let keys: Arc<dyn Keys> = Arc::new(catalogue.clone());
    let parts = Parts {
        keys,
        events,
        catalogue,
        registry,
        journal,
        metrics,
        figures,
        clock: Arc::clone(&clock),
        secret,
        stream,
    };
    let components = parts.components(config)?;
    let (address, server) = listen::listen(config, &components)?;
    // Last, when nothing can fail any more: a key that is made and not handed over is lost.
    let first_key = admin_key::first(&console, clock.now()).await?;
    Ok(Running::new(
        running::Begun { address, first_key, server, components, clock, log, seat_map_threads },
        config,
    ))
}

/// As many threads as configured, where 0 is one a core.
fn threads(configured: usize) -> usize {
    if configured > 0 { configured } else { std::thread::available_parallelism().map_or(1, usize::from) }
}
