//! The words and the wire of frontrow: identifiers, money, time, seating plans, commands, records,
//! frames and error codes.
//!
//! Enter by [`ids`] for the words, [`command`] and [`record`] for what a seat map is told and what it
//! says happened, [`ws`] and [`api`] for what crosses a socket.
//!
//! This crate must never hold a clock, a runtime, a socket or a file: everything here is data.

pub mod ids;
pub mod time;
