//! The one client of frontrow: the live protocol and the HTTP calls, as a stranger would write them.
//!
//! Enter by [`live::LiveClient`] for an event's live connection and by [`http::HttpClient`] for everything
//! else. [`model`] is what a client knows of an event and holds no socket. Everything here runs on one
//! current-thread runtime, inside a `tokio::task::LocalSet`, thousands of connections at a time.

pub mod model;
