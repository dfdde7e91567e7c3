//! An event as it was at any moment, replayed from its log: its numbers, its map, and what two moments differ in.
//! For organisers. A replay takes a thread for as long as the log is long, so few are done at once.

pub(crate) mod changes;
pub(crate) mod map;
pub(crate) mod state;

use crate::http::routes::Routes;

/// `/events/{event}/past…`
pub fn routes(routes: &mut Routes) {
    routes
        .add(state::__path_state, state::state)
        .add(map::__path_map, map::map)
        .add(changes::__path_changes, changes::changes);
}
