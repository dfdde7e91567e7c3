//! The whole public state of an event over HTTP, as the live protocol's first state. Public.

pub(crate) mod first_state;

use crate::http::routes::Routes;

/// `/events/{event}/seats`
pub fn routes(routes: &mut Routes) {
    routes.add(first_state::__path_first_state, first_state::first_state);
}
