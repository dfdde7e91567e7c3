//! The content of a buyer's command as bytes, for the digest that tells a repeat from another command under
//! the same id.
//!
//! It is made of what was understood, so it is the same over HTTP and over the socket, however the fields were
//! ordered and spaced, and whether a place was named by number or by label.

use actors::seat_map::command::{Part, WantedPlace};
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
    use schemas::ids::{ChannelIndex, PlaceIndex};

    use super::*;

    fn places(wanted: &[(u32, u32, Option<u8>)]) -> WantedPlaces {
        let place = |&(place, units, channel): &(u32, u32, Option<u8>)| WantedPlace {
            place: PlaceIndex(place),
            units,
            channel: channel.map(ChannelIndex),
        };
        wanted.iter().map(place).collect()
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
