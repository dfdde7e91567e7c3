//! What connections of a load ask for: seats side by side, drawn before the run and written as JSON lists.

use schemas::ids::PlaceIndex;

use super::wire::put_number;
use crate::chance::Chance;
use crate::client::venue::{Venue, VenueRow};
use crate::limits::LOAD_WISHES;

/// The most seats of one hold.
const SEATS_MOST: usize = 4;

/// Lists of seats to ask for.
pub struct Wishes(Vec<Vec<u8>>);

impl Wishes {
    /// Draws lists of 1 to 4 seats side by side, every row as likely as its length; none where the venue has
    /// no rows.
    #[must_use]
    pub fn draw(venue: &Venue, chance: &mut Chance) -> Option<Self> {
        let seats: Vec<(&VenueRow, usize)> =
            venue.rows.iter().flat_map(|row| (0..row.seats.len()).map(move |at| (row, at))).collect();
        let wishes = (0..LOAD_WISHES).map(|_| {
            let (row, first) = seats.get(chance.below(seats.len()))?;
            let count = 1 + chance.below(SEATS_MOST);
            let begin = (*first).min(row.seats.len().saturating_sub(count));
            Some(list(row.seats.iter().skip(begin).take(count)))
        });
        wishes.collect::<Option<_>>().map(Self)
    }

    /// The list number `number`; they come around again.
    #[must_use]
    pub fn get(&self, number: usize) -> &[u8] {
        &self.0[number % self.0.len()]
    }
}

/// Seats as a JSON list.
pub fn list<'a>(seats: impl Iterator<Item = &'a PlaceIndex>) -> Vec<u8> {
    let mut out = vec![b'['];
    for seat in seats {
        if out.len() > 1 {
            out.push(b',');
        }
        put_number(&mut out, u64::from(seat.0));
    }
    out.push(b']');
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn wishes_are_neighbours_and_stay_within_their_row() {
        let row = |first: u32, count: u32| VenueRow {
            section: None,
            seats: (first..first + count).map(PlaceIndex).collect(),
            distance: 0.0,
        };
        let venue = Venue { rows: vec![row(0, 2), row(10, 30)], ..Venue::default() };
        let wishes = Wishes::draw(&venue, &mut Chance::new(1, 0)).unwrap();
        let mut by_count = [0; SEATS_MOST];
        for number in 0..LOAD_WISHES {
            let seats: Vec<u32> = serde_json::from_slice(wishes.get(number)).unwrap();
            assert!(seats.is_sorted_by(|one, next| one + 1 == *next), "{seats:?}");
            assert!(seats.iter().all(|seat| (0..2).contains(seat)) || seats.iter().all(|seat| *seat >= 10));
            by_count[seats.len() - 1] += 1;
        }
        assert!(by_count.iter().all(|count| count * 8 > LOAD_WISHES), "{by_count:?} with seed 1");
        assert!(Wishes::draw(&Venue::default(), &mut Chance::new(1, 0)).is_none());
    }
}
