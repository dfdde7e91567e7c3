//! The same kind, number and seed are the same plan, to the byte, on every machine and for ever. Should a
//! generator be changed on purpose, these change with it, and the plans of README and `docs/plans/` too.

use crate::plan::{VenueKind, generate};

#[test]
fn plans_are_what_they_were() {
    let expected = [
        (VenueKind::Theatre, 200, 1, ""),
        (VenueKind::Theatre, 1_200, 1, ""),
        (VenueKind::Hall, 300, 1, ""),
        (VenueKind::Hall, 800, 2, ""),
        (VenueKind::Arena, 20_000, 1, ""),
        (VenueKind::Stadium, 60_000, 1, ""),
        (VenueKind::Stadium, 100_000, 1, ""),
        (VenueKind::Festival, 30_000, 7, ""),
    ];
    let made = expected.map(|(kind, places, seed, _)| {
        let text = serde_json::to_vec(&generate(kind, places, seed).unwrap()).unwrap();
        (kind, places, seed, blake3::hash(&text).to_hex()[..16].to_owned())
    });
    let made: Vec<_> =
        made.iter().map(|(kind, places, seed, hash)| (*kind, *places, *seed, &**hash)).collect();
    assert_eq!(made, expected);
}
