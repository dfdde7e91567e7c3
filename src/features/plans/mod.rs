//! Plans: drafts, imports of files that others made, published versions and their drawing. Reading a
//! published version is public, everything else is for organisers.
//!
//! What is wrong with a plan comes back as issues, all of it at once.

pub(crate) mod create;
pub(crate) mod geometry;
pub(crate) mod get;
pub(crate) mod import;
pub(crate) mod list;
mod made;
pub(crate) mod publish;
pub(crate) mod replace;
mod shown;

use actix_web::web::{PayloadConfig, ServiceConfig, get, post, put, resource};

/// `/plans…`; bodies with plans may have `body_bytes`.
pub fn routes(config: &mut ServiceConfig, body_bytes: usize) {
    let large = || PayloadConfig::new(body_bytes);
    config
        .service(
            resource("/plans").app_data(large()).route(post().to(create::create)).route(get().to(list::list)),
        )
        .service(resource("/plans/import").app_data(large()).route(post().to(import::import)))
        .service(resource("/plans/versions/{hash}/geometry").route(get().to(geometry::geometry)))
        .service(resource("/plans/{plan}").route(get().to(get::get)))
        .service(
            resource("/plans/{plan}/draft")
                .app_data(large())
                .route(get().to(get::draft))
                .route(put().to(replace::replace)),
        )
        .service(resource("/plans/{plan}/publish").route(post().to(publish::publish)));
}
