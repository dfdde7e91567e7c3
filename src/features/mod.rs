//! What the server does for its users, one folder a slice.

pub mod plans;
