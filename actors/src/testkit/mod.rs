//! What tests and the simulator put in the place of the outside: a journal in memory, a disk that tears and
//! fails on command, and the suites that every implementation of a port must pass.
//!
//! Enter by [`memory_journal`] for an actor's test, by [`faulty_disk`] for the journal's own and the
//! simulator. Everything here is deterministic: by seed, or by the order of calls.
//!
//! The server must never use this in production; the bench build alone takes [`memory_journal`] as a
//! stand-in that acknowledges at once.

pub mod faulty_disk;
pub mod journal_conformance;
pub mod journal_tasks;
pub mod memory_journal;
pub mod random;
pub mod simulator;
pub mod venue;
