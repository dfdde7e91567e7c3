//! Events: create, get, list, count; open, pause, resume and end their sale. Reading is public, everything
//! else is for organisers.

pub(crate) mod counts;
pub(crate) mod create;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod sale;
mod shown;
mod terms;

use actix_web::web::{ServiceConfig, get, post, resource};

pub use create::Creation;

/// `/events…`
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/events").route(post().to(create::create)).route(get().to(list::list)))
        .service(resource("/events/{event}").route(get().to(get::get)))
        .service(resource("/events/{event}/counts").route(get().to(counts::counts)))
        .service(resource("/events/{event}/open").route(post().to(sale::open)))
        .service(resource("/events/{event}/pause").route(post().to(sale::pause)))
        .service(resource("/events/{event}/resume").route(post().to(sale::resume)))
        .service(resource("/events/{event}/end").route(post().to(sale::end)));
}
