//! A buyer's holds over HTTP: make, list, release, extend. For the bearer of a hold token.

pub(crate) mod extend;
pub(crate) mod hold;
pub(crate) mod mine;
pub(crate) mod release;

use actix_web::web::{ServiceConfig, delete, get, post, resource};

/// `/events/{event}/holds…`
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/events/{event}/holds").route(post().to(hold::hold)).route(get().to(mine::mine)))
        .service(resource("/events/{event}/holds/{hold}").route(delete().to(release::release_all)))
        .service(resource("/events/{event}/holds/{hold}/release").route(post().to(release::release)))
        .service(resource("/events/{event}/holds/{hold}/extend").route(post().to(extend::extend)));
}
