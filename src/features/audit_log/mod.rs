//! The audit log: who changed what. For who manages an organiser, and for the platform.

mod list;

use crate::http::routes::Routes;

/// `/audit`
pub fn routes(routes: &mut Routes) {
    routes.add(list::__path_list, list::list);
}
