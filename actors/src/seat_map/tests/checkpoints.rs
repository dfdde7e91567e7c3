//! Checkpoints of earlier formats stay readable. Golden files are never edited.

use schemas::ids::{ContentHash, EventId};

use super::table::state_after;
use super::venue;
use crate::seat_map::SeatMap;
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
     10s  sale paused               -> paused v14";

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
    let saved = ContentHash(*blake3::hash(&bytes).as_bytes());
    assert!(map.is_proven_by(&bytes, saved) && !map.is_proven_by(&bytes, map.state_hash()));
    let again = map.checkpoint();
    assert!(map.is_proven_by(&again, map.state_hash()) && !map.is_proven_by(&again, saved));
}
