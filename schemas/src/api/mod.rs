//! Requests and answers of the HTTP API, a module a slice. Names are `snake_case`, money is in integer minor
//! units beside an ISO 4217 code, times are RFC 3339 in UTC.

pub mod audit;
pub mod audit_log;
pub mod bookings;
pub mod certificate;
pub mod change;
pub mod configuration;
pub mod events;
pub mod health;
pub mod hold_tokens;
pub mod holds;
pub mod keys;
pub mod moment;
pub mod money;
pub mod organisers;
pub mod past;
pub mod place_name;
pub mod places;
pub mod plans;
pub mod problem;
pub mod texts;
pub mod warning;
