//! A page for each problem code, where the `type` of a problem answer points, and for each code of an issue with a
//! plan. Public.

use actix_web::HttpResponse;
use schemas::api::problem::Problem;
use schemas::error_code::ErrorCode;
use schemas::plan::PlanIssueCode;

use crate::http::answer::Answer;
use crate::http::path::Path;
use crate::http::problem::Failure;
use crate::http::routes::Routes;

/// `/errors/{code}`, `/issues/{code}`
pub fn routes(routes: &mut Routes) {
    routes.add(__path_page, page).add(__path_issue, issue);
}

/// The page about a problem code, where the `type` of a problem answer points.
#[utoipa::path(get, path = "/errors/{code}", tag = "errors",
    params(("code" = String, Path, description = "The code.")),
    responses(
        (status = 200, description = "The page.", body = String, content_type = "text/markdown"),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn page(code: Path<String>) -> Answer {
    let unknown = || Failure::new(ErrorCode::NotFound, "there is no code of this name");
    Ok(markdown(ErrorCode::by_name(&code.0).ok_or_else(unknown)?.page()))
}

/// The page about a code of an issue with a plan.
#[utoipa::path(get, path = "/issues/{code}", tag = "errors",
    params(("code" = String, Path, description = "The code.")),
    responses(
        (status = 200, description = "The page.", body = String, content_type = "text/markdown"),
        (status = "default", description = "A problem.", body = Problem, content_type = "application/problem+json"),
    ))]
pub(crate) async fn issue(code: Path<String>) -> Answer {
    let unknown = || Failure::new(ErrorCode::NotFound, "there is no issue of this name");
    Ok(markdown(PlanIssueCode::by_name(&code.0).ok_or_else(unknown)?.page()))
}

fn markdown(page: &'static str) -> HttpResponse {
    HttpResponse::Ok().content_type("text/markdown; charset=utf-8").body(page)
}
