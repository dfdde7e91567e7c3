//! The obvious seat map: a list of holds and a list of bookings, and everything else counted from them at
//! every question. It decides by itself and writes no records; the fast map must answer the same and come
//! to the same checkpoint, byte for byte.

mod best_available;
mod buyers;
mod checkpoint;
mod configuring;
mod moving;
mod organisers;
mod places;

use std::collections::BTreeMap;
use std::sync::Arc;

use schemas::ids::{BookingId, ChannelIndex, EventId, HoldId, LevelIndex, PlaceIndex, TokenHash, Version};
use schemas::plan::PlanIndex;
use schemas::record::{Cause, HeldPlaces, Principal};
use schemas::refusal::{RefusalCode, RefusalParams};
use schemas::seat::SaleState;
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use super::command::{Command, Request};
use super::outcome::{Answer, Done, Outcome, Refusal};
use crate::limits::{ORGANISER_MEMORY_MS, REMEMBERED_COMMANDS_PER_TOKEN, TOKEN_MEMORY_MS};

/// A live hold.
#[derive(Clone, Debug)]
pub(super) struct Hold {
    token: TokenHash,
    started: Timestamp,
    deadline: Timestamp,
    deadline_set: Version,
    extensions: u32,
    /// Begins of all its payment attempts.
    payments: Vec<Timestamp>,
    /// Deadline and hard cap of the attempt under way.
    in_payment: Option<(Timestamp, Timestamp)>,
    places: HeldPlaces,
}

impl Hold {
    fn ends_at(&self) -> Timestamp {
        self.in_payment.map_or(self.deadline, |(_, hard_cap)| hard_cap)
    }
}

/// A live token.
#[derive(Clone, Debug, Default)]
struct Token {
    address: Option<u64>,
    idle: Option<(Version, Timestamp)>,
    memory: Vec<(Cause, Answer)>,
}

/// Units of a GA area that belong to a channel, whatever their state, and those of them that are killed.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    all: u32,
    killed: u32,
}

/// What is wrong, with the place it is about.
type Flaw = (RefusalCode, Option<PlaceIndex>);
/// What was done, or all that is wrong with it.
type Verdict = Result<Done, Vec<Flaw>>;

/// The obvious seat map.
#[derive(Clone, Debug)]
pub(super) struct Naive {
    event: EventId,
    plan: Arc<PlanIndex>,
    terms: EventTerms,
    first_terms: EventTerms,
    terms_set: Version,
    configured: Version,
    /// Levels that the event gives places, where they are not the plan's own.
    levels: BTreeMap<PlaceIndex, LevelIndex>,
    /// Capacities of GA areas.
    capacities: BTreeMap<PlaceIndex, u32>,
    version: Version,
    at: Timestamp,
    sale: SaleState,
    announced: bool,
    holds: BTreeMap<HoldId, Hold>,
    bookings: BTreeMap<BookingId, (String, HeldPlaces)>,
    channels: BTreeMap<PlaceIndex, ChannelIndex>,
    shares: BTreeMap<(PlaceIndex, ChannelIndex), Share>,
    reasons: BTreeMap<PlaceIndex, String>,
    tokens: BTreeMap<TokenHash, Token>,
    organisers: Vec<(Timestamp, Cause, Answer)>,
    live_tokens: usize,
    organiser_commands: usize,
    buyer_commands: usize,
}

impl Naive {
    /// An event with its first record written at `at`, with bounds of its own on tokens, and on organisers' and
    /// buyers' commands remembered.
    pub fn create(
        event: EventId,
        plan: &Arc<PlanIndex>,
        terms: EventTerms,
        at: Timestamp,
        (live_tokens, organiser_commands, buyer_commands): (usize, usize, usize),
    ) -> Self {
        let mut naive = Self {
            event,
            first_terms: terms.clone(),
            terms_set: Version(1),
            configured: Version(1),
            levels: BTreeMap::new(),
            capacities: BTreeMap::new(),
            terms,
            version: Version(1),
            at,
            sale: SaleState::Draft,
            announced: false,
            holds: BTreeMap::new(),
            bookings: BTreeMap::new(),
            channels: BTreeMap::new(),
            shares: BTreeMap::new(),
            reasons: BTreeMap::new(),
            tokens: BTreeMap::new(),
            organisers: Vec::new(),
            live_tokens,
            organiser_commands,
            buyer_commands,
            plan: Arc::clone(plan),
        };
        for place in plan.places() {
            if !naive.is_area(place) {
                continue;
            }
            let share = Share { all: plan.capacity(place), killed: 0 };
            naive.shares.insert((place, ChannelIndex(0)), share);
            naive.capacities.insert(place, share.all);
        }
        naive
    }

    /// One more record: what is too old by then is forgotten.
    fn record(&mut self, now: Timestamp) -> Version {
        self.version = Version(self.version.0 + 1);
        self.at = now;
        self.tokens.retain(|_, token| !token.is_over(now));
        self.organisers.retain(|(at, ..)| now.0 - at.0 < ORGANISER_MEMORY_MS);
        self.version
    }

    /// A token without a hold is idle from the record that ended its last one.
    fn note_idle(&mut self) {
        let (version, at) = (self.version, self.at);
        for (hash, token) in &mut self.tokens {
            let has_hold = self.holds.values().any(|hold| hold.token == *hash);
            token.idle = if has_hold { None } else { token.idle.or(Some((version, at))) };
        }
    }

    /// Ends a hold that ran out or is taken away.
    fn end(&mut self, hold: HoldId, now: Timestamp) {
        self.record(now);
        self.holds.remove(&hold);
        self.note_idle();
        self.settle_closed();
    }

    /// Ends every hold that has run out and that `touched` picks.
    fn end_run_out(&mut self, now: Timestamp, touched: impl Fn(HoldId, &Hold) -> bool) {
        let over = self.holds.iter().filter(|(id, hold)| hold.ends_at() <= now && touched(**id, hold));
        let over: Vec<HoldId> = over.map(|(id, _)| *id).collect();
        for id in over {
            self.end(id, now);
        }
    }

    /// As [`super::SeatMap::expire_due`].
    pub fn expire_due(&mut self, now: Timestamp, at_most: usize) -> usize {
        let now = now.max(self.at);
        self.move_sale(now);
        let mut over: Vec<(Timestamp, Version, HoldId)> =
            self.holds.iter().map(|(id, hold)| (hold.ends_at(), hold.deadline_set, *id)).collect();
        over.retain(|(at, ..)| *at <= now);
        over.sort_unstable();
        over.truncate(at_most);
        for (_, _, id) in &over {
            self.end(*id, now);
        }
        over.len()
    }

    /// As [`super::SeatMap::begin_stream`].
    pub fn begin_stream(&mut self, stream: u32, now: Timestamp) {
        if stream > self.terms.stream {
            self.record(now.max(self.at));
            self.terms.stream = stream;
        }
    }

    /// As [`super::SeatMap::resume`].
    pub fn resume(&mut self, now: Timestamp) {
        let now = now.max(self.at);
        let hold_time_ms = self.terms.hold_time_ms;
        let fair = |hold: &Hold| {
            let fair = hold.deadline.0.max(now.0 + hold_time_ms.min(60_000)).min(now.0 + hold_time_ms);
            Timestamp(fair.min(hold.started.0 + self.terms.lifetime_cap_ms))
        };
        let ordinary = self.holds.iter().filter(|(_, hold)| hold.in_payment.is_none());
        let others: Vec<(HoldId, Timestamp)> = ordinary
            .map(|(id, hold)| (*id, fair(hold)))
            .filter(|(id, deadline)| self.holds[id].deadline != *deadline)
            .collect();
        if others.is_empty() {
            return;
        }
        let version = self.record(now);
        for (id, deadline) in others {
            let hold = self.holds.get_mut(&id).unwrap();
            (hold.deadline, hold.deadline_set) = (deadline, version);
        }
    }

    /// As [`super::SeatMap::apply`].
    pub fn apply(&mut self, request: &Request, now: Timestamp) -> Outcome {
        let now = now.max(self.at);
        let cause = Cause { principal: request.principal, command: request.id, digest: request.digest };
        if let Some((known, answer)) = self.remembered(&cause, now) {
            if known.digest == cause.digest {
                return Outcome::Accepted(answer);
            }
            return self.refuse(&[(RefusalCode::IdReused, None)], &request.command);
        }
        self.move_sale(now);
        let verdict = match request.principal {
            Principal::Buyer(token) => self.decide_for_buyer(token, &request.command, now),
            Principal::Organiser(_) => self.decide_for_organiser(&request.command, now),
        };
        match verdict {
            Err(flaws) => self.refuse(&flaws, &request.command),
            Ok(done) => {
                let answer = Answer { version: self.version, done };
                self.remember(cause, now, &answer);
                Outcome::Accepted(answer)
            }
        }
    }

    fn remembered(&self, cause: &Cause, now: Timestamp) -> Option<(Cause, Answer)> {
        let same = |known: &Cause| known.principal == cause.principal && known.command == cause.command;
        match cause.principal {
            Principal::Buyer(token) => {
                let token = self.tokens.get(&token).filter(|token| !token.is_over(now))?;
                token.memory.iter().find(|(known, _)| same(known)).cloned()
            }
            Principal::Organiser(_) => {
                let recent = |at: &Timestamp| now.0 - at.0 < ORGANISER_MEMORY_MS;
                let found = self.organisers.iter().find(|(at, known, _)| recent(at) && same(known));
                found.map(|(_, known, answer)| (*known, answer.clone()))
            }
        }
    }

    fn remember(&mut self, cause: Cause, now: Timestamp, answer: &Answer) {
        match cause.principal {
            Principal::Buyer(token) => {
                let memory = &mut self.tokens.get_mut(&token).unwrap().memory;
                memory.push((cause, answer.clone()));
                if memory.len() > REMEMBERED_COMMANDS_PER_TOKEN {
                    memory.remove(0);
                }
            }
            Principal::Organiser(_) => self.organisers.push((now, cause, answer.clone())),
        }
    }

    /// The first flaw by precedence, and all places that have it.
    fn refuse(&self, flaws: &[Flaw], command: &Command) -> Outcome {
        let code = flaws.iter().map(|(code, _)| *code).min().unwrap();
        let mut named = Vec::new();
        for (_, place) in flaws.iter().filter(|(other, _)| *other == code) {
            if place.is_some() && !named.contains(place) {
                named.push(*place);
            }
        }
        let at_most =
            if code == RefusalCode::InUse { usize::MAX } else { super::outcome::REFUSED_PLACES_NAMED };
        let places = named.into_iter().flatten().take(at_most).collect();
        Outcome::Refused(Refusal { code, places, params: self.numbers(code, command), version: self.version })
    }

    /// What belongs to a code.
    fn numbers(&self, code: RefusalCode, command: &Command) -> RefusalParams {
        match (code, command) {
            (RefusalCode::TooManyPlaces, _) => RefusalParams::limit(self.terms.maximum_units_per_hold),
            (RefusalCode::TokenLimit, _) => RefusalParams::limit(self.terms.maximum_units_per_token),
            (RefusalCode::AddressLimit, _) => RefusalParams::limit(self.terms.maximum_tokens_per_address),
            (RefusalCode::InUse, Command::SetCapacity { place, .. }) => {
                let channels = || self.all_channels();
                let held: u32 = channels().map(|channel| self.held(*place, Some(channel))).sum();
                let booked: u32 = channels().map(|channel| self.booked(*place, Some(channel))).sum();
                let killed: u32 = channels().map(|channel| self.killed(*place, channel)).sum();
                RefusalParams::in_use(held + booked + killed)
            }
            _ => RefusalParams::NONE,
        }
    }

    fn decide_for_buyer(&mut self, token: TokenHash, command: &Command, now: Timestamp) -> Verdict {
        match command {
            Command::Hold { places, channels, address } => self.hold(token, places, *channels, *address, now),
            Command::HoldBest { wish, channels, address } => {
                self.hold_best(token, wish, *channels, *address, now)
            }
            Command::Release { hold, part } => self.release(Some(token), *hold, part, now),
            Command::Extend { hold } => self.extend(Some(token), *hold, now),
            _ => Err(vec![(RefusalCode::NotAllowed, None)]),
        }
    }

    fn decide_for_organiser(&mut self, command: &Command, now: Timestamp) -> Verdict {
        let recent = self.organisers.iter().filter(|(at, ..)| now.0 - at.0 < ORGANISER_MEMORY_MS);
        if recent.count() >= self.organiser_commands {
            return Err(vec![(RefusalCode::Busy, None)]);
        }
        match command {
            Command::Hold { .. } | Command::HoldBest { .. } => Err(vec![(RefusalCode::NotAllowed, None)]),
            Command::Release { hold, part } => self.release(None, *hold, part, now),
            Command::Extend { hold } => self.extend(None, *hold, now),
            Command::BeginPayment { hold } => self.begin_payment(*hold, now),
            Command::PaymentFailed { hold } => self.payment_failed(*hold, now),
            Command::Book { hold, reference } => self.book(*hold, reference, now),
            Command::Unbook { booking, part } => self.unbook(*booking, part, now),
            Command::Kill { plan, .. }
            | Command::Restore { plan, .. }
            | Command::Allocate { plan, .. }
            | Command::Repaint { plan, .. }
                if plan.is_some_and(|plan| plan != self.terms.plan) =>
            {
                Err(vec![(RefusalCode::PlanMoved, None)])
            }
            Command::Kill { targets, reason, force, .. } => self.kill(targets, reason, *force, now),
            Command::Restore { targets, .. } => self.restore(targets, now),
            Command::Allocate { targets, channel, .. } => self.allocate(targets, *channel, now),
            Command::SetSale { step, only_if } => self.set_sale(*step, *only_if, now),
            Command::Discard { only_if } => self.discard(*only_if, now),
            Command::ChangeTerms { terms, only_if } => self.change_terms(terms, *only_if, now),
            Command::Repaint { targets, level, only_if, .. } => self.repaint(targets, *level, *only_if, now),
            Command::MoveToPlan { plan, prices, only_if } => {
                self.move_to_plan(&plan.0, prices, *only_if, now)
            }
            Command::SetCapacity { place, capacity, only_if } => {
                self.set_capacity(*place, *capacity, *only_if, now)
            }
        }
    }

    /// The sale moves by itself.
    fn move_sale(&mut self, now: Timestamp) {
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        if self.sale == SaleState::Scheduled && due(self.terms.schedule.opens_at) {
            self.record(now);
            self.sale = SaleState::OnSale;
        }
        let ends = matches!(self.sale, SaleState::Scheduled | SaleState::OnSale | SaleState::Paused);
        if ends && due(self.terms.schedule.closes_at) {
            self.record(now);
            self.sale = SaleState::Ended;
        }
    }

    /// New work while the sale is not on.
    fn sale_flaw(&self) -> Option<Flaw> {
        let code = match self.sale {
            SaleState::OnSale => return None,
            SaleState::Draft | SaleState::Scheduled => RefusalCode::SaleNotOpen,
            SaleState::Paused => RefusalCode::SalePaused,
            SaleState::Ended => RefusalCode::SaleEnded,
            SaleState::Cancelled => RefusalCode::SaleCancelled,
        };
        Some((code, None))
    }
}

impl Token {
    fn is_over(&self, now: Timestamp) -> bool {
        self.idle.is_some_and(|(_, since)| now.0 - since.0 >= TOKEN_MEMORY_MS)
    }
}

/// `done` where nothing is wrong.
fn verdict(flaws: Vec<Flaw>) -> Result<(), Vec<Flaw>> {
    if flaws.is_empty() { Ok(()) } else { Err(flaws) }
}
