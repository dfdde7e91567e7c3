//! Events: create, get, list, count, delete; describe, configure and copy them; schedule, open, pause, resume and end
//! their sale. Reading what buyers see is public, everything else is for organisers.

pub(crate) mod breakdown;
pub(crate) mod change_terms;
pub(crate) mod configuration;
pub(crate) mod counts;
pub(crate) mod create;
mod dates;
pub(crate) mod delete;
pub(crate) mod get;
pub(crate) mod list;
pub(crate) mod move_to_version;
pub(crate) mod sale;
mod schedule;
pub(crate) mod series;
mod shown;
mod terms;
pub(crate) mod texts;

use crate::http::routes::Routes;

pub use create::Creation;

/// `/events…`
pub fn routes(routes: &mut Routes) {
    routes
        .add(create::__path_create, create::create)
        .add(list::__path_list, list::list)
        .add(get::__path_get, get::get)
        .add(delete::__path_delete, delete::delete)
        .add(counts::__path_counts, counts::counts)
        .add(texts::__path_texts, texts::texts)
        .add(texts::__path_describe, texts::describe)
        .add(series::__path_copy, series::copy)
        .add(series::__path_series, series::series)
        .add(breakdown::__path_breakdown, breakdown::breakdown)
        .add(configuration::__path_configuration, configuration::configuration)
        .add(change_terms::__path_change_terms, change_terms::change_terms)
        .add(move_to_version::__path_move_to_version, move_to_version::move_to_version)
        .add(sale::__path_schedule, sale::schedule)
        .add(sale::__path_open, sale::open)
        .add(sale::__path_pause, sale::pause)
        .add(sale::__path_resume, sale::resume)
        .add(sale::__path_end, sale::end)
        .add(sale::__path_cancel, sale::cancel);
}
