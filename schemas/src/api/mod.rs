//! Requests and answers of the HTTP API, a module a slice. Names are `snake_case`, money is in integer minor
//! units beside an ISO 4217 code, times are RFC 3339 in UTC.

pub mod health;
pub mod moment;
pub mod problem;
