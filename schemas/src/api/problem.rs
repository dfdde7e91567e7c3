//! Problem answers (RFC 9457), content type `application/problem+json`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error_code::ErrorCode;
use crate::ids::{PlaceIndex, Version};
use crate::refusal::RefusalParams;
use crate::seat::SaleState;

/// The content type of a problem answer.
pub const PROBLEM_CONTENT_TYPE: &str = "application/problem+json";

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// The page about the code, relative to the server: `/errors/taken`.
    #[serde(rename = "type")]
    pub page: String,
    /// One line about the code; always the same for it.
    pub title: String,
    /// The HTTP status, once more.
    pub status: u16,
    /// The stable name to program against.
    pub code: ErrorCode,
    /// What is wrong with this very request.
    pub detail: String,
    /// Whether the same request may succeed when it is sent again as it is.
    pub retryable: bool,
    /// JSON pointer into the body, or the name of a header or parameter, that the problem is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Numbers of the places that the problem is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<u32>)]
    pub places: Vec<PlaceIndex>,
    /// The event's version on which a refusal was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    pub version: Option<Version>,
    /// Numbers that belong to the code, where it has any.
    #[serde(default, skip_serializing_if = "RefusalParams::is_none")]
    pub params: RefusalParams,
    /// Where the event's sale stands, where the problem is about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale: Option<SaleState>,
    /// All that is wrong with a plan, or with the dates of a series: there each has a `code`, a `pointer` and a `detail`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<serde_json::Value>,
}

/// One of several mistakes in a request that is not a plan, as [`Problem::issues`] lists them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// The stable name to program against.
    pub code: ErrorCode,
    /// JSON pointer into the body.
    pub pointer: Option<String>,
    /// What is wrong.
    pub detail: String,
}

impl Problem {
    /// A problem with the code's own title, status and page.
    #[must_use]
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            page: format!("/errors/{}", code.name()),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: detail.into(),
            retryable: code.retryable(),
            pointer: None,
            places: Vec::new(),
            version: None,
            params: RefusalParams::NONE,
            sale: None,
            issues: Vec::new(),
        }
    }

    /// The same, about this part of the request.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }
}
