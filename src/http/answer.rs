//! Answers as JSON.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, CACHE_CONTROL};
use actix_web::{HttpRequest, HttpResponse};
use actors::ports::catalogue::Written;
use serde::Serialize;

use super::problem::Failure;
use super::told::id_reused;

/// What a handler gives.
pub type Answer = Result<HttpResponse, Failure>;

/// 200 with a body, for this moment and this client alone.
///
/// # Errors
/// Where the body cannot be encoded.
pub fn ok(body: &impl Serialize) -> Answer {
    with(StatusCode::OK, body)
}

/// 201 with a body.
///
/// # Errors
/// Where the body cannot be encoded.
pub fn created(body: &impl Serialize) -> Answer {
    with(StatusCode::CREATED, body)
}

fn with(status: StatusCode, body: &impl Serialize) -> Answer {
    Ok(json(status, encode(body)?))
}

/// The answer to a POST on the catalogue: what is `done` now, or what was answered when it was done before.
///
/// # Errors
/// `id_reused`, and those of `done`.
pub fn once(written: Written, status: StatusCode, done: impl FnOnce() -> Answer) -> Answer {
    match written {
        Written::Done => done(),
        Written::Repeated(answer) => Ok(json(status, answer)),
        Written::IdReused => Err(id_reused()),
    }
}

/// The body's bytes.
///
/// # Errors
/// Where the body cannot be encoded.
pub fn encode(body: &impl Serialize) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(body).map_err(Failure::internal)
}

/// Whether the client asks for this content type.
#[must_use]
pub fn wants(request: &HttpRequest, kind: &str) -> bool {
    let given = request.headers().get_all(ACCEPT).filter_map(|value| value.to_str().ok());
    given
        .flat_map(|line| line.split(','))
        .any(|part| part.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(kind))
}

/// An answer whose body is JSON already.
#[must_use]
pub fn json(status: StatusCode, body: Vec<u8>) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body)
}
