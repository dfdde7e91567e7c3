//! `onsale`: frontrow seen from outside, over HTTP and WebSocket alone.
//!
//! Enter by [`client`] for the one client library, by [`audit`] for what a run is checked against. It knows
//! the words and the wire of `schemas` and nothing of the engine.

pub mod audit;
pub mod buyer;
pub mod chance;
pub mod client;
pub mod crowd;
pub mod figures;
pub mod limits;
pub mod load;
pub mod process;
pub mod scenes;
pub mod server;
