//! A house on sale that is half sold.

use std::sync::Arc;
use std::time::Instant;

use actors::seat_map::command::{Command, Part, Request, SaleStep, Target};
use actors::seat_map::outcome::{Answer, Done, Outcome};
use actors::seat_map::{RecordBuffer, SeatMap};
use schemas::ids::{CommandHash, EventId, LevelIndex, PlaceIndex, PrincipalHash};
use schemas::plan::{PlaceKind, PlanIndex};
use schemas::record::{HeldPlaces, Principal};
use schemas::seat::{Arrangement, Letter};
use schemas::terms::{Currency, EventTerms, LevelPrice, SaleSchedule};
use schemas::time::Timestamp;

/// A small generator with a fixed seed, so that every run is the same.
pub struct Draws(pub u64);

impl Draws {
    /// A number below.
    pub fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

/// An event on sale, its house half sold.
pub struct House {
    map: SeatMap,
    out: RecordBuffer,
    told: u128,
    pub now: u64,
    pub seats: Vec<PlaceIndex>,
}

impl House {
    pub fn new(plan: &Arc<PlanIndex>, front_first: bool, draws: &mut Draws) -> Self {
        let prices = (0..plan.level_keys().len())
            .map(|level| LevelPrice { level: LevelIndex(u8::try_from(level).unwrap()), amount_minor: 4_500 });
        let terms = EventTerms {
            plan: plan.hash(),
            stream: 0,
            hold_time_ms: 600_000,
            lifetime_cap_ms: 1_800_000,
            maximum_extensions: 0,
            payment_time_ms: 600_000,
            payment_cap_ms: 1_800_000,
            maximum_units_per_hold: 10,
            maximum_units_per_token: 20,
            maximum_tokens_per_address: 0,
            currency: Currency(*b"EUR"),
            prices: prices.collect(),
            channels: Vec::new(),
            closed_channels: Vec::new(),
            tables: Vec::new(),
            schedule: SaleSchedule::default(),
        };
        let mut out = RecordBuffer::new();
        let mut map = SeatMap::new(EventId(1), Arc::clone(plan));
        map.create(terms, Timestamp(1), &mut out).expect("terms that fit");
        let seats = plan.places().filter(|place| plan.kind(*place) == PlaceKind::Seat).collect();
        let mut house = Self { map, out, told: 0, now: 1, seats };
        house.tell(ORGANISER, Command::SetSale { step: SaleStep::Open, only_if: None });
        let mut sold = house.seats.clone();
        if front_first {
            let distance = |place: &PlaceIndex| plan.focal_distance(*place);
            sold.sort_by(|one, other| distance(one).total_cmp(&distance(other)));
        } else {
            for place in (1..sold.len()).rev() {
                sold.swap(place, draws.next(place + 1));
            }
        }
        sold.truncate(sold.len() / 2);
        let targets = sold.into_iter().map(Target::Whole).collect();
        let kill = Command::Kill { targets, reason: "sold".to_owned(), force: false, plan: None };
        house.tell(ORGANISER, kill);
        house
    }

    fn request(&mut self, principal: Principal, command: Command) -> Request {
        self.told += 1;
        let id = self.told.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        Request { principal, id: CommandHash(id.to_le_bytes()), digest: CommandHash([0; 16]), command }
    }

    pub fn tell(&mut self, principal: Principal, command: Command) -> Outcome {
        let request = self.request(principal, command);
        let outcome = self.map.apply(&request, Timestamp(self.now), &mut self.out);
        self.out.clear();
        outcome
    }

    /// Which places are free, by number.
    pub fn free(&self) -> Vec<bool> {
        self.map.public_state().letters.iter().map(|letter| *letter == Letter::Free).collect()
    }

    /// How the places of a hold lie that lasts; none where it was refused.
    pub fn hold(&mut self, buyer: Principal, command: Command) -> Option<Arrangement> {
        match self.tell(buyer, command) {
            Outcome::Accepted(Answer { done: Done::Held { arrangement, .. }, .. }) => arrangement,
            _ => None,
        }
    }

    /// Nanoseconds and allocations of a command of a buyer, and what it held; it is given back.
    pub fn measure(&mut self, buyer: Principal, command: Command) -> (u64, u64, Option<Held>) {
        let request = self.request(buyer, command);
        let mut outcome = None;
        let begun = Instant::now();
        let counted = allocation_counter::measure(|| {
            outcome = Some(self.map.apply(&request, Timestamp(self.now), &mut self.out));
        });
        let took = u64::try_from(begun.elapsed().as_nanos()).unwrap();
        self.out.clear();
        self.now += 1;
        let held = match outcome {
            Some(Outcome::Accepted(answer)) => match answer.done {
                Done::Held { hold, places, arrangement, .. } => {
                    self.tell(buyer, Command::Release { hold, part: Part::All });
                    Some((places, arrangement))
                }
                _ => None,
            },
            _ => None,
        };
        (took, counted.count_total, held)
    }
}

/// What is held, and how it lies.
pub type Held = (HeldPlaces, Option<Arrangement>);

/// Who sells elsewhere.
pub const ORGANISER: Principal = Principal::Organiser(PrincipalHash([0; 16]));
