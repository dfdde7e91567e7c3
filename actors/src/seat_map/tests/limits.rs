//! Bounds of what is remembered, and bytes that are no checkpoint.

use proptest::prelude::*;
use schemas::ids::{CommandHash, EventId, PlaceIndex, PrincipalHash, TokenHash, Version};
use schemas::record::Principal;
use schemas::refusal::RefusalCode;
use schemas::seat::SaleState;
use schemas::time::Timestamp;
use smallvec::smallvec;

use super::venue;
use crate::limits::{
    BOOKING_REFERENCE_BYTES, CHANGES_REMEMBERED, KILL_REASON_BYTES, REMEMBERED_COMMANDS_PER_TOKEN,
};
use crate::seat_map::command::{ChannelSet, Command, Part, Request, SaleStep, Target, WantedPlace};
use crate::seat_map::outcome::{Done, Outcome};
use crate::seat_map::view::Observation;
use crate::seat_map::{CheckpointError, RecordBuffer, SeatMap};

const SEAT: WantedPlace = WantedPlace { place: PlaceIndex(0), units: 1, channel: None };

struct Desk {
    map: SeatMap,
    out: RecordBuffer,
    next: u128,
}

impl Desk {
    fn open() -> Self {
        let mut map = SeatMap::new(EventId(1), venue::index());
        let mut out = RecordBuffer::new();
        map.create(venue::terms(), Timestamp(1), &mut out).unwrap();
        let mut desk = Self { map, out, next: 0 };
        desk.organiser(Command::SetSale { step: SaleStep::Open, only_if: None });
        desk
    }

    fn send(&mut self, principal: Principal, id: u128, command: Command) -> Outcome {
        let digest = CommandHash([0; 16]);
        let request = Request { principal, id: CommandHash(id.to_le_bytes()), digest, command };
        let outcome = self.map.apply(&request, Timestamp(1), &mut self.out);
        self.out.clear();
        outcome
    }

    fn organiser(&mut self, command: Command) -> Outcome {
        self.next += 1;
        self.send(Principal::Organiser(PrincipalHash([1; 16])), self.next, command)
    }

    fn buyer(&mut self, buyer: u8, command: Command) -> Outcome {
        self.next += 1;
        self.send(Principal::Buyer(TokenHash([buyer; 16])), self.next, command)
    }

    fn hold(&mut self, buyer: u8) -> Outcome {
        self.buyer(buyer, hold())
    }

    /// Holds the seat and gives it back.
    fn turn(&mut self, buyer: u8) {
        let Outcome::Accepted(answer) = self.hold(buyer) else { panic!("refused") };
        let Done::Held { hold, .. } = answer.done else { panic!("{answer:?}") };
        let released = self.buyer(buyer, Command::Release { hold, part: Part::All });
        assert!(matches!(released, Outcome::Accepted(_)), "{released:?}");
    }
}

fn hold() -> Command {
    Command::Hold { places: smallvec![SEAT], channels: ChannelSet(0), address: None }
}

fn code(outcome: &Outcome) -> Option<RefusalCode> {
    match outcome {
        Outcome::Refused(refusal) => Some(refusal.code),
        Outcome::Accepted(_) => None,
    }
}

#[test]
fn a_token_remembers_its_last_accepted_commands() {
    let mut desk = Desk::open();
    let first = desk.hold(1);
    let id = desk.next;
    let Outcome::Accepted(answer) = &first else { panic!("{first:?}") };
    let Done::Held { hold: mine, .. } = answer.done else { panic!("{answer:?}") };
    for _ in 1..REMEMBERED_COMMANDS_PER_TOKEN {
        assert_eq!(code(&desk.buyer(1, Command::Extend { hold: mine })), None);
    }
    assert_eq!(desk.send(Principal::Buyer(TokenHash([1; 16])), id, hold()), first);
    desk.buyer(1, Command::Extend { hold: mine });
    let forgotten = desk.send(Principal::Buyer(TokenHash([1; 16])), id, hold());
    assert_eq!(code(&forgotten), Some(RefusalCode::Taken));
    let again = SeatMap::from_checkpoint(EventId(1), venue::index(), &desk.map.checkpoint()).unwrap();
    assert_eq!(again.checkpoint(), desk.map.checkpoint());
}

#[test]
fn tokens_and_organisers_commands_have_bounds_beyond_which_new_ones_are_busy() {
    let mut desk = Desk::open();
    desk.map.tokens.bound = 2;
    desk.turn(1);
    desk.turn(2);
    assert_eq!(code(&desk.hold(3)), Some(RefusalCode::Busy));
    assert_eq!(code(&desk.hold(2)), None);
    desk.map.organisers.bound = 2;
    let restore = || Command::Restore { targets: vec![Target::Place(SEAT)], plan: None };
    let first = desk.organiser(restore());
    assert_eq!(code(&first), None);
    let id = desk.next;
    assert_eq!(code(&desk.organiser(restore())), Some(RefusalCode::Busy));
    assert_eq!(desk.send(Principal::Organiser(PrincipalHash([1; 16])), id, restore()), first);
}

#[test]
fn an_event_remembers_so_many_commands_and_what_ends_something_is_taken_beyond() {
    let mut desk = Desk::open();
    desk.map.tokens.remembered_bound = 2;
    let first = desk.hold(1);
    let id = desk.next;
    let hold = schemas::ids::HoldId(desk.map.version().0);
    let extend = || Command::Extend { hold };
    assert_eq!(code(&desk.buyer(1, extend())), None);
    assert_eq!(code(&desk.buyer(1, extend())), Some(RefusalCode::Busy));
    assert_eq!(code(&desk.hold(2)), Some(RefusalCode::Busy));
    assert_eq!(desk.send(Principal::Buyer(TokenHash([1; 16])), id, self::hold()), first);
    assert_eq!(code(&desk.organiser(extend())), None);
    assert_eq!(code(&desk.buyer(1, Command::Release { hold, part: Part::All })), None);
    assert_eq!(code(&desk.hold(1)), Some(RefusalCode::Busy));
    // A full ring takes one in place of another.
    desk.map.tokens.remembered_bound = REMEMBERED_COMMANDS_PER_TOKEN;
    for _ in 0..REMEMBERED_COMMANDS_PER_TOKEN {
        desk.turn(1);
    }
    assert_eq!(code(&desk.hold(2)), Some(RefusalCode::Busy));
    desk.turn(1);
}

#[test]
fn an_observer_too_far_behind_gets_everything() {
    let mut desk = Desk::open();
    assert!(matches!(desk.map.observe(None), Observation::Snapshot(_)));
    assert!(matches!(desk.map.observe(Some(Version(0))), Observation::Snapshot(_)));
    assert!(matches!(desk.map.observe(Some(Version(9))), Observation::Snapshot(_)));
    let seen = desk.map.version();
    assert_eq!(desk.map.observe(Some(seen)), Observation::Nothing { version: seen });
    for _ in 0..CHANGES_REMEMBERED / 2 {
        desk.turn(1);
    }
    let Observation::Changes(changes) = desk.map.observe(Some(seen)) else { panic!("not remembered") };
    // The place once, the token with every record that changed its holds.
    assert_eq!((changes.places.len(), changes.tokens.len()), (1, CHANGES_REMEMBERED));
    assert_eq!(changes.tokens.last(), Some(&(TokenHash([1; 16]), desk.map.version())));
    assert!(changes.expired.is_empty() && changes.sale.is_none());
    desk.turn(1);
    assert!(matches!(desk.map.observe(Some(seen)), Observation::Snapshot(_)));
}

#[test]
fn observers_hear_of_the_sale_and_of_holds_that_ran_out() {
    let mut desk = Desk::open();
    desk.hold(1);
    let seen = desk.map.version();
    desk.organiser(Command::SetSale { step: SaleStep::Pause, only_if: None });
    desk.map.expire_due(Timestamp(60_001), 9, &mut desk.out);
    let Observation::Changes(changes) = desk.map.observe(Some(seen)) else { panic!("not remembered") };
    assert_eq!(changes.sale.map(|sale| sale.state), Some(SaleState::Paused));
    let expired: Vec<_> = changes.expired.iter().map(|hold| (hold.hold.0, hold.version)).collect();
    assert_eq!(expired, [(seen.0, desk.map.version())]);
}

#[test]
fn texts_are_kept_within_their_bounds() {
    let mut desk = Desk::open();
    let long = "x".repeat(1_000);
    desk.organiser(Command::Kill {
        targets: vec![Target::Place(SEAT)],
        reason: long.clone(),
        force: false,
        plan: None,
    });
    let state = desk.map.place_state(SEAT.place).unwrap();
    assert_eq!(state.reason.map(|reason| reason.len()), Some(KILL_REASON_BYTES));
    desk.organiser(Command::Restore { targets: vec![Target::Place(SEAT)], plan: None });
    desk.hold(1);
    let hold = schemas::ids::HoldId(desk.map.version().0);
    desk.organiser(Command::Book { hold, reference: long });
    let slot = desk.map.places.holder(SEAT.place);
    assert_eq!(desk.map.bookings.slab[slot].reference.len(), BOOKING_REFERENCE_BYTES);
}

fn full() -> SeatMap {
    let mut desk = Desk::open();
    desk.turn(1);
    desk.hold(2);
    let floor = WantedPlace { place: PlaceIndex(17), units: 3, channel: None };
    desk.buyer(3, Command::Hold { places: smallvec![floor], channels: ChannelSet(0), address: Some(5) });
    let hold = schemas::ids::HoldId(desk.map.version().0);
    desk.organiser(Command::Book { hold, reference: "order".to_owned() });
    let target = Target::Place(WantedPlace { place: PlaceIndex(3), ..SEAT });
    desk.organiser(Command::Kill {
        targets: vec![target],
        reason: "camera".to_owned(),
        force: false,
        plan: None,
    });
    desk.map
}

#[test]
fn a_checkpoint_of_another_format_or_event_or_cut_short_is_refused() {
    let bytes = full().checkpoint();
    let load =
        |event, bytes: &[u8]| SeatMap::from_checkpoint(EventId(event), venue::index(), bytes).unwrap_err();
    let mut newer = bytes.clone();
    newer[0] = 9;
    assert_eq!(load(1, &newer), CheckpointError::UnknownFormat(9));
    assert_eq!(load(2, &bytes), CheckpointError::OtherEvent(EventId(1)));
    for end in 0..bytes.len() {
        load(1, &bytes[..end]);
    }
    load(1, &[&bytes[..], &[0]].concat());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_checkpoint_gives_a_sound_state_or_an_error(
        position in any::<prop::sample::Index>(), change in 1_u8..,
    ) {
        let mut bytes = full().checkpoint();
        let position = position.index(bytes.len());
        bytes[position] ^= change;
        if let Ok(map) = SeatMap::from_checkpoint(EventId(1), venue::index(), &bytes) {
            prop_assert_eq!(map.check_invariants(), Ok(()));
        }
    }
}
