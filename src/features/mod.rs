//! What the server does for its users, one folder a slice. A slice imports no other slice and no adapter.

pub mod audit;
pub mod bookings;
pub mod errors;
pub mod events;
pub mod health;
pub mod hold_tokens;
pub mod holds;
pub mod metrics;
pub mod openapi;
pub mod places;
pub mod plans;
pub mod seats;
