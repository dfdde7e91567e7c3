//! The seat map: an event's live places with their state.
//!
//! The state is pure: it is told a command and the time, and answers with an outcome and records. It holds
//! no clock, no randomness, no I/O. One file a command; what owns a mailbox is the actor beside it.
//!
//! Enter by [`SeatMap`]: `create`, `apply`, `expire_due`, `resume` decide and write records, `replay` only
//! performs them; `checkpoint` and `from_checkpoint` save and load; `observe` and its like show. The way of
//! a command is in `turn.rs`, what every effect does in `perform.rs`.

pub(crate) mod actor;
pub mod command;
pub mod handle;
pub(crate) mod live;
pub mod outcome;
pub mod view;

mod allocate;
mod answer_bytes;
mod areas;
mod best_available;
mod book;
mod bookings;
mod change_terms;
mod changes;
mod checkpoint;
mod deadlines;
mod expire;
mod extend;
mod fixed_hash;
mod gate;
mod hold;
mod holds;
mod invariants;
mod kill;
mod let_out;
mod memory;
mod memory_pages;
mod move_to_plan;
#[cfg(test)]
mod naive;
mod observe;
mod outputs;
mod part;
mod payment;
mod perform;
mod perform_configured;
mod pin;
mod places;
mod record_buffer;
mod records;
mod release;
mod repaint;
mod restore;
mod resume;
mod sale;
mod schedule;
mod set_capacity;
mod shared;
mod slab;
mod slot_line;
mod state;
mod targets;
pub(crate) mod terms;
#[cfg(test)]
mod tests;
mod text;
mod token_memory;
mod tokens;
mod turn;
mod unbook;
mod wanted;

pub use checkpoint::CheckpointError;
pub use invariants::InvariantBroken;
pub use perform::ReplayError;
pub use pin::Pin;
pub use record_buffer::{RecordBuffer, split_records};
pub use state::SeatMap;
pub use terms::{TermsError, check_changed_terms, check_terms, terms_flaws};
