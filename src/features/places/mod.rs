//! What an organiser does with places and sees of one: kill, restore, allocate, state, history.

pub(crate) mod allocate;
mod happenings;
pub(crate) mod history;
pub(crate) mod kill;
pub(crate) mod restore;
pub(crate) mod state;
mod targets;

use actix_web::web::{ServiceConfig, get, post, resource};

/// `/events/{event}/places…`
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/events/{event}/places/kill").route(post().to(kill::kill)))
        .service(resource("/events/{event}/places/restore").route(post().to(restore::restore)))
        .service(resource("/events/{event}/places/allocate").route(post().to(allocate::allocate)))
        .service(resource("/events/{event}/places/{place}").route(get().to(state::state)))
        .service(resource("/events/{event}/places/{place}/history").route(get().to(history::history)));
}
