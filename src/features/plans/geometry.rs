//! The drawing of a published version.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, ETAG, VARY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use actors::ports::catalogue::plans::Plans;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::ContentHash;

use crate::http::answer::Answer;
use crate::http::encoding::{gunzip, takes_gzip};
use crate::http::entity_tag::is_known;
use crate::http::path::Path;
use crate::http::problem::Failure;

/// What this hash names never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The drawing of a published version: where every place is, how it is numbered and labelled, and what is
/// drawn around. Named by its content, so it is good for ever.
#[utoipa::path(get, path = "/api/v1/plans/versions/{hash}/geometry", tag = "plans",
    params(("hash" = String, Path, description = "The version's content hash.")),
    responses(
        (status = 200, description = "The drawing.", body = serde_json::Value),
        (status = 304, description = "The client has it."),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn geometry(
    request: HttpRequest,
    path: Path<ContentHash>,
    plans: Data<dyn Plans>,
) -> Answer {
    let tag = format!("\"{}\"", path.0);
    let known = is_known(&request, &tag);
    let unknown = || Failure::new(ErrorCode::UnknownPlan, format!("no published plan version is {}", path.0));
    let compressed = plans.geometry(path.0).await?.ok_or_else(unknown)?;
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((CACHE_CONTROL, FOR_EVER))
        .insert_header((ETAG, tag))
        .insert_header((VARY, "accept-encoding"));
    if known {
        return Ok(response.finish());
    }
    response.content_type("application/json");
    if takes_gzip(&request) {
        return Ok(response.insert_header((CONTENT_ENCODING, "gzip")).body(compressed));
    }
    Ok(response.body(gunzip(&compressed)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use schemas::plan::{PublishedPlan, VenueKind, generate, geometry};

    #[test]
    fn the_drawing_of_twenty_thousand_places_is_small() {
        let published = PublishedPlan::publish(generate(VenueKind::Arena, 20_000, 1).unwrap(), None).unwrap();
        let text = serde_json::to_vec(&geometry(&published).unwrap()).unwrap();
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&text).unwrap();
        let compressed = encoder.finish().unwrap().len();
        assert!(compressed <= 28_000, "{} bytes, {compressed} compressed", text.len());
    }
}
