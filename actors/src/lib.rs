//! What owns contended state or a clock: the seat map and its actor, the registry of events, the hub
//! that fans changes out, the journal.
//!
//! Enter by `registry` for "give me this event's handle", by `seat_map` for what a hold does, by
//! `journal` for what is on disk, by `replay` for what a log says, by `certify` for whether all of it can
//! have happened. Adapters come in through [`ports`].
//!
//! This crate must never name actix-web, scylla, redis or rusqlite, start a thread, read a clock or draw
//! a random number by itself: all of that comes through ports, so that the whole of it also runs on one
//! thread under a paused clock.

pub mod certify;
pub mod figures;
pub mod hub;
pub mod journal;
pub mod limits;
pub mod ports;
pub mod registry;
pub mod replay;
pub mod seat_map;
pub mod testkit;
