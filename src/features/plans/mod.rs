//! Plans: drafts, imports of files that others made, published versions and their drawing. Reading a
//! published version is public, everything else is for organisers.
//!
//! What is wrong with a plan comes back as issues, all of it at once.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod difference;
mod draft;
pub(crate) mod export;
pub(crate) mod geometry;
pub(crate) mod get;
pub(crate) mod import;
pub(crate) mod list;
mod made;
pub(crate) mod publish;
mod published;
pub(crate) mod replace;
mod shown;

use crate::http::routes::Routes;

/// `/plans…`; bodies with plans may have `body_bytes`.
pub fn routes(routes: &mut Routes, body_bytes: usize) {
    routes
        .add_with_bodies_of(body_bytes, create::__path_create, create::create)
        .add(list::__path_list, list::list)
        .add_with_bodies_of(body_bytes, import::__path_import, import::import)
        .add(geometry::__path_geometry, geometry::geometry)
        .add(get::__path_get, get::get)
        .add(delete::__path_plan, delete::plan)
        .add(delete::__path_version, delete::version)
        .add(difference::__path_difference, difference::difference)
        .add(export::__path_export, export::export)
        .add(get::__path_draft, get::draft)
        .add(get::__path_issues, get::issues)
        .add_with_bodies_of(body_bytes, replace::__path_replace, replace::replace)
        .add(publish::__path_publish, publish::publish);
}
