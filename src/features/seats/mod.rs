//! The whole public state of an event over HTTP, as the live protocol's first state. Public.

pub(crate) mod first_state;

use actix_web::web::{ServiceConfig, get, resource};

/// `/events/{event}/seats`
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/events/{event}/seats").route(get().to(first_state::first_state)));
}
