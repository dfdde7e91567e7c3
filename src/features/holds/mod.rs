//! A buyer's holds over HTTP: make, list, release, extend. For the bearer of a hold token.

pub(crate) mod extend;
pub(crate) mod hold;
pub(crate) mod hold_best;
pub(crate) mod mine;
pub(crate) mod release;

use crate::http::routes::Routes;

/// `/events/{event}/holds…`
pub fn routes(routes: &mut Routes) {
    routes
        .add(hold::__path_hold, hold::hold)
        .add(hold_best::__path_hold_best, hold_best::hold_best)
        .add(hold_best::__path_preview_best, hold_best::preview_best)
        .add(mine::__path_mine, mine::mine)
        .add(release::__path_release_all, release::release_all)
        .add(release::__path_release, release::release)
        .add(extend::__path_extend, extend::extend);
}
