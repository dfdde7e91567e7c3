//! What the model would show.

use std::collections::BTreeMap;

use schemas::ids::{ChannelIndex, LevelIndex, PlaceIndex, TokenHash, Version};
use schemas::record::HeldPlaces;
use schemas::seat::Letter;

use super::{LogModel, sum};
use crate::seat_map::view::{AreaUnits, CountedGroup, Counts, HoldView, PublicSale, PublicState, TokenHolds};

impl LogModel {
    /// The letter of a place that is one unit; `Free` for a GA area.
    #[must_use]
    pub fn letter(&self, place: PlaceIndex) -> Letter {
        let model = &self.places[place.0 as usize];
        if model.is_area || sum(&model.free) > 0 {
            Letter::Free
        } else if self.held(place) > 0 {
            Letter::Held
        } else if self.booked(place) > 0 {
            Letter::Booked
        } else if sum(&model.killed) > 0 {
            Letter::Killed
        } else {
            Letter::Retired
        }
    }

    /// What everyone sees. `None` before the first record.
    #[must_use]
    pub fn public_state(&self) -> Option<PublicState> {
        let terms = self.terms.as_ref()?;
        let indexes = || (0..).map(PlaceIndex).zip(&self.places);
        let areas = indexes().filter(|(_, place)| place.is_area).map(|(index, place)| {
            let general = place.free.get(&ChannelIndex(0)).copied().unwrap_or(0);
            let others = place.free.iter().filter(|(channel, _)| channel.0 > 0);
            let others = others.map(|(channel, units)| (*channel, *units));
            AreaUnits {
                place: index,
                free: std::iter::once((ChannelIndex(0), general)).chain(others).collect(),
            }
        });
        Some(PublicState {
            version: self.version,
            stream: terms.stream,
            plan: terms.plan,
            sale: PublicSale { state: self.sale, schedule: terms.schedule.to_come(self.sale) },
            terms: self.terms_set,
            letters: indexes().map(|(index, _)| self.letter(index)).collect(),
            channels: indexes()
                .map(|(_, place)| if place.is_area { ChannelIndex(0) } else { place.channel })
                .collect(),
            levels: self.places.iter().map(|place| place.painted.unwrap_or(LevelIndex::OF_PLAN)).collect(),
            areas: areas.collect(),
        })
    }

    /// The holds of a token.
    #[must_use]
    pub fn holds_of(&self, token: TokenHash) -> TokenHolds {
        let cap = self.terms.as_ref().map_or(0, |terms| terms.lifetime_cap_ms);
        let own = self.holds.iter().filter(|(_, hold)| hold.token == token);
        let views = own.map(|(id, hold)| HoldView {
            hold: *id,
            deadline: hold.payment.map_or(hold.deadline, |(deadline, _)| deadline),
            lifetime_end: hold.started.plus_ms(cap),
            in_payment: hold.payment.is_some(),
            places: hold.places.clone(),
        });
        TokenHolds { token, version: self.version, holds: views.collect() }
    }

    /// Units of the whole event.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (index, place) in (0..).map(PlaceIndex).zip(&self.places) {
            counts.free += u64::from(sum(&place.free));
            counts.killed += u64::from(sum(&place.killed));
            counts.held += u64::from(self.held(index));
            counts.booked += u64::from(self.booked(index));
        }
        counts
    }

    /// The price level that counts for a place.
    #[must_use]
    pub fn level(&self, place: PlaceIndex) -> LevelIndex {
        let painted = self.places.get(place.0 as usize).and_then(|model| model.painted);
        painted.unwrap_or_else(|| self.plan.level(place))
    }

    /// Units by section, level and channel, each group counted by itself.
    #[must_use]
    pub fn breakdown(&self) -> Vec<(CountedGroup, Counts)> {
        let channels = self.terms.as_ref().map_or(0, |terms| terms.channels.len());
        let channels = u8::try_from(channels).unwrap_or(u8::MAX);
        let mut groups: BTreeMap<CountedGroup, Counts> = BTreeMap::new();
        for (index, place) in (0..).map(PlaceIndex).zip(&self.places).filter(|(_, place)| place.capacity > 0)
        {
            let of_channel = |lists: &mut dyn Iterator<Item = &HeldPlaces>, channel| -> u64 {
                let lines = lists.flatten().map(|line| line.units);
                let here = lines.filter(|units| units.place == index && units.channel == channel);
                here.map(|units| u64::from(units.units)).sum()
            };
            for channel in (0..=channels).map(ChannelIndex) {
                let units =
                    |of: &BTreeMap<ChannelIndex, u32>| u64::from(of.get(&channel).copied().unwrap_or(0));
                let counts = Counts {
                    free: units(&place.free),
                    held: of_channel(&mut self.holds.values().map(|hold| &hold.places), channel),
                    booked: of_channel(&mut self.bookings.values(), channel),
                    killed: units(&place.killed),
                };
                if counts.total() > 0 {
                    let section = self.plan.section(index).map(|section| section.0);
                    let group = CountedGroup { section, level: self.level(index), channel };
                    groups.entry(group).or_default().add(counts);
                }
            }
        }
        groups.into_iter().collect()
    }

    /// Whose holds changed and which ran out, after `from` and up to `to`.
    #[must_use]
    pub fn token_changes(
        &self,
        from: Version,
        to: Version,
    ) -> &[(Version, TokenHash, Option<schemas::ids::HoldId>)] {
        let begin = self.token_changes.partition_point(|(version, ..)| *version <= from);
        let end = self.token_changes.partition_point(|(version, ..)| *version <= to);
        &self.token_changes[begin..end.max(begin)]
    }
}
