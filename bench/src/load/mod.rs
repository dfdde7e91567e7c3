//! Load from a client that costs as little as it can, so that the server is what is measured: frames and
//! requests are put together from bytes made before the run, and of an answer only its type, id, hold and
//! version are read. Nothing is checked here that the audit checks.
//!
//! Enter by [`closed_loop::ClosedLoop`] for connections that always wait for their answers, and by
//! [`watchers::Watchers`] for those that only watch.

pub mod changers;
pub mod closed_loop;
pub mod deliveries;
pub mod http_wire;
pub mod live_wire;
mod scan;
mod session;
pub mod stream;
pub mod tally;
pub mod watchers;
pub mod wire;
pub mod wishes;
