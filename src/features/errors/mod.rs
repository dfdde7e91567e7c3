//! A page for each problem code, where the `type` of a problem answer points. Public.

use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, get, resource};
use schemas::error_code::ErrorCode;

use crate::http::answer::Answer;
use crate::http::path::Path;
use crate::http::problem::Failure;

/// `/errors/{code}`
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/errors/{code}").route(get().to(page)));
}

async fn page(code: Path<String>) -> Answer {
    let unknown = || Failure::new(ErrorCode::NotFound, "there is no code of this name");
    let code = ErrorCode::by_name(&code.0).ok_or_else(unknown)?;
    Ok(HttpResponse::Ok().content_type("text/markdown; charset=utf-8").body(code.page()))
}
