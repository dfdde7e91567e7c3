//! The hub on a paused clock, over an event that the test plays.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::format_push_string)]

mod bounds;
mod frame;
mod mine;
mod play;
mod public;
mod ring;
mod silence;
