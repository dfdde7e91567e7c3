//! The HTTP calls. Runs inside a `tokio::task::LocalSet`.

use std::time::Duration;

use awc::http::{Method, StatusCode};
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::address::ServerAddress;
use crate::limits::{ANSWER_BYTES_MAX, CALL_REPEAT_PAUSE, CALL_REPEATS, CALL_TIME};

/// The content type of almost every body.
const JSON: &str = "application/json";

/// Why a call was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The server said no.
    #[error("{status} {code}: {detail}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The stable code of the problem, or the status once more where the answer is no problem document.
        code: String,
        /// What is wrong with this very request.
        detail: String,
        /// Whether the same request may succeed when it is sent again.
        retryable: bool,
        /// All that is wrong, where it is more than one thing.
        issues: Vec<Value>,
    },
    /// There was no answer: it may have been done or not.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// The answer is not what it should be.
    #[error("an answer of another shape: {0}")]
    Shape(String),
}

impl CallError {
    /// One word for tables.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            Self::NoAnswer(_) => "no_answer",
            Self::Shape(_) => "other_shape",
        }
    }
}

/// One call.
#[derive(Clone, Debug)]
pub struct Call {
    method: Method,
    path: String,
    body: Option<Vec<u8>>,
    content_type: &'static str,
    idempotency_key: Option<String>,
    if_match: Option<String>,
    accept: Option<&'static str>,
}

impl Call {
    fn new(method: Method, path: impl Into<String>, idempotency_key: Option<String>) -> Self {
        Self {
            method,
            path: path.into(),
            body: None,
            content_type: JSON,
            idempotency_key,
            if_match: None,
            accept: None,
        }
    }

    /// A GET.
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path, None)
    }

    /// A DELETE.
    #[must_use]
    pub fn delete(path: impl Into<String>) -> Self {
        Self { method: Method::DELETE, ..Self::get(path) }
    }

    /// A POST with this `Idempotency-Key`: a repeat of it is done once.
    #[must_use]
    pub fn post(path: impl Into<String>, idempotency_key: String) -> Self {
        Self::new(Method::POST, path, Some(idempotency_key))
    }

    /// A PATCH with this `Idempotency-Key`.
    #[must_use]
    pub fn patch(path: impl Into<String>, idempotency_key: String) -> Self {
        Self::new(Method::PATCH, path, Some(idempotency_key))
    }

    /// A PUT, which may be done twice without harm.
    #[must_use]
    pub fn put(path: impl Into<String>) -> Self {
        Self { method: Method::PUT, ..Self::get(path) }
    }

    /// A POST without a key, for what may be done twice without harm.
    #[must_use]
    pub fn post_without_key(path: impl Into<String>) -> Self {
        Self::new(Method::POST, path, None)
    }

    /// The same, only if what is changed is as this tag says.
    #[must_use]
    pub fn only_if(mut self, tag: String) -> Self {
        self.if_match = Some(tag);
        self
    }

    /// The same, answered in this content type.
    #[must_use]
    pub const fn answered_in(mut self, content_type: &'static str) -> Self {
        self.accept = Some(content_type);
        self
    }

    /// The same with a file as its body.
    #[must_use]
    pub fn with_file(mut self, body: Vec<u8>, content_type: &'static str) -> Self {
        self.body = Some(body);
        self.content_type = content_type;
        self
    }

    /// The same with a JSON body.
    #[must_use]
    pub fn with(mut self, body: &impl Serialize) -> Self {
        self.body = serde_json::to_vec(body).ok();
        self
    }
}

/// The HTTP side of a client. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct HttpClient {
    client: awc::Client,
    address: ServerAddress,
    api_key: Option<String>,
}

impl HttpClient {
    /// A client of this server; with an API key it may do an organiser's work.
    #[must_use]
    pub fn new(address: ServerAddress, api_key: Option<String>) -> Self {
        let client = awc::Client::builder().timeout(CALL_TIME).disable_redirects().finish();
        Self { client, address, api_key }
    }

    /// Where the server is.
    #[must_use]
    pub const fn address(&self) -> &ServerAddress {
        &self.address
    }

    /// Sends a call once.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn bytes(&self, call: &Call) -> Result<Bytes, CallError> {
        let mut request = self.client.request(call.method.clone(), format!("{}{}", self.address, call.path));
        if let Some(key) = &self.api_key {
            request = request.bearer_auth(key);
        }
        if let Some(key) = &call.idempotency_key {
            request = request.insert_header(("Idempotency-Key", key.as_str()));
        }
        if let Some(tag) = &call.if_match {
            request = request.insert_header(("If-Match", tag.as_str()));
        }
        if let Some(accept) = call.accept {
            request = request.insert_header(("Accept", accept));
        }
        let sent = match &call.body {
            Some(body) => request.content_type(call.content_type).send_body(body.clone()),
            None => request.send(),
        };
        let no_answer = |error: &dyn std::fmt::Display| CallError::NoAnswer(error.to_string());
        let mut response = sent.await.map_err(|error| no_answer(&error))?;
        let body = response.body().limit(ANSWER_BYTES_MAX).await.map_err(|error| no_answer(&error))?;
        if response.status().is_success() { Ok(body) } else { Err(refused(response.status(), &body)) }
    }

    /// Sends a call once and reads its JSON answer.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn json<T: DeserializeOwned>(&self, call: &Call) -> Result<T, CallError> {
        let body = self.bytes(call).await?;
        serde_json::from_slice(&body).map_err(|error| CallError::Shape(error.to_string()))
    }

    /// Sends a call until it is answered, with the same key each time: where there was no answer, or the
    /// server says that the same may succeed later.
    ///
    /// # Errors
    /// The last answer, after [`CALL_REPEATS`] repeats or where the server said no for good.
    pub async fn json_at_last<T: DeserializeOwned>(&self, call: &Call) -> Result<T, CallError> {
        let mut repeats = 0;
        loop {
            let error = match self.json(call).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let again = matches!(error, CallError::NoAnswer(_) | CallError::Refused { retryable: true, .. });
            if !again || repeats == CALL_REPEATS {
                return Err(error);
            }
            repeats += 1;
            tokio::time::sleep(CALL_REPEAT_PAUSE.min(Duration::from_millis(20) * repeats)).await;
        }
    }
}

fn refused(status: StatusCode, body: &[u8]) -> CallError {
    let mut problem: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| problem[name].as_str().map(str::to_owned);
    CallError::Refused {
        status: status.as_u16(),
        code: text("code").unwrap_or_else(|| status.as_u16().to_string()),
        detail: text("detail").unwrap_or_default(),
        retryable: problem["retryable"].as_bool().unwrap_or(false),
        issues: serde_json::from_value(problem["issues"].take()).unwrap_or_default(),
    }
}
