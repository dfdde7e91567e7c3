//! What the obvious map knows of a place: all of it counted on the spot.

use schemas::ids::{ChannelIndex, LevelIndex, PlaceIndex};
use schemas::plan::{PlaceKind, TableIndex};
use schemas::record::HeldPlaces;
use schemas::seat::Letter;

use super::{Hold, Naive};

impl Naive {
    pub(super) fn exists(&self, place: PlaceIndex) -> bool {
        self.plan.contains(place) && self.plan.kind(place) != PlaceKind::Retired
    }

    /// A GA area with units.
    pub(super) fn is_area(&self, place: PlaceIndex) -> bool {
        self.exists(place) && self.plan.kind(place) == PlaceKind::Area && !self.plan.is_as_a_whole(place)
    }

    pub(super) fn is_whole_area(&self, place: PlaceIndex) -> bool {
        self.exists(place) && self.plan.is_as_a_whole(place)
    }

    /// The table that this seat belongs to, and whether it is sold as a whole; none elsewhere.
    fn table(&self, place: PlaceIndex) -> Option<(TableIndex, bool)> {
        let table = self.exists(place).then(|| self.plan.table(place)).flatten()?;
        let mut whole = self.plan.is_table_as_a_whole(table);
        for (number, as_a_whole) in &self.terms.tables {
            if *number == table.0 {
                whole = *as_a_whole;
            }
        }
        Some((table, whole))
    }

    /// The seats of the whole table that this seat belongs to; none elsewhere.
    pub(super) fn whole_table(&self, place: PlaceIndex) -> Vec<PlaceIndex> {
        let whole = self.table(place).filter(|(_, whole)| *whole);
        whole.map(|(table, _)| self.plan.places_at_table(table).to_vec()).unwrap_or_default()
    }

    /// The seats of the table by the seat that this seat belongs to, and the fewest that a hold may have of it;
    /// none elsewhere.
    pub(super) fn shared_table(&self, place: PlaceIndex) -> (Vec<PlaceIndex>, usize) {
        match self.table(place) {
            Some((table, false)) => {
                let least = self.plan.table_minimum_occupancy(table);
                (self.plan.places_at_table(table).to_vec(), usize::try_from(least).unwrap())
            }
            _ => (Vec::new(), 0),
        }
    }

    pub(super) fn price(&self, place: PlaceIndex) -> u64 {
        let level = self.level(place);
        self.terms.prices.iter().rfind(|price| price.level == level).unwrap().amount_minor
    }

    /// The price level that counts.
    pub(super) fn level(&self, place: PlaceIndex) -> LevelIndex {
        self.levels.get(&place).copied().unwrap_or(self.plan.level(place))
    }

    pub(super) fn has_channel(&self, channel: Option<ChannelIndex>) -> bool {
        channel.is_none_or(|channel| usize::from(channel.0) <= self.terms.channels.len())
    }

    pub(super) fn channel(&self, place: PlaceIndex) -> ChannelIndex {
        self.channels.get(&place).copied().unwrap_or_default()
    }

    fn count<'all>(
        all: impl Iterator<Item = &'all HeldPlaces>,
        place: PlaceIndex,
        channel: Option<ChannelIndex>,
    ) -> u32 {
        let lines = all.flatten().map(|line| line.units);
        let lines =
            lines.filter(|units| units.place == place && channel.is_none_or(|one| one == units.channel));
        lines.map(|units| units.units).sum()
    }

    pub(super) fn held(&self, place: PlaceIndex, channel: Option<ChannelIndex>) -> u32 {
        Self::count(self.holds.values().map(|hold| &hold.places), place, channel)
    }

    pub(super) fn booked(&self, place: PlaceIndex, channel: Option<ChannelIndex>) -> u32 {
        Self::count(self.bookings.values().map(|(_, places)| places), place, channel)
    }

    pub(super) fn killed(&self, place: PlaceIndex, channel: ChannelIndex) -> u32 {
        self.shares.get(&(place, channel)).copied().unwrap_or_default().killed
    }

    /// Units of an area's channel that are not killed.
    pub(super) fn on_sale(&self, place: PlaceIndex, channel: ChannelIndex) -> u32 {
        let share = self.shares.get(&(place, channel)).copied().unwrap_or_default();
        share.all - share.killed
    }

    pub(super) fn free(&self, place: PlaceIndex, channel: ChannelIndex) -> u32 {
        let taken = self.held(place, Some(channel)) + self.booked(place, Some(channel));
        self.on_sale(place, channel) - taken
    }

    pub(super) fn letter(&self, place: PlaceIndex) -> Letter {
        if !self.exists(place) {
            Letter::Retired
        } else if self.is_area(place) {
            Letter::Free
        } else if self.reasons.contains_key(&place) {
            Letter::Killed
        } else if self.held(place, None) > 0 {
            Letter::Held
        } else if self.booked(place, None) > 0 {
            Letter::Booked
        } else {
            Letter::Free
        }
    }

    pub(super) fn all_channels(&self) -> impl Iterator<Item = ChannelIndex> + use<> {
        (0..=u8::try_from(self.terms.channels.len()).unwrap()).map(ChannelIndex)
    }
}

impl Hold {
    /// Units of a place in it, of one channel or of any.
    pub(super) fn units(&self, place: PlaceIndex, channel: Option<ChannelIndex>) -> u32 {
        Naive::count(std::iter::once(&self.places), place, channel)
    }
}
