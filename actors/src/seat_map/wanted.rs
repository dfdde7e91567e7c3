//! What commands name, checked for what is wrong with the question itself.

use schemas::ids::PlaceIndex;
use smallvec::SmallVec;

/// Lists up to this long are compared pair by pair.
const SHORT: usize = 8;

/// Places that are named more than once, each once for every further time it is named.
pub(super) fn first_repeats(
    places: &(impl ExactSizeIterator<Item = PlaceIndex> + Clone),
) -> SmallVec<[PlaceIndex; 4]> {
    let mut repeats = SmallVec::new();
    if places.len() <= SHORT {
        for (position, place) in places.clone().enumerate() {
            if places.clone().take(position).any(|earlier| earlier == place) {
                repeats.push(place);
            }
        }
        return repeats;
    }
    let mut numbered: Vec<(PlaceIndex, usize)> = places.clone().zip(0..).collect();
    numbered.sort_unstable();
    let mut positions: Vec<(usize, PlaceIndex)> = numbered
        .windows(2)
        .filter(|pair| pair[0].0 == pair[1].0)
        .map(|pair| (pair[1].1, pair[1].0))
        .collect();
    positions.sort_unstable();
    repeats.extend(positions.into_iter().map(|(_, place)| place));
    repeats
}
