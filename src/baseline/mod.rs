//! What a build for benchmarks has beside the product, to compare it with: echoes that pass the same front and
//! decide nothing, and a journal that acknowledges at once and keeps nothing.
//!
//! Feature `baseline`, binary `frontrow-baseline`. A normal build has none of it: neither the routes nor the
//! setting exist there, so no server that sells can be told to answer early.

pub mod instant_journal;
mod live_echo;

use actix_web::web::{ServiceConfig, get, post, scope};
use schemas::api::holds::PlacesWanted;

use crate::http::answer::{Answer, ok};
use crate::http::told::Body;

/// Mounts the echoes.
pub fn routes(config: &mut ServiceConfig) {
    let echoes = scope("/baseline").route("/echo", post().to(echo)).route("/live", get().to(live_echo::open));
    config.service(echoes);
}

/// The body of a hold, read and written again.
async fn echo(body: Body<PlacesWanted>) -> Answer {
    ok(&body.0)
}
