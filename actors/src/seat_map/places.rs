//! Places, by their dense index: what a command wants to know of one lies side by side in eight bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemas::ids::{ChannelIndex, LevelIndex, PlaceIndex};
use schemas::plan::{PlaceKind, PlanIndex, TableIndex};
use schemas::seat::{Letter, PlaceUnits};
use schemas::terms::EventTerms;

use super::areas::{Area, ChannelUnits};
use super::command::ChannelSet;
use super::move_to_plan::rules_agree;
use super::slab::NO_SLOT;
use super::view::PlaceChange;

/// Where units of a place can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Free,
    Held,
    Booked,
    Killed,
}

impl Standing {
    const fn letter(self) -> Letter {
        match self {
            Self::Free => Letter::Free,
            Self::Held => Letter::Held,
            Self::Booked => Letter::Booked,
            Self::Killed => Letter::Killed,
        }
    }

    const fn units(self, units: &mut ChannelUnits) -> &mut u32 {
        match self {
            Self::Free => &mut units.free,
            Self::Held => &mut units.held,
            Self::Booked => &mut units.booked,
            Self::Killed => &mut units.killed,
        }
    }
}

/// What a place is to the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// A seat or booth.
    Seat,
    /// A seat of a table that is sold as a whole.
    WholeTableSeat,
    /// A seat of a table that is sold by the seat, to no fewer than a minimum at once.
    SharedTableSeat,
    /// An area sold as one unit.
    WholeArea,
    /// An area with units.
    Area,
    /// Dropped from the plan.
    Retired,
}

impl Rule {
    /// What a place of this plan is, its tables sold as `whole` says.
    pub fn of(plan: &PlanIndex, whole: &[bool], place: PlaceIndex) -> Rule {
        match plan.kind(place) {
            PlaceKind::Retired => Rule::Retired,
            PlaceKind::Booth => Rule::Seat,
            PlaceKind::Area if plan.is_as_a_whole(place) => Rule::WholeArea,
            PlaceKind::Area => Rule::Area,
            PlaceKind::Seat => {
                plan.table(place).map_or(Self::Seat, |table| Self::at_table(plan, whole, table))
            }
        }
    }

    /// What the seats of a table are.
    fn at_table(plan: &PlanIndex, whole: &[bool], table: TableIndex) -> Self {
        match plan.table_minimum_occupancy(table) {
            _ if whole.get(table.0 as usize) == Some(&true) => Self::WholeTableSeat,
            0 | 1 => Self::Seat,
            _ => Self::SharedTableSeat,
        }
    }
}

/// One place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub rule: Rule,
    pub letter: Letter,
    pub channel: ChannelIndex,
    /// The price level that counts.
    pub level: LevelIndex,
    /// The slot of the hold or booking that has the seat; for a GA area its number in `areas`.
    pub holder: u32,
}

const _: () = assert!(size_of::<Place>() == 8);

/// All places of an event.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub all: Vec<Place>,
    /// The level that the event gives a place instead of the plan; [`LevelIndex::OF_PLAN`] where it gives none.
    pub painted: Vec<LevelIndex>,
    /// In order of place.
    pub areas: Vec<Area>,
    /// Channels that are closed.
    closed: ChannelSet,
    /// The labels that places were killed with, for those that are killed.
    pub reasons: BTreeMap<PlaceIndex, Arc<str>>,
}

impl Places {
    /// Everything free and in general sale.
    pub fn new(plan: &PlanIndex, terms: &EventTerms) -> Self {
        let count = u32::try_from(plan.len()).unwrap_or(NO_SLOT);
        let mut places = Self::default();
        let whole = tables_as_a_whole(plan, terms);
        for place in (0..count).map(PlaceIndex) {
            let rule = Rule::of(plan, &whole, place);
            let letter = if rule == Rule::Retired { Letter::Retired } else { Letter::Free };
            places.painted.push(LevelIndex::OF_PLAN);
            let mut holder = NO_SLOT;
            if rule == Rule::Area {
                holder = u32::try_from(places.areas.len()).unwrap_or(NO_SLOT);
                places.areas.push(Area::new(place, plan.capacity(place), terms.channels.len() + 1));
            }
            let (channel, level) = (ChannelIndex(0), plan.level(place));
            places.all.push(Place { rule, letter, channel, level, holder });
        }
        places
    }

    /// The places of a later plan version, those of both as they are in `before`. The first that somebody has
    /// and that is not the same place any more, where there is one.
    pub fn moved(before: &Self, plan: &PlanIndex, terms: &EventTerms) -> Result<Self, PlaceIndex> {
        let mut after = Self::new(plan, terms);
        for place in (0..).map(PlaceIndex).take(before.count()) {
            let index = place.0 as usize;
            let (old, new) = (before.all[index], after.all.get_mut(index).ok_or(place)?);
            if !rules_agree(old.rule, new.rule) {
                if before.is_taken(place) {
                    return Err(place);
                }
                continue;
            }
            if old.rule == Rule::Area {
                if let (Some(old), Some(new)) = (before.area(place), after.area_mut(place)) {
                    new.clone_from(old);
                }
            } else {
                (new.letter, new.channel, new.holder) = (old.letter, old.channel, old.holder);
            }
            if let Some(reason) = before.reasons.get(&place) {
                after.reasons.insert(place, Arc::clone(reason));
            }
        }
        Ok(after)
    }

    /// Whether anything of the place is held or booked.
    fn is_taken(&self, place: PlaceIndex) -> bool {
        self.area(place).map_or_else(
            || matches!(self.letter(place), Letter::Held | Letter::Booked),
            |area| area.counts().held + area.counts().booked > 0,
        )
    }

    /// How many of these seats are free for a buyer who has opened these channels.
    pub fn open_seats(&self, seats: &[PlaceIndex], channels: ChannelSet) -> usize {
        let open = |seat: &&PlaceIndex| {
            self.letter(**seat) == Letter::Free && channels.contains(self.channel(**seat))
        };
        seats.iter().filter(open).count()
    }

    /// Whether everyone sees the place as another than in `before`; one that was not there was retired.
    pub fn looks_other_than(&self, before: &Self, place: PlaceIndex) -> bool {
        if place.0 as usize >= before.count() {
            return self.rule_of(place).is_some();
        }
        self.public(place) != before.public(place)
    }

    /// Takes over what terms say of places: the ways that tables are sold in, channels added and closed.
    pub fn take_terms(&mut self, plan: &PlanIndex, terms: &EventTerms) {
        self.closed = ChannelSet::of(&terms.closed_channels);
        for area in &mut self.areas {
            area.channels.resize(terms.channels.len() + 1, ChannelUnits::default());
        }
        let whole = tables_as_a_whole(plan, terms);
        for table in (0..).map(TableIndex).take(whole.len()) {
            let rule = Rule::at_table(plan, &whole, table);
            for seat in plan.places_at_table(table) {
                self.all[seat.0 as usize].rule = rule;
            }
        }
    }

    /// Whether the channel is closed.
    pub fn is_closed(&self, channel: ChannelIndex) -> bool {
        self.closed.has(channel)
    }

    /// The channel in which units are free that belong to this one.
    pub fn home(&self, channel: ChannelIndex) -> ChannelIndex {
        if self.is_closed(channel) { ChannelIndex(0) } else { channel }
    }

    /// How many indexes there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// The place; none where the plan does not have it.
    #[inline]
    pub fn get(&self, place: PlaceIndex) -> Option<&Place> {
        self.all.get(place.0 as usize).filter(|place| place.rule != Rule::Retired)
    }

    /// What the place is; none where the plan does not have it.
    pub fn rule_of(&self, place: PlaceIndex) -> Option<Rule> {
        self.get(place).map(|place| place.rule)
    }

    /// The letter of a seat.
    pub fn letter(&self, place: PlaceIndex) -> Letter {
        self.all[place.0 as usize].letter
    }

    /// The channel of a seat.
    pub fn channel(&self, place: PlaceIndex) -> ChannelIndex {
        self.all[place.0 as usize].channel
    }

    /// The slot of the hold or booking that has the seat.
    pub fn holder(&self, place: PlaceIndex) -> u32 {
        self.all[place.0 as usize].holder
    }

    /// The area that this place is; none where it is no GA area.
    pub fn area(&self, place: PlaceIndex) -> Option<&Area> {
        let place = self.get(place).filter(|place| place.rule == Rule::Area)?;
        self.areas.get(place.holder as usize)
    }

    /// The area that this place is, to be changed; none where it is no GA area.
    pub fn area_mut(&mut self, place: PlaceIndex) -> Option<&mut Area> {
        let place = self.get(place).filter(|place| place.rule == Rule::Area)?;
        let number = place.holder as usize;
        self.areas.get_mut(number)
    }

    /// Gives a place a level instead of the plan's own, or that again. False, with nothing changed, where plan
    /// or place do not have it.
    #[must_use]
    pub fn paint(&mut self, plan: &PlanIndex, place: PlaceIndex, level: LevelIndex) -> bool {
        if self.rule_of(place).is_none() {
            return false;
        }
        let own = plan.level(place);
        let counts = if level == LevelIndex::OF_PLAN { own } else { level };
        if level == own || usize::from(counts.0) >= plan.level_keys().len() {
            return false;
        }
        let index = place.0 as usize;
        self.painted[index] = level;
        self.all[index].level = counts;
        true
    }

    /// Moves units from one standing to another; a seat is the business of `holder` from then on. What becomes
    /// free and belongs to a closed channel is in general sale. False, with nothing changed, where they are not
    /// where they should be.
    #[must_use]
    pub fn shift(&mut self, units: PlaceUnits, from: Standing, to: Standing, holder: u32) -> bool {
        let home = if to == Standing::Free { self.home(units.channel) } else { units.channel };
        let Some(place) = self.all.get_mut(units.place.0 as usize) else { return false };
        match place.rule {
            Rule::Retired => false,
            Rule::Area => {
                let Some(area) = self.area_mut(units.place) else { return false };
                let Some(counts) = area.channels.get_mut(usize::from(units.channel.0)) else { return false };
                let source = from.units(counts);
                let Some(rest) = source.checked_sub(units.units) else { return false };
                *source = rest;
                *to.units(&mut area.channels[usize::from(home.0)]) += units.units;
                true
            }
            Rule::Seat | Rule::WholeTableSeat | Rule::SharedTableSeat | Rule::WholeArea => {
                if place.letter != from.letter() || place.channel != units.channel {
                    return false;
                }
                place.letter = to.letter();
                place.channel = home;
                place.holder = holder;
                true
            }
        }
    }

    /// Sells free units through another channel. False, with nothing changed, where they are not free.
    #[must_use]
    pub fn allocate(&mut self, units: PlaceUnits, channel: ChannelIndex) -> bool {
        let (from, to) = (usize::from(units.channel.0), usize::from(channel.0));
        let Some(place) = self.all.get_mut(units.place.0 as usize) else { return false };
        match place.rule {
            Rule::Retired => false,
            Rule::Area => {
                let Some(area) = self.area_mut(units.place) else { return false };
                if to >= area.channels.len() || area.channel(units.channel).free < units.units {
                    return false;
                }
                area.channels[from].free -= units.units;
                area.channels[to].free += units.units;
                true
            }
            Rule::Seat | Rule::WholeTableSeat | Rule::SharedTableSeat | Rule::WholeArea => {
                let free = place.letter == Letter::Free && place.channel == units.channel;
                if free {
                    place.channel = channel;
                }
                free
            }
        }
    }

    /// The place as everyone sees it.
    pub fn public(&self, place: PlaceIndex) -> PlaceChange {
        let level = self.painted[place.0 as usize];
        match self.area(place) {
            None => {
                PlaceChange::Seat { place, letter: self.letter(place), channel: self.channel(place), level }
            }
            Some(area) => PlaceChange::Area { units: area.public(), level },
        }
    }
}

/// Which tables are sold as a whole, by number: the plan's default, or what the terms say.
pub(super) fn tables_as_a_whole(plan: &PlanIndex, terms: &EventTerms) -> Vec<bool> {
    let tables = (0..).map(TableIndex).take(plan.table_labels().len());
    let mut whole: Vec<bool> = tables.map(|table| plan.is_table_as_a_whole(table)).collect();
    for (table, as_a_whole) in &terms.tables {
        if let Some(slot) = whole.get_mut(*table as usize) {
            *slot = *as_a_whole;
        }
    }
    whole
}
