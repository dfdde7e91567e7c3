//! What observers are told changed.

use schemas::ids::{CommandHash, EventId, PlaceIndex, PrincipalHash, TokenHash, Version};
use schemas::record::Principal;
use schemas::time::Timestamp;

use super::venue;
use crate::seat_map::command::{ChannelSet, Command, Request, SaleStep, wanted_seats};
use crate::seat_map::view::Observation;
use crate::seat_map::{RecordBuffer, SeatMap};

const BUYER: TokenHash = TokenHash([1; 16]);
const OTHER: TokenHash = TokenHash([0; 16]);

fn on_sale() -> SeatMap {
    let mut map = SeatMap::new(EventId(1), venue::index());
    let mut out = RecordBuffer::new();
    map.create(venue::terms(), Timestamp(5), &mut out).unwrap();
    let principal = Principal::Organiser(PrincipalHash([9; 16]));
    apply(&mut map, principal, Command::SetSale { step: SaleStep::Open, only_if: None });
    map
}

fn apply(map: &mut SeatMap, principal: Principal, command: Command) {
    let id = CommandHash([u8::try_from(map.version().0).unwrap(); 16]);
    let request = Request { principal, id, digest: id, command };
    map.apply(&request, Timestamp(10), &mut RecordBuffer::new());
}

fn hold(map: &mut SeatMap, token: TokenHash, place: u32) {
    let places = wanted_seats(&[PlaceIndex(place)]);
    let command = Command::Hold { places, channels: ChannelSet::default(), address: None };
    apply(map, Principal::Buyer(token), command);
}

fn tokens_since(map: &SeatMap, since: Version) -> Vec<(TokenHash, Version)> {
    let Observation::Changes(changes) = map.observe(Some(since)) else { panic!("no changes since {since}") };
    changes.tokens.clone()
}

#[test]
fn every_record_that_changed_a_token_is_told_in_order() {
    let mut map = on_sale();
    hold(&mut map, BUYER, 0);
    hold(&mut map, OTHER, 1);
    hold(&mut map, BUYER, 2);
    let all = [(BUYER, Version(3)), (OTHER, Version(4)), (BUYER, Version(5))];
    assert_eq!(tokens_since(&map, Version(2)), all);
    assert_eq!(tokens_since(&map, Version(3)), all[1..]);
}

#[test]
fn a_record_that_changed_two_holds_of_a_token_is_told_once() {
    let mut map = on_sale();
    hold(&mut map, BUYER, 0);
    hold(&mut map, BUYER, 1);
    map.resume(Timestamp(20), &mut RecordBuffer::new());
    assert_eq!(tokens_since(&map, Version(4)), [(BUYER, Version(5))]);
}
