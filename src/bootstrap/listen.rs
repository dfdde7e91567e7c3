//! Listens.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, dev};
use anyhow::Context;

use super::components::addresses;
use super::threads;
use crate::app::Components;
use crate::config::Config;
use crate::http::connections::Connections;
use crate::ws::socket::ConnectionSocket;

/// Binds the address and gives it with the server to be run.
pub fn listen(config: &Config, components: &Components) -> anyhow::Result<(SocketAddr, dev::Server)> {
    let limits = &config.limits;
    let workers = threads(config.listen.workers);
    let connections = Connections::new(addresses(config), limits.connections_per_address.get());
    let components = components.clone();
    let server = HttpServer::new(move || {
        let edge = Arc::clone(&components.edge);
        let door = components.live.door();
        App::new()
            .configure(|routes| components.routes(routes, door))
            .wrap(from_fn(move |request, next| Arc::clone(&edge).pass(request, next)))
    })
    .on_connect(move |stream, data| {
        connections.accepted(stream, data);
        ConnectionSocket::keep(stream, data);
    })
    .workers(workers)
    .backlog(config.listen.backlog)
    .max_connections(limits.connections.get().div_ceil(workers))
    .client_request_timeout(Duration::from_millis(limits.head_ms.get()))
    .keep_alive(Duration::from_millis(limits.keep_alive_ms.get()))
    .shutdown_timeout(config.stop.within_ms.get().div_ceil(2_000))
    // A small answer behind a delta must not wait for the client's delayed acknowledgement, some 40 ms.
    .tcp_nodelay(true)
    .disable_signals()
    .bind(config.listen.address)
    .map_err(|error| cannot_listen(config.listen.address, &error))?;
    let address = server.addrs().first().copied().context("the server listens nowhere")?;
    Ok((address, server.run()))
}

/// Why, and what to do.
fn cannot_listen(address: SocketAddr, error: &io::Error) -> anyhow::Error {
    let advice = match error.kind() {
        io::ErrorKind::AddrInUse => "another program listens there, stop it or",
        io::ErrorKind::PermissionDenied => "ports below 1024 are for root alone,",
        io::ErrorKind::AddrNotAvailable => "this machine has no such address, 0.0.0.0 is all that it has:",
        _ => "",
    };
    let advice = format!("{advice} name another address by --listen");
    anyhow::anyhow!("cannot listen on {address}: {error}: {}", advice.trim_start())
}
