//! What `frontrow event certify` says of an event's log. It can be kept, and compared with the log later.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api::moment::Moment;
use crate::api::places::UnitCounts;
use crate::ids::{ContentHash, EventId, Version};
use crate::seat::SaleState;

/// What a certificate's text says it is.
pub const CERTIFICATE_FORMAT: &str = "frontrow-certificate/1";

/// That no place was sold twice: every record of an event's log followed from the one before and could happen,
/// and this is where they led. Two logs with one head are one log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventCertificate {
    /// [`CERTIFICATE_FORMAT`].
    pub format: String,
    /// The event.
    pub event: EventId,
    /// Records that were replayed, the first to this version.
    pub version: Version,
    /// When the first was written.
    pub first_at: Moment,
    /// When the last was.
    pub last_at: Moment,
    /// The chain's head after the last.
    pub chain_head: ContentHash,
    /// The hash of the whole state that they lead to.
    pub state_hash: ContentHash,
    /// The hash of what everybody may see of it.
    pub public_hash: ContentHash,
    /// The plan version.
    pub plan: ContentHash,
    /// The sale.
    pub sale: SaleState,
    /// Units by state; together the event's capacity.
    pub units: UnitCounts,
    /// Live holds.
    pub holds: u64,
    /// Bookings that were not given back whole.
    pub bookings: u64,
    /// Units that were ever booked.
    pub units_booked: u64,
    /// Units of them that were given back; the others are booked.
    pub units_given_back: u64,
    /// Records by kind.
    pub kinds: BTreeMap<String, u64>,
    /// What was checked.
    pub checked: Checked,
}

/// What a certification checked. The invariants are those of docs/ARCHITECTURE.md.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// Invariants that were checked with every record, for all that the record touched, against a second ledger
    /// that knows records alone.
    pub each_record: Vec<String>,
    /// Invariants that were checked for the whole state.
    pub whole_state: Vec<String>,
    /// After how many records that was done, each time; also after the last one, and wherever the event moved to
    /// another plan version.
    pub whole_state_every: u64,
    /// How often it was.
    pub whole_states: u64,
    /// Checkpoints whose state is the one that the records up to there lead to.
    pub checkpoints: Vec<Version>,
}
