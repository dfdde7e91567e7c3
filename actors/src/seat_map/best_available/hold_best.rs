//! Hold best: picks the best places that match and claims them, in one command.
//!
//! Holds that have run out refuse nobody: they end before anything is picked, the first
//! [`EXPIRIES_PER_TURN`] of them.

use schemas::best::BestWish;
use schemas::ids::TokenHash;
use schemas::record::Effect;
use schemas::refusal::RefusalCode;

use super::super::command::ChannelSet;
use super::super::outcome::Refusal;
use super::super::state::SeatMap;
use super::super::turn::{Decision, Turn};
use super::super::view::BestPlaces;
use super::{House, Workroom, pick};
use crate::limits::EXPIRIES_PER_TURN;

impl SeatMap {
    pub(in super::super) fn decide_hold_best(
        &mut self,
        turn: &mut Turn<'_>,
        token: TokenHash,
        wish: &BestWish,
        channels: ChannelSet,
        address: Option<u64>,
    ) -> Decision {
        self.expire_due(turn.now, EXPIRIES_PER_TURN, turn.out);
        let Some(terms) = self.terms.as_deref() else { return Err(RefusalCode::SaleNotOpen.into()) };
        self.check_may_begin(turn)?;
        self.check_wish(wish)?;
        self.check_limits(turn, terms, wish.count, address)?;
        let deadline = turn.now.plus_ms(terms.hold_time_ms);
        let mut house = House {
            plan: &self.plan,
            places: &self.places,
            free: &mut self.free,
            workroom: &mut self.workroom,
            channels,
        };
        let found = pick(&mut house, wish)?;
        let places = found.places.iter().map(|place| self.line(place)).collect();
        Ok(Effect::Held { token, address, deadline, places, arrangement: Some(found.arrangement) })
    }

    /// What is wrong with the question itself, whatever is free.
    fn check_wish(&self, wish: &BestWish) -> Result<(), RefusalCode> {
        self.check_numbers(wish.plan)?;
        if wish.count == 0 {
            return Err(RefusalCode::NoPlaces);
        }
        if wish.accessible > wish.count {
            return Err(RefusalCode::InvalidUnits);
        }
        let Some(channel) = wish.channel else { return Ok(()) };
        if !self.has_channel(channel) {
            return Err(RefusalCode::UnknownChannel);
        }
        if self.places.is_closed(channel) {
            return Err(RefusalCode::ChannelClosed);
        }
        Ok(())
    }

    /// The best places for the wish at this moment, claimed by nobody. Holds that have run out and not ended yet
    /// still have theirs.
    ///
    /// # Errors
    /// What [`super::super::command::Command::HoldBest`] would be refused for, but for the bounds of a token.
    pub fn preview_best(&self, wish: &BestWish, channels: ChannelSet) -> Result<BestPlaces, Refusal> {
        let picked = self.check_on_sale().and_then(|()| self.check_wish(wish)).and_then(|()| {
            let mut house = House {
                plan: &self.plan,
                places: &self.places,
                free: &mut self.free.clone(),
                workroom: &mut Workroom::default(),
                channels,
            };
            pick(&mut house, wish)
        });
        let refused = |code| Refusal::plain(code, self.version);
        let picked = picked.map_err(refused)?;
        Ok(BestPlaces {
            version: self.version,
            places: picked.places.iter().map(|place| self.line(place)).collect(),
            arrangement: picked.arrangement,
        })
    }
}
