//! The journal in segment files: one a node, shared by its events.
//!
//! Enter by [`FileJournal::open`]: it recovers what is on disk and hands out the port, the [`JournalWriter`]
//! and the [`Preallocator`], each of which wants a thread (`run`) or a driver (`step`). A frame a group, one
//! write and one sync a turn; `docs/JOURNAL.md` has every byte and every failure.
//!
//! This module must never start a thread, read a clock or draw a random number; it never retries a sync, and
//! never touches bytes that may once have been durable.

mod archive;
mod archiving;
mod backup;
mod certify;
mod checkpoints;
mod closing;
mod compress;
mod covered;
mod dump;
mod entry;
mod file_journal;
mod frame;
mod layout;
mod log_index;
mod opening;
mod options;
mod preallocate;
mod queue;
mod reader;
mod recovery;
mod released;
mod repair;
mod scan;
mod segment;
mod segment_index;
mod shared;
mod signal;
mod survey;
mod verify;
mod writer;

pub use archiving::{Archived, Floor};
pub use backup::{BackedUp, BackupError, back_up};
pub use certify::{Certificate, CertifiedRecord, certify, certify_each};
pub use dump::{Decode, DumpFilter, DumpedRecord, dump};
pub use file_journal::FileJournal;
pub use layout::{Position, SEGMENTS, SegmentId};
pub use options::{JournalOptions, OpenError, SegmentIds};
pub use preallocate::{Fill, Preallocator};
pub use recovery::{Opened, Recovered};
pub use repair::{RepairError, RepairPlan, RepairStep, apply as apply_repair, plan as plan_repair};
pub use survey::{Progress, ShowProgress};
pub use verify::{Finding, VerifyReport, Weight, verify};
pub use writer::{JournalWriter, Turn};

#[cfg(test)]
mod tests;
