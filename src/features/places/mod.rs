//! What an organiser does with places and sees of one: kill, restore, allocate, repaint,
//! set a capacity, state, history.

pub(crate) mod allocate;
pub(crate) mod capacity;
mod happenings;
pub(crate) mod history;
pub(crate) mod kill;
pub(crate) mod repaint;
pub(crate) mod restore;
pub(crate) mod state;
mod targets;

use crate::http::routes::Routes;

/// `/events/{event}/places…`
pub fn routes(routes: &mut Routes) {
    routes
        .add(kill::__path_kill, kill::kill)
        .add(restore::__path_restore, restore::restore)
        .add(allocate::__path_allocate, allocate::allocate)
        .add(repaint::__path_repaint, repaint::repaint)
        .add(capacity::__path_capacity, capacity::capacity)
        .add(state::__path_state, state::state)
        .add(history::__path_history, history::history);
}
