//! An event's public state as this thread knows it: what snapshots and merged deltas are made from.

use schemas::ids::{ChannelIndex, ContentHash, LevelIndex, PlaceIndex, Version};
use schemas::seat::Letter;
use schemas::ws::encode::DeltaContent;
use schemas::ws::first_state::StateView;
use schemas::ws::state::{AreaFree, ChannelFree};

use crate::seat_map::view::{AreaUnits, Changes, PlaceChange, PublicPlan, PublicSale, PublicState};

/// The public state at one version.
#[derive(Debug)]
pub struct Replica {
    stream: u32,
    version: Version,
    plan: ContentHash,
    sale: PublicSale,
    terms: Version,
    letters: Vec<Letter>,
    channels: Vec<ChannelIndex>,
    levels: Vec<LevelIndex>,
    areas: Vec<AreaFree>,
}

/// The places that a delta names, by kind; their values are read from the replica.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Places whose letter is told.
    pub letters: Vec<PlaceIndex>,
    /// Places whose channel changed.
    pub channels: Vec<PlaceIndex>,
    /// Places whose price level changed.
    pub levels: Vec<PlaceIndex>,
    /// GA areas.
    pub areas: Vec<PlaceIndex>,
    /// The sale changed, or when it moves by itself.
    pub sale: bool,
    /// What the event is sold under changed.
    pub terms: bool,
    /// The event moved to another plan version.
    pub plan: bool,
}

impl Touched {
    /// Nothing public changed.
    pub fn is_empty(&self) -> bool {
        let Self { letters, channels, levels, areas, sale, terms, plan } = self;
        let places = [letters, channels, levels, areas];
        places.into_iter().all(Vec::is_empty) && !sale && !terms && !plan
    }

    /// Bytes it takes to keep.
    pub fn bytes(&self) -> usize {
        4 * (self.letters.len() + self.channels.len() + self.levels.len() + self.areas.len())
    }

    /// Adds what another delta names.
    pub fn add(&mut self, other: &Self) {
        self.letters.extend_from_slice(&other.letters);
        self.channels.extend_from_slice(&other.channels);
        self.levels.extend_from_slice(&other.levels);
        self.areas.extend_from_slice(&other.areas);
        self.sale |= other.sale;
        self.terms |= other.terms;
        self.plan |= other.plan;
    }

    /// Each place once, ascending.
    pub fn settle(&mut self) {
        for list in [&mut self.letters, &mut self.channels, &mut self.levels, &mut self.areas] {
            list.sort_unstable();
            list.dedup();
        }
    }
}

impl Replica {
    /// A copy of what the seat map showed.
    pub fn new(state: &PublicState) -> Self {
        Self {
            stream: state.stream,
            version: state.version,
            plan: state.plan,
            sale: state.sale,
            terms: state.terms,
            letters: state.letters.clone(),
            channels: state.channels.clone(),
            levels: state.levels.clone(),
            areas: state.areas.iter().map(area_on_the_wire).collect(),
        }
    }

    pub fn stream(&self) -> u32 {
        self.stream
    }

    pub fn version(&self) -> Version {
        self.version
    }

    pub fn sale(&self) -> PublicSale {
        self.sale
    }

    pub fn terms(&self) -> Version {
        self.terms
    }

    /// The plan version and how many places it has.
    pub fn plan(&self) -> (ContentHash, u32) {
        (self.plan, u32::try_from(self.letters.len()).unwrap_or(u32::MAX))
    }

    pub fn view(&self) -> StateView<'_> {
        StateView {
            stream: self.stream,
            version: self.version,
            plan: self.plan,
            sale: self.sale.state,
            schedule: self.sale.schedule,
            terms: self.terms,
            letters: &self.letters,
            channels: &self.channels,
            levels: &self.levels,
            areas: &self.areas,
        }
    }

    /// Takes changes over that begin at this version, and says what they touched. A place is named even where its letter is what it was:
    /// a client may have seen another one in an answer of its own.
    pub fn apply(&mut self, changes: &Changes) -> Touched {
        let mut touched = Touched::default();
        if let Some(plan) = changes.plan {
            touched.plan = true;
            self.grow(plan, &changes.places);
        }
        for change in &changes.places {
            match change {
                PlaceChange::Seat { place, letter, channel, level } => {
                    let index = place.0 as usize;
                    let (Some(old_letter), Some(old_channel)) =
                        (self.letters.get_mut(index), self.channels.get_mut(index))
                    else {
                        continue;
                    };
                    *old_letter = *letter;
                    touched.letters.push(*place);
                    if *old_channel != *channel {
                        *old_channel = *channel;
                        touched.channels.push(*place);
                    }
                    self.take_level(*place, *level, &mut touched);
                }
                PlaceChange::Area { units, level } => {
                    let Ok(at) = self.areas.binary_search_by_key(&units.place, |area| area.place) else {
                        continue;
                    };
                    self.areas[at] = area_on_the_wire(units);
                    touched.areas.push(units.place);
                    self.take_level(units.place, *level, &mut touched);
                }
            }
        }
        if let Some(sale) = changes.sale {
            touched.sale = true;
            self.sale = sale;
        }
        if let Some(terms) = changes.terms {
            touched.terms = true;
            self.terms = terms;
        }
        self.version = changes.to;
        touched.settle();
        touched
    }

    /// Makes room for the places of a later plan version, and for the areas among those that changed with it.
    fn grow(&mut self, plan: PublicPlan, places: &[PlaceChange]) {
        let count = self.letters.len().max(plan.places as usize);
        self.plan = plan.hash;
        self.letters.resize(count, Letter::Retired);
        self.channels.resize(count, ChannelIndex(0));
        self.levels.resize(count, LevelIndex::OF_PLAN);
        for change in places {
            let place = change.place();
            let at = self.areas.binary_search_by_key(&place, |area| area.place);
            match (change, at) {
                (PlaceChange::Seat { .. }, Ok(at)) => {
                    self.areas.remove(at);
                }
                (PlaceChange::Area { units, .. }, Err(at)) => {
                    self.areas.insert(at, area_on_the_wire(units));
                    let index = place.0 as usize;
                    (self.letters[index], self.channels[index]) = (Letter::Free, ChannelIndex(0));
                }
                _ => {}
            }
        }
    }

    fn take_level(&mut self, place: PlaceIndex, level: LevelIndex, touched: &mut Touched) {
        if let Some(old) = self.levels.get_mut(place.0 as usize)
            && *old != level
        {
            *old = level;
            touched.levels.push(place);
        }
    }

    /// The present values of what was touched.
    pub fn content(&self, touched: &Touched) -> DeltaContent {
        let letter = |place: &PlaceIndex| Some((*place, *self.letters.get(place.0 as usize)?));
        let channel = |place: &PlaceIndex| Some((*place, *self.channels.get(place.0 as usize)?));
        let level = |place: &PlaceIndex| Some((*place, *self.levels.get(place.0 as usize)?));
        let area = |place: &PlaceIndex| {
            let at = self.areas.binary_search_by_key(place, |area| area.place).ok()?;
            Some(self.areas[at].clone())
        };
        DeltaContent {
            letters: touched.letters.iter().filter_map(letter).collect(),
            channels: touched.channels.iter().filter_map(channel).collect(),
            levels: touched.levels.iter().filter_map(level).collect(),
            areas: touched.areas.iter().filter_map(area).collect(),
        }
    }
}

fn area_on_the_wire(area: &AreaUnits) -> AreaFree {
    AreaFree {
        place: area.place,
        free: area.free.iter().map(|&(channel, units)| ChannelFree { channel, units }).collect(),
    }
}
