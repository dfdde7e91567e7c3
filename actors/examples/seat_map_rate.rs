//! Commands a second of the pure state on one thread: holds and releases of 1 to 4 seats of 20,000, with
//! ids remembered, limits checked, records encoded and changes noted; and the memory that tokens take.
//!
//! `cargo run --release -p actors --example seat_map_rate [THOUSANDS OF COMMANDS A TURN] [TURNS] [TOKENS..]`
//!
//! Each row is a seat map of its own. All are warmed up until every token has as many commands remembered as
//! it can have, then they take turns, so that what else the machine does meets all rows alike. Wanted seats
//! are drawn evenly, or by Zipf's law with exponent 0.99: then most holds want what somebody has. What tokens
//! cost is told where the numbers of tokens are left out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::cast_precision_loss)]

use std::sync::Arc;
use std::time::Instant;

use actors::seat_map::command::{ChannelSet, Command, Part, Request, SaleStep, wanted_seats};
use actors::seat_map::outcome::{Done, Outcome};
use actors::seat_map::{RecordBuffer, SeatMap};
use schemas::ids::{CommandHash, EventId, HoldId, LevelIndex, PlaceIndex, PrincipalHash, TokenHash};
use schemas::plan::{PlanIndex, Point, PriceLevel, PublishedPlan, Row, Seat, SeatingPlan, Section};
use schemas::record::Principal;
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
        command: Command::SetSale { step: SaleStep::Open, only_if: None },
    };
    map.apply(&open, Timestamp(1), out);
    out.clear();
    map
}

/// Which seats are wanted.
#[derive(Clone)]
enum Wish {
    Evenly,
    /// The share of all wishes that are for the first so many seats of the ranking.
    Zipf(Vec<f64>),
}

impl Wish {
    fn zipf(exponent: f64) -> Self {
        let mut sum = 0.0;
        let mut shares: Vec<f64> = (1..=SEATS)
            .map(|rank| {
                sum += f64::from(rank).powf(-exponent);
                sum
            })
            .collect();
        for share in &mut shares {
            *share /= sum;
        }
        Self::Zipf(shares)
    }

    /// The first of `count` seats in a row.
    fn draw(&self, draws: &mut Draws, count: u32) -> u32 {
        match self {
            Self::Evenly => draws.next(SEATS - count),
            Self::Zipf(shares) => {
                let chance = f64::from(draws.next(u32::MAX)) / f64::from(u32::MAX);
                let rank = u32::try_from(shares.partition_point(|share| *share < chance)).unwrap();
                // Seats that are liked are not all in one corner: 7,919 is prime to the number of seats.
                (rank * 7_919 % SEATS).min(SEATS - count)
            }
        }
    }
}

/// One seat map with its buyers.
struct Stage {
    tokens: Vec<TokenHash>,
    /// What each token holds.
    claims: Vec<Option<HoldId>>,
    wish: Wish,
    map: SeatMap,
    out: RecordBuffer,
    draws: Draws,
    now: u64,
}

/// What was measured.
#[derive(Default)]
struct Turn {
    commands: u64,
    refused: u64,
    busy_ns: u64,
    allocations: u64,
    record_bytes: u64,
}

impl Turn {
    fn millions_a_second(&self) -> f64 {
        self.commands as f64 * 1e3 / self.busy_ns as f64
    }
}

impl Stage {
    fn new(tokens: u32, wish: Wish) -> Self {
        let mut out = RecordBuffer::new();
        let map = on_sale(&mut out);
        let mut draws = Draws(0x2545_f491_4f6c_dd1d);
        let tokens: Vec<TokenHash> = (0..tokens).map(|_| TokenHash(draws.hash())).collect();
        Self { claims: vec![None; tokens.len()], tokens, wish, map, out, draws, now: 1 }
    }

    /// The next command of a token: what it holds is given back, and then other seats are wanted.
    fn request(&mut self, token: usize) -> Request {
        let command = if let Some(hold) = self.claims[token] {
            Command::Release { hold, part: Part::All }
        } else {
            let count = 1 + self.draws.next(4);
            let start = self.wish.draw(&mut self.draws, count);
            let seats: Vec<PlaceIndex> = (start..start + count).map(PlaceIndex).collect();
            Command::Hold { places: wanted_seats(&seats), channels: ChannelSet(0), address: None }
        };
        Request {
            principal: Principal::Buyer(self.tokens[token]),
            id: CommandHash(self.draws.hash()),
            digest: CommandHash([0; 16]),
            command,
        }
    }

    /// Notes what the token holds now. False where it was refused.
    fn note(&mut self, token: usize, outcome: &Outcome) -> bool {
        let Outcome::Accepted(answer) = outcome else { return false };
        self.claims[token] = if let Done::Held { hold, .. } = answer.done { Some(hold) } else { None };
        true
    }

    /// One command of each of at most 1,024 tokens, made outside the measured time.
    fn batch(&mut self, turn: &mut Turn) {
        let count = self.tokens.len();
        let first = self.draws.next(u32::try_from(count).unwrap()) as usize;
        // 617 is prime to every number of tokens here, so none comes twice and none follows its neighbour.
        let picked = (0..count.min(1_024)).map(|number| (first + number * 617) % count);
        let requests: Vec<(usize, Request)> = picked.map(|token| (token, self.request(token))).collect();
        let begun = Instant::now();
        let start_ns = ran_ns(begun);
        let counted = allocation_counter::measure(|| {
            for (token, request) in &requests {
                let outcome = self.map.apply(request, Timestamp(self.now), &mut self.out);
                turn.refused += u64::from(!self.note(*token, &outcome));
            }
        });
        turn.busy_ns += ran_ns(begun) - start_ns;
        turn.allocations += counted.count_total;
        turn.commands += requests.len() as u64;
        turn.record_bytes += self.out.bytes().len() as u64;
        self.now += 1;
        self.out.clear();
    }

    fn run(&mut self, commands: u64) -> Turn {
        let mut turn = Turn::default();
        while turn.commands < commands {
            self.batch(&mut turn);
        }
        turn
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn print_rates(commands: u64, turns: u32, tokens: &[u32]) {
    let mut rows: Vec<(&str, Stage, Vec<Turn>)> = Vec::new();
    for tokens in tokens {
        for (name, wish) in [("evenly", Wish::Evenly), ("zipf 0.99", Wish::zipf(0.99))] {
            let mut stage = Stage::new(*tokens, Wish::Evenly);
            // Twice as many as are remembered of each token: some are refused. The rings of changes fill up too.
            stage.run(u64::from(*tokens) * 512 + 200_000);
            stage.wish = wish;
            rows.push((name, stage, Vec::new()));
        }
    }
    for _ in 0..turns {
        for (_, stage, measured) in &mut rows {
            measured.push(stage.run(commands));
        }
    }
    println!("{SEATS} seats, {turns} turns of {commands} commands; processor time of one thread");
    println!("tokens  wanted     M commands/s  least  most   ns  refused  allocations  record bytes");
    for (name, stage, measured) in &rows {
        let rate = |turn: &Turn| turn.millions_a_second();
        let middle = median(measured.iter().map(rate).collect());
        let sum = |of: fn(&Turn) -> u64| measured.iter().map(of).sum::<u64>() as f64;
        let commands = sum(|turn| turn.commands);
        println!(
            "{:6}  {name:<9}  {middle:12.2}  {:5.2}  {:4.2}  {:3.0}  {:5.1} %  {:11.6}  {:12.0}",
            stage.tokens.len(),
            measured.iter().map(rate).fold(f64::INFINITY, f64::min),
            measured.iter().map(rate).fold(0.0, f64::max),
            1e3 / middle,
            sum(|turn| turn.refused) * 100.0 / commands,
            sum(|turn| turn.allocations) / commands,
            sum(|turn| turn.record_bytes) / commands,
        );
    }
}

/// What 10,000 tokens cost that have each held and given back a seat so often, and hold nothing now.
fn print_memory() {
    const TOKENS: u32 = 10_000;
    println!("\ncommands of each of {TOKENS} tokens  bytes a token  bytes a command");
    for commands in [2_usize, 4, 8, 16, 32, 64, 256] {
        let mut stage = Stage::new(TOKENS, Wish::Evenly);
        // One token fills the rings of recent changes first, and is forgotten.
        let tokens = std::mem::replace(&mut stage.tokens, vec![TokenHash([0; 16])]);
        stage.run(100_000);
        stage.now += 3_600_000;
        (stage.tokens, stage.claims) = (tokens, vec![None; TOKENS as usize]);
        let counted = allocation_counter::measure(|| {
            for token in (0..TOKENS as usize).flat_map(|token| std::iter::repeat_n(token, commands)) {
                let request = stage.request(token);
                let outcome = stage.map.apply(&request, Timestamp(stage.now), &mut stage.out);
                stage.note(token, &outcome);
                stage.out.clear();
            }
        });
        let bytes = counted.bytes_current as f64 / f64::from(TOKENS);
        println!("{commands:32}  {bytes:13.0}  {:15.0}", bytes / commands as f64);
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u32>().expect("a number"));
    let thousands = arguments.next().unwrap_or(2_000);
    let turns = arguments.next().unwrap_or(7);
    let tokens: Vec<u32> = arguments.collect();
    let named = if tokens.is_empty() { &[100, 1_000, 5_000][..] } else { &tokens };
    print_rates(u64::from(thousands) * 1_000, turns, named);
    if tokens.is_empty() {
        print_memory();
    }
}
