//! The content of a buyer's command as bytes, for the digest that tells a repeat from another command under
//! the same id.
//!
//! It is made of what was understood, so it is the same over HTTP and over the socket, however the fields were
//! ordered and spaced, and whether a place was named by number or by label.

use actors::seat_map::command::{Part, WantedPlace};
use schemas::best::BestWish;
use schemas::ids::HoldId;
use smallvec::SmallVec;

/// A byte for the command, the hold where there is one, then the places in the order given; inline for the
/// usual sizes.
pub type CommandContent = SmallVec<[u8; 64]>;

/// To hold these places.
#[must_use]
pub fn hold(places: &[WantedPlace]) -> CommandContent {
    let mut content = CommandContent::new();
    content.push(b'h');
    put_places(&mut content, places);
    content
}

/// To hold the best places that match. Levels, sections and zones are a set each: their order is nothing.
#[must_use]
pub fn hold_best(wish: &BestWish) -> CommandContent {
    let mut content = CommandContent::new();
    content.push(b'b');
    content.extend_from_slice(&wish.count.to_le_bytes());
    content.extend_from_slice(&wish.accessible.to_le_bytes());
    content.push(u8::from(wish.together));
    content.extend_from_slice(&wish.channel.map_or([0, 0], |channel| [1, channel.0]));
    content.push(u8::from(wish.levels.is_some()));
    content.extend_from_slice(&wish.levels.unwrap_or_default().bytes());
    put_numbers(&mut content, wish.sections.iter().map(|section| section.0).collect());
    put_numbers(&mut content, wish.zones.iter().map(|zone| zone.0).collect());
    content
}

fn put_numbers(content: &mut CommandContent, mut numbers: SmallVec<[u16; 4]>) {
    numbers.sort_unstable();
    numbers.dedup();
    content.extend_from_slice(&(numbers.len() as u64).to_le_bytes());
    for number in numbers {
        content.extend_from_slice(&number.to_le_bytes());
    }
}

/// To give a hold back. Everything in it has no places, so that it is no other command than naming none.
#[must_use]
pub fn release(hold: HoldId, part: &Part) -> CommandContent {
    let mut content = of_hold(b'r', hold);
    if let Part::Some(places) = part {
        put_places(&mut content, places);
    }
    content
}

/// To give a hold its full time again.
#[must_use]
pub fn extend(hold: HoldId) -> CommandContent {
    of_hold(b'e', hold)
}

fn of_hold(command: u8, hold: HoldId) -> CommandContent {
    let mut content = CommandContent::new();
    content.push(command);
    content.extend_from_slice(&hold.0.to_le_bytes());
    content
}

fn put_places(content: &mut CommandContent, places: &[WantedPlace]) {
    for wanted in places {
        content.extend_from_slice(&wanted.place.0.to_le_bytes());
        content.extend_from_slice(&wanted.units.to_le_bytes());
        // No channel named is not the same as channel 0.
        content.extend_from_slice(&wanted.channel.map_or([0, 0], |channel| [1, channel.0]));
    }
}

#[cfg(test)]
mod tests {
    use actors::seat_map::command::WantedPlaces;
    use schemas::best::LevelSet;
    use schemas::ids::{ChannelIndex, LevelIndex, PlaceIndex};
    use schemas::plan::{SectionIndex, ZoneIndex};
    use smallvec::smallvec;

    use super::*;

    fn places(wanted: &[(u32, u32, Option<u8>)]) -> WantedPlaces {
        let place = |&(place, units, channel): &(u32, u32, Option<u8>)| WantedPlace {
            place: PlaceIndex(place),
            units,
            channel: channel.map(ChannelIndex),
        };
        wanted.iter().map(place).collect()
    }

    fn wish(count: u32) -> BestWish {
        BestWish { count, ..BestWish::default() }
    }

    #[test]
    fn whatever_differs_is_another_content() {
        let some = |wanted| Part::Some(places(wanted));
        let mut all = vec![
            hold(&places(&[(1, 1, None), (2, 1, None)])),
            hold(&places(&[(2, 1, None), (1, 1, None)])),
            hold(&places(&[(1, 1, None)])),
            hold(&places(&[(1, 1, None), (2, 2, None)])),
            hold(&places(&[(1, 1, None), (2, 1, Some(0))])),
            hold(&places(&[(1, 1, None), (2, 1, Some(1))])),
            hold_best(&wish(2)),
            hold_best(&wish(3)),
            hold_best(&BestWish { accessible: 1, ..wish(2) }),
            hold_best(&BestWish { together: true, ..wish(2) }),
            hold_best(&BestWish { channel: Some(ChannelIndex(0)), ..wish(2) }),
            hold_best(&BestWish { levels: Some(LevelSet::default()), ..wish(2) }),
            hold_best(&BestWish { levels: Some(LevelSet::of(&[LevelIndex(0)])), ..wish(2) }),
            hold_best(&BestWish { sections: smallvec![SectionIndex(1)], ..wish(2) }),
            hold_best(&BestWish { sections: smallvec![SectionIndex(1), SectionIndex(2)], ..wish(2) }),
            hold_best(&BestWish { zones: smallvec![ZoneIndex(1)], ..wish(2) }),
            release(HoldId(1), &Part::All),
            release(HoldId(2), &Part::All),
            release(HoldId(1), &some(&[(1, 1, None)])),
            extend(HoldId(1)),
            extend(HoldId(2)),
        ];
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn naming_no_place_gives_all_of_a_hold_back() {
        assert_eq!(release(HoldId(1), &Part::All), release(HoldId(1), &Part::Some(places(&[]))));
    }
}
