//! What a POST tells: a command with its id and its content.

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_TYPE, HeaderName};
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use schemas::error_code::ErrorCode;
use schemas::ids::CommandHash;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::json_body::read;
use super::problem::Failure;
use crate::limits::{IDEMPOTENCY_KEY_BYTES, LABEL_BYTES};
use crate::request_keys::RequestKeys;

static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Content types that a body may have, and what to send as which.
struct Kinds {
    taken: &'static [&'static str],
    advice: &'static str,
}

/// That of almost every body.
static JSON: Kinds =
    Kinds { taken: &["application/json"], advice: "send the body with Content-Type: application/json" };
/// Those of plan files.
static FILES: Kinds = Kinds {
    taken: &["application/json", "text/csv"],
    advice: "send a plan in JSON (frontrow's own format, a seats.io chart, a pretix seating plan) with \
             Content-Type: application/json, a table of seats with Content-Type: text/csv",
};

/// A body without content: `{}`, or none at all.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A body, the id that its client gave the command, and the hash of all that was received. A buyer's command
/// is told from another by its content instead ([`crate::command_content`]).
#[derive(Debug)]
pub struct Told<Body> {
    /// The body.
    pub body: Body,
    /// Keyed hash of the `Idempotency-Key`.
    pub id: CommandHash,
    /// Keyed hash of method, path and body.
    pub digest: CommandHash,
}

/// The body's bytes with the command's id, for what is not plain JSON of ours.
#[derive(Debug)]
pub struct ToldBytes {
    /// The body.
    pub body: Bytes,
    /// Keyed hash of the `Idempotency-Key`.
    pub id: CommandHash,
    /// Keyed hash of method, path and body.
    pub digest: CommandHash,
}

impl FromRequest for ToldBytes {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        told(request, body(request, payload, &JSON))
    }
}

/// The bytes of a file that may be a table, with the command's id.
#[derive(Debug)]
pub struct ToldFile(pub ToldBytes);

impl FromRequest for ToldFile {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let told = told(request, body(request, payload, &FILES));
        Box::pin(async move { told.await.map(Self) })
    }
}

fn told(
    request: &HttpRequest,
    body: LocalBoxFuture<'static, Result<Bytes, Failure>>,
) -> LocalBoxFuture<'static, Result<ToldBytes, Failure>> {
    let request = request.clone();
    Box::pin(async move {
        let id = idempotency_key(&request)?;
        let body = body.await?;
        let keys =
            request.app_data::<Data<RequestKeys>>().ok_or_else(|| Failure::internal("no request keys"))?;
        let target = request.uri().path_and_query().map_or("", |target| target.as_str());
        let digest = keys.digest(&[request.method().as_str().as_bytes(), target.as_bytes(), &body]);
        Ok(ToldBytes { body, id: keys.command(id.as_bytes()), digest })
    })
}

impl<Body: DeserializeOwned + 'static> FromRequest for Told<Body> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let told = ToldBytes::from_request(request, payload);
        Box::pin(async move {
            let ToldBytes { body, id, digest } = told.await?;
            Ok(Self { body: read(&body)?, id, digest })
        })
    }
}

/// A body of a POST that needs no id.
#[derive(Debug)]
pub struct Body<Content>(pub Content);

impl<Content: DeserializeOwned + 'static> FromRequest for Body<Content> {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = body(request, payload, &JSON);
        Box::pin(async move { read(&body.await?).map(Self) })
    }
}

/// The bytes of a file that may be a table, and needs no id.
#[derive(Debug)]
pub struct FileBytes(pub Bytes);

impl FromRequest for FileBytes {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = body(request, payload, &FILES);
        Box::pin(async move { body.await.map(Self) })
    }
}

fn idempotency_key(request: &HttpRequest) -> Result<&str, Failure> {
    let Some(given) = request.headers().get(&IDEMPOTENCY_KEY) else {
        let detail = "the header Idempotency-Key is missing";
        return Err(Failure::new(ErrorCode::IdempotencyKeyMissing, detail).at("idempotency-key"));
    };
    let text = given.to_str().unwrap_or_default();
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    if visible && (1..=IDEMPOTENCY_KEY_BYTES).contains(&text.len()) {
        return Ok(text);
    }
    let detail = format!("1 to {IDEMPOTENCY_KEY_BYTES} visible ASCII characters are allowed");
    Err(Failure::new(ErrorCode::IdempotencyKeyInvalid, detail).at("idempotency-key"))
}

/// The body's bytes, where they are of one of these types and no more than the route's limit.
fn body(
    request: &HttpRequest,
    payload: &mut Payload,
    kinds: &'static Kinds,
) -> LocalBoxFuture<'static, Result<Bytes, Failure>> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_owned();
    let is_taken = kinds.taken.iter().any(|kind| essence.eq_ignore_ascii_case(kind));
    let bytes = Bytes::from_request(request, payload);
    Box::pin(async move {
        let body = bytes.await.map_err(|error| too_large_or_broken(&error))?;
        if is_taken || body.is_empty() {
            return Ok(body);
        }
        let detail = if essence.is_empty() {
            format!("the header Content-Type is missing: {}", kinds.advice)
        } else {
            format!("the Content-Type is {essence:?}: {}", kinds.advice)
        };
        Err(Failure::new(ErrorCode::UnsupportedMediaType, detail).at("content-type"))
    })
}

fn too_large_or_broken(error: &actix_web::Error) -> Failure {
    if matches!(error.as_error::<PayloadError>(), Some(PayloadError::Overflow)) {
        return Failure::new(ErrorCode::BodyTooLarge, "the body is longer than this route allows");
    }
    Failure::new(ErrorCode::InvalidJson, format!("the body could not be read: {error}"))
}

/// The id was used for another request.
#[must_use]
pub fn id_reused() -> Failure {
    Failure::new(ErrorCode::IdReused, "this Idempotency-Key was used for another request")
        .at("idempotency-key")
}

/// Checks a name for people.
///
/// # Errors
/// `invalid_value` at `pointer`.
pub fn name(name: &str, most_characters: usize, pointer: &str) -> Result<(), Failure> {
    let length = name.chars().count();
    if (1..=most_characters).contains(&length) && !name.chars().any(char::is_control) {
        return Ok(());
    }
    let detail = format!("a name has 1 to {most_characters} characters and no control characters");
    Err(Failure::new(ErrorCode::InvalidValue, detail).at(pointer))
}

/// A short text of the client's own that is kept for ever: bounded, without control characters.
///
/// # Errors
/// `invalid_value` at `pointer`.
pub fn label(text: String, pointer: &str) -> Result<String, Failure> {
    if text.len() <= LABEL_BYTES && !text.chars().any(char::is_control) {
        return Ok(text);
    }
    let detail = format!("at most {LABEL_BYTES} bytes without control characters are allowed");
    Err(Failure::new(ErrorCode::InvalidValue, detail).at(pointer))
}
