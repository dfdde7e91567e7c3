//! What buyers ask, and what is asked about holds and bookings: all flaws are listed, the least one wins.

use std::collections::BTreeSet;

use schemas::ids::{BookingId, HoldId, PlaceIndex, TokenHash};
use schemas::record::{HeldPlaces, UnitList};
use schemas::refusal::RefusalCode as Code;
use schemas::seat::{HeldPlace, Letter, PlaceUnits};
use schemas::time::Timestamp;

use super::{Flaw, Hold, Naive, Token, Verdict, verdict};
use crate::limits::REMEMBERED_COMMANDS_PER_TOKEN;
use crate::seat_map::command::{ChannelSet, Part, WantedPlace};
use crate::seat_map::outcome::Done;

impl Naive {
    pub(super) fn hold(
        &mut self,
        token: TokenHash,
        wanted: &[WantedPlace],
        channels: ChannelSet,
        address: Option<u64>,
        now: Timestamp,
    ) -> Verdict {
        self.end_run_out(now, |_, hold| {
            hold.token == token || wanted.iter().any(|place| hold.units(place.place, None) > 0)
        });
        let places: HeldPlaces =
            wanted.iter().filter(|place| self.exists(place.place)).map(|place| self.line(place)).collect();
        let asked: u64 = places.iter().map(|line| u64::from(line.units.units)).sum();
        let mut flaws = self.flaws_of_claim(token, asked, address, now);
        flaws.extend(wanted.is_empty().then_some((Code::NoPlaces, None)));
        let mut seen = BTreeSet::new();
        for place in wanted {
            let codes = self.flaws_of_wanted(place, wanted, channels);
            flaws.extend(codes.into_iter().map(|code| (code, Some(place.place))));
            if !seen.insert(place.place) {
                flaws.push((Code::DuplicatePlace, Some(place.place)));
            }
        }
        verdict(flaws)?;
        Ok(self.claim(token, wanted, address, now))
    }

    /// What stands against a claim of so many units, whatever they are.
    pub(super) fn flaws_of_claim(
        &self,
        token: TokenHash,
        asked: u64,
        address: Option<u64>,
        now: Timestamp,
    ) -> Vec<Flaw> {
        let own = self.holds.values().filter(|hold| hold.token == token);
        let has: u64 = own.flat_map(|hold| &hold.places).map(|line| u64::from(line.units.units)).sum();
        let live = |token: &Token| !token.is_over(now);
        let is_new = !self.tokens.get(&token).is_some_and(live);
        let of_address = |token: &&Token| live(token) && address.is_some() && token.address == address;
        let bound = self.terms.maximum_tokens_per_address as usize;
        let mut flaws = Vec::new();
        let mut flaw = |wrong: bool, code: Code| flaws.extend(wrong.then_some((code, None)));
        let live_tokens = self.tokens.values().filter(|token| live(token)).count();
        flaw(is_new && live_tokens >= self.live_tokens, Code::Busy);
        flaw(!self.can_remember(token, now), Code::Busy);
        flaw(asked > u64::from(self.terms.maximum_units_per_hold), Code::TooManyPlaces);
        flaw(has + asked > u64::from(self.terms.maximum_units_per_token), Code::TokenLimit);
        let crowded = self.tokens.values().filter(of_address).count() >= bound;
        flaw(is_new && address.is_some() && bound > 0 && crowded, Code::AddressLimit);
        flaws.extend(self.sale_flaw());
        flaws
    }

    /// A new hold of these places.
    pub(super) fn claim(
        &mut self,
        token: TokenHash,
        wanted: &[WantedPlace],
        address: Option<u64>,
        now: Timestamp,
    ) -> Done {
        let places: HeldPlaces = wanted.iter().map(|place| self.line(place)).collect();
        let version = self.record(now);
        let deadline = Timestamp(now.0 + self.terms.hold_time_ms);
        let entry = self.tokens.entry(token).or_insert_with(|| Token { address, ..Token::default() });
        entry.idle = None;
        let hold = Hold {
            token,
            started: now,
            deadline,
            deadline_set: version,
            extensions: 0,
            payments: Vec::new(),
            in_payment: None,
            places: places.clone(),
        };
        self.holds.insert(HoldId(version.0), hold);
        Done::Held { hold: HoldId(version.0), deadline, places, arrangement: None }
    }

    fn line(&self, wanted: &WantedPlace) -> HeldPlace {
        let place = wanted.place;
        let (units, channel) = if self.is_area(place) {
            (wanted.units, wanted.channel.unwrap_or_default())
        } else {
            (1, self.channel(place))
        };
        HeldPlace { units: PlaceUnits { place, units, channel }, price_minor: self.price(place) }
    }

    fn flaws_of_wanted(&self, wanted: &WantedPlace, all: &[WantedPlace], open: ChannelSet) -> Vec<Code> {
        let WantedPlace { place, units, channel } = *wanted;
        if !self.exists(place) {
            return vec![Code::UnknownPlace];
        }
        let (area, whole_area) = (self.is_area(place), self.is_whole_area(place));
        let (fewest, most) = match self.plan.party(place) {
            Some(party) if whole_area => party,
            _ => (self.plan.minimum_occupancy(place), self.capacities.get(&place).copied().unwrap_or(1)),
        };
        let mut flaws = Vec::new();
        let mut flaw = |wrong: bool, code: Code| flaws.extend(wrong.then_some(code));
        flaw(units == 0 || units > most, Code::InvalidUnits);
        flaw(!self.has_channel(channel), Code::UnknownChannel);
        flaw(self.is_closed(channel), Code::ChannelClosed);
        let table = self.whole_table(place);
        let complete = table.iter().all(|seat| all.iter().any(|wanted| wanted.place == *seat));
        flaw(!complete, Code::WholeTable);
        flaw((area || whole_area) && units < fewest, Code::MinimumOccupancy);
        let (seats, least) = self.shared_table(place);
        let named = seats.iter().filter(|seat| all.iter().any(|wanted| wanted.place == **seat)).count();
        let for_me =
            |seat: &&PlaceIndex| self.letter(**seat) == Letter::Free && open.contains(self.channel(**seat));
        let left = seats.iter().filter(for_me).count();
        flaw(named < least && named < left, Code::MinimumOccupancy);
        let own = Some(self.channel(place)).filter(|own| !self.is_closed(Some(*own))).unwrap_or_default();
        let through = if area { channel.unwrap_or_default() } else { own };
        flaw(!open.contains(through) || channel.is_some_and(|asked| asked != through), Code::OtherChannel);
        if area {
            flaw(units > self.on_sale(place, through), Code::NotForSale);
            flaw(units > self.free(place, through), Code::Taken);
        } else {
            flaw(self.letter(place) == Letter::Killed, Code::NotForSale);
            flaw(matches!(self.letter(place), Letter::Held | Letter::Booked), Code::Taken);
        }
        flaws
    }

    /// What is wrong with giving back a part of `places`, and what it is.
    fn part(&self, places: Option<&HeldPlaces>, part: &Part, keeps_minimum: bool) -> (UnitList, Vec<Flaw>) {
        let Part::Some(wanted) = part else {
            return (places.into_iter().flatten().map(|line| line.units).collect(), Vec::new());
        };
        let mut flaws = Vec::new();
        let mut units = UnitList::new();
        if wanted.is_empty() {
            flaws.push((Code::NoPlaces, None));
        }
        let mut seen = BTreeSet::new();
        for asked in wanted {
            let mut flaw = |wrong: bool, code| flaws.extend(wrong.then_some((code, Some(asked.place))));
            flaw(!self.exists(asked.place), Code::UnknownPlace);
            flaw(!seen.insert(asked.place), Code::DuplicatePlace);
            flaw(asked.units == 0, Code::InvalidUnits);
            let line = places.into_iter().flatten().find(|line| line.units.place == asked.place);
            let line = line.filter(|line| asked.channel.is_none_or(|channel| channel == line.units.channel));
            let Some(line) = line.filter(|line| line.units.units >= asked.units) else {
                flaw(true, Code::NotInHold);
                continue;
            };
            units.push(PlaceUnits { units: asked.units, ..line.units });
            let rest = line.units.units - asked.units;
            let few = rest > 0 && rest < self.plan.minimum_occupancy(asked.place);
            flaw(keeps_minimum && few, Code::MinimumOccupancy);
            let stays = |seat: &PlaceIndex| {
                places.into_iter().flatten().any(|line| line.units.place == *seat)
                    && !wanted.iter().any(|wanted| wanted.place == *seat)
            };
            flaw(self.whole_table(asked.place).iter().any(stays), Code::WholeTable);
            let (seats, least) = self.shared_table(asked.place);
            let kept = seats.iter().filter(|seat| stays(seat)).count();
            flaw(keeps_minimum && kept > 0 && kept < least, Code::MinimumOccupancy);
        }
        (units, flaws)
    }

    fn own(&self, buyer: Option<TokenHash>, hold: HoldId) -> Option<&Hold> {
        self.holds.get(&hold).filter(|hold| buyer.is_none_or(|buyer| buyer == hold.token))
    }

    pub(super) fn release(
        &mut self,
        buyer: Option<TokenHash>,
        id: HoldId,
        part: &Part,
        now: Timestamp,
    ) -> Verdict {
        self.end_run_out(now, |other, _| other == id);
        let hold = self.own(buyer, id);
        let (places, mut flaws) = self.part(hold.map(|hold| &hold.places), part, true);
        match hold {
            None => flaws.push((Code::UnknownHold, None)),
            Some(hold) if hold.in_payment.is_some() => flaws.push((Code::InPayment, None)),
            Some(_) => {}
        }
        verdict(flaws)?;
        self.record(now);
        let hold = self.holds.get_mut(&id).unwrap();
        let ended = take(&mut hold.places, &places);
        if ended {
            self.holds.remove(&id);
        }
        self.note_idle();
        self.settle_closed();
        Ok(Done::Released { hold: id, places, ended })
    }

    pub(super) fn unbook(&mut self, id: BookingId, part: &Part, now: Timestamp) -> Verdict {
        let booking = self.bookings.get(&id).map(|(_, places)| places);
        let (places, mut flaws) = self.part(booking, part, false);
        flaws.extend(booking.is_none().then_some((Code::UnknownBooking, None)));
        verdict(flaws)?;
        self.record(now);
        let ended = take(&mut self.bookings.get_mut(&id).unwrap().1, &places);
        if ended {
            self.bookings.remove(&id);
        }
        self.settle_closed();
        Ok(Done::Unbooked { booking: id, places, ended })
    }

    /// Whether a buyer's command would not be one more than the event may remember.
    fn can_remember(&self, token: TokenHash, now: Timestamp) -> bool {
        let live = || self.tokens.iter().filter(|(_, token)| !token.is_over(now));
        let full = |(hash, other): (&TokenHash, &Token)| {
            *hash == token && other.memory.len() == REMEMBERED_COMMANDS_PER_TOKEN
        };
        live().map(|(_, token)| token.memory.len()).sum::<usize>() < self.buyer_commands || live().any(full)
    }

    pub(super) fn extend(&mut self, buyer: Option<TokenHash>, id: HoldId, now: Timestamp) -> Verdict {
        self.end_run_out(now, |other, _| other == id);
        let mut flaws = Vec::from_iter(self.sale_flaw());
        let live = |token: &TokenHash| self.tokens.get(token).is_some_and(|token| !token.is_over(now));
        if buyer.filter(live).is_some_and(|token| !self.can_remember(token, now)) {
            flaws.push((Code::Busy, None));
        }
        let Some(hold) = self.own(buyer, id) else {
            flaws.push((Code::UnknownHold, None));
            return Err(flaws);
        };
        let cap = hold.started.0 + self.terms.lifetime_cap_ms;
        flaws.extend(hold.in_payment.is_some().then_some((Code::InPayment, None)));
        flaws.extend((hold.deadline.0 >= cap).then_some((Code::LifetimeCap, None)));
        let most = self.terms.maximum_extensions;
        flaws.extend((most > 0 && hold.extensions >= most).then_some((Code::ExtensionsExhausted, None)));
        verdict(flaws)?;
        let before = hold.deadline;
        let deadline = before.max(Timestamp(cap.min(now.0 + self.terms.hold_time_ms)));
        let version = self.record(now);
        let hold = self.holds.get_mut(&id).unwrap();
        if deadline > before {
            hold.deadline = deadline;
            hold.deadline_set = version;
            hold.extensions += 1;
        }
        Ok(Done::Extended { hold: id, deadline })
    }

    pub(super) fn begin_payment(&mut self, id: HoldId, now: Timestamp) -> Verdict {
        self.end_run_out(now, |other, _| other == id);
        let mut flaws = Vec::from_iter(self.sale_flaw());
        let Some(hold) = self.holds.get(&id) else {
            flaws.push((Code::UnknownHold, None));
            return Err(flaws);
        };
        let first = hold.payments.first().copied().unwrap_or(now);
        let hard_cap = Timestamp(first.0 + self.terms.payment_cap_ms);
        flaws.extend(hold.in_payment.is_some().then_some((Code::InPayment, None)));
        let exhausted = hold.payments.len() == 3 || hard_cap <= now;
        flaws.extend(exhausted.then_some((Code::PaymentsExhausted, None)));
        verdict(flaws)?;
        let version = self.record(now);
        let deadline = hard_cap.min(Timestamp(now.0 + self.terms.payment_time_ms));
        let hold = self.holds.get_mut(&id).unwrap();
        hold.payments.push(now);
        hold.in_payment = Some((deadline, hard_cap));
        hold.deadline_set = version;
        Ok(Done::PaymentBegun { hold: id, deadline })
    }

    pub(super) fn payment_failed(&mut self, id: HoldId, now: Timestamp) -> Verdict {
        self.end_run_out(now, |other, _| other == id);
        let hold = self.holds.get(&id).ok_or_else(|| vec![(Code::UnknownHold, None)])?;
        if hold.in_payment.is_none() {
            return Err(vec![(Code::NotInPayment, None)]);
        }
        let version = self.record(now);
        let hold = self.holds.get_mut(&id).unwrap();
        let left_ms = hold.deadline.0.saturating_sub(hold.payments.last().unwrap().0);
        hold.deadline = Timestamp(now.0 + left_ms.max(60_000));
        hold.deadline_set = version;
        hold.in_payment = None;
        Ok(Done::PaymentFailed { hold: id, deadline: hold.deadline })
    }

    pub(super) fn book(&mut self, id: HoldId, reference: &str, now: Timestamp) -> Verdict {
        self.end_run_out(now, |other, _| other == id);
        let hold = self.holds.get(&id);
        let mut flaws = Vec::new();
        if hold.is_none_or(|hold| hold.in_payment.is_none()) {
            flaws.extend(self.sale_flaw());
        }
        flaws.extend(hold.is_none().then_some((Code::UnknownHold, None)));
        verdict(flaws)?;
        let version = self.record(now);
        let places = self.holds.remove(&id).unwrap().places;
        self.bookings.insert(BookingId(version.0), (reference.to_owned(), places.clone()));
        self.note_idle();
        Ok(Done::Booked { booking: BookingId(version.0), places })
    }
}

/// Takes units out; true where nothing is left.
fn take(places: &mut HeldPlaces, units: &[PlaceUnits]) -> bool {
    for taken in units {
        let line = places.iter_mut().find(|line| line.units.place == taken.place).unwrap();
        line.units.units -= taken.units;
    }
    places.retain(|line| line.units.units > 0);
    places.is_empty()
}
