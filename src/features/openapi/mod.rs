//! The API's description (`/api/v1/openapi.json`) and a page to read it (`/api/v1/docs`). Public.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::web::{Bytes, Data};

use crate::http::answer::Answer;
use crate::http::routes::Routes;

/// The description, as JSON.
#[derive(Clone)]
pub struct ApiDocument(pub Bytes);

const PAGE: &str = include_str!("page.html");

/// The page runs its own script and asks its own server, nothing else.
const PAGE_POLICY: &str =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'";

/// `/api/v1/openapi.json`, `/api/v1/docs`
pub fn routes(routes: &mut Routes) {
    routes.add(__path_document, document).add(__path_page, page);
}

/// This description.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "description",
    responses((status = 200, description = "The description.", body = serde_json::Value)))]
pub(crate) async fn document(document: Data<ApiDocument>) -> Answer {
    Ok(HttpResponse::Ok().content_type("application/json").body(document.0.clone()))
}

/// A page to read the description.
#[utoipa::path(get, path = "/api/v1/docs", tag = "description",
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")))]
pub(crate) async fn page() -> Answer {
    let mut response = HttpResponse::Ok();
    response.content_type("text/html; charset=utf-8").insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY));
    Ok(response.body(PAGE))
}
