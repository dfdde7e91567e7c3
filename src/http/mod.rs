//! What all routes share: problems, request ids, bounds, who asks, bodies, repeats.
//!
//! Features use these; nothing here knows a feature.

pub mod address;
pub mod answer;
pub mod connections;
pub mod edge;
pub mod encoding;
pub mod organiser;
pub mod path;
pub mod problem;
pub mod rate;
pub mod request_id;
