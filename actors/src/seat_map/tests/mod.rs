//! Tests of the pure state.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod allocations;
mod beginning;
mod best_available;
mod checkpoints;
mod configuring;
mod holding;
mod impossible;
mod limits;
mod models;
mod moving;
mod observing;
mod organising;
mod paying;
mod remembering;
mod repeating;
mod table;
mod tape;
mod time;
mod venue;
mod wishes;
