//! The commands of the binary, each as a process of its own, those that need one against a real server on a free
//! port: exit codes, what stands on standard output, and the one line that says what is wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what it expects by failing"
)]

mod backup;
mod config;
mod configure;
mod event;
mod journal;
mod key;
mod plan;
mod stage;
mod usage;
