//! The one client of frontrow: the live protocol and the HTTP calls, as a stranger would write them.
//!
//! Enter by [`live::LiveClient`] for an event's live connection. [`model`] is what a client knows of an
//! event and holds no socket. Everything here runs on one current-thread runtime, thousands of connections
//! at a time.

pub mod address;
pub mod calls;
pub mod frame;
pub mod http;
pub mod live;
pub mod model;
pub mod socket;
pub mod venue;
