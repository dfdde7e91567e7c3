//! What every request passes on its way in: its id, the bounds on headers, connections, rate and time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderValue;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, ResponseError};
use schemas::error_code::ErrorCode;
use tracing::Instrument;

use super::address::Addresses;
use super::connections::Connection;
use super::figures::HttpFigures;
use super::problem::Failure;
use super::rate::RateLimiter;
use super::request_id::{self, REQUEST_ID, RequestId};

/// The bounds that hold for every request.
#[derive(Debug)]
pub struct Edge {
    /// Whose bounds a request counts against.
    pub addresses: Addresses,
    /// Requests by address prefix.
    pub requests: RateLimiter,
    /// Most headers.
    pub headers: usize,
    /// From the head to the answer.
    pub request_time: Duration,
    /// When this process began to count.
    pub start: Instant,
    /// What is counted of requests.
    pub figures: HttpFigures,
}

impl Edge {
    /// Milliseconds since the start, for rates.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Lets a request in, or says why not.
    fn admit(&self, request: &ServiceRequest) -> Result<(), Failure> {
        if request.conn_data::<Connection>().is_some_and(|connection| connection.one_too_many) {
            let detail = "this address has as many connections as it may have";
            return Err(Failure::new(ErrorCode::TooManyConnections, detail));
        }
        let headers = request.headers().len();
        if headers > self.headers {
            let detail = format!("{headers} headers, and {} are allowed", self.headers);
            return Err(Failure::new(ErrorCode::HeadersTooLarge, detail));
        }
        let Some(prefix) = self.addresses.bounded(request.request()) else { return Ok(()) };
        self.requests.take(prefix, self.now_ms()).map_err(|seconds| {
            let detail = "this address sends more requests than its share";
            Failure::new(ErrorCode::RateLimited, detail).retry_after(seconds)
        })
    }

    /// Serves one request within the bounds.
    ///
    /// # Errors
    /// What the services inside could not turn into an answer.
    pub async fn pass<Body: MessageBody + 'static>(
        self: Arc<Self>,
        request: ServiceRequest,
        next: Next<Body>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        let id = request_id::of(request.headers());
        let text = id.to_str().unwrap_or_default();
        request.extensions_mut().insert(RequestId(text.to_owned()));
        let span =
            tracing::info_span!("request", request = text, method = %request.method(), path = request.path());
        let (method, begun) = (request.method().clone(), Instant::now());
        let answered = self.serve(request, next).instrument(span.clone()).await;
        let mut response = match answered {
            Ok(response) => response,
            Err(error) => {
                span.in_scope(|| tracing::warn!(%error, "not answered"));
                self.figures.note(&method, error.as_response_error().status_code(), begun.elapsed());
                return Err(with_id(&error, id));
            }
        };
        response.headers_mut().insert(REQUEST_ID.clone(), id);
        let status = response.status();
        self.figures.note(&method, status, begun.elapsed());
        if status.is_server_error() {
            span.in_scope(|| tracing::warn!(status = status.as_u16(), "answered"));
        } else {
            span.in_scope(|| tracing::debug!(status = status.as_u16(), "answered"));
        }
        Ok(response)
    }

    async fn serve<Body: MessageBody + 'static>(
        &self,
        request: ServiceRequest,
        next: Next<Body>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        if let Err(failure) = self.admit(&request) {
            return Ok(refuse(request, &failure));
        }
        let Ok(answered) = tokio::time::timeout(self.request_time, next.call(request)).await else {
            let detail = "body or answer took too long; a command in it may have been done";
            return Err(Failure::new(ErrorCode::Timeout, detail).into());
        };
        let response = answered?.map_into_boxed_body();
        // The router's own answers have no body; ours always say what they are about.
        let bare = response.response().body().size().is_eof();
        let failure = match response.status() {
            StatusCode::NOT_FOUND if bare => Failure::new(ErrorCode::NotFound, "no route has this path"),
            StatusCode::METHOD_NOT_ALLOWED if bare => {
                Failure::new(ErrorCode::MethodNotAllowed, "the path exists and takes other methods")
            }
            _ => return Ok(response),
        };
        Ok(response.into_response(failure.error_response()))
    }
}

/// The error's answer with the request's id; the request itself is gone.
fn with_id(error: &Error, id: HeaderValue) -> Error {
    let mut response = error.error_response();
    response.headers_mut().insert(REQUEST_ID.clone(), id);
    InternalError::from_response(error.to_string(), response).into()
}

fn refuse(request: ServiceRequest, failure: &Failure) -> ServiceResponse<BoxBody> {
    let mut response = failure.error_response();
    // A client over its bounds begins anew with the next request.
    if failure.code() == ErrorCode::TooManyConnections {
        response.head_mut().set_connection_type(actix_web::http::ConnectionType::Close);
    }
    request.into_response(response)
}
