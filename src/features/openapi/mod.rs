//! The API's description (`/api/v1/openapi.json`) and a page to read it (`/api/v1/docs`). Public.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::web::{Bytes, Data, ServiceConfig, get, resource};

use crate::http::answer::Answer;

/// The description, as JSON.
#[derive(Clone)]
pub struct ApiDocument(pub Bytes);

const PAGE: &str = include_str!("page.html");

/// The page runs its own script and asks its own server, nothing else.
const PAGE_POLICY: &str =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'";

/// `/openapi.json`, `/docs`
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/openapi.json").route(get().to(document)))
        .service(resource("/docs").route(get().to(page)));
}

async fn document(document: Data<ApiDocument>) -> Answer {
    Ok(HttpResponse::Ok().content_type("application/json").body(document.0.clone()))
}

async fn page() -> Answer {
    let mut response = HttpResponse::Ok();
    response.content_type("text/html; charset=utf-8").insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY));
    Ok(response.body(PAGE))
}
