//! What stands in a path.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use schemas::error_code::ErrorCode;
use serde::de::DeserializeOwned;

use super::problem::Failure;

/// The variable parts of a path. A part of the wrong form names nothing: the answer is `not_found`.
#[derive(Debug)]
pub struct Path<Parts>(pub Parts);

impl<Parts: DeserializeOwned + 'static> FromRequest for Path<Parts> {
    type Error = Failure;
    type Future = std::future::Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parts = web::Path::<Parts>::extract(request).into_inner();
        std::future::ready(
            parts.map(|parts| Self(parts.into_inner())).map_err(|error| {
                Failure::new(ErrorCode::NotFound, format!("the path names nothing: {error}"))
            }),
        )
    }
}

/// What stands behind the `?` of a path.
#[derive(Debug)]
pub struct Query<Parts>(pub Parts);

impl<Parts: DeserializeOwned + 'static> FromRequest for Query<Parts> {
    type Error = Failure;
    type Future = std::future::Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parts = web::Query::<Parts>::from_query(request.query_string());
        std::future::ready(
            parts
                .map(|parts| Self(parts.into_inner()))
                .map_err(|error| Failure::new(ErrorCode::InvalidValue, error.to_string()).at("query")),
        )
    }
}
