//! A small venue with its terms, a clock that follows the runtime's, and requests: what most tests of a live
//! event begin with.

use std::fmt::Write as _;
use std::sync::Arc;

use schemas::ids::{CommandHash, ContentHash, HoldId, PlaceIndex, PrincipalHash, TokenHash};
use schemas::plan::{PlanIndex, PublishedPlan, parse_plan};
use schemas::record::Principal;
use schemas::terms::{Currency, EventTerms, LevelPrice, SaleSchedule};
use schemas::time::Timestamp;
use tokio::time::Instant;

use crate::ports::clock::Clock;
use crate::ports::plans::{PlanError, PlanSource};
use crate::seat_map::command::{ChannelSet, Command, Part, Request, SaleStep, wanted_seats};

/// A plan of `rows` rows of `seats` seats each, one price level. Place indexes run row by row.
///
/// # Panics
/// Where the plan is larger than a plan may be.
#[must_use]
#[allow(clippy::expect_used)] // A plan of our own making; a test would not want to go on without it.
pub fn rows_plan(rows: u32, seats: u32) -> PublishedPlan {
    let mut text = String::from(
        r##"{"format":"frontrow-plan/1","name":"Rows","levels":[{"key":"one","name":"One","color":"#336699"}],"rows":["##,
    );
    for row in 0..rows {
        let comma = if row == 0 { "" } else { "," };
        let _ = write!(text, r#"{comma}{{"label":"R{row}","level":"one","seats":["#);
        for seat in 0..seats {
            let comma = if seat == 0 { "" } else { "," };
            let _ = write!(text, r#"{comma}{{"label":"{seat}","position":{{"x":{seat},"y":{row}}}}}"#);
        }
        text.push_str("]}");
    }
    text.push_str("]}");
    let plan = parse_plan(&text).expect("the plan reads");
    PublishedPlan::publish(plan, None).expect("the plan is valid")
}

/// Terms of ten-minute holds on `plan`, generous in everything.
#[must_use]
pub fn open_terms(plan: &PublishedPlan) -> EventTerms {
    EventTerms {
        plan: plan.hash(),
        stream: 1,
        hold_time_ms: 600_000,
        lifetime_cap_ms: 3_600_000,
        maximum_extensions: 0,
        payment_time_ms: 300_000,
        payment_cap_ms: 900_000,
        maximum_units_per_hold: 100,
        maximum_units_per_token: 1_000,
        maximum_tokens_per_address: 0,
        currency: Currency(*b"EUR"),
        prices: vec![LevelPrice { level: schemas::ids::LevelIndex(0), amount_minor: 4_200 }],
        channels: Vec::new(),
        closed_channels: Vec::new(),
        tables: Vec::new(),
        schedule: SaleSchedule::default(),
    }
}

/// One published plan, whatever is asked for by its hash.
pub struct OnePlan {
    hash: ContentHash,
    index: Arc<PlanIndex>,
}

impl OnePlan {
    /// Of `plan`.
    ///
    /// # Panics
    /// Where the plan does not compile.
    #[must_use]
    #[allow(clippy::expect_used)] // As above.
    pub fn new(plan: &PublishedPlan) -> Self {
        Self { hash: plan.hash(), index: Arc::new(plan.index().expect("the plan compiles")) }
    }
}

impl PlanSource for OnePlan {
    fn plan(&self, hash: ContentHash) -> Result<Arc<PlanIndex>, PlanError> {
        if hash == self.hash { Ok(self.index.clone()) } else { Err(PlanError::Unknown(hash)) }
    }
}

/// The runtime's clock, which a test pauses and moves, from a fixed moment on.
#[derive(Clone, Copy, Debug)]
pub struct RuntimeClock {
    began: Instant,
    at: Timestamp,
}

impl RuntimeClock {
    /// Shows `at` now.
    #[must_use]
    pub fn starting(at: Timestamp) -> Self {
        Self { began: Instant::now(), at }
    }
}

impl Clock for RuntimeClock {
    fn now(&self) -> Timestamp {
        let passed = Instant::now().duration_since(self.began).as_millis();
        self.at.plus_ms(u64::try_from(passed).unwrap_or(u64::MAX))
    }
}

/// A number as a hash, so that tests count buyers and commands.
#[must_use]
pub fn hash_of(number: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    bytes
}

/// Buyer `number`'s hold token.
#[must_use]
pub fn buyer(number: u64) -> TokenHash {
    TokenHash(hash_of(number))
}

/// Command `id` of buyer `number`.
#[must_use]
pub fn buyer_request(number: u64, id: u64, command: Command) -> Request {
    let (id, digest) = (CommandHash(hash_of(id)), CommandHash(hash_of(!id)));
    Request { principal: Principal::Buyer(buyer(number)), id, digest, command }
}

/// Command `id` of the organiser.
#[must_use]
pub fn organiser_request(id: u64, command: Command) -> Request {
    let (id, digest) = (CommandHash(hash_of(id)), CommandHash(hash_of(!id)));
    Request { principal: Principal::Organiser(PrincipalHash(hash_of(0))), id, digest, command }
}

/// Claims seats.
#[must_use]
pub fn hold(places: &[u32]) -> Command {
    let places: Vec<_> = places.iter().copied().map(PlaceIndex).collect();
    Command::Hold { places: wanted_seats(&places), channels: ChannelSet::default(), address: None }
}

/// Gives a whole hold back.
#[must_use]
pub fn release(hold: HoldId) -> Command {
    Command::Release { hold, part: Part::All }
}

/// Opens the sale.
#[must_use]
pub fn open_sale() -> Command {
    Command::SetSale { step: SaleStep::Open, only_if: None }
}
