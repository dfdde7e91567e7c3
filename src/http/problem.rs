//! From failures to problem answers (RFC 9457).

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use actors::ports::catalogue::CatalogueError;
use schemas::api::problem::{Mistake, PROBLEM_CONTENT_TYPE, Problem};
use schemas::error_code::ErrorCode;
use schemas::ids::{PlaceIndex, Version};
use schemas::refusal::RefusalParams;
use schemas::seat::SaleState;
use serde_json::json;

/// How long a client waits before it repeats, where nothing better is known, in seconds.
const RETRY_AFTER_S: u64 = 1;

/// A request that is not done, on its way to the client.
#[derive(Debug)]
pub struct Failure {
    problem: Box<Problem>,
    retry_after_s: u64,
}

impl Failure {
    /// A failure with a sentence about this very request.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self { problem: Box::new(Problem::new(code, detail)), retry_after_s: RETRY_AFTER_S }
    }

    /// The same, about this part of the request.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.problem.pointer = Some(pointer.into());
        self
    }

    /// The same, where the part of the request that it is about lies within this one.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        self.problem.pointer = self.problem.pointer.map(|pointer| format!("{place}{pointer}"));
        self
    }

    /// The same, about these places at this version.
    #[must_use]
    pub fn about(mut self, places: &[PlaceIndex], version: Option<Version>) -> Self {
        self.problem.places = places.to_vec();
        self.problem.version = version;
        self
    }

    /// The same, with the numbers that belong to the code.
    #[must_use]
    pub fn with_params(mut self, params: RefusalParams) -> Self {
        self.problem.params = params;
        self
    }

    /// The same, where the event's sale stands.
    #[must_use]
    pub fn with_sale(mut self, sale: SaleState) -> Self {
        self.problem.sale = Some(sale);
        self
    }

    /// The same, with all that is wrong.
    #[must_use]
    pub fn with_issues(mut self, issues: Vec<serde_json::Value>) -> Self {
        self.problem.issues = issues;
        self
    }

    /// The same, to be repeated after this long.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = seconds;
        self
    }

    /// All of these: the first, with every one listed. None where there is none.
    #[must_use]
    pub fn all(failures: Vec<Self>) -> Option<Self> {
        let listed = failures.iter().map(|failure| {
            let Problem { code, pointer, detail, .. } = failure.problem.as_ref();
            json!(Mistake { code: *code, pointer: pointer.clone(), detail: detail.clone() })
        });
        let listed = listed.collect();
        failures.into_iter().next().map(|first| first.with_issues(listed))
    }

    /// A failure whose cause is for the log alone.
    pub fn internal(cause: impl fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed inside");
        Self::new(ErrorCode::Internal, "the cause is in the server's log, under this request's id")
    }

    /// The same, with another sentence about this very request.
    #[must_use]
    pub fn saying(mut self, detail: impl Into<String>) -> Self {
        self.problem.detail = detail.into();
        self
    }

    /// The places it is about.
    #[must_use]
    pub fn places(&self) -> &[PlaceIndex] {
        &self.problem.places
    }

    /// What its client is told.
    #[cfg(test)]
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// Its code.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        self.problem.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.problem.code.name(), self.problem.detail)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response
            .insert_header((CONTENT_TYPE, PROBLEM_CONTENT_TYPE))
            .insert_header((CACHE_CONTROL, "no-store"));
        if self.problem.retryable {
            response.insert_header((RETRY_AFTER, self.retry_after_s));
        }
        if self.problem.status == 401 {
            response.insert_header((WWW_AUTHENTICATE, "Bearer"));
        }
        response.body(serde_json::to_vec(&self.problem).unwrap_or_default())
    }
}

impl From<CatalogueError> for Failure {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Busy => Self::new(ErrorCode::Busy, "the catalogue has too much to do"),
            CatalogueError::Failed(_) => Self::internal(error),
        }
    }
}
