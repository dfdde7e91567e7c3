//! Performing effects. The live engine and replay both come through here, so they cannot differ.

use std::sync::Arc;

use schemas::ids::{BookingId, ChannelIndex, ContentHash, HoldId, PlaceIndex, TokenHash, Version};
use schemas::record::{
    BookingReference, Cause, Effect, HeldPlaces, Principal, Record, Unchanged, UnitList, encode,
};
use schemas::seat::{Arrangement, PlaceUnits};
use schemas::time::Timestamp;

use super::answer_bytes::put_entry;
use super::bookings::Booking;
use super::changes::TokenChange;
use super::holds::{Hold, Payment, units_of};
use super::memory::{OrganiserEntry, Remembered};
use super::outcome::{Answer, Done};
use super::perform_configured::announces;
use super::places::Standing;
use super::slab::NO_SLOT;
use super::state::SeatMap;

/// Why a record cannot be performed. The log is not this event's, or the engine has a fault; the event is
/// not loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// Not the record after the last one.
    #[error("record {found} follows {last}")]
    Version {
        /// The last one performed.
        last: Version,
        /// The one given.
        found: Version,
    },
    /// Earlier than the record before it.
    #[error("record {0} is earlier than the one before it")]
    Time(Version),
    /// The first record does not create the event, or a later one does.
    #[error("record {0} creates an event that exists, or comes before its creation")]
    Creation(Version),
    /// It names a hold that is not there.
    #[error("record {0} is about {1:?}, which does not exist")]
    NoHold(Version, HoldId),
    /// It names a booking that is not there.
    #[error("record {0} is about {1:?}, which does not exist")]
    NoBooking(Version, BookingId),
    /// It moves the event to a plan version that was not at hand, or that is none of its plan.
    #[error("record {0} moves the event to plan {1}, which is not at hand or cannot follow the present one")]
    Plan(Version, ContentHash),
    /// It is about a place, or gives it a level, that the plan does not have.
    #[error("record {0} is about {1:?}, which does not exist or cannot be so")]
    Place(Version, PlaceIndex),
    /// It moves units that are not where it takes them from.
    #[error("record {0} moves {1:?}, which are not there")]
    Units(Version, PlaceUnits),
}

/// Where a performed record stands, and the slot of the token that asked for it, where that is known.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub version: Version,
    pub at: Timestamp,
    pub token: Option<u32>,
}

impl SeatMap {
    /// Performs a record of the log: the one after the last.
    ///
    /// # Errors
    /// It is not that, or cannot have happened. The state is of no use then.
    pub fn replay(&mut self, record: &Record) -> Result<(), ReplayError> {
        if record.version != self.version.next() {
            return Err(ReplayError::Version { last: self.version, found: record.version });
        }
        if record.at < self.last_record_at {
            return Err(ReplayError::Time(record.version));
        }
        let cause = record.cause.as_ref();
        let mut bytes = std::mem::take(&mut self.replayed);
        bytes.clear();
        let effect = encode(record.at, cause, &record.effect, &mut bytes);
        let moment = Moment { version: record.version, at: record.at, token: None };
        let done = self.perform(moment, cause, record.effect.clone(), &bytes[effect..]);
        self.replayed = bytes;
        done.map(|_| ())
    }

    /// Performs an effect, of which `bytes` is the form in its record, as the record after the last; its
    /// answer, where a command is behind it.
    pub(super) fn perform(
        &mut self,
        moment: Moment,
        cause: Option<&Cause>,
        effect: Effect,
        bytes: &[u8],
    ) -> Result<Option<Answer>, ReplayError> {
        if effect.is_beginning() == self.terms.is_some() {
            return Err(ReplayError::Creation(moment.version));
        }
        self.tokens.forget_old(moment.at);
        self.organisers.forget_old(moment.at);
        let done = self.perform_effect(moment, effect)?;
        self.version = moment.version;
        self.last_record_at = moment.at;
        let (Some(cause), Some(done)) = (cause, done) else { return Ok(None) };
        let answer = Answer { version: moment.version, done };
        self.remember(cause, moment, &answer, bytes);
        Ok(Some(answer))
    }

    fn remember(&mut self, cause: &Cause, moment: Moment, answer: &Answer, effect: &[u8]) {
        match cause.principal {
            Principal::Organiser(organiser) => {
                let entry = Remembered::new(cause.command, cause.digest, answer, &mut self.scratch);
                self.organisers.remember(OrganiserEntry { at: moment.at, organiser, entry });
            }
            Principal::Buyer(token) => {
                if let Some(slot) = moment.token.or_else(|| self.tokens.any_slot(token)) {
                    self.scratch.clear();
                    put_entry(cause, answer, effect, &mut self.scratch);
                    self.tokens.remember(slot, cause.command, &self.scratch);
                }
            }
        }
    }

    fn perform_effect(&mut self, moment: Moment, effect: Effect) -> Result<Option<Done>, ReplayError> {
        let done = match effect {
            Effect::Created(_) | Effect::Drafted(_) => {
                self.perform_beginning(moment, &effect);
                return Ok(None);
            }
            Effect::TermsChanged { terms, moved } => self.perform_terms(moment, &terms, &moved)?,
            Effect::Repainted { levels } => self.perform_repainted(moment, &levels)?,
            Effect::CapacitySet { place, capacity, removed } => {
                self.perform_capacity(moment, place, capacity, &removed)?
            }
            Effect::MovedToPlan(moved) => self.perform_moved_to_plan(moment, &moved)?,
            Effect::SaleChanged { state } => {
                self.sale = state;
                self.announced |= announces(state);
                self.note_next_move();
                self.changes.sale_changed = moment.version;
                Done::Sale { state }
            }
            Effect::Held { token, address, deadline, places, arrangement } => {
                self.perform_held(moment, (token, address), deadline, places, arrangement)?
            }
            Effect::Released { hold, places } => self.perform_released(moment, hold, places)?,
            Effect::Extended { hold, deadline } => {
                let slot = self.perform_deadline(moment, hold, deadline)?;
                let extensions = &mut self.holds.slab[slot].extensions;
                *extensions = extensions.saturating_add(1);
                Done::Extended { hold, deadline }
            }
            Effect::Expired { hold } => {
                self.perform_ended(moment, hold, true)?;
                return Ok(None);
            }
            Effect::Revoked { hold } => {
                self.perform_ended(moment, hold, false)?;
                return Ok(None);
            }
            Effect::PaymentBegun { hold, deadline, hard_cap } => {
                self.perform_payment_begun(moment, hold, deadline, hard_cap)?
            }
            Effect::PaymentFailed { hold, deadline } => {
                self.perform_deadline(moment, hold, deadline)?;
                Done::PaymentFailed { hold, deadline }
            }
            Effect::Booked { hold, reference } => self.perform_booked(moment, hold, reference)?,
            Effect::Unbooked { booking, places } => self.perform_unbooked(moment, booking, places)?,
            Effect::Killed { places, reason, ended_holds } => {
                self.perform_killed(moment, &places, &reason)?;
                Done::Killed { units: total(&places), ended_holds }
            }
            Effect::Restored { places } => {
                self.perform_restored(moment, &places)?;
                Done::Restored { units: total(&places) }
            }
            Effect::Allocated { places, channel } => {
                self.perform_allocated(moment, &places, channel)?;
                Done::Allocated { units: total(&places), channel }
            }
            Effect::Resumed { deadlines } => {
                for (hold, deadline) in deadlines {
                    self.perform_deadline(moment, hold, deadline)?;
                }
                return Ok(None);
            }
            Effect::StreamBegun { stream } => return Ok(self.perform_stream(stream)),
            Effect::Unchanged(unchanged) => self.unchanged(moment, unchanged)?,
        };
        Ok(Some(done))
    }

    /// Nobody asked for it, so nobody is answered.
    fn perform_stream(&mut self, stream: u32) -> Option<Done> {
        self.terms.as_mut()?.stream = stream;
        None
    }

    pub(super) fn perform_allocated(
        &mut self,
        moment: Moment,
        places: &[PlaceUnits],
        channel: ChannelIndex,
    ) -> Result<(), ReplayError> {
        for units in places {
            let moved = self.places.allocate(*units, channel);
            self.moved(moment, *units, moved)?;
        }
        Ok(())
    }

    fn live(&self, moment: Moment, hold: HoldId) -> Result<u32, ReplayError> {
        self.holds.slot(hold).ok_or(ReplayError::NoHold(moment.version, hold))
    }

    /// Notes moved units, or that they could not be moved.
    fn moved(&mut self, moment: Moment, units: PlaceUnits, moved: bool) -> Result<(), ReplayError> {
        if !moved {
            return Err(ReplayError::Units(moment.version, units));
        }
        self.changes.place(moment.version, units.place);
        self.free.note(&self.plan, &self.places, units.place);
        if self.places.channel(units.place) != units.channel {
            self.free.note_kind(&self.plan, &self.places, units.place);
        }
        Ok(())
    }

    fn shift(
        &mut self,
        moment: Moment,
        units: PlaceUnits,
        (from, to): (Standing, Standing),
        holder: u32,
    ) -> Result<(), ReplayError> {
        let moved = self.places.shift(units, from, to, holder);
        self.moved(moment, units, moved)
    }

    fn note_token(&mut self, moment: Moment, slot: u32, expired: Option<HoldId>) {
        let token = self.tokens.get(slot).hash;
        self.changes.token(TokenChange { version: moment.version, token, expired });
    }

    fn perform_held(
        &mut self,
        moment: Moment,
        (hash, address): (TokenHash, Option<u64>),
        deadline: Timestamp,
        places: HeldPlaces,
        arrangement: Option<Arrangement>,
    ) -> Result<Done, ReplayError> {
        let token = moment.token.or_else(|| self.tokens.any_slot(hash));
        let token = token.unwrap_or_else(|| self.tokens.insert(hash, address));
        let id = HoldId(moment.version.0);
        let hold = self.holds.insert(Hold {
            id,
            token,
            started: moment.at,
            deadline,
            deadline_set: moment.version,
            places: copy(&places),
            ..Hold::default()
        });
        self.tokens.link_hold(&mut self.holds, hold, units_of(&places));
        for line in &places {
            self.shift(moment, line.units, (Standing::Free, Standing::Held), hold)?;
        }
        self.note_token(moment, token, None);
        Ok(Done::Held { hold: id, deadline, places, arrangement })
    }

    fn perform_released(
        &mut self,
        moment: Moment,
        id: HoldId,
        places: UnitList,
    ) -> Result<Done, ReplayError> {
        let slot = self.live(moment, id)?;
        for units in &places {
            let removed = remove_units(&mut self.holds.slab[slot].places, *units);
            let moved = removed && self.places.shift(*units, Standing::Held, Standing::Free, NO_SLOT);
            self.moved(moment, *units, moved)?;
        }
        let hold = &mut self.holds.slab[slot];
        hold.places.retain(|line| line.units.units > 0);
        let (ended, token) = (hold.places.is_empty(), hold.token);
        self.tokens.get_mut(token).units -= total(&places);
        self.note_token(moment, token, None);
        if ended {
            self.end(moment, slot);
        }
        Ok(Done::Released { hold: id, places, ended })
    }

    /// Takes an ended hold out of everything but its places.
    fn end(&mut self, moment: Moment, slot: u32) {
        self.tokens.unlink_hold(&mut self.holds, slot, (moment.version, moment.at));
        self.holds.remove(slot);
    }

    fn perform_ended(&mut self, moment: Moment, id: HoldId, ran_out: bool) -> Result<(), ReplayError> {
        let slot = self.live(moment, id)?;
        let (places, token) = self.take_places(slot);
        for line in &places {
            self.shift(moment, line.units, (Standing::Held, Standing::Free), NO_SLOT)?;
        }
        self.note_token(moment, token, ran_out.then_some(id));
        self.end(moment, slot);
        Ok(())
    }

    /// The places of a hold that is about to end; they no longer count for its token.
    fn take_places(&mut self, slot: u32) -> (HeldPlaces, u32) {
        let hold = &mut self.holds.slab[slot];
        let (places, token) = (std::mem::take(&mut hold.places), hold.token);
        self.tokens.get_mut(token).units -= units_of(&places);
        (places, token)
    }

    /// A new deadline; a payment under way is over. The hold's slot.
    fn perform_deadline(
        &mut self,
        moment: Moment,
        id: HoldId,
        deadline: Timestamp,
    ) -> Result<u32, ReplayError> {
        let slot = self.live(moment, id)?;
        self.holds.change_end(slot, moment.version, |hold| {
            hold.deadline = deadline;
            hold.payment = None;
        });
        self.note_token(moment, self.holds.slab[slot].token, None);
        Ok(slot)
    }

    fn perform_payment_begun(
        &mut self,
        moment: Moment,
        id: HoldId,
        deadline: Timestamp,
        hard_cap: Timestamp,
    ) -> Result<Done, ReplayError> {
        let slot = self.live(moment, id)?;
        self.holds.change_end(slot, moment.version, |hold| {
            if hold.payments == 0 {
                hold.first_payment_at = moment.at;
            }
            hold.payments += 1;
            hold.payment = Some(Payment { begun_at: moment.at, deadline, hard_cap });
        });
        self.note_token(moment, self.holds.slab[slot].token, None);
        Ok(Done::PaymentBegun { hold: id, deadline })
    }

    fn perform_booked(
        &mut self,
        moment: Moment,
        id: HoldId,
        reference: BookingReference,
    ) -> Result<Done, ReplayError> {
        let slot = self.live(moment, id)?;
        let (places, token) = self.take_places(slot);
        let booking = BookingId(moment.version.0);
        let booked = self.bookings.insert(Booking { id: booking, reference, places: copy(&places) });
        for line in &places {
            self.shift(moment, line.units, (Standing::Held, Standing::Booked), booked)?;
        }
        self.note_token(moment, token, None);
        self.end(moment, slot);
        Ok(Done::Booked { booking, places })
    }

    fn perform_unbooked(
        &mut self,
        moment: Moment,
        id: BookingId,
        places: UnitList,
    ) -> Result<Done, ReplayError> {
        let slot = self.bookings.slot(id).ok_or(ReplayError::NoBooking(moment.version, id))?;
        for units in &places {
            let removed = remove_units(&mut self.bookings.slab[slot].places, *units);
            let moved = removed && self.places.shift(*units, Standing::Booked, Standing::Free, NO_SLOT);
            self.moved(moment, *units, moved)?;
        }
        let booking = &mut self.bookings.slab[slot];
        booking.places.retain(|line| line.units.units > 0);
        let ended = booking.places.is_empty();
        if ended {
            self.bookings.remove(slot);
        }
        Ok(Done::Unbooked { booking: id, places, ended })
    }

    fn perform_killed(
        &mut self,
        moment: Moment,
        places: &[PlaceUnits],
        reason: &str,
    ) -> Result<(), ReplayError> {
        let reason: Arc<str> = reason.into();
        for units in places {
            self.shift(moment, *units, (Standing::Free, Standing::Killed), NO_SLOT)?;
            self.places.reasons.insert(units.place, Arc::clone(&reason));
        }
        Ok(())
    }

    fn perform_restored(&mut self, moment: Moment, places: &[PlaceUnits]) -> Result<(), ReplayError> {
        for units in places {
            self.shift(moment, *units, (Standing::Killed, Standing::Free), NO_SLOT)?;
            if self.places.area(units.place).is_none_or(|area| area.counts().killed == 0) {
                self.places.reasons.remove(&units.place);
            }
        }
        Ok(())
    }

    fn unchanged(&self, moment: Moment, unchanged: Unchanged) -> Result<Done, ReplayError> {
        Ok(match unchanged {
            Unchanged::Deadline { hold } => {
                let slot = self.live(moment, hold)?;
                Done::Extended { hold, deadline: self.holds.slab[slot].deadline }
            }
            Unchanged::Kill => Done::Killed { units: 0, ended_holds: 0 },
            Unchanged::Restore => Done::Restored { units: 0 },
            Unchanged::Allocate { channel } => Done::Allocated { units: 0, channel },
            Unchanged::Sale => Done::Sale { state: self.sale },
            Unchanged::Terms => Done::TermsChanged { moved: 0 },
            Unchanged::Plan => Done::MovedToPlan {
                plan: self.terms.as_deref().map_or(ContentHash([0; 32]), |terms| terms.plan),
            },
            Unchanged::Repaint => Done::Repainted { places: 0 },
            Unchanged::Capacity { place } => {
                Done::CapacitySet { capacity: self.places.area(place).map_or(0, |area| area.capacity) }
            }
        })
    }
}

/// Units in a list.
pub(super) fn total(places: &[PlaceUnits]) -> u32 {
    places.iter().fold(0, |total, units| total.saturating_add(units.units))
}

fn copy(places: &HeldPlaces) -> HeldPlaces {
    HeldPlaces::from_slice(places)
}

/// Takes units out of a list, which may keep a line without any. False where they are not in it.
fn remove_units(places: &mut HeldPlaces, units: PlaceUnits) -> bool {
    let line = places.iter_mut().find(|line| {
        line.units.place == units.place
            && line.units.channel == units.channel
            && line.units.units >= units.units
    });
    line.is_some_and(|line| {
        line.units.units -= units.units;
        true
    })
}
