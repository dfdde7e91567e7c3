//! Hold: claims all the wanted places or none.
//!
//! Holds that have run out refuse nobody: those on the wanted places, and the token's own, end first.
//! Refusals come in the order of [`RefusalCode`]; a place is judged by its first flaw.

use schemas::ids::{PlaceIndex, TokenHash};
use schemas::record::{Effect, HeldPlaces};
use schemas::refusal::RefusalCode;
use schemas::seat::{HeldPlace, Letter, PlaceUnits};
use schemas::terms::EventTerms;

use super::command::{ChannelSet, WantedPlace};
use super::places::Rule;
use super::state::SeatMap;
use super::turn::{Decision, Flaws, Refused, Turn};
use super::wanted::first_repeats;

impl SeatMap {
    pub(super) fn decide_hold(
        &mut self,
        turn: &mut Turn<'_>,
        token: TokenHash,
        wanted: &[WantedPlace],
        channels: ChannelSet,
        address: Option<u64>,
    ) -> Decision {
        self.end_run_out_for_hold(turn, wanted);
        let Some(terms) = self.terms.as_deref() else { return Err(RefusalCode::SaleNotOpen.into()) };
        self.check_may_begin(turn)?;
        let plain = self.plain_lines(wanted, channels);
        if plain.is_none() {
            self.check_wanted(wanted)?;
        }
        let asked = wanted.iter().map(|place| if plain.is_some() { 1 } else { self.sold_units(place) });
        let asked = asked.fold(0, u32::saturating_add);
        self.check_limits(turn, terms, asked, address)?;
        let places = if let Some(places) = plain {
            places
        } else {
            self.check_takable(wanted, channels)?;
            wanted.iter().map(|place| self.line(place)).collect()
        };
        let deadline = turn.now.plus_ms(terms.hold_time_ms);
        Ok(Effect::Held { token, address, deadline, places, arrangement: None })
    }

    /// Whether this buyer can begin a hold at all.
    pub(super) fn check_may_begin(&self, turn: &Turn<'_>) -> Result<(), RefusalCode> {
        let is_new = turn.token.is_none();
        if is_new && !self.tokens.has_room(turn.now) || !self.tokens.can_remember(turn.token, turn.now) {
            return Err(RefusalCode::Busy);
        }
        self.check_on_sale()
    }

    /// Whether so many units are within the bounds of one hold, one token and one address.
    pub(super) fn check_limits(
        &self,
        turn: &Turn<'_>,
        terms: &EventTerms,
        asked: u32,
        address: Option<u64>,
    ) -> Result<(), Refused> {
        if asked > terms.maximum_units_per_hold {
            return Err(Refused::beyond(RefusalCode::TooManyPlaces, terms.maximum_units_per_hold));
        }
        let has = turn.token.map_or(0, |slot| self.tokens.get(slot).units);
        if has.saturating_add(asked) > terms.maximum_units_per_token {
            return Err(Refused::beyond(RefusalCode::TokenLimit, terms.maximum_units_per_token));
        }
        if turn.token.is_none() && self.address_is_full(terms, address, turn) {
            return Err(Refused::beyond(RefusalCode::AddressLimit, terms.maximum_tokens_per_address));
        }
        Ok(())
    }

    /// The lines of the hold, where what is wanted is a few seats that are wanted as they are and can be taken:
    /// what nearly every hold is about, found out in one walk. Whatever else it is, the rules below say.
    fn plain_lines(&self, wanted: &[WantedPlace], channels: ChannelSet) -> Option<HeldPlaces> {
        let mut lines = HeldPlaces::new();
        for (number, one) in wanted.iter().enumerate() {
            let place = self.places.get(one.place)?;
            let plain = place.rule == Rule::Seat
                && place.letter == Letter::Free
                && one.units == 1
                && one.channel.is_none_or(|asked| asked == place.channel)
                && channels.contains(place.channel)
                && number < lines.inline_size()
                && !wanted[..number].iter().any(|earlier| earlier.place == one.place);
            if !plain {
                return None;
            }
            let units = PlaceUnits { place: one.place, units: 1, channel: place.channel };
            lines.push(HeldPlace { units, price_minor: self.prices[usize::from(place.level.0)] });
        }
        (!lines.is_empty()).then_some(lines)
    }

    fn address_is_full(&self, terms: &EventTerms, address: Option<u64>, turn: &Turn<'_>) -> bool {
        let bound = terms.maximum_tokens_per_address;
        address.is_some_and(|address| {
            bound > 0 && self.tokens.live_of_address(address, bound, turn.now) >= bound
        })
    }

    /// Units that a hold of this place has: an area sold as a whole is one unit, however many come.
    fn sold_units(&self, wanted: &WantedPlace) -> u32 {
        match self.places.rule_of(wanted.place) {
            Some(Rule::Area) => wanted.units,
            _ => 1,
        }
    }

    pub(super) fn line(&self, wanted: &WantedPlace) -> HeldPlace {
        let channel = match self.places.rule_of(wanted.place) {
            Some(Rule::Area) => wanted.channel.unwrap_or_default(),
            _ => self.places.channel(wanted.place),
        };
        let units = PlaceUnits { place: wanted.place, units: self.sold_units(wanted), channel };
        HeldPlace { units, price_minor: self.price(wanted.place) }
    }

    /// What is wrong with the question itself, whatever is free.
    fn check_wanted(&self, wanted: &[WantedPlace]) -> Result<(), Refused> {
        if wanted.is_empty() {
            return Err(RefusalCode::NoPlaces.into());
        }
        let mut flaws = Flaws::default();
        for place in wanted {
            flaws.note(self.flaw_of_question(place), place.place);
        }
        for repeated in first_repeats(&wanted.iter().map(|place| place.place)) {
            flaws.add(RefusalCode::DuplicatePlace, repeated);
        }
        flaws.check()
    }

    fn flaw_of_question(&self, wanted: &WantedPlace) -> Option<RefusalCode> {
        let Some(rule) = self.places.rule_of(wanted.place) else { return Some(RefusalCode::UnknownPlace) };
        let most = match rule {
            Rule::Area => self.places.area(wanted.place).map_or(0, |area| area.capacity),
            Rule::WholeArea => self.plan.party(wanted.place).map_or(1, |(_, most)| most),
            _ => 1,
        };
        if wanted.units == 0 || wanted.units > most {
            return Some(RefusalCode::InvalidUnits);
        }
        let channel = wanted.channel?;
        if !self.has_channel(channel) {
            return Some(RefusalCode::UnknownChannel);
        }
        self.places.is_closed(channel).then_some(RefusalCode::ChannelClosed)
    }

    /// What stands against taking these places now.
    fn check_takable(&self, wanted: &[WantedPlace], channels: ChannelSet) -> Result<(), Refused> {
        let mut flaws = Flaws::default();
        for place in wanted {
            flaws.note(self.flaw_of_place(place, wanted, channels), place.place);
        }
        flaws.check()
    }

    fn flaw_of_place(
        &self,
        wanted: &WantedPlace,
        all: &[WantedPlace],
        channels: ChannelSet,
    ) -> Option<RefusalCode> {
        let place = wanted.place;
        match self.places.rule_of(place)? {
            Rule::Area => return self.flaw_of_area(wanted, channels),
            Rule::WholeTableSeat if !self.names_whole_table(place, all) => {
                return Some(RefusalCode::WholeTable);
            }
            Rule::SharedTableSeat if self.takes_too_few(place, all, channels) => {
                return Some(RefusalCode::MinimumOccupancy);
            }
            Rule::WholeArea if self.plan.party(place).is_some_and(|(fewest, _)| wanted.units < fewest) => {
                return Some(RefusalCode::MinimumOccupancy);
            }
            _ => {}
        }
        let channel = self.places.home(self.places.channel(place));
        if !channels.contains(channel) || wanted.channel.is_some_and(|asked| asked != channel) {
            return Some(RefusalCode::OtherChannel);
        }
        match self.places.letter(place) {
            Letter::Free => None,
            Letter::Held | Letter::Booked => Some(RefusalCode::Taken),
            Letter::Killed | Letter::Retired => Some(RefusalCode::NotForSale),
        }
    }

    fn flaw_of_area(&self, wanted: &WantedPlace, channels: ChannelSet) -> Option<RefusalCode> {
        if wanted.units < self.plan.minimum_occupancy(wanted.place) {
            return Some(RefusalCode::MinimumOccupancy);
        }
        let channel = wanted.channel.unwrap_or_default();
        if !channels.contains(channel) {
            return Some(RefusalCode::OtherChannel);
        }
        let units = self.places.area(wanted.place)?.channel(channel);
        if wanted.units <= units.free {
            None
        } else if wanted.units > units.on_sale() {
            Some(RefusalCode::NotForSale)
        } else {
            Some(RefusalCode::Taken)
        }
    }

    /// Whether fewer seats of the place's table are named than its minimum and than this buyer could have.
    fn takes_too_few(&self, place: PlaceIndex, all: &[WantedPlace], channels: ChannelSet) -> bool {
        let Some(table) = self.plan.table(place) else { return false };
        let seats = self.plan.places_at_table(table);
        let named = |seat: &&PlaceIndex| all.iter().any(|wanted| wanted.place == **seat);
        let least = self.plan.table_minimum_occupancy(table) as usize;
        seats.iter().filter(named).count() < least.min(self.places.open_seats(seats, channels))
    }

    fn names_whole_table(&self, place: PlaceIndex, all: &[WantedPlace]) -> bool {
        let Some(table) = self.plan.table(place) else { return true };
        let seats = self.plan.places_at_table(table);
        seats.iter().all(|seat| all.iter().any(|wanted| wanted.place == *seat))
    }
}
