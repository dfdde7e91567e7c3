//! An event checked against its own log: hashes of memory and of replay, and the log itself. For organisers;
//! the bench audits a server from outside with it.

pub(crate) mod hashes;
pub(crate) mod records;

use actix_web::web::{ServiceConfig, get, resource};

/// `/events/{event}/audit…`
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/events/{event}/audit").route(get().to(hashes::hashes)))
        .service(resource("/events/{event}/audit/records").route(get().to(records::records)));
}
