//! Organisers: the platform makes and names them; each is seen by its own keys.

mod create;
mod get;
mod list;
mod rename;

use actors::ports::catalogue::organisers::OrganiserRow;
use schemas::api::moment::Moment;
use schemas::api::organisers::Organiser;

use crate::http::routes::Routes;

/// `/organisers…`
pub fn routes(routes: &mut Routes) {
    routes
        .add(create::__path_create, create::create)
        .add(list::__path_list, list::list)
        .add(get::__path_get, get::get)
        .add(rename::__path_rename, rename::rename);
}

fn shown(row: OrganiserRow) -> Organiser {
    Organiser { organiser: row.id, name: row.name, created_at: Moment(row.created) }
}
