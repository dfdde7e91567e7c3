//! Hold tokens: a buyer's secret for one event. Public and rate-limited by address; organisers may have
//! tokens that open channels.

pub(crate) mod issue;

use actix_web::web::{ServiceConfig, post, resource};

/// `/events/{event}/hold-tokens`
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/events/{event}/hold-tokens").route(post().to(issue::issue)));
}
