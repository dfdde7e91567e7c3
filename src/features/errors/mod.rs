//! A page for each problem code, where the `type` of a problem answer points, and for each code of an issue with a
//! plan. Public.

use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, get, resource};
use schemas::error_code::ErrorCode;
use schemas::plan::PlanIssueCode;

use crate::http::answer::Answer;
use crate::http::path::Path;
use crate::http::problem::Failure;

/// `/errors/{code}`, `/issues/{code}`
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/errors/{code}").route(get().to(page)))
        .service(resource("/issues/{code}").route(get().to(issue)));
}

async fn page(code: Path<String>) -> Answer {
    let unknown = || Failure::new(ErrorCode::NotFound, "there is no code of this name");
    Ok(markdown(ErrorCode::by_name(&code.0).ok_or_else(unknown)?.page()))
}

async fn issue(code: Path<String>) -> Answer {
    let unknown = || Failure::new(ErrorCode::NotFound, "there is no issue of this name");
    Ok(markdown(PlanIssueCode::by_name(&code.0).ok_or_else(unknown)?.page()))
}

fn markdown(page: &'static str) -> HttpResponse {
    HttpResponse::Ok().content_type("text/markdown; charset=utf-8").body(page)
}
