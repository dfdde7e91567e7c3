//! What the state shows: computed from what was applied; the actor holds it back until that is durable.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemas::ids::{ChannelIndex, ContentHash, HoldId, PlaceIndex, TokenHash, Version};
use schemas::public_hash::{PublicHead, PublicPlace, public_hash};
use schemas::seat::Letter;
use schemas::terms::SaleSchedule;

use super::areas::Area;
use super::places::Rule;
use super::state::SeatMap;
use super::view::{
    AreaUnits, Breakdown, Changes, CountedGroup, Counts, EventCounts, EventSetup, ExpiredHold, HoldView,
    Observation, PlaceState, PublicPlan, PublicSale, PublicState, TokenHolds,
};

impl SeatMap {
    /// Everything that everyone may see.
    #[must_use]
    pub fn public_state(&self) -> PublicState {
        let (stream, plan) =
            self.terms.as_ref().map_or((0, ContentHash([0; 32])), |terms| (terms.stream, terms.plan));
        PublicState {
            version: self.version,
            stream,
            plan,
            sale: self.public_sale(),
            terms: self.terms_set,
            letters: self.places.all.iter().map(|place| place.letter).collect(),
            channels: self.places.all.iter().map(|place| place.channel).collect(),
            levels: self.places.painted.clone(),
            areas: self.places.areas.iter().map(Area::public).collect(),
        }
    }

    fn public_plan(&self) -> PublicPlan {
        let hash = self.terms.as_deref().map_or(ContentHash([0; 32]), |terms| terms.plan);
        PublicPlan { hash, places: u32::try_from(self.places.count()).unwrap_or(u32::MAX) }
    }

    fn public_sale(&self) -> PublicSale {
        let schedule = self.terms.as_deref().map_or_else(SaleSchedule::default, |terms| terms.schedule);
        PublicSale { state: self.sale, schedule: schedule.to_come(self.sale) }
    }

    /// What changed after version `since`: everything where that is unknown, not remembered any more, or
    /// of a future that never was.
    #[must_use]
    pub fn observe(&self, since: Option<Version>) -> Observation {
        match since {
            Some(since) if since == self.version => Observation::Nothing { version: since },
            Some(since) if since < self.version && since >= self.changes.complete_after => {
                Observation::Changes(Arc::new(self.changes_since(since)))
            }
            _ => Observation::Snapshot(Arc::new(self.public_state())),
        }
    }

    fn changes_since(&self, since: Version) -> Changes {
        let places = self.changes.places_since(since);
        let mut tokens = Vec::new();
        let mut expired = Vec::new();
        for change in self.changes.tokens_since(since) {
            let token = (change.token, change.version);
            // A record that changes several holds of a token is one entry for it.
            if !tokens
                .iter()
                .rev()
                .take_while(|(_, version)| *version == change.version)
                .any(|one| *one == token)
            {
                tokens.push(token);
            }
            if let Some(hold) = change.expired {
                expired.push(ExpiredHold { token: change.token, hold, version: change.version });
            }
        }
        Changes {
            from: since,
            to: self.version,
            places: places.into_iter().map(|place| self.places.public(place)).collect(),
            sale: (self.changes.sale_changed > since).then(|| self.public_sale()),
            plan: (self.changes.plan_moved > since).then(|| self.public_plan()),
            terms: (self.terms_set > since).then_some(self.terms_set),
            tokens,
            expired,
        }
    }

    /// All holds of one token, in order of id.
    #[must_use]
    pub fn holds_of(&self, token: TokenHash) -> TokenHolds {
        let cap_ms = self.terms.as_ref().map_or(0, |terms| terms.lifetime_cap_ms);
        let slot = self.tokens.any_slot(token);
        let slots = slot.into_iter().flat_map(|slot| self.tokens.holds_of(&self.holds, slot));
        let mut holds: Vec<HoldView> = slots
            .map(|slot| {
                let hold = &self.holds.slab[slot];
                HoldView {
                    hold: hold.id,
                    deadline: hold.payment.map_or(hold.deadline, |payment| payment.deadline),
                    lifetime_end: hold.started.plus_ms(cap_ms),
                    in_payment: hold.payment.is_some(),
                    places: hold.places.clone(),
                }
            })
            .collect();
        holds.sort_unstable_by_key(|view| view.hold);
        TokenHolds { token, version: self.version, holds }
    }

    /// One place as an organiser sees it; none where the plan never had it or the event does not exist yet.
    #[must_use]
    pub fn place_state(&self, place: PlaceIndex) -> Option<PlaceState> {
        let rule = self.places.all.get(place.0 as usize)?.rule;
        let mut holds: Vec<HoldId> = Vec::new();
        let mut bookings = Vec::new();
        let letter = self.places.letter(place);
        if rule == Rule::Area {
            let has = |lines: &[schemas::seat::HeldPlace]| lines.iter().any(|line| line.units.place == place);
            holds.extend(self.holds.iter().filter(|(_, hold)| has(&hold.places)).map(|(_, hold)| hold.id));
            let booked = self.bookings.iter().filter(|(_, booking)| has(&booking.places));
            bookings.extend(booked.map(|(_, booking)| booking.id));
        } else if letter == Letter::Held {
            holds.push(self.holds.slab[self.places.holder(place)].id);
        } else if letter == Letter::Booked {
            bookings.push(self.bookings.slab[self.places.holder(place)].id);
        }
        holds.sort_unstable();
        bookings.sort_unstable();
        let counts = self.counts_of(place);
        Some(PlaceState {
            version: self.version,
            place,
            capacity: u32::try_from(counts.total()).unwrap_or(u32::MAX),
            counts,
            public: self.places.public(place),
            holds,
            bookings,
            reason: self.places.reasons.get(&place).map(ToString::to_string),
        })
    }

    /// Units of one place by state; none at all of a place that the plan does not have.
    #[must_use]
    pub fn counts_of(&self, place: PlaceIndex) -> Counts {
        if let Some(area) = self.places.area(place) {
            return area.counts();
        }
        let found = self.places.get(place).map(|place| place.letter);
        let one = |letter| u64::from(found == Some(letter));
        Counts {
            free: one(Letter::Free),
            held: one(Letter::Held),
            booked: one(Letter::Booked),
            killed: one(Letter::Killed),
        }
    }

    /// The event in numbers.
    #[must_use]
    pub fn counts(&self) -> EventCounts {
        let mut all = Counts::default();
        let mut sections = vec![Counts::default(); self.plan.section_labels().len()];
        for place in (0..).map(PlaceIndex).take(self.places.count()) {
            let counts = self.counts_of(place);
            all.add(counts);
            if let Some(section) = self.plan.section(place)
                && let Some(section) = sections.get_mut(usize::from(section.0))
            {
                section.add(counts);
            }
        }
        let holds = self.holds.len() as u64;
        EventCounts { version: self.version, sale: self.sale, all, sections, holds }
    }

    /// The event in numbers by section, level and channel, counted in one pass.
    #[must_use]
    pub fn breakdown(&self) -> Breakdown {
        let mut groups: BTreeMap<CountedGroup, Counts> = BTreeMap::new();
        for place in (0..).map(PlaceIndex).take(self.places.count()) {
            if self.places.rule_of(place).is_none() {
                continue;
            }
            let section = self.plan.section(place).map(|section| section.0);
            let level = self.places.all[place.0 as usize].level;
            let mut count = |channel, counts: Counts| {
                if counts.total() > 0 {
                    groups.entry(CountedGroup { section, level, channel }).or_default().add(counts);
                }
            };
            match self.places.area(place) {
                None => count(self.places.channel(place), self.counts_of(place)),
                Some(area) => {
                    for (channel, units) in (0..).map(ChannelIndex).zip(&area.channels) {
                        count(channel, Area::counts_of(*units));
                    }
                }
            }
        }
        Breakdown { version: self.version, plan: self.plan.hash(), groups: groups.into_iter().collect() }
    }

    /// What the event is sold under and where its sale stands; none before its first record.
    #[must_use]
    pub fn setup(&self) -> Option<EventSetup> {
        let terms = self.terms.as_deref()?.clone();
        Some(EventSetup {
            version: self.version,
            configured: self.configured,
            terms,
            sale: self.sale,
            announced: self.announced,
            sale_moves_at: self.sale_moves_at(),
        })
    }

    /// The public hash of what everyone may see; see [`schemas::public_hash`].
    #[must_use]
    pub fn public_hash(&self) -> ContentHash {
        self.public_state().public_hash()
    }
}

impl Counts {
    /// All four together.
    #[must_use]
    pub const fn total(self) -> u64 {
        self.free + self.held + self.booked + self.killed
    }

    pub(crate) const fn add(&mut self, other: Self) {
        self.free += other.free;
        self.held += other.held;
        self.booked += other.booked;
        self.killed += other.killed;
    }
}

impl PublicState {
    /// The public hash of this state; see [`schemas::public_hash`].
    #[must_use]
    pub fn public_hash(&self) -> ContentHash {
        let mut areas = self.areas.iter().peekable();
        let seats = self.letters.iter().zip(&self.channels).zip(&self.levels);
        let places = (0..).map(PlaceIndex).zip(seats).map(|(place, ((letter, channel), level))| {
            let area: Option<&AreaUnits> = areas.next_if(|area| area.place == place);
            area.map_or(PublicPlace::Seat(*letter, *channel, *level), |area| {
                PublicPlace::Area(&area.free, *level)
            })
        });
        let head = PublicHead { plan: self.plan, sale: self.sale.state, schedule: self.sale.schedule };
        public_hash(&head, u32::try_from(self.letters.len()).unwrap_or(u32::MAX), places)
    }
}
