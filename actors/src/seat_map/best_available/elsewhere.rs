//! Where there are no seats to pick from: standing room, an area sold as a whole, a booth.

use schemas::ids::{ChannelIndex, PlaceIndex};
use schemas::seat::{Arrangement, Letter};

use super::super::command::WantedPlace;
use super::super::places::Rule;
use super::side_by_side::Search;

impl Search<'_> {
    /// The place nearest to the focal point that has room for all: units of an area, else an area sold as a whole
    /// to a party of this size, else, for one, a booth.
    pub(super) fn elsewhere(&self) -> Option<(WantedPlace, Arrangement)> {
        let count = self.wish.count;
        let areas = self.places.areas.iter().filter_map(|area| {
            let matches = self.matches(area.place) && self.index.minimum_occupancy(area.place) <= count;
            let channel = (0..).map(ChannelIndex).take(area.channels.len());
            let mut open = channel.filter(|channel| self.may_have(*channel));
            let channel = open.find(|channel| area.channel(*channel).free >= count)?;
            matches.then_some(WantedPlace { place: area.place, units: count, channel: Some(channel) })
        });
        if let Some(area) = self.nearest(areas) {
            return Some((area, Arrangement::Standing));
        }
        let all = (0..).map(PlaceIndex).take(self.places.count());
        let whole = all.filter_map(|place| {
            let found = self.places.get(place)?;
            let fits = match found.rule {
                Rule::WholeArea => {
                    self.index.party(place).is_some_and(|(least, most)| (least..=most).contains(&count))
                }
                Rule::Seat => self.stretches().bit(place).is_none() && count == 1,
                _ => false,
            };
            let free = found.letter == Letter::Free && self.may_have(found.channel);
            (fits && free && self.matches(place)).then_some(WantedPlace {
                place,
                units: count,
                channel: self.wish.channel,
            })
        });
        self.nearest(whole).map(|place| (place, Arrangement::Whole))
    }

    fn nearest(&self, places: impl Iterator<Item = WantedPlace>) -> Option<WantedPlace> {
        let distance = |wanted: &WantedPlace| self.index.focal_distance(wanted.place);
        places.min_by(|one, other| {
            distance(one).total_cmp(&distance(other)).then_with(|| one.place.cmp(&other.place))
        })
    }

    fn matches(&self, place: PlaceIndex) -> bool {
        let wish = self.wish;
        let section = self.index.section(place);
        let zone = self.index.zone(place);
        let level = self.places.get(place).map(|place| place.level.0);
        (wish.sections.is_empty() || section.is_some_and(|section| wish.sections.contains(&section)))
            && (wish.zones.is_empty() || zone.is_some_and(|zone| wish.zones.contains(&zone)))
            && wish.levels.is_none_or(|levels| level.is_some_and(|level| levels.has(level)))
    }
}
