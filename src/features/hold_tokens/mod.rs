//! Hold tokens: a buyer's secret for one event. Public and rate-limited by address; organisers may have
//! tokens that open channels.

pub(crate) mod issue;

use crate::http::routes::Routes;

/// `/events/{event}/hold-tokens`
pub fn routes(routes: &mut Routes) {
    routes.add(issue::__path_issue, issue::issue);
}
