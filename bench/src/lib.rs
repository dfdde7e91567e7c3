//! `onsale`: frontrow seen from outside, over HTTP and WebSocket alone.
//!
//! Enter by [`client`] for the one client library, by [`audit`] for what a run is checked against. It knows
//! the words and the wire of `schemas` and nothing of the engine.

pub mod audit;
pub mod chance;
pub mod client;
pub mod limits;
pub mod process;
