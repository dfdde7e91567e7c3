//! The API over real connections: a server in this process on a free port, with a data folder of its own.
//! One file a slice, as in `src/features`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what it expects by failing"
)]

mod audit;
mod audit_log;
mod best_available;
mod bookings;
mod bounds;
mod configuration;
mod doors;
mod drafts;
mod events;
mod health;
mod hold_tokens;
mod holds;
mod isolation;
mod keys;
mod load;
mod log;
mod moving;
mod openapi;
mod organisers;
mod past;
mod places;
mod plan_import;
mod plan_versions;
mod plans;
mod restart;
mod schedules;
mod scopes;
mod seats;
mod stage;
mod texts;
