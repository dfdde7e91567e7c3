//! The server: it knows everything outside and decides nothing about seats.

pub mod adapters;
pub mod features;
