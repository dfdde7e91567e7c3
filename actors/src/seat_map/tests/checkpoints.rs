//! Checkpoints of earlier formats stay readable, and today's bytes stay as they are. Golden files are never
//! edited.

use schemas::ids::{ContentHash, EventId};

use super::table::state_after;
use super::venue::{self, Versions};
use crate::ports::plans::PlanSource;
use crate::seat_map::SeatMap;
use crate::seat_map::checkpoint::CheckpointError;
use crate::seat_map::terms::hash_of_terms;

/// What a log of the first engine said, as its checkpoint is in the golden file.
const FIRST: &str = "0s   hold alice/7 S-A-1 S-A-2 Floor*3 -> h1 v3 60s
     1s   hold bob S-A-3 Pit*2      -> h2 v4 61s
     2s   book h2 order-1           -> b1 v5
     2s   allocate 2 S-B-1 Floor*4  -> allocated 5 v6
     3s   kill S-B-2 Floor          -> killed 2 v7
     4s   hold carol+2 S-B-1 Box*4  -> h3 v8 64s
     5s   pay h3                    -> 105s v9
     6s   extend alice h1           -> 66s v10
     7s   release alice h1 S-A-2    -> released v11
     8s   hold dave S-T-1           -> h4 v12 68s
     9s   release dave h4           -> released v13 ended
     10s  sale pause                -> paused v14";

/// What a log of the second format's engine said, as its checkpoint is in the golden file: under changed terms,
/// with a closed channel in which somebody holds a seat.
const SECOND: &str = "0s   hold alice/7 S-A-1 S-A-2 Floor*3 -> h1 v3 60s
     1s   hold bob/7 S-A-3 Pit*2    -> h2 v4 61s
     2s   book h2 order-1           -> b1 v5
     2s   allocate 2 S-B-1 Floor*4  -> allocated 5 v6
     2s   allocate 1 S-B-3 S-B-4    -> allocated 2 v7
     3s   kill S-B-2 Floor          -> killed 2 v8
     4s   hold carol+2 S-B-1 Box*4  -> h3 v9 64s
     5s   pay h3                    -> 105s v10
     6s   hold fred+1 S-B-3         -> h5 v11 66s
     7s   extend alice h1           -> 67s v12
     8s   terms hold=30s extensions=3 standard=5000 close=1 whole=S-T channel=vip closes=1000s -> terms v13 moved 1
     9s   extend alice h1           -> 67s v14
     9s   hold bob S-B-4            -> h6 v15 39s
     10s  hold dave S-T-1 S-T-2 S-T-3 -> h4 v16 40s
     11s  release dave h4           -> released v17 ended
     11s  unbook b1 Pit             -> unbooked v18
     12s  fail h3                   -> 72s v19
     12s  pay h3                    -> 112s v20
     12s  sale pause                -> paused v21";

/// What a log of the third format's engine said, as its checkpoint is in the golden file, with everything that the second
/// had not: levels given, capacities set, a later plan version.
const THIRD: &str = "0s   hold alice/7 S-A-1 S-A-2 Floor*3 -> h1 v3 60s
     1s   hold bob/7 S-A-3 Pit*2    -> h2 v4 61s
     2s   book h2 order-1           -> b1 v5
     2s   allocate 2 S-B-1 Floor*4  -> allocated 5 v6
     3s   kill S-B-2 Floor          -> killed 2 v7
     4s   repaint 1 row:R-A S-B-1   -> repainted 4 v8
     5s   capacity Floor 14         -> capacity 14 v9
     6s   terms hold=30s extensions=3 standard=5000 close=1 closes=1000s -> terms v10
     7s   move p2 9000              -> p2 v11
     8s   hold carol+2 S-B-1 Bar*2  -> h3 v12 38s
     9s   pay h3                    -> 109s v13
     10s  hold dave R-A-1           -> h4 v14 40s
     11s  release dave h4           -> released v15 ended
     11s  extend alice h1           -> 60s v16
     12s  capacity Pit 7            -> capacity 7 v17
     13s  sale pause                -> paused v18";

fn golden(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// The hash that its plan was known by.
const PLAN: ContentHash = ContentHash([7; 32]);

#[test]
fn a_checkpoint_of_the_first_format_gives_the_state_of_its_log() {
    let bytes = golden(include_str!("golden/checkpoint_1.hex"));
    assert_eq!(SeatMap::plan_of_checkpoint(&bytes), Ok(PLAN));
    let plan = venue::index_without_minimum();
    let map = SeatMap::from_checkpoint(EventId(1), plan.clone(), &bytes).unwrap();
    let mut told = state_after(plan, FIRST);
    let mut terms = told.terms().unwrap().clone();
    terms.plan = PLAN;
    told.first_terms = hash_of_terms(&terms);
    told.terms = Some(Box::new(terms));
    // That engine did not count extensions.
    let slots: Vec<u32> = told.holds.iter().map(|(slot, _)| slot).collect();
    for slot in slots {
        told.holds.slab[slot].extensions = 0;
    }
    assert_eq!(map.checkpoint(), told.checkpoint());
    check_earlier(&map, &bytes);
}

/// The state of an earlier format's bytes is proven by their hash, and by its own once it is saved again.
fn check_earlier(map: &SeatMap, bytes: &[u8]) {
    let saved = ContentHash(*blake3::hash(bytes).as_bytes());
    assert!(map.is_proven_by(bytes, saved) && !map.is_proven_by(bytes, map.state_hash()));
    let again = map.checkpoint();
    assert!(map.is_proven_by(&again, map.state_hash()) && !map.is_proven_by(&again, saved));
}

/// The state of a checkpoint, on the plan version that it names.
fn read(bytes: &[u8]) -> SeatMap {
    let plan = Versions.plan(SeatMap::plan_of_checkpoint(bytes).unwrap()).unwrap();
    SeatMap::from_checkpoint(EventId(1), plan, bytes).unwrap()
}

#[test]
fn a_checkpoint_of_the_second_format_gives_the_state_of_its_log() {
    let bytes = golden(include_str!("golden/checkpoint_2.hex"));
    assert_eq!(bytes[0], 2);
    let map = read(&bytes);
    assert_eq!(map.checkpoint(), state_after(venue::index(), SECOND).checkpoint());
    check_earlier(&map, &bytes);
    // Flipping a bit of what it holds is found by the hash.
    let mut other = bytes.clone();
    other[10] ^= 1;
    assert!(!map.is_proven_by(&other, ContentHash(*blake3::hash(&bytes).as_bytes())));
}

#[test]
fn a_checkpoint_of_the_third_format_gives_the_state_of_its_log() {
    let bytes = golden(include_str!("golden/checkpoint_3.hex"));
    assert_eq!(bytes[0], 3);
    let map = read(&bytes);
    assert_eq!(map.checkpoint(), state_after(venue::index(), THIRD).checkpoint());
    check_earlier(&map, &bytes);
}

/// Where a sale was called off, an earlier format does not say whether others know of it. The log does.
#[test]
fn an_earlier_checkpoint_of_a_cancelled_event_is_passed_over() {
    let mut map = state_after(venue::index(), "0s sale cancel -> cancelled v3");
    let today = map.checkpoint();
    assert!(read(&today).announced);
    map.announced = false;
    // The one byte in which both differ is what the third format had not.
    let draft = map.checkpoint();
    let at = (0..today.len()).find(|at| today[*at] != draft[*at]).unwrap();
    let third = [&[3], &today[1..at], &today[at + 1..]].concat();
    let found = SeatMap::from_checkpoint(EventId(1), venue::index(), &third);
    assert_eq!(found.unwrap_err(), CheckpointError::Inconsistent("it may have been a draft"));
}

#[test]
fn todays_checkpoint_has_the_bytes_it_had() {
    let bytes = golden(include_str!("golden/checkpoint_4.hex"));
    let told = state_after(venue::index(), THIRD);
    assert_eq!(told.checkpoint(), bytes);
    let map = read(&bytes);
    assert_eq!(map.checkpoint(), bytes);
    let saved = ContentHash(*blake3::hash(&bytes).as_bytes());
    assert!(map.is_proven_by(&bytes, saved));
}
