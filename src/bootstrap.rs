//! Puts a server together. The only place, beside the commands that work on a folder, that names adapters.

pub mod admin_key;
mod running;

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App, HttpServer, dev};
use actors::ports::catalogue::keys::Keys;
use actors::ports::clock::Clock;
use actors::ports::journal::Journal;
use actors::testkit::memory_journal::MemoryJournal;
use anyhow::Context;

pub use running::Running;

use crate::adapters::local::clock::SlewedClock;
use crate::adapters::sqlite::Catalogue;
use crate::app::Components;
use crate::config::Config;
use crate::features::health::Readiness;
use crate::http::address::Addresses;
use crate::http::connections::Connections;
use crate::http::edge::Edge;
use crate::http::organiser::KeyRing;
use crate::http::rate::{Rate, RateLimiter};
use crate::secret::Secret;

/// The name under which the catalogue keeps the node's secret.
const NODE_SECRET: &str = "node";

/// Opens the data folder, starts every thread and begins to listen. Call inside an actix system.
///
/// # Errors
/// Whatever keeps the server from starting.
pub async fn start(config: &Config) -> anyhow::Result<Running> {
    let folder = &config.data.folder;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let clock = Arc::new(SlewedClock::start());
    let catalogue = Catalogue::open(folder)?;
    let secret = Secret::new(catalogue.secret(NODE_SECRET, admin_key::random()?).await?);
    let first_key = admin_key::first(&catalogue, clock.now()).await?;
    let journal: Arc<dyn Journal> = MemoryJournal::automatic();
    let keys: Arc<dyn Keys> = Arc::new(catalogue.clone());
    let components = Components {
        edge: Arc::new(edge(config)),
        keys: Data::new(KeyRing::new(Arc::clone(&keys), &secret)),
        readiness: Data::new(Readiness::new(journal, keys)),
    };
    let (address, server) = listen(config, &components)?;
    Ok(Running::new(
        address,
        first_key,
        server,
        components,
        clock,
        Duration::from_millis(config.stop.within_ms.get()),
    ))
}

fn edge(config: &Config) -> Edge {
    let limits = &config.limits;
    Edge {
        addresses: addresses(config),
        requests: RateLimiter::new(Rate {
            per_minute: u64::from(limits.requests_per_second.get()) * 60,
            at_once: u64::from(limits.requests_at_once.get()),
        }),
        headers: limits.headers.get(),
        request_time: Duration::from_millis(limits.request_ms.get()),
        start: Instant::now(),
    }
}

fn addresses(config: &Config) -> Addresses {
    Addresses {
        trusted_proxies: config.listen.trusted_proxies.clone(),
        lift_for_loopback: config.limits.lift_for_loopback,
    }
}

fn listen(config: &Config, components: &Components) -> anyhow::Result<(std::net::SocketAddr, dev::Server)> {
    let limits = &config.limits;
    let workers = threads(config.listen.workers);
    let connections = Connections::new(addresses(config), limits.connections_per_address.get());
    let components = components.clone();
    let server = HttpServer::new(move || {
        let edge = Arc::clone(&components.edge);
        App::new()
            .configure(|routes| components.routes(routes))
            .wrap(from_fn(move |request, next| Arc::clone(&edge).pass(request, next)))
    })
    .on_connect(move |stream, data| connections.accepted(stream, data))
    .workers(workers)
    .backlog(config.listen.backlog)
    .max_connections(limits.connections.get().div_ceil(workers))
    .client_request_timeout(Duration::from_millis(limits.head_ms.get()))
    .keep_alive(Duration::from_millis(limits.keep_alive_ms.get()))
    .shutdown_timeout(config.stop.within_ms.get().div_ceil(2_000))
    .disable_signals()
    .bind(config.listen.address)
    .with_context(|| format!("cannot listen on {}", config.listen.address))?;
    let address = server.addrs().first().copied().context("the server listens nowhere")?;
    Ok((address, server.run()))
}

/// As many threads as configured, where 0 is one a core.
fn threads(configured: usize) -> usize {
    if configured > 0 { configured } else { std::thread::available_parallelism().map_or(1, usize::from) }
}
