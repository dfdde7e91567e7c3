//! One event of a world: its terms, what its log said at the last restart, and what was seen of it since.

use std::sync::Arc;

use actors::seat_map::SeatMap;
use actors::testkit::simulator::log_model::LogModel;
use schemas::ids::{BookingId, EventId, HoldId, Version};
use schemas::plan::PlanIndex;
use schemas::record::HeldPlaces;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use crate::ledger::Ledger;
use crate::venue;

/// See the module.
pub struct Event {
    pub id: EventId,
    /// All versions of its plan.
    pub plans: Vec<Arc<PlanIndex>>,
    pub terms: EventTerms,
    /// The log, performed obviously.
    pub model: LogModel,
    /// The log, replayed by the seat map; none before the first record.
    pub replayed: Option<SeatMap>,
    /// The log's records up to `model.version`.
    pub log: Vec<Vec<u8>>,
    pub ledger: Ledger,
    /// When the event may not have been loaded: from, until.
    pub breaks: Vec<(Timestamp, Timestamp)>,
    /// Since when it was loaded without a break, as far as the log shows.
    pub loaded_since: Option<Timestamp>,
    /// Its creation was acknowledged.
    pub is_created: bool,
    /// Times up to here may be those of a clock that was set back: nothing is said about them.
    pub settled_from: Timestamp,
    /// The same for the life that begins.
    pub settles_from: Timestamp,
    /// What the organisers know of.
    pub known: Known,
}

/// What organisers know.
#[derive(Debug, Default)]
pub struct Known {
    pub holds: Vec<HoldId>,
    pub bookings: Vec<(BookingId, HeldPlaces)>,
    /// The plan version that one of them moved it to last, by its number.
    pub plan: (Version, usize),
    /// The terms that one of them set last, as far as that was answered, and the record that did.
    pub terms: Option<(Version, EventTerms)>,
}

impl Event {
    /// The plan version that it is on, as far as organisers know.
    pub fn plan(&self) -> &Arc<PlanIndex> {
        &self.plans[self.known.plan.1]
    }

    pub fn new(id: EventId, plans: Vec<Arc<PlanIndex>>) -> Self {
        let plan = Arc::clone(&plans[0]);
        Self {
            id,
            terms: venue::terms(plan.hash()),
            model: LogModel::new(id, plan),
            replayed: None,
            plans,
            log: Vec::new(),
            ledger: Ledger::default(),
            breaks: Vec::new(),
            loaded_since: None,
            is_created: false,
            settled_from: Timestamp(0),
            settles_from: Timestamp(0),
            known: Known::default(),
        }
    }
}
