//! What the model would show.

use schemas::ids::{ChannelIndex, PlaceIndex, TokenHash, Version};
use schemas::seat::Letter;

use super::{LogModel, sum};
use crate::seat_map::view::{AreaUnits, Counts, HoldView, PublicSale, PublicState, TokenHolds};

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
            sale: PublicSale { state: self.sale, schedule: terms.schedule },
            terms: self.configured,
            letters: indexes().map(|(index, _)| self.letter(index)).collect(),
            channels: indexes()
                .map(|(_, place)| if place.is_area { ChannelIndex(0) } else { place.channel })
                .collect(),
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
