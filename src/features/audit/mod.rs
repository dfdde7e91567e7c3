//! An event checked against its own log: hashes of memory and of replay, and the log itself. For organisers;
//! the bench audits a server from outside with it.

pub(crate) mod hashes;
pub(crate) mod records;

use crate::http::routes::Routes;

/// `/events/{event}/audit…`
pub fn routes(routes: &mut Routes) {
    routes.add(hashes::__path_hashes, hashes::hashes).add(records::__path_records, records::records);
}
