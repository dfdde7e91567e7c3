//! Performing a record on the model.

use std::collections::BTreeMap;

use schemas::ids::{BookingId, ChannelIndex, HoldId, LevelIndex, PlaceIndex, TokenHash, Version};
use schemas::record::{Effect, HeldPlaces, Record, Unchanged, UnitList};
use schemas::seat::{Arrangement, PlaceUnits, SaleState};
use schemas::terms::EventTerms;
use schemas::time::Timestamp;

use super::{LogModel, ModelHold};
use crate::seat_map::outcome::Done;

type Performed<T> = Result<T, String>;

impl LogModel {
    /// Performs the next record.
    ///
    /// # Errors
    /// Why it cannot have happened, beginning with the invariant's name where it breaks one.
    pub fn perform(&mut self, record: &Record) -> Performed<()> {
        let version = record.version;
        if version != self.version.next() {
            return Err(format!("SM-3: {version} follows {}", self.version));
        }
        if record.at < self.at {
            return Err(format!("time: {version} at {:?} follows {:?}", record.at, self.at));
        }
        if record.effect.is_beginning() != (version == Version(1)) {
            return Err(format!("{version} creates the event, or the first record does not"));
        }
        let done =
            self.effect(version, record.at, &record.effect).map_err(|why| format!("{version}: {why}"))?;
        if let Some(cause) = &record.cause {
            let key = (cause.principal, cause.command);
            if let Some((before, _)) = self.causes.insert(key, (version, cause.digest)) {
                return Err(format!("{version}: the command of {before} was applied again"));
            }
            let done = done.ok_or_else(|| format!("{version}: no command does that"))?;
            self.answers.insert(version, done);
        }
        self.version = version;
        self.at = record.at;
        Ok(())
    }

    fn effect(&mut self, version: Version, at: Timestamp, effect: &Effect) -> Performed<Option<Done>> {
        Ok(Some(match effect {
            Effect::Created(_) | Effect::Drafted(_) => {
                self.begun(version, effect);
                return Ok(None);
            }
            Effect::TermsChanged { terms, moved } => self.terms_changed(version, terms, moved)?,
            Effect::Repainted { levels } => self.repainted(levels)?,
            Effect::CapacitySet { place, capacity, removed } => {
                self.capacity_set(*place, *capacity, removed)?
            }
            Effect::MovedToPlan(moved) => self.moved(version, moved)?,
            Effect::SaleChanged { state } => {
                self.sale = *state;
                Done::Sale { state: *state }
            }
            Effect::Held { token, deadline, places, arrangement, .. } => {
                self.held_now((version, at), *token, *deadline, places, *arrangement)?
            }
            Effect::Released { hold, places } => self.released(version, *hold, places)?,
            Effect::Extended { hold, deadline } => {
                self.new_deadline(version, *hold, *deadline)?;
                Done::Extended { hold: *hold, deadline: *deadline }
            }
            Effect::Expired { hold } => {
                let ended = self.ended(version, *hold, true)?;
                if ended.ends_at() > at {
                    return Err(format!("{hold:?} expired at {at:?}, before {:?}", ended.ends_at()));
                }
                return Ok(None);
            }
            Effect::Revoked { hold } => {
                self.ended(version, *hold, false)?;
                return Ok(None);
            }
            Effect::PaymentBegun { hold, deadline, hard_cap } => {
                self.change(version, *hold)?.payment = Some((*deadline, *hard_cap));
                Done::PaymentBegun { hold: *hold, deadline: *deadline }
            }
            Effect::PaymentFailed { hold, deadline } => {
                self.new_deadline(version, *hold, *deadline)?;
                Done::PaymentFailed { hold: *hold, deadline: *deadline }
            }
            Effect::Booked { hold, .. } => self.booked_now(version, at, *hold)?,
            Effect::Unbooked { booking, places } => self.unbooked(*booking, places)?,
            Effect::Killed { places, ended_holds, .. } => {
                for units in places {
                    self.take_free(*units)?;
                    *self.place(*units)?.killed.entry(units.channel).or_default() += units.units;
                }
                Done::Killed { units: total(places), ended_holds: *ended_holds }
            }
            Effect::Restored { places } => {
                for units in places {
                    take(&mut self.place(*units)?.killed, *units)?;
                    self.give_free(*units)?;
                }
                Done::Restored { units: total(places) }
            }
            Effect::Allocated { places, channel } => self.allocated(places, *channel)?,
            Effect::Resumed { deadlines } => {
                for (hold, deadline) in deadlines {
                    self.new_deadline(version, *hold, *deadline)?;
                }
                return Ok(None);
            }
            Effect::StreamBegun { stream } => return Ok(self.stream_begun(*stream)),
            Effect::Unchanged(unchanged) => self.unchanged(*unchanged)?,
        }))
    }

    fn stream_begun(&mut self, stream: u32) -> Option<Done> {
        self.terms.as_mut()?.stream = stream;
        None
    }

    fn begun(&mut self, version: Version, effect: &Effect) {
        let beginning = effect.beginning();
        self.sale = beginning.as_ref().map_or(self.sale, |(_, sale)| *sale);
        self.terms = beginning.map(|(terms, _)| terms);
        self.terms_set = version;
    }

    fn terms_changed(&mut self, version: Version, terms: &EventTerms, moved: &UnitList) -> Performed<Done> {
        self.allocated(moved, ChannelIndex(0))?;
        self.terms = Some(terms.clone());
        self.terms_set = version;
        self.nothing_free_in_closed_channels()?;
        Ok(Done::TermsChanged { moved: total(moved) })
    }

    fn place(&mut self, units: PlaceUnits) -> Performed<&mut super::ModelPlace> {
        self.places.get_mut(units.place.0 as usize).ok_or_else(|| format!("no place {:?}", units.place))
    }

    fn take_free(&mut self, units: PlaceUnits) -> Performed<()> {
        take(&mut self.place(units)?.free, units).map_err(|why| format!("SM-1: not free: {why}"))
    }

    /// What a unit of the place costs now.
    fn price(&self, place: PlaceIndex) -> Option<u64> {
        let level = self.level(place);
        let prices = &self.terms.as_ref()?.prices;
        prices.iter().find(|price| price.level == level).map(|price| price.amount_minor)
    }

    /// What becomes free in a closed channel is in general sale.
    fn give_free(&mut self, units: PlaceUnits) -> Performed<()> {
        let closed = self.terms.as_ref().is_some_and(|terms| terms.closed_channels.contains(&units.channel));
        let channel = if closed { ChannelIndex(0) } else { units.channel };
        let place = self.place(units)?;
        *place.free.entry(channel).or_default() += units.units;
        place.channel = channel;
        Ok(())
    }

    fn repainted(&mut self, levels: &[(PlaceIndex, LevelIndex)]) -> Performed<Done> {
        for (place, level) in levels {
            let painted = (*level != LevelIndex::OF_PLAN).then_some(*level);
            let own = self.plan.contains(*place).then(|| self.plan.level(*place));
            let model = self.places.get_mut(place.0 as usize).filter(|model| model.capacity > 0);
            let model = model.ok_or_else(|| format!("no place {place:?} to repaint"))?;
            if painted == own || painted == model.painted {
                return Err(format!("{place:?} has {painted:?} already"));
            }
            model.painted = painted;
        }
        Ok(Done::Repainted { places: u32::try_from(levels.len()).unwrap_or(u32::MAX) })
    }

    /// What is removed is free and the area's own; what is missing then is new and in general sale.
    pub(super) fn capacity_set(
        &mut self,
        place: PlaceIndex,
        capacity: u32,
        removed: &UnitList,
    ) -> Performed<Done> {
        for units in removed {
            if units.place != place {
                return Err(format!("{units:?} goes from {place:?}"));
            }
            self.take_free(*units)?;
        }
        let gone = total(removed);
        let model = self.places.get_mut(place.0 as usize).filter(|model| model.is_area);
        let model = model.ok_or_else(|| format!("{place:?} has no capacity to set"))?;
        let added = (capacity + gone).checked_sub(model.capacity);
        let added = added.filter(|added| *added == 0 || gone == 0);
        let added = added.ok_or_else(|| format!("SM-2: {removed:?} leaves no {capacity} of {place:?}"))?;
        if added > 0 {
            *model.free.entry(ChannelIndex(0)).or_default() += added;
        }
        model.capacity = capacity;
        Ok(Done::CapacitySet { capacity })
    }

    fn nothing_free_in_closed_channels(&self) -> Performed<()> {
        let closed = self.terms.iter().flat_map(|terms| &terms.closed_channels);
        for channel in closed {
            if let Some(at) = self.places.iter().position(|place| place.free.contains_key(channel)) {
                return Err(format!("SM-2: place {at} has free units in {channel:?}, which closed"));
            }
        }
        Ok(())
    }

    /// A live hold that this record changes.
    fn change(&mut self, version: Version, id: HoldId) -> Performed<&mut ModelHold> {
        let hold = self.holds.get_mut(&id).ok_or_else(|| format!("SM-4: {id:?} is not live"))?;
        self.token_changes.push((version, hold.token, None));
        Ok(hold)
    }

    fn new_deadline(&mut self, version: Version, id: HoldId, deadline: Timestamp) -> Performed<()> {
        let hold = self.change(version, id)?;
        hold.deadline = deadline;
        hold.payment = None;
        Ok(())
    }

    fn held_now(
        &mut self,
        (version, at): (Version, Timestamp),
        token: TokenHash,
        deadline: Timestamp,
        places: &HeldPlaces,
        arrangement: Option<Arrangement>,
    ) -> Performed<Done> {
        if self.sale != SaleState::OnSale || self.sale_moves_at().is_some_and(|moves| moves <= at) {
            return Err(format!("a hold at {at:?}, while the sale is {:?}", self.sale));
        }
        for line in places {
            self.take_free(line.units)?;
            if self.price(line.units.place) != Some(line.price_minor) {
                return Err(format!("{line:?} has another price than its level"));
            }
        }
        let hold = HoldId(version.0);
        let places = HeldPlaces::from_slice(places);
        let claim = ModelHold { token, started: at, deadline, payment: None, places: places.clone() };
        self.holds.insert(hold, claim);
        self.token_changes.push((version, token, None));
        Ok(Done::Held { hold, deadline, places, arrangement })
    }

    fn released(&mut self, version: Version, id: HoldId, places: &UnitList) -> Performed<Done> {
        let hold = self.change(version, id)?;
        take_lines(&mut hold.places, places)?;
        let ended = hold.places.is_empty();
        if ended {
            self.holds.remove(&id);
        }
        for units in places {
            self.give_free(*units)?;
        }
        Ok(Done::Released { hold: id, places: places.clone(), ended })
    }

    /// Takes a hold out; its places are free again.
    fn ended(&mut self, version: Version, id: HoldId, ran_out: bool) -> Performed<ModelHold> {
        let hold = self.holds.remove(&id).ok_or_else(|| format!("SM-4: {id:?} ends again"))?;
        for line in &hold.places {
            self.give_free(line.units)?;
        }
        self.token_changes.push((version, hold.token, ran_out.then_some(id)));
        Ok(hold)
    }

    fn booked_now(&mut self, version: Version, at: Timestamp, id: HoldId) -> Performed<Done> {
        let hold = self.holds.remove(&id).ok_or_else(|| format!("SM-4: {id:?} is booked and not live"))?;
        if hold.ends_at() <= at {
            return Err(format!("SM-7: {id:?} ran out at {:?} and was booked at {at:?}", hold.ends_at()));
        }
        self.token_changes.push((version, hold.token, None));
        let booking = BookingId(version.0);
        self.bookings.insert(booking, hold.places.clone());
        Ok(Done::Booked { booking, places: hold.places })
    }

    fn unbooked(&mut self, booking: BookingId, places: &UnitList) -> Performed<Done> {
        let booked = self.bookings.get_mut(&booking).ok_or_else(|| format!("no {booking:?}"))?;
        take_lines(booked, places)?;
        let ended = booked.is_empty();
        if ended {
            self.bookings.remove(&booking);
        }
        for units in places {
            self.give_free(*units)?;
        }
        Ok(Done::Unbooked { booking, places: places.clone(), ended })
    }

    fn allocated(&mut self, places: &UnitList, channel: ChannelIndex) -> Performed<Done> {
        for units in places {
            self.take_free(*units)?;
            let place = self.place(*units)?;
            *place.free.entry(channel).or_default() += units.units;
            place.channel = channel;
        }
        Ok(Done::Allocated { units: total(places), channel })
    }

    fn unchanged(&self, unchanged: Unchanged) -> Performed<Done> {
        Ok(match unchanged {
            Unchanged::Deadline { hold } => {
                let live = self.holds.get(&hold).ok_or_else(|| format!("SM-4: {hold:?} is not live"))?;
                Done::Extended { hold, deadline: live.deadline }
            }
            Unchanged::Kill => Done::Killed { units: 0, ended_holds: 0 },
            Unchanged::Restore => Done::Restored { units: 0 },
            Unchanged::Allocate { channel } => Done::Allocated { units: 0, channel },
            Unchanged::Sale => return Err(format!("a step to where the sale stands, {:?}", self.sale)),
            Unchanged::Terms => Done::TermsChanged { moved: 0 },
            Unchanged::Plan => {
                Done::MovedToPlan { plan: self.terms.as_ref().map(|terms| terms.plan).ok_or("no terms")? }
            }
            Unchanged::Repaint => Done::Repainted { places: 0 },
            Unchanged::Capacity { place } => {
                let model = self.places.get(place.0 as usize).ok_or_else(|| format!("no place {place:?}"))?;
                Done::CapacitySet { capacity: model.capacity }
            }
        })
    }
}

fn take(units: &mut BTreeMap<ChannelIndex, u32>, wanted: PlaceUnits) -> Performed<()> {
    let there = units.get(&wanted.channel).copied().unwrap_or(0);
    if there < wanted.units {
        return Err(format!("{wanted:?} where {units:?} are"));
    }
    units.insert(wanted.channel, there - wanted.units);
    units.retain(|_, left| *left > 0);
    Ok(())
}

fn take_lines(lines: &mut HeldPlaces, given: &UnitList) -> Performed<()> {
    for units in given {
        let found = lines.iter_mut().find(|line| {
            line.units.place == units.place
                && line.units.channel == units.channel
                && line.units.units >= units.units
        });
        let line = found.ok_or_else(|| format!("{units:?} is not among {given:?}"))?;
        line.units.units -= units.units;
    }
    lines.retain(|line| line.units.units > 0);
    Ok(())
}

fn total(places: &UnitList) -> u32 {
    places.iter().map(|units| units.units).sum()
}
