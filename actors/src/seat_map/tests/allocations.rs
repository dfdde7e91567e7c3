//! A command that is decided and performed allocates nothing, once everything has the room it needs.
//!
//! Warm is a map on which everything that is bounded or ages has turned over: the rings of recent changes are
//! full, organisers' commands of the first day and tokens of the first hours are forgotten, and tokens that
//! stay have as many commands remembered as they can have.

use std::collections::BTreeMap;

use schemas::ids::{BookingId, CommandHash, EventId, HoldId, PlaceIndex, PrincipalHash, TokenHash};
use schemas::record::Principal;
use schemas::refusal::RefusalCode;
use schemas::time::Timestamp;
use smallvec::smallvec;

use super::venue;
use crate::limits::{CHANGES_REMEMBERED, ORGANISER_MEMORY_MS, TOKEN_MEMORY_MS};
use crate::seat_map::command::{ChannelSet, Command, Part, Request, SaleStep, WantedPlace, wanted_seats};
use crate::seat_map::outcome::{Done, Outcome};
use crate::seat_map::{RecordBuffer, SeatMap};

const ROUND_MS: u64 = 20_000;

struct Counter {
    map: SeatMap,
    floor: PlaceIndex,
    out: RecordBuffer,
    now: u64,
    commands: u128,
    /// Allocations, by what was asked.
    allocations: BTreeMap<&'static str, u64>,
}

impl Counter {
    fn send(&mut self, name: &'static str, principal: Principal, command: Command) -> Outcome {
        self.commands += 1;
        let id =
            CommandHash(self.commands.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_le_bytes());
        let request = Request { principal, id, digest: CommandHash([0; 16]), command };
        let mut first = None;
        let counted = allocation_counter::measure(|| {
            first = Some(self.map.apply(&request, Timestamp(self.now), &mut self.out));
        });
        *self.allocations.entry(name).or_default() += counted.count_total;
        let again = allocation_counter::measure(|| {
            self.map.apply(&request, Timestamp(self.now), &mut self.out);
        });
        *self.allocations.entry("again").or_default() += again.count_total;
        first.unwrap()
    }

    fn done(&mut self, name: &'static str, principal: Principal, command: Command) -> Done {
        match self.send(name, principal, command) {
            Outcome::Accepted(answer) => answer.done,
            Outcome::Refused(refusal) => panic!("{name}: {refusal:?}"),
        }
    }

    fn hold(&mut self, buyer: Principal, places: &[u32]) -> HoldId {
        let places: Vec<PlaceIndex> = places.iter().copied().map(PlaceIndex).collect();
        let command = Command::Hold { places: wanted_seats(&places), channels: ChannelSet(0), address: None };
        let Done::Held { hold, .. } = self.done("hold", buyer, command) else { panic!("not held") };
        hold
    }

    fn hold_units(&mut self, buyer: Principal, units: u32) -> HoldId {
        let places = smallvec![WantedPlace { place: self.floor, units, channel: None }];
        let command = Command::Hold { places, channels: ChannelSet(0), address: None };
        let Done::Held { hold, .. } = self.done("hold units", buyer, command) else { panic!("not held") };
        hold
    }

    fn refused(&mut self, name: &'static str, principal: Principal, command: Command, code: RefusalCode) {
        let outcome = self.send(name, principal, command);
        assert!(matches!(&outcome, Outcome::Refused(refusal) if refusal.code == code), "{outcome:?}");
    }

    /// What is refused while somebody has this hold of these seats.
    fn refusals(&mut self, organiser: Principal, hold: HoldId, seats: &[u32; 4]) {
        let other = Principal::Buyer(TokenHash([200; 16]));
        let wanted = |seats: &[u32]| {
            let places: Vec<PlaceIndex> = seats.iter().copied().map(PlaceIndex).collect();
            Command::Hold { places: wanted_seats(&places), channels: ChannelSet(0), address: Some(1) }
        };
        self.refused("hold, not allowed", organiser, wanted(&seats[..1]), RefusalCode::NotAllowed);
        self.refused("hold, taken", other, wanted(seats), RefusalCode::Taken);
        self.refused("hold, unknown", other, wanted(&[5, 7_000]), RefusalCode::UnknownPlace);
        self.refused("hold, twice", other, wanted(&[5, 5]), RefusalCode::DuplicatePlace);
        self.refused("hold, none", other, wanted(&[]), RefusalCode::NoPlaces);
        self.refused("extend, other's", other, Command::Extend { hold }, RefusalCode::UnknownHold);
        let release = Command::Release { hold, part: Part::All };
        self.refused("release, other's", other, release, RefusalCode::UnknownHold);
        let book = Command::Book { hold: HoldId(u64::MAX), reference: "order".to_owned() };
        self.refused("book, unknown", organiser, book, RefusalCode::UnknownHold);
    }

    /// What buyers and an organiser do; the seats are as before at the end.
    fn round(&mut self, round: u64) {
        let organiser = Principal::Organiser(PrincipalHash([1; 16]));
        let stays = Principal::Buyer(TokenHash([u8::try_from(round % 4).unwrap(); 16]));
        let passes = Principal::Buyer(TokenHash((u128::from(round) << 64 | 0x4d).to_le_bytes()));
        for (buyer, seats) in [(stays, [0, 1, 2, 3]), (passes, [6, 7, 8, 9])] {
            let hold = self.hold(buyer, &seats);
            self.now += 10;
            self.done("extend", buyer, Command::Extend { hold });
            self.refusals(organiser, hold, &seats);
            let one = WantedPlace { place: PlaceIndex(seats[0]), units: 1, channel: None };
            self.done("release one", buyer, Command::Release { hold, part: Part::Some(smallvec![one]) });
            let reference = format!("an order whose number has many digits: {round:020}");
            let booked = self.done("book", organiser, Command::Book { hold, reference });
            let Done::Booked { booking, .. } = booked else { panic!("{booked:?}") };
            let booking = BookingId(booking.0);
            self.done("unbook", organiser, Command::Unbook { booking, part: Part::All });
            let hold = self.hold(buyer, &seats[..2]);
            self.done("release", buyer, Command::Release { hold, part: Part::All });
            let hold = self.hold_units(buyer, 3);
            let two = WantedPlace { place: self.floor, units: 2, channel: None };
            self.done("release units", buyer, Command::Release { hold, part: Part::Some(smallvec![two]) });
            self.done("release units", buyer, Command::Release { hold, part: Part::All });
        }
        // One hold runs out.
        self.hold(passes, &[18 + u32::try_from(round % 3).unwrap()]);
        self.now += ROUND_MS;
        let counted = allocation_counter::measure(|| {
            self.map.expire_due(Timestamp(self.now), 10, &mut self.out);
        });
        *self.allocations.entry("expire").or_default() += counted.count_total;
        self.out.clear();
    }
}

#[test]
fn commands_on_a_warm_map_allocate_nothing() {
    let plan = venue::index();
    let floor = plan.place_by_label("Floor").unwrap();
    let mut map = SeatMap::new(EventId(1), plan);
    let mut out = RecordBuffer::new();
    map.create(venue::terms(), Timestamp(1), &mut out).unwrap();
    let mut counter = Counter { map, floor, out, now: 1, commands: 0, allocations: BTreeMap::new() };
    let organiser = Principal::Organiser(PrincipalHash([1; 16]));
    counter.done("open", organiser, Command::SetSale { step: SaleStep::Open, only_if: None });
    // Each round changes more than a dozen places and as many tokens.
    let rounds = CHANGES_REMEMBERED as u64 / 12;
    assert!(rounds * ROUND_MS > ORGANISER_MEMORY_MS + TOKEN_MEMORY_MS);
    for round in 0..rounds {
        counter.round(round);
    }
    assert!(counter.allocations.values().sum::<u64>() > 0);
    counter.allocations.clear();
    for round in rounds..rounds + 2_000 {
        counter.round(round);
    }
    let none: BTreeMap<&str, u64> = counter.allocations.keys().map(|name| (*name, 0)).collect();
    assert_eq!(counter.allocations, none);
}
