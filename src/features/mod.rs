//! What the server does for its users, one folder a slice. A slice imports no other slice and no adapter.

pub mod audit;
pub mod audit_log;
pub mod bookings;
pub mod errors;
pub mod events;
pub mod health;
pub mod hold_tokens;
pub mod holds;
pub mod keys;
pub mod metrics;
pub mod openapi;
pub mod organisers;
pub mod past;
pub mod places;
pub mod plans;
pub mod seats;
