//! Commands a second of the pure state on one thread: holds and releases of 1 to 4 seats of 20,000, with
//! ids remembered, limits checked, records encoded and changes noted.
//!
//! `cargo run --release -p actors --example seat_map_rate [TOKENS] [MILLIONS OF COMMANDS]`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::cast_precision_loss)]

use std::sync::Arc;
use std::time::Instant;

use actors::seat_map::command::{ChannelSet, Command, Part, Request, wanted_seats};
use actors::seat_map::outcome::{Done, Outcome};
use actors::seat_map::{RecordBuffer, SeatMap};
use schemas::ids::{CommandHash, EventId, HoldId, LevelIndex, PlaceIndex, PrincipalHash, TokenHash};
use schemas::plan::{PlanIndex, Point, PriceLevel, PublishedPlan, Row, Seat, SeatingPlan, Section};
use schemas::record::Principal;
use schemas::seat::SaleState;
use schemas::terms::{Currency, EventTerms, LevelPrice, SaleSchedule};
use schemas::time::Timestamp;

const SEATS: u32 = 20_000;

fn plan() -> PlanIndex {
    let seat = |number: u32, y: u32| Seat {
        label: number.to_string(),
        position: Point::new(f64::from(number), f64::from(y)),
        ..Seat::default()
    };
    let row = |row: u32, y: u32| Row {
        label: row.to_string(),
        seats: (0..50).map(|number| seat(number, y)).collect(),
        ..Row::default()
    };
    let section = |section: u32| Section {
        label: section.to_string(),
        level: Some("all".to_owned()),
        rows: (0..20).map(|number| row(number, section * 30 + number)).collect(),
        ..Section::default()
    };
    let level = PriceLevel { key: "all".to_owned(), name: "all".to_owned(), color: "#000000".to_owned() };
    let plan = SeatingPlan {
        name: "arena".to_owned(),
        levels: vec![level],
        sections: (0..20).map(section).collect(),
        ..SeatingPlan::default()
    };
    PublishedPlan::publish(plan, None).expect("a plan").index().expect("an index")
}

fn terms(plan: &PlanIndex) -> EventTerms {
    EventTerms {
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
        prices: vec![LevelPrice { level: LevelIndex(0), amount_minor: 4_500 }],
        channels: Vec::new(),
        closed_channels: Vec::new(),
        tables: Vec::new(),
        schedule: SaleSchedule::default(),
    }
}

/// A small generator with a fixed seed, so that every run is the same.
struct Draws(u64);

impl Draws {
    fn next(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 33) % u64::from(below)).unwrap()
    }

    fn hash(&mut self) -> [u8; 16] {
        let (low, high) = (u64::from(self.next(u32::MAX)), u64::from(self.next(u32::MAX)));
        u128::from(low << 32 | high).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_le_bytes()
    }
}

/// Nanoseconds that this thread has run on a core; where the kernel does not say, wall time since `start`.
fn ran_ns(start: Instant) -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ran = text.split(' ').next().and_then(|number| number.parse().ok());
    ran.unwrap_or_else(|| u64::try_from(start.elapsed().as_nanos()).unwrap())
}

/// The event, open for sale.
fn on_sale(out: &mut RecordBuffer) -> SeatMap {
    let plan = plan();
    let terms = terms(&plan);
    let mut map = SeatMap::new(EventId(1), Arc::new(plan));
    map.create(terms, Timestamp(1), out).expect("terms that fit");
    let open = Request {
        principal: Principal::Organiser(PrincipalHash([0; 16])),
        id: CommandHash([0; 16]),
        digest: CommandHash([0; 16]),
        command: Command::SetSale { state: SaleState::OnSale },
    };
    map.apply(&open, Timestamp(1), out);
    out.clear();
    map
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u32>().expect("a number"));
    let tokens = arguments.next().unwrap_or(1_000);
    let millions = arguments.next().unwrap_or(10);
    let mut out = RecordBuffer::new();
    let mut map = on_sale(&mut out);
    let mut draws = Draws(0x2545_f491_4f6c_dd1d);
    let hashes: Vec<TokenHash> = (0..tokens).map(|_| TokenHash(draws.hash())).collect();
    // What each token holds, and the commands of one batch, made outside the measured time.
    let mut claims: Vec<Option<HoldId>> = vec![None; hashes.len()];
    let (mut busy_ns, mut done, mut refused, mut bytes) = (0_u64, 0_u64, 0_u64, 0_u64);
    let begun = Instant::now();
    let mut now = 1_u64;
    while done < u64::from(millions) * 1_000_000 {
        let first = draws.next(tokens) as usize;
        let picked = (0..1_024_usize.min(hashes.len())).map(|number| (first + number) % hashes.len());
        let requests: Vec<(usize, Request)> = picked
            .map(|token| {
                let command = if let Some(hold) = claims[token] {
                    Command::Release { hold, part: Part::All }
                } else {
                    let count = 1 + draws.next(4);
                    let start = draws.next(SEATS - count);
                    let seats: Vec<PlaceIndex> = (start..start + count).map(PlaceIndex).collect();
                    Command::Hold { places: wanted_seats(&seats), channels: ChannelSet(0), address: None }
                };
                let principal = Principal::Buyer(hashes[token]);
                (
                    token,
                    Request {
                        principal,
                        id: CommandHash(draws.hash()),
                        digest: CommandHash([0; 16]),
                        command,
                    },
                )
            })
            .collect();
        let start_ns = ran_ns(begun);
        for (token, request) in &requests {
            match map.apply(request, Timestamp(now), &mut out) {
                Outcome::Accepted(answer) => {
                    claims[*token] =
                        if let Done::Held { hold, .. } = answer.done { Some(hold) } else { None };
                }
                Outcome::Refused(_) => refused += 1,
            }
        }
        busy_ns += ran_ns(begun) - start_ns;
        now += 1;
        done += requests.len() as u64;
        bytes += out.bytes().len() as u64;
        out.clear();
    }
    println!(
        "{tokens} tokens, {done} commands, {:.1} % refused: {:.2} M commands/s of processor time, {:.0} ns each, {} bytes of records each",
        refused as f64 * 100.0 / done as f64,
        done as f64 * 1e3 / busy_ns as f64,
        busy_ns as f64 / done as f64,
        bytes / done,
    );
}
