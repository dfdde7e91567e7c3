//! The fast map against the obvious one, and against its own log and checkpoint, after every step.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use schemas::ids::{
    BookingId, ChannelIndex, CommandHash, EventId, HoldId, LevelIndex, PlaceIndex, PrincipalHash, Version,
};
use schemas::record::Principal;
use schemas::seat::{Letter, SaleState};
use schemas::terms::{EventTerms, LevelPrice, SaleSchedule};
use schemas::time::Timestamp;

use super::tape::{Step, TimedStep, tape};
use super::venue::{self, Versions};
use super::wishes::TermsWish;
use crate::ports::plans::PlanSource;
use crate::replay::LogReplay;
use crate::seat_map::command::{Command, CompiledPlan, Part, Request, SaleStep, Target};
use crate::seat_map::naive::Naive;
use crate::seat_map::outcome::Outcome;
use crate::seat_map::view::{Observation, PlaceChange, PublicSale};
use crate::seat_map::{RecordBuffer, SeatMap, split_records};

const EVENT: EventId = EventId(42);
const BOUNDS: (usize, usize, usize) = (3, 60, 30);

struct Models {
    fast: SeatMap,
    naive: Naive,
    /// Performs every record and never decides.
    replayed: LogReplay<'static>,
    out: RecordBuffer,
    now: u64,
    stream: u32,
    sent: Vec<Request>,
    /// Ids that holds and bookings were given, in order.
    holds: Vec<HoldId>,
    bookings: Vec<BookingId>,
    /// What an observer knows.
    seen: Version,
    shown: Vec<crate::seat_map::view::PlaceChange>,
    head: (PublicSale, Version),
    /// How often each kind of answer and refusal was met.
    met: BTreeMap<String, usize>,
}

impl Models {
    fn new() -> Self {
        let plan = venue::index();
        let start = Timestamp(1_000_000);
        let bounded = |mut map: SeatMap| {
            (map.tokens.bound, map.organisers.bound, map.tokens.remembered_bound) = BOUNDS;
            map
        };
        let mut fast = bounded(SeatMap::new(EVENT, Arc::clone(&plan)));
        let mut out = RecordBuffer::new();
        fast.create(venue::terms(), start, &mut out).unwrap();
        let naive = Naive::create(EVENT, &plan, venue::terms(), start, BOUNDS);
        let replayed = LogReplay::new(EVENT, &Versions, None);
        let mut models = Self {
            fast,
            naive,
            replayed,
            out,
            now: start.0,
            stream: venue::terms().stream,
            sent: Vec::new(),
            holds: Vec::new(),
            bookings: Vec::new(),
            seen: Version(0),
            shown: Vec::new(),
            head: (PublicSale { state: SaleState::Draft, schedule: SaleSchedule::default() }, Version(1)),
            met: BTreeMap::new(),
        };
        models.check();
        models
    }

    fn run(&mut self, tape: &[TimedStep]) {
        let open = Request {
            principal: Principal::Organiser(PrincipalHash([9; 16])),
            id: CommandHash([255; 16]),
            digest: CommandHash([0; 16]),
            command: Command::SetSale { step: SaleStep::Open, only_if: None },
        };
        // A few tapes begin before the sale does, and some of these are scheduled.
        if !tape.len().is_multiple_of(8) {
            self.command(&open);
        } else if tape.len().is_multiple_of(16) {
            self.command(&Request {
                command: Command::SetSale { step: SaleStep::Schedule, only_if: None },
                ..open
            });
        } else if !tape.len().is_multiple_of(3) {
            // A draft of long ago, whose sale was to have ended by now.
            let schedule = SaleSchedule { opens_at: None, closes_at: Some(Timestamp(self.now + 1)) };
            let terms = Box::new(EventTerms { schedule, ..venue::terms() });
            self.command(&self.organiser(Command::ChangeTerms { terms, only_if: None }));
            self.now += 1;
            self.command(&open);
        }
        for (passed, step) in tape {
            // Time that goes back is the caller's fault; the state must not mind.
            self.now = self.now.saturating_add_signed(*passed);
            match step {
                Step::Command(request) => self.command(request),
                Step::Repeat(back) => {
                    if let Some(position) = self.sent.len().checked_sub(*back) {
                        let request = self.sent[position].clone();
                        self.send(&request);
                    }
                }
                Step::Payments(hold, steps) => self.payments(HoldId(*hold), *steps),
                Step::Move(number, priced) => {
                    let price = LevelPrice { level: LevelIndex(0), amount_minor: 7_000 };
                    self.command(&self.organiser(Command::MoveToPlan {
                        plan: CompiledPlan(venue::versions()[*number].clone()),
                        prices: priced.then_some(price).into_iter().collect(),
                        only_if: None,
                    }));
                }
                Step::Numbered(number) => {
                    let (targets, reason) = (vec![Target::Section(0)], "stage".to_owned());
                    let plan = Some(venue::versions()[*number].hash());
                    self.command(&self.organiser(Command::Kill { targets, reason, force: false, plan }));
                }
                Step::Terms(wishes, from_here) => self.change_terms(wishes, *from_here),
                Step::Expire(at_most) => {
                    let ended = self.fast.expire_due(Timestamp(self.now), *at_most, &mut self.out);
                    assert_eq!(ended, self.naive.expire_due(Timestamp(self.now), *at_most));
                }
                Step::Reload { restored } => {
                    self.reload();
                    self.stream += u32::from(*restored);
                    self.fast.begin_stream(self.stream, Timestamp(self.now), &mut self.out);
                    self.naive.begin_stream(self.stream, Timestamp(self.now));
                    self.fast.resume(Timestamp(self.now), &mut self.out);
                    self.naive.resume(Timestamp(self.now));
                }
            }
            self.check();
        }
    }

    fn organiser(&self, command: Command) -> Request {
        Request {
            principal: Principal::Organiser(PrincipalHash([3; 16])),
            id: CommandHash(u128::from(self.fast.version().0).to_le_bytes()),
            digest: CommandHash([0; 16]),
            command,
        }
    }

    fn change_terms(&mut self, wishes: &[TermsWish], from_here: Option<bool>) {
        let mut terms = Box::new(self.fast.terms().unwrap().clone());
        for wish in wishes {
            wish.change(&mut terms, self.now);
        }
        let configured = self.fast.setup().unwrap().configured;
        let only_if = from_here.map(|is| if is { configured } else { configured.next() });
        self.command(&self.organiser(Command::ChangeTerms { terms, only_if }));
    }

    fn payments(&mut self, hold: HoldId, steps: u8) {
        for step in 0..steps {
            let begin = step.is_multiple_of(2);
            let command =
                if begin { Command::BeginPayment { hold } } else { Command::PaymentFailed { hold } };
            self.command(&self.organiser(command));
        }
    }

    /// Puts the ids in that a command picked by number, counted back from the newest.
    fn command(&mut self, request: &Request) {
        let mut request = request.clone();
        let pick = |ids: &[HoldId], number: u64| {
            let position = ids.len().checked_sub(1 + usize::try_from(number).unwrap());
            position.map_or(HoldId(7_000), |position| ids[position])
        };
        match &mut request.command {
            Command::Release { hold, .. }
            | Command::Extend { hold }
            | Command::BeginPayment { hold }
            | Command::PaymentFailed { hold }
            | Command::Book { hold, .. } => *hold = pick(&self.holds, hold.0 / 2),
            Command::Unbook { booking, .. } => {
                let ids: Vec<HoldId> = self.bookings.iter().map(|booking| HoldId(booking.0)).collect();
                booking.0 = pick(&ids, booking.0 / 2).0;
            }
            _ => {}
        }
        // Most releases are the owner's.
        if let Command::Release { hold, .. } | Command::Extend { hold } = &request.command
            && let Some(slot) = self.fast.holds.slot(*hold)
            && !request.id.0[0].is_multiple_of(4)
            && matches!(request.principal, Principal::Buyer(_))
        {
            let token = self.fast.holds.slab[slot].token;
            request.principal = Principal::Buyer(self.fast.tokens.get(token).hash);
        }
        self.aim(&mut request.command);
        self.sent.push(request.clone());
        self.send(&request);
    }

    /// Most parts are of places that are there.
    fn aim(&self, command: &mut Command) {
        let (wanted, places) = match command {
            Command::Release { hold, part: Part::Some(wanted) } => {
                let slot = self.fast.holds.slot(*hold);
                (wanted, slot.map(|slot| &self.fast.holds.slab[slot].places))
            }
            Command::Unbook { booking, part: Part::Some(wanted) } => {
                let slot = self.fast.bookings.slot(*booking);
                (wanted, slot.map(|slot| &self.fast.bookings.slab[slot].places))
            }
            _ => return,
        };
        let Some(places) = places else { return };
        for (number, wanted) in wanted.iter_mut().enumerate() {
            if !wanted.place.0.is_multiple_of(8) {
                let line = places[number % places.len()].units;
                wanted.place = line.place;
                wanted.units = wanted.units.min(line.units);
            }
        }
    }

    fn send(&mut self, request: &Request) {
        use crate::seat_map::outcome::{Answer, Done};
        let outcome = self.fast.apply(request, Timestamp(self.now), &mut self.out);
        assert_eq!(outcome, self.naive.apply(request, Timestamp(self.now)), "{request:?}");
        let name = match &outcome {
            Outcome::Refused(refusal) => format!("{:?}", refusal.code),
            Outcome::Accepted(answer) => format!("{:?}", answer.done).split(' ').next().unwrap().to_owned(),
        };
        *self.met.entry(name).or_default() += 1;
        match outcome {
            Outcome::Accepted(Answer { done: Done::Held { hold, .. }, .. }) => self.holds.push(hold),
            Outcome::Accepted(Answer { done: Done::Booked { booking, .. }, .. }) => {
                self.bookings.push(booking);
            }
            _ => {}
        }
    }

    fn reload(&mut self) {
        let checkpoint = self.fast.checkpoint();
        let plan = Versions.plan(SeatMap::plan_of_checkpoint(&checkpoint).unwrap()).unwrap();
        let mut loaded = SeatMap::from_checkpoint(EVENT, plan, &checkpoint).unwrap();
        (loaded.tokens.bound, loaded.organisers.bound, loaded.tokens.remembered_bound) = BOUNDS;
        assert_eq!(loaded.checkpoint(), checkpoint);
        self.fast = loaded;
    }

    /// State by state hash, replay, invariants, and what an observer was shown.
    fn check(&mut self) {
        self.fast.check_invariants().unwrap();
        let (first, count, bytes) = self.out.take();
        let mut version = first;
        for record in split_records(&bytes) {
            self.replayed.record(version, record).unwrap();
            version = version.next();
        }
        assert_eq!(u64::from(count), version.0 - first.0);
        let replayed = self.replayed.map().unwrap();
        assert_eq!(self.fast.version(), replayed.version());
        let fast = self.fast.checkpoint();
        assert!(fast == replayed.checkpoint(), "replay differs at {}", self.fast.version());
        assert!(fast == self.naive.checkpoint(), "the obvious map differs at {}", self.fast.version());
        assert_eq!(self.fast.state_hash(), self.naive.state_hash());
        self.observe();
    }

    fn observe(&mut self) {
        let all = |map: &SeatMap| {
            let count = u32::try_from(map.places.count()).unwrap();
            (0..count).map(|place| map.places.public(PlaceIndex(place))).collect::<Vec<_>>()
        };
        match self.fast.observe(Some(self.seen)) {
            Observation::Nothing { version } => assert_eq!(version, self.fast.version()),
            Observation::Snapshot(state) => {
                assert_eq!(state.version, self.fast.version());
                assert_eq!(state.public_hash(), self.replayed.map().unwrap().public_hash());
                self.head = (state.sale, state.terms);
                self.shown = all(&self.fast);
            }
            Observation::Changes(changes) => {
                assert_eq!((changes.from, changes.to), (self.seen, self.fast.version()));
                self.head.0 = changes.sale.unwrap_or(self.head.0);
                self.head.1 = changes.terms.unwrap_or(self.head.1);
                if let Some(plan) = changes.plan {
                    assert_eq!(plan.hash, self.fast.terms().unwrap().plan);
                    let retired = |place| PlaceChange::Seat {
                        place: PlaceIndex(place),
                        letter: Letter::Retired,
                        channel: ChannelIndex(0),
                        level: LevelIndex::OF_PLAN,
                    };
                    let known = u32::try_from(self.shown.len()).unwrap();
                    self.shown.extend((known..plan.places).map(retired));
                }
                for change in &changes.places {
                    self.shown[change.place().0 as usize] = change.clone();
                }
            }
        }
        self.seen = self.fast.version();
        let state = self.fast.public_state();
        assert_eq!(self.head, (state.sale, state.terms));
        assert_eq!(self.shown, all(&self.fast));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fast_and_obvious_map_and_replay_agree_after_every_step(tape in tape(120)) {
        Models::new().run(&tape);
    }
}

/// Every answer, and every refusal that the state itself gives.
const ALL: [&str; 54] = [
    "Held",
    "Released",
    "Extended",
    "PaymentBegun",
    "PaymentFailed",
    "Booked",
    "Unbooked",
    "Killed",
    "Restored",
    "Allocated",
    "Sale",
    "TermsChanged",
    "Repainted",
    "CapacitySet",
    "MovedToPlan",
    "Busy",
    "IdReused",
    "NotAllowed",
    "SaleNotOpen",
    "SalePaused",
    "SaleEnded",
    "SaleCancelled",
    "SaleStateConflict",
    "SchedulePast",
    "ChangedMeanwhile",
    "TermsInvalid",
    "PlanMoved",
    "PlanIncompatible",
    "NoPlaces",
    "UnknownPlace",
    "DuplicatePlace",
    "InvalidUnits",
    "UnknownChannel",
    "UnknownLevel",
    "ChannelClosed",
    "TooManyPlaces",
    "TokenLimit",
    "AddressLimit",
    "UnknownHold",
    "UnknownBooking",
    "NotInHold",
    "InPayment",
    "NotInPayment",
    "PaymentsExhausted",
    "LifetimeCap",
    "ExtensionsExhausted",
    "WholeTable",
    "MinimumOccupancy",
    "OtherChannel",
    "NotForSale",
    "Taken",
    "NoneFree",
    "NotTogether",
    "InUse",
];

#[test]
fn tapes_reach_every_answer_and_every_refusal() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..800 {
        let tape = tape(120).new_tree(&mut runner).unwrap().current();
        let mut models = Models::new();
        models.run(&tape);
        for (name, count) in models.met {
            *met.entry(name).or_default() += count;
        }
    }
    let missing: Vec<&str> = ALL.into_iter().filter(|name| !met.contains_key(*name)).collect();
    assert!(missing.is_empty(), "never met: {missing:?}; met: {met:?}");
}
