//! The words and the wire of frontrow: identifiers, money, time, seating plans, records, frames and
//! error codes.
//!
//! Enter by [`ids`] for the words and by [`record`] for what happened in an event.
//!
//! This crate must never hold a clock, a runtime, a socket or a file: everything here is data.

pub mod api;
pub mod audit_action;
pub mod best;
pub mod currency;
pub mod error_code;
pub mod ids;
pub mod json_schema;
pub mod plan;
pub mod public_hash;
pub mod record;
pub mod refusal;
pub mod scope;
pub mod seat;
pub mod terms;
pub mod time;
pub mod wire;
pub mod ws;
