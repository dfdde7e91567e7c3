//! Events: create, get, list, count; open, pause, resume and end their sale. Reading is public, everything
//! else is for organisers.

pub(crate) mod counts;
pub(crate) mod create;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod sale;
mod shown;
mod terms;

use crate::http::routes::Routes;

pub use create::Creation;

/// `/events…`
pub fn routes(routes: &mut Routes) {
    routes
        .add(create::__path_create, create::create)
        .add(list::__path_list, list::list)
        .add(get::__path_get, get::get)
        .add(counts::__path_counts, counts::counts)
        .add(sale::__path_open, sale::open)
        .add(sale::__path_pause, sale::pause)
        .add(sale::__path_resume, sale::resume)
        .add(sale::__path_end, sale::end);
}
