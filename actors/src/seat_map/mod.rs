//! The seat map: an event's live places with their state.
//!
//! The state is pure: it is told a command and the time, and answers with an outcome and records. It holds
//! no clock, no randomness, no I/O. One file a command; what owns a mailbox is the actor beside it.

pub mod command;
pub mod outcome;
pub mod view;
