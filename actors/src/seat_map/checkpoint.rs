//! Checkpoints: the whole state as bytes, the same bytes for the same state whatever its layout in memory.
//!
//! Format 4, in the byte form of [`schemas::wire`]: format, event, version, time of the last record, terms;
//! then, where there are terms: the hash of the first terms; the records that last set terms and configured the
//! event; the sale, and whether the event was announced; letters and channels by place; the levels that the event
//! gives places; the areas' capacities and units by channel; the labels of killed places; holds and bookings in order
//! of id; live tokens in order of hash, each with its memory; organisers' memory in order of record. What an observer
//! may still ask of lately is not in it.
//!
//! Earlier formats are read and not written. Format 3 did not say whether the event was announced; where its sale does
//! not tell, the log does, and the checkpoint is passed over. Format 2 had no levels, no capacities, and one record that last
//! configured the event, which only terms did. Format 1 had the terms as the log's first engine wrote them,
//! nothing of what follows them up to the sale, and no number of extensions of a hold either.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemas::ids::{ChannelIndex, ContentHash, EventId, LevelIndex, PlaceIndex, TokenHash, Version};
use schemas::plan::PlanIndex;
use schemas::record::HeldPlaces;
use schemas::seat::{Letter, SaleState};
use schemas::terms::{EventTerms, FirstTerms};
use schemas::time::Timestamp;
use schemas::wire::{AddressBytes, Reader, Wire, WireError};

use super::areas::ChannelUnits;
use super::best_available::FreeSeats;
use super::bookings::Booking;
use super::changes::RecentChanges;
use super::holds::{Hold, Payment, units_of};
use super::invariants::InvariantBroken;
use super::memory::{OrganiserEntry, Remembered};
use super::perform_configured::announces;
use super::places::{Places, Rule};
use super::state::SeatMap;

/// The format that checkpoints are written in.
pub(super) const FORMAT: u8 = 4;

/// The format of the log's first engine, whose events kept their terms.
const FIRST_FORMAT: u8 = 1;

/// The first format with what an event changes of its plan: levels of places, capacities of areas.
const PLACES_CHANGE: u8 = 3;

/// The first format that says whether the event was announced.
const ANNOUNCED: u8 = 4;

/// Why bytes are not a checkpoint of this event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// A format of another engine.
    #[error("checkpoint format {0} is unknown to this engine")]
    UnknownFormat(u8),
    /// Another event's.
    #[error("the checkpoint is of {0}")]
    OtherEvent(EventId),
    /// The bytes are damaged.
    #[error("the checkpoint is damaged: {0}")]
    Damaged(#[from] WireError),
    /// It does not fit the plan, or parts of it do not fit each other.
    #[error("the checkpoint does not fit: {0}")]
    Inconsistent(&'static str),
    /// The state it leads to is impossible.
    #[error(transparent)]
    Broken(#[from] InvariantBroken),
}

impl SeatMap {
    /// The state as bytes.
    #[must_use]
    pub fn checkpoint(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(1024 + 2 * self.places.count());
        out.push(FORMAT);
        self.event.0.to_le_bytes().put(&mut out);
        self.version.put(&mut out);
        self.last_record_at.put(&mut out);
        let Some(terms) = &self.terms else {
            false.put(&mut out);
            return out;
        };
        true.put(&mut out);
        terms.put(&mut out);
        self.first_terms.put(&mut out);
        self.terms_set.put(&mut out);
        self.configured.put(&mut out);
        self.sale.put(&mut out);
        self.announced.put(&mut out);
        self.places.put(&mut out);
        (self.holds.len() as u64).put(&mut out);
        for hold in self.holds.in_order() {
            self.put_hold(hold, &mut out);
        }
        let bookings = self.bookings.in_order();
        (bookings.len() as u64).put(&mut out);
        for booking in bookings {
            booking.id.put(&mut out);
            booking.reference.put(&mut out);
            booking.places.put(&mut out);
        }
        (self.tokens.len() as u64).put(&mut out);
        for token in self.tokens.in_order() {
            token.hash.put(&mut out);
            token.address.map(AddressBytes).put(&mut out);
            token.idle().put(&mut out);
            (token.memory.len() as u64).put(&mut out);
            self.tokens.remembered(token).for_each(|entry| out.extend_from_slice(entry));
        }
        (self.organisers.in_order().len() as u64).put(&mut out);
        self.organisers.in_order().for_each(|entry| entry.put(&mut out));
        out
    }

    fn put_hold(&self, hold: &Hold, out: &mut Vec<u8>) {
        hold.id.put(out);
        self.tokens.get(hold.token).hash.put(out);
        hold.started.put(out);
        hold.deadline.put(out);
        hold.deadline_set.put(out);
        hold.extensions.put(out);
        hold.payments.put(out);
        hold.first_payment_at.put(out);
        hold.payment.put(out);
        hold.places.put(out);
    }

    /// BLAKE3 of the checkpoint.
    #[must_use]
    pub fn state_hash(&self) -> ContentHash {
        ContentHash(*blake3::hash(&self.checkpoint()).as_bytes())
    }

    /// Whether this is the state that `bytes` were saved of with this hash. A state that an earlier engine saved
    /// would be encoded otherwise today; there the bytes are what is compared.
    #[must_use]
    pub fn is_proven_by(&self, bytes: &[u8], saved: ContentHash) -> bool {
        let found = if bytes.first() == Some(&FORMAT) {
            self.state_hash()
        } else {
            ContentHash(*blake3::hash(bytes).as_bytes())
        };
        found == saved
    }

    /// The plan version that the event of a checkpoint is sold on.
    ///
    /// # Errors
    /// The bytes do not begin as a checkpoint of an event with terms.
    pub fn plan_of_checkpoint(bytes: &[u8]) -> Result<ContentHash, CheckpointError> {
        let mut from = Reader::new(bytes);
        let format = take_format(&mut from)?;
        let (_event, _version, _last_record_at): ([u8; 8], Version, Timestamp) =
            (from.take()?, from.take()?, from.take()?);
        if !from.take::<bool>()? {
            return Err(CheckpointError::Inconsistent("no terms"));
        }
        Ok(take_terms(&mut from, format)?.plan)
    }

    /// The state that [`Self::checkpoint`] was taken of, its invariants checked.
    ///
    /// # Errors
    /// The bytes are not a checkpoint of this event on this plan, or of no possible state.
    pub fn from_checkpoint(
        event: EventId,
        plan: Arc<PlanIndex>,
        bytes: &[u8],
    ) -> Result<Self, CheckpointError> {
        let mut from = Reader::new(bytes);
        let format = take_format(&mut from)?;
        let found = EventId(u64::from_le_bytes(from.take()?));
        if found != event {
            return Err(CheckpointError::OtherEvent(found));
        }
        let mut map = Self::new(event, plan);
        map.version = from.take()?;
        map.last_record_at = from.take()?;
        map.changes = RecentChanges::after(map.version);
        if from.take::<bool>()? {
            map.begin(Box::new(take_terms(&mut from, format)?));
            (map.terms_set, map.configured) = (Version(1), Version(1));
            if format != FIRST_FORMAT {
                (map.first_terms, map.terms_set) = from.take()?;
                map.configured = if format < PLACES_CHANGE { map.terms_set } else { from.take()? };
            }
            map.take_state(&mut from, format)?;
            map.free = FreeSeats::of(&map.plan, &map.places);
        }
        from.finish()?;
        map.check_invariants()?;
        Ok(map)
    }

    fn take_state(&mut self, from: &mut Reader<'_>, format: u8) -> Result<(), CheckpointError> {
        self.sale = from.take::<SaleState>()?;
        self.announced = match self.sale {
            _ if format >= ANNOUNCED => from.take()?,
            SaleState::Cancelled => return Err(CheckpointError::Inconsistent("it may have been a draft")),
            sale => announces(sale),
        };
        self.note_next_move();
        self.places.take(from, &self.plan, format)?;
        let holds = take_list(from, |from| take_hold(from, format))?;
        for _ in 0..from.take::<u64>()? {
            let booking = Booking { id: from.take()?, reference: from.take()?, places: from.take()? };
            if self.bookings.slot(booking.id).is_some() {
                return Err(CheckpointError::Inconsistent("two bookings of one id"));
            }
            let places = booking.places.clone();
            let slot = self.bookings.insert(booking);
            self.places.set_holder(&places, slot)?;
        }
        let tokens = self.take_tokens(from)?;
        self.insert_holds(holds)?;
        for (token, since) in tokens {
            if self.tokens.get(token).first_hold == super::slab::NO_SLOT {
                self.tokens.set_idle(token, since);
            }
        }
        for entry in take_list(from, |from| Ok(from.take::<OrganiserEntry>()?))? {
            self.organisers.remember(entry);
        }
        Ok(())
    }

    /// The idle tokens, those first that became it first.
    fn take_tokens(
        &mut self,
        from: &mut Reader<'_>,
    ) -> Result<Vec<(u32, (Version, Timestamp))>, CheckpointError> {
        let mut idle = Vec::new();
        for _ in 0..from.take::<u64>()? {
            let hash: TokenHash = from.take()?;
            let address = from.take::<Option<AddressBytes>>()?.map(|address| address.0);
            if self.tokens.any_slot(hash).is_some() {
                return Err(CheckpointError::Inconsistent("two tokens of one hash"));
            }
            let slot = self.tokens.insert(hash, address);
            if let Some(since) = from.take::<Option<(Version, Timestamp)>>()? {
                idle.push((slot, since));
            }
            for entry in take_list(from, |from| Ok(from.take::<Remembered>()?))? {
                self.scratch.clear();
                entry.put(&mut self.scratch);
                self.tokens.remember(slot, entry.command, &self.scratch);
            }
        }
        idle.sort_unstable_by_key(|(_, since)| *since);
        Ok(idle)
    }

    /// Puts holds in, those first that end first, so that all of them stand in one line.
    fn insert_holds(&mut self, mut holds: Vec<(Hold, TokenHash)>) -> Result<(), CheckpointError> {
        holds.sort_unstable_by_key(|(hold, _)| hold.turn());
        for (mut hold, hash) in holds {
            if self.holds.slot(hold.id).is_some() || hold.id.0 == 0 {
                return Err(CheckpointError::Inconsistent("two holds of one id"));
            }
            let unknown = CheckpointError::Inconsistent("a hold of an unknown token");
            hold.token = self.tokens.any_slot(hash).ok_or(unknown)?;
            let places = hold.places.clone();
            let slot = self.holds.insert(hold);
            self.tokens.link_hold(&mut self.holds, slot, units_of(&places));
            self.places.set_holder(&places, slot)?;
        }
        Ok(())
    }
}

fn take_list<T>(
    from: &mut Reader<'_>,
    mut take: impl FnMut(&mut Reader<'_>) -> Result<T, CheckpointError>,
) -> Result<Vec<T>, CheckpointError> {
    let mut list = Vec::new();
    for _ in 0..from.take::<u64>()? {
        list.push(take(from)?);
    }
    Ok(list)
}

fn take_format(from: &mut Reader<'_>) -> Result<u8, CheckpointError> {
    let format = from.take()?;
    if (FIRST_FORMAT..=FORMAT).contains(&format) {
        Ok(format)
    } else {
        Err(CheckpointError::UnknownFormat(format))
    }
}

fn take_terms(from: &mut Reader<'_>, format: u8) -> Result<EventTerms, CheckpointError> {
    Ok(if format == FIRST_FORMAT { from.take::<FirstTerms>()?.into() } else { from.take()? })
}

fn take_hold(from: &mut Reader<'_>, format: u8) -> Result<(Hold, TokenHash), CheckpointError> {
    let id = from.take()?;
    let token = from.take()?;
    let hold = Hold {
        id,
        started: from.take()?,
        deadline: from.take()?,
        deadline_set: from.take()?,
        extensions: if format == FIRST_FORMAT { 0 } else { from.take()? },
        payments: from.take()?,
        first_payment_at: from.take()?,
        payment: from.take()?,
        places: from.take()?,
        ..Hold::default()
    };
    Ok((hold, token))
}

impl Places {
    fn put(&self, out: &mut Vec<u8>) {
        (self.count() as u64).put(out);
        out.extend(self.all.iter().map(|place| place.letter.as_byte()));
        out.extend(self.all.iter().map(|place| place.channel.0));
        let levels = (0..).map(PlaceIndex).zip(self.painted.iter().copied());
        let painted: Vec<_> = levels.filter(|(_, level)| *level != LevelIndex::OF_PLAN).collect();
        painted.put(out);
        for area in &self.areas {
            area.capacity.put(out);
            area.channels.iter().for_each(|units| units.put(out));
        }
        let texts: BTreeMap<&str, u32> = self.reasons.values().map(|reason| (&**reason, 0)).collect();
        let texts: BTreeMap<&str, u32> = texts.into_keys().zip(0..).collect();
        (texts.len() as u64).put(out);
        for text in texts.keys() {
            (*text).to_owned().put(out);
        }
        (self.reasons.len() as u64).put(out);
        for (place, reason) in &self.reasons {
            place.put(out);
            texts.get(&**reason).copied().unwrap_or_default().put(out);
        }
    }

    fn take(&mut self, from: &mut Reader<'_>, plan: &PlanIndex, format: u8) -> Result<(), CheckpointError> {
        let misfit = CheckpointError::Inconsistent;
        if from.take::<u64>()? != self.count() as u64 {
            return Err(misfit("another number of places"));
        }
        let letters = from.bytes(self.count())?;
        let channels = from.bytes(self.count())?;
        for (place, (letter, channel)) in self.all.iter_mut().zip(letters.iter().zip(channels)) {
            let letter = Letter::from_byte(*letter).ok_or(misfit("an unknown letter"))?;
            let retired = place.rule == Rule::Retired;
            let area = place.rule == Rule::Area;
            if retired != (letter == Letter::Retired) || (area && (letter, *channel) != (Letter::Free, 0)) {
                return Err(misfit("a letter that its place cannot have"));
            }
            place.letter = letter;
            place.channel = ChannelIndex(*channel);
        }
        if format >= PLACES_CHANGE {
            for (place, level) in from.take::<Vec<(PlaceIndex, LevelIndex)>>()? {
                if level == LevelIndex::OF_PLAN || !self.paint(plan, place, level) {
                    return Err(misfit("a level that its place cannot have"));
                }
            }
        }
        for area in &mut self.areas {
            if format >= PLACES_CHANGE {
                area.capacity = from.take()?;
            }
            for units in &mut area.channels {
                *units = from.take()?;
            }
        }
        let texts = take_list(from, |from| Ok(Arc::<str>::from(from.take::<String>()?)))?;
        for (place, text) in from.take::<Vec<(PlaceIndex, u32)>>()? {
            let text = texts.get(text as usize).ok_or(misfit("a reason that is not there"))?;
            self.reasons.insert(place, Arc::clone(text));
        }
        Ok(())
    }

    /// Says whose the seats among these places are.
    fn set_holder(&mut self, places: &HeldPlaces, slot: u32) -> Result<(), CheckpointError> {
        for line in places {
            match self.rule_of(line.units.place) {
                None => return Err(CheckpointError::Inconsistent("an unknown place")),
                Some(Rule::Area) => {}
                Some(_) => self.all[line.units.place.0 as usize].holder = slot,
            }
        }
        Ok(())
    }
}

impl Wire for ChannelUnits {
    fn put(&self, out: &mut Vec<u8>) {
        for units in [self.free, self.held, self.booked, self.killed] {
            units.put(out);
        }
    }

    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { free: from.take()?, held: from.take()?, booked: from.take()?, killed: from.take()? })
    }
}

impl Wire for Payment {
    fn put(&self, out: &mut Vec<u8>) {
        self.begun_at.put(out);
        self.deadline.put(out);
        self.hard_cap.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { begun_at: from.take()?, deadline: from.take()?, hard_cap: from.take()? })
    }
}
