//! API keys: made, listed, rotated and revoked by who administers an organiser, or the platform. A secret is
//! shown once, by the answer that made it, and kept nowhere.

mod create;
mod get;
mod list;
mod revoke;
mod rotate;
mod shown;

use crate::http::routes::Routes;

/// `/keys…`
pub fn routes(routes: &mut Routes) {
    routes
        .add(create::__path_create, create::create)
        .add(list::__path_list, list::list)
        .add(get::__path_get, get::get)
        .add(rotate::__path_rotate, rotate::rotate)
        .add(revoke::__path_revoke, revoke::revoke);
}
