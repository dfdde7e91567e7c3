//! The audit: every acknowledged answer, written down as it came, and afterwards looked up in the server's
//! log, which is performed once more by code that shares nothing with the engine.

pub mod account;
pub mod ledger;
pub mod log;
pub mod seen;
pub mod verdict;
pub mod violation;

#[cfg(test)]
mod tests;

pub use ledger::{Acknowledged, Deed, Ledger, LedgerFile};
pub use log::LoggedEvent;
pub use seen::Seen;
pub use verdict::Verdict;
pub use violation::Violation;
