//! What the routes work with, taken from a request.

use actix_web::HttpRequest;
use actix_web::web::Data;

use super::problem::Failure;

/// A component of the routes.
///
/// # Errors
/// Where it was not shared with them.
pub fn component<Part: ?Sized + 'static>(request: &HttpRequest) -> Result<Data<Part>, Failure> {
    let missing = || Failure::internal(format_args!("no {}", std::any::type_name::<Part>()));
    request.app_data::<Data<Part>>().cloned().ok_or_else(missing)
}
