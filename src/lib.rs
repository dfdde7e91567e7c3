//! The server: it knows everything outside and decides nothing about seats.
//!
//! Enter by [`cli`] for the commands, [`bootstrap`] for how a server is put together, [`app`] for its
//! routes, [`features`] for what each route does. A feature imports no other feature and no adapter;
//! adapters are named in `bootstrap` alone.

pub mod adapters;
pub mod api_document;
pub mod app;
#[cfg(feature = "baseline")]
pub mod baseline;
pub mod bootstrap;
pub mod cli;
pub mod command_content;
pub mod config;
pub mod features;
pub mod hold_token;
pub mod http;
pub mod limits;
pub mod request_keys;
pub mod secret;
pub mod telemetry;
pub mod ws;
