//! The live protocol: every frame of subprotocol `frontrow.v1`, one JSON object a text frame.
//!
//! Enter by [`client::ClientFrame`] and [`server::ServerFrame`]; `docs/PROTOCOL.md` explains them.

pub mod client;
pub mod decode;
pub mod encode;
pub mod first_state;
pub mod json_schema;
pub mod server;
pub mod state;
#[cfg(test)]
mod tests;

pub use client::ClientFrame;
pub use server::ServerFrame;

/// What a client names in `Sec-WebSocket-Protocol`.
pub const SUBPROTOCOL: &str = "frontrow.v1";

/// Longest id of a command, in bytes.
pub const COMMAND_ID_BYTES: usize = 64;

/// Lines (places and areas) in one command.
pub const LINES_PER_COMMAND: usize = 1_000;
