//! A random tape with passivations between any two commands gives the same answers and leaves the same event
//! as without them.

use std::collections::BTreeMap;

use proptest::prelude::*;
use schemas::ids::{BookingId, EventId, HoldId, PlaceIndex};

use super::stage::{Stage, on_bare_stage};
use crate::seat_map::command::{Command, Part, Request, Target, WantedPlace};
use crate::seat_map::outcome::{Done, Outcome};
use crate::seat_map::view::{Observation, PublicState};
use crate::testkit::venue::{buyer, buyer_request, hold, organiser_request, release};

const PLAIN: EventId = EventId(11);
const PASSIVATED: EventId = EventId(12);
const SEATS: u32 = 12;
const BUYERS: u64 = 3;

/// Holds and bookings are named by the order in which they came, since versions shift with each load.
#[derive(Clone, Debug)]
enum Step {
    Hold(u64, Vec<u32>),
    Release(u64, usize),
    Extend(u64, usize),
    BeginPayment(usize),
    PaymentFailed(usize),
    Book(usize),
    Unbook(usize),
    Kill(u32, bool),
    Restore(u32),
    Repeat,
    Wait(u16),
}

fn step() -> impl Strategy<Value = Step> {
    let seats = proptest::collection::btree_set(0..SEATS, 1..4);
    prop_oneof![
        6 => (0..BUYERS, seats).prop_map(|(buyer, seats)| Step::Hold(buyer, seats.into_iter().collect())),
        3 => (0..BUYERS, 0..9_usize).prop_map(|(buyer, which)| Step::Release(buyer, which)),
        2 => (0..BUYERS, 0..9_usize).prop_map(|(buyer, which)| Step::Extend(buyer, which)),
        2 => (0..9_usize).prop_map(Step::BeginPayment),
        2 => (0..9_usize).prop_map(Step::PaymentFailed),
        2 => (0..9_usize).prop_map(Step::Book),
        1 => (0..9_usize).prop_map(Step::Unbook),
        1 => (0..SEATS, any::<bool>()).prop_map(|(seat, force)| Step::Kill(seat, force)),
        1 => (0..SEATS).prop_map(Step::Restore),
        2 => Just(Step::Repeat),
        // In all less than the hold time less a minute: no load gives a hold more than it had.
        2 => (0..2_000_u16).prop_map(Step::Wait),
    ]
}

/// One event with the names of its holds and bookings.
struct Run {
    event: EventId,
    holds: Vec<HoldId>,
    bookings: Vec<BookingId>,
    last: Option<Request>,
}

impl Run {
    fn new(event: EventId) -> Self {
        Self { event, holds: Vec::new(), bookings: Vec::new(), last: None }
    }

    fn hold(&self, which: usize) -> HoldId {
        self.holds.iter().rev().nth(which).copied().unwrap_or(HoldId(u64::MAX))
    }

    fn request(&self, id: u64, step: &Step) -> Option<Request> {
        let seat =
            |seat: u32| vec![Target::Place(WantedPlace { place: PlaceIndex(seat), units: 1, channel: None })];
        Some(match step {
            Step::Hold(number, seats) => buyer_request(*number, id, hold(seats)),
            Step::Release(number, which) => buyer_request(*number, id, release(self.hold(*which))),
            Step::Extend(number, which) => {
                buyer_request(*number, id, Command::Extend { hold: self.hold(*which) })
            }
            Step::BeginPayment(which) => {
                organiser_request(id, Command::BeginPayment { hold: self.hold(*which) })
            }
            Step::PaymentFailed(which) => {
                organiser_request(id, Command::PaymentFailed { hold: self.hold(*which) })
            }
            Step::Book(which) => {
                let reference = format!("order {id}");
                organiser_request(id, Command::Book { hold: self.hold(*which), reference })
            }
            Step::Unbook(which) => {
                let booking = self.bookings.iter().rev().nth(*which).copied();
                let booking = booking.unwrap_or(BookingId(u64::MAX));
                organiser_request(id, Command::Unbook { booking, part: Part::All })
            }
            Step::Kill(which, force) => {
                let (targets, reason) = (seat(*which), "broken".to_owned());
                organiser_request(id, Command::Kill { targets, reason, force: *force, plan: None })
            }
            Step::Restore(which) => {
                organiser_request(id, Command::Restore { targets: seat(*which), plan: None })
            }
            Step::Repeat => return self.last.clone(),
            Step::Wait(_) => return None,
        })
    }

    /// The outcome with every version and id replaced by its order.
    fn named(&mut self, outcome: Outcome) -> String {
        if let Outcome::Accepted(answer) = &outcome {
            match answer.done {
                Done::Held { hold, .. } if !self.holds.contains(&hold) => self.holds.push(hold),
                Done::Booked { booking, .. } if !self.bookings.contains(&booking) => {
                    self.bookings.push(booking);
                }
                _ => {}
            }
        }
        let mut text = match outcome {
            Outcome::Accepted(answer) => format!("{:?}", answer.done),
            Outcome::Refused(refusal) => format!("{:?} {:?}", refusal.code, refusal.places),
        };
        for (name, hold) in self.holds.iter().enumerate() {
            text = text.replace(&format!("{hold:?}"), &format!("hold {name}"));
        }
        for (name, booking) in self.bookings.iter().enumerate() {
            text = text.replace(&format!("{booking:?}"), &format!("booking {name}"));
        }
        text
    }

    async fn step(&mut self, stage: &Stage, id: u64, step: &Step) -> String {
        let Some(request) = self.request(id, step) else { return String::new() };
        self.last = Some(request.clone());
        let outcome = stage.submit(self.event, request).await;
        self.named(outcome)
    }

    /// What everyone and each buyer sees, without versions.
    async fn seen(&self, stage: &Stage) -> (PublicState, BTreeMap<u64, String>) {
        let handle = stage.registry.handle(self.event).await.unwrap();
        let Observation::Snapshot(snapshot) = handle.observe(None).unwrap().await.unwrap() else {
            panic!("no snapshot")
        };
        let mut public = PublicState::clone(&snapshot);
        public.version = schemas::ids::Version(0);
        let tokens = (0..BUYERS).map(buyer).collect();
        let mut holds = BTreeMap::new();
        for (number, mine) in (0..).zip(handle.holds_of(tokens).unwrap().await.unwrap()) {
            let mut text = format!("{:?}", mine.holds);
            for (name, hold) in self.holds.iter().enumerate() {
                text = text.replace(&format!("{hold:?}"), &format!("hold {name}"));
            }
            holds.insert(number, text);
        }
        (public, holds)
    }
}

fn check(tape: &[(Step, bool)]) {
    on_bare_stage(|stage| async move {
        stage.create(PLAIN).await;
        stage.create(PASSIVATED).await;
        let (mut plain, mut passivated) = (Run::new(PLAIN), Run::new(PASSIVATED));
        for (id, (step, passivate)) in (100..).zip(tape) {
            if let Step::Wait(seconds) = step {
                super::stage::pass_ms(u64::from(*seconds) * 10).await;
            }
            if *passivate {
                let before = stage.registry.handle(PASSIVATED).await.unwrap();
                let (version, hash) = before.state_hash().unwrap().await.unwrap();
                assert!(stage.registry.passivate(PASSIVATED).await);
                let saved = stage.registry.0.parts.journal.load_checkpoint(PASSIVATED, version).unwrap();
                let saved = saved.map(|saved| (saved.version, saved.state_hash));
                assert_eq!(saved, Some((version, hash)), "after {id}");
            }
            let expected = plain.step(&stage, id, step).await;
            let answer = passivated.step(&stage, id, step).await;
            assert_eq!(answer, expected, "{id}: {step:?}");
            assert_eq!(passivated.seen(&stage).await, plain.seen(&stage).await, "after {id}: {step:?}");
        }
    });
}

proptest! {
    #[test]
    fn passivation_between_any_two_commands_changes_nothing(
        tape in proptest::collection::vec((step(), prop::bool::weighted(0.4)), 1..40)
    ) {
        check(&tape);
    }
}

#[test]
fn a_repeat_after_a_passivation_gets_the_same_answer() {
    check(&[
        (Step::Hold(0, vec![1, 2]), false),
        (Step::Repeat, true),
        (Step::BeginPayment(0), true),
        (Step::Repeat, true),
        (Step::Book(0), true),
        (Step::Repeat, true),
        (Step::Hold(1, vec![2]), true),
    ]);
}
