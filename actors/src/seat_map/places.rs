//! Places: one array a property, by the place's dense index.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemas::ids::{ChannelIndex, PlaceIndex};
use schemas::plan::{PlaceKind, PlanIndex};
use schemas::seat::{Letter, PlaceUnits};
use schemas::terms::EventTerms;

use super::areas::{Area, ChannelUnits};
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

/// All places of an event.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub rules: Vec<Rule>,
    pub letters: Vec<Letter>,
    pub channels: Vec<ChannelIndex>,
    /// The slot of the hold or booking that has the seat; for a GA area its number in `areas`.
    pub holders: Vec<u32>,
    pub levels: Vec<u8>,
    /// In order of place.
    pub areas: Vec<Area>,
    /// The labels that places were killed with, for those that are killed.
    pub reasons: BTreeMap<PlaceIndex, Arc<str>>,
}

impl Places {
    /// Everything free and in general sale.
    pub fn new(plan: &PlanIndex, terms: &EventTerms) -> Self {
        let count = u32::try_from(plan.len()).unwrap_or(NO_SLOT);
        let mut places = Self::default();
        for place in (0..count).map(PlaceIndex) {
            let rule = Self::rule(plan, terms, place);
            let retired = rule == Rule::Retired;
            places.rules.push(rule);
            places.letters.push(if retired { Letter::Retired } else { Letter::Free });
            places.channels.push(ChannelIndex(0));
            places.levels.push(plan.level(place).0);
            let mut holder = NO_SLOT;
            if rule == Rule::Area {
                holder = u32::try_from(places.areas.len()).unwrap_or(NO_SLOT);
                places.areas.push(Area::new(place, plan.capacity(place), terms.channels.len() + 1));
            }
            places.holders.push(holder);
        }
        places
    }

    fn rule(plan: &PlanIndex, terms: &EventTerms, place: PlaceIndex) -> Rule {
        match plan.kind(place) {
            PlaceKind::Retired => Rule::Retired,
            PlaceKind::Booth => Rule::Seat,
            PlaceKind::Area if plan.is_as_a_whole(place) => Rule::WholeArea,
            PlaceKind::Area => Rule::Area,
            PlaceKind::Seat => {
                let Some(table) = plan.table(place) else { return Rule::Seat };
                let told = terms.tables.iter().rev().find(|(number, _)| *number == table.0);
                let whole = told.map_or_else(|| plan.is_table_as_a_whole(table), |(_, whole)| *whole);
                match plan.table_minimum_occupancy(table) {
                    _ if whole => Rule::WholeTableSeat,
                    0 | 1 => Rule::Seat,
                    _ => Rule::SharedTableSeat,
                }
            }
        }
    }

    /// How many indexes there are.
    pub fn count(&self) -> usize {
        self.letters.len()
    }

    /// What the place is; none where the plan does not have it.
    pub fn rule_of(&self, place: PlaceIndex) -> Option<Rule> {
        self.rules.get(place.0 as usize).copied().filter(|rule| *rule != Rule::Retired)
    }

    /// The letter of a seat.
    pub fn letter(&self, place: PlaceIndex) -> Letter {
        self.letters[place.0 as usize]
    }

    /// The channel of a seat.
    pub fn channel(&self, place: PlaceIndex) -> ChannelIndex {
        self.channels[place.0 as usize]
    }

    /// The slot of the hold or booking that has the seat.
    pub fn holder(&self, place: PlaceIndex) -> u32 {
        self.holders[place.0 as usize]
    }

    /// The area that this place is; none where it is no GA area.
    pub fn area(&self, place: PlaceIndex) -> Option<&Area> {
        let index = place.0 as usize;
        if self.rules.get(index) != Some(&Rule::Area) {
            return None;
        }
        self.areas.get(self.holders[index] as usize)
    }

    fn area_mut(&mut self, place: PlaceIndex) -> Option<&mut Area> {
        let number = self.holders[place.0 as usize] as usize;
        self.areas.get_mut(number)
    }

    /// Moves units from one standing to another; a seat is the business of `holder` from then on. False,
    /// with nothing changed, where they are not where they should be.
    #[must_use]
    pub fn shift(&mut self, units: PlaceUnits, from: Standing, to: Standing, holder: u32) -> bool {
        let index = units.place.0 as usize;
        match self.rules.get(index) {
            None | Some(Rule::Retired) => false,
            Some(Rule::Area) => {
                let area = self.area_mut(units.place);
                let Some(counts) = area.and_then(|area| area.channels.get_mut(usize::from(units.channel.0)))
                else {
                    return false;
                };
                let source = from.units(counts);
                let Some(rest) = source.checked_sub(units.units) else { return false };
                *source = rest;
                *to.units(counts) += units.units;
                true
            }
            Some(_) => {
                if self.letters[index] != from.letter() || self.channels[index] != units.channel {
                    return false;
                }
                self.letters[index] = to.letter();
                self.holders[index] = holder;
                true
            }
        }
    }

    /// Sells free units through another channel. False, with nothing changed, where they are not free.
    #[must_use]
    pub fn allocate(&mut self, units: PlaceUnits, channel: ChannelIndex) -> bool {
        let index = units.place.0 as usize;
        let (from, to) = (usize::from(units.channel.0), usize::from(channel.0));
        match self.rules.get(index) {
            None | Some(Rule::Retired) => false,
            Some(Rule::Area) => {
                let Some(area) = self.area_mut(units.place) else { return false };
                if to >= area.channels.len() || area.channel(units.channel).free < units.units {
                    return false;
                }
                area.channels[from].free -= units.units;
                area.channels[to].free += units.units;
                true
            }
            Some(_) => {
                let free = self.letters[index] == Letter::Free && self.channels[index] == units.channel;
                if free {
                    self.channels[index] = channel;
                }
                free
            }
        }
    }

    /// The place as everyone sees it.
    pub fn public(&self, place: PlaceIndex) -> PlaceChange {
        self.area(place).map_or_else(
            || PlaceChange::Seat { place, letter: self.letter(place), channel: self.channel(place) },
            |area| PlaceChange::Area(area.public()),
        )
    }
}
