//! What the server does for its users, one folder a slice. A slice imports no other slice and no adapter.

pub mod errors;
pub mod health;
pub mod plans;
