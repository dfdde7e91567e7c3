//! What a buyer reaches for: seats side by side, the front first.

use schemas::ids::{ChannelIndex, PlaceIndex};
use schemas::seat::Letter;
use schemas::ws::client::WantedArea;

use crate::chance::Chance;
use crate::client::model::EventModel;
use crate::client::venue::{Venue, VenueArea, VenueTable};

/// Rows that a buyer looks at before giving up for now.
const ROWS_LOOKED_AT: usize = 40;

/// The share of buyers who want to stand.
const STANDING: f64 = 0.06;
/// The share of buyers who want a table.
const AT_A_TABLE: f64 = 0.03;
/// The share of buyers who want a booth, or an area as a whole.
const A_BOOTH: f64 = 0.01;

/// What a buyer asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Seats and booths.
    pub places: Vec<PlaceIndex>,
    /// Units of GA areas.
    pub areas: Vec<WantedArea>,
}

/// Picks what this buyer would like, of what looks free; none where nothing was found.
pub fn choose(venue: &Venue, model: &EventModel, chance: &mut Chance) -> Option<Choice> {
    let people = [1, 2, 2, 2, 2, 3, 4, 4][chance.below(8)];
    if !venue.areas.is_empty() && chance.happens(STANDING) {
        return stand(venue, model, chance, people);
    }
    if !venue.areas.is_empty() && chance.happens(A_BOOTH) {
        return book_a_booth(venue, model, chance);
    }
    if !venue.tables.is_empty() && (venue.rows.is_empty() || chance.happens(AT_A_TABLE)) {
        return sit_at_a_table(venue, model, chance, people as usize);
    }
    if venue.rows.is_empty() {
        return stand(venue, model, chance, people);
    }
    (0..ROWS_LOOKED_AT).find_map(|_| {
        let row = venue.rows.get(chance.towards_front(venue.rows.len()))?;
        let seats = side_by_side(&row.seats, model, people as usize, chance)?;
        Some(Choice { places: seats, areas: Vec::new() })
    })
}

/// A choice of exactly this seat.
#[must_use]
pub fn only(place: PlaceIndex) -> Choice {
    Choice { places: vec![place], areas: Vec::new() }
}

fn is_free(model: &EventModel, place: PlaceIndex) -> bool {
    model.letter(place) == Some(Letter::Free) && model.public.channel(place) == ChannelIndex(0)
}

fn side_by_side(
    seats: &[PlaceIndex],
    model: &EventModel,
    people: usize,
    chance: &mut Chance,
) -> Option<Vec<PlaceIndex>> {
    let free = |seats: &&[PlaceIndex]| seats.iter().all(|&seat| is_free(model, seat));
    let count = seats.windows(people).filter(free).count();
    let chosen = seats.windows(people).filter(free).nth(chance.below(count))?;
    Some(chosen.to_vec())
}

fn stand(venue: &Venue, model: &EventModel, chance: &mut Chance, people: u32) -> Option<Choice> {
    let open: Vec<&VenueArea> = venue.areas.iter().filter(|area| !area.as_a_whole).collect();
    let area = open.get(chance.below(open.len()))?;
    let units = people.max(area.minimum_occupancy);
    let free =
        model.public.areas.get(&area.place)?.iter().find(|(channel, _)| *channel == ChannelIndex(0))?.1;
    let wanted = WantedArea { place: area.place, units, channel: None };
    (free >= units).then(|| Choice { places: Vec::new(), areas: vec![wanted] })
}

fn book_a_booth(venue: &Venue, model: &EventModel, chance: &mut Chance) -> Option<Choice> {
    let whole = |area: &&VenueArea| area.as_a_whole && is_free(model, area.place);
    let booths: Vec<&VenueArea> = venue.areas.iter().filter(whole).collect();
    let booth = booths.get(chance.below(booths.len()))?;
    if booth.capacity == 1 {
        return Some(only(booth.place));
    }
    let wanted = WantedArea { place: booth.place, units: booth.minimum_occupancy.max(2), channel: None };
    Some(Choice { places: Vec::new(), areas: vec![wanted] })
}

fn sit_at_a_table(venue: &Venue, model: &EventModel, chance: &mut Chance, people: usize) -> Option<Choice> {
    let table: &VenueTable = venue.tables.get(chance.below(venue.tables.len()))?;
    let free = || table.seats.iter().copied().filter(|&seat| is_free(model, seat));
    let least = table.minimum_occupancy.min(free().count());
    let people = if table.as_a_whole { table.seats.len() } else { people.max(least) };
    let seats: Vec<PlaceIndex> = free().take(people).collect();
    (seats.len() == people).then(|| Choice { places: seats, areas: Vec::new() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use schemas::ids::{ContentHash, Version};
    use schemas::seat::SaleState;
    use schemas::ws::state::{AreaFree, ChannelFree, ChannelRun, Snapshot};

    use super::*;
    use crate::client::venue::VenueRow;

    fn model(letters: &str) -> EventModel {
        let free = vec![ChannelFree { channel: ChannelIndex(0), units: 3 }];
        EventModel::new(&Snapshot {
            stream: 1,
            version: Version(1),
            plan: ContentHash([0; 32]),
            sale: SaleState::OnSale,
            opens_at_ms: None,
            closes_at_ms: None,
            terms: Version(1),
            letters: letters.to_owned(),
            levels: Vec::new(),
            channels: vec![ChannelRun { first: PlaceIndex(0), count: 1, channel: ChannelIndex(2) }],
            areas: vec![AreaFree { place: PlaceIndex(8), free }],
        })
        .unwrap()
    }

    fn venue() -> Venue {
        let row = |seats: std::ops::Range<u32>, distance| VenueRow {
            section: None,
            seats: seats.map(PlaceIndex).collect(),
            distance,
        };
        let area = VenueArea {
            section: None,
            place: PlaceIndex(8),
            capacity: 5,
            as_a_whole: false,
            minimum_occupancy: 1,
        };
        Venue { rows: vec![row(0..4, 1.0), row(4..8, 2.0)], areas: vec![area], ..Venue::default() }
    }

    #[test]
    fn only_free_neighbours_of_general_sale_are_chosen() {
        let (venue, model) = (venue(), model("fffhbfffff"));
        let mut chance = Chance::new(11, 0);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..2_000 {
            let Some(choice) = choose(&venue, &model, &mut chance) else { continue };
            let numbers: Vec<u32> = choice.places.iter().map(|place| place.0).collect();
            assert!(choice.areas.iter().all(|area| area.units <= 3), "seed 11: {choice:?}");
            seen.insert(numbers);
        }
        let expected: [&[u32]; 10] =
            [&[], &[1], &[1, 2], &[2], &[5], &[5, 6], &[5, 6, 7], &[6], &[6, 7], &[7]];
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), expected, "seed 11");
    }

    #[test]
    fn nothing_is_chosen_where_nothing_is_free() {
        let mut full = model("hhhhbbbbff");
        full.public.areas.clear();
        let mut chance = Chance::new(12, 0);
        assert!((0..200).all(|_| choose(&venue(), &full, &mut chance).is_none()), "seed 12");
    }
}
