//! Live sessions over real connections: the route, the session and the hub over a seat map in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod client;
mod commands;
mod handshake;
mod protocol;
mod stage;
mod watching;
