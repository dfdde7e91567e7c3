//! What all routes share: problems, request ids, bounds, who asks, bodies, repeats.
//!
//! Features use these; nothing here knows a feature.

pub mod address;
pub mod answer;
pub mod api_key;
pub mod buyer;
pub mod commands;
pub mod component;
pub mod connections;
pub mod edge;
pub mod encoding;
pub mod entity_tag;
pub mod event_of;
pub mod figures;
pub mod json_body;
pub mod key_ring;
pub mod known_events;
pub mod lines;
pub mod mistakes;
pub mod organiser;
pub mod page;
pub mod past;
pub mod path;
pub mod permission;
pub mod problem;
pub mod public_event;
pub mod rate;
pub mod replays;
pub mod request_id;
pub mod routes;
pub mod told;
