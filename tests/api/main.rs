//! The API over real connections: a server in this process on a free port, with a data folder of its own.
//! One file a slice, as in `src/features`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what it expects by failing"
)]

mod holds;
mod stage;
