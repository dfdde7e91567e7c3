//! The whole public state of an event: JSON or compact binary, compressed, named by an `ETag`.
//!
//! The thread's hub encodes it once a version for all readers; it may be a tick old.

use std::rc::Rc;

use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_ENCODING, ETAG, VARY};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use actors::hub::source::SourceError;
use actors::hub::{FirstState, Hub};
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::ids::EventId;
use schemas::ws::state::Snapshot;

use crate::http::answer::Answer;
use crate::http::commands::unknown_event;
use crate::http::encoding::{gzip_quickly, takes_gzip};
use crate::http::entity_tag::is_known;
use crate::http::problem::Failure;
use crate::http::public_event::PublicEvent;

/// The type of the compact binary form.
const BINARY: &str = "application/vnd.frontrow.seats";

/// The whole public state of an event. Its `ETag` is stream, version and format; with `If-None-Match` the
/// answer is 304 where nothing changed. `Accept: application/vnd.frontrow.seats` gives the binary form.
#[utoipa::path(get, path = "/api/v1/events/{event}/seats", tag = "buyers",
    params(("event" = String, Path, description = "The event.")),
    security((), ("key" = ["read"])),
    responses(
        (status = 200, description = "The state.", body = Snapshot),
        (status = 304, description = "The client has it."),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn first_state(request: HttpRequest, event: PublicEvent, hub: Data<Rc<Hub>>) -> Answer {
    let state = hub.first_state(event.id).await.map_err(|error| failure(error, event.id))?;
    let binary = wants_binary(&request);
    let format = if binary { "binary" } else { "json" };
    let tag = format!("\"{}-{}-{format}\"", state.stream(), state.version().0);
    let known = is_known(&request, &tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, tag.as_str()))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((VARY, "accept, accept-encoding"));
    if known {
        return Ok(response.finish());
    }
    let gzip = takes_gzip(&request);
    if gzip {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    let kind = if binary { BINARY } else { "application/json" };
    Ok(response.content_type(kind).body(encoded(&state, binary, gzip)?))
}

fn encoded(state: &FirstState, binary: bool, gzip: bool) -> Result<Bytes, Failure> {
    match (binary, gzip) {
        (true, true) => state.binary_compressed(gzip_quickly),
        (true, false) => Ok(state.binary()),
        (false, true) => state.json_compressed(gzip_quickly),
        (false, false) => Ok(state.json()),
    }
}

fn wants_binary(request: &HttpRequest) -> bool {
    let given = request.headers().get_all(ACCEPT).filter_map(|value| value.to_str().ok());
    given
        .flat_map(|line| line.split(','))
        .any(|part| part.split(';').next().unwrap_or_default().trim() == BINARY)
}

fn failure(error: SourceError, event: EventId) -> Failure {
    match error {
        SourceError::NotFound => unknown_event(event),
        SourceError::Busy => Failure::new(ErrorCode::Busy, error.to_string()),
        SourceError::Unavailable => Failure::new(ErrorCode::EventUnavailable, error.to_string()),
        SourceError::Unknown => Failure::new(ErrorCode::AnswerUnknown, error.to_string()),
    }
}
