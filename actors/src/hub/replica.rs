//! An event's public state as this thread knows it: what snapshots and merged deltas are made from.

use schemas::ids::{ChannelIndex, ContentHash, PlaceIndex, Version};
use schemas::seat::Letter;
use schemas::ws::encode::DeltaContent;
use schemas::ws::first_state::StateView;
use schemas::ws::state::{AreaFree, ChannelFree};

use crate::seat_map::view::{AreaUnits, Changes, PlaceChange, PublicSale, PublicState};

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
    areas: Vec<AreaFree>,
}

/// The places that a delta names, by kind; their values are read from the replica.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Places whose letter is told.
    pub letters: Vec<PlaceIndex>,
    /// Places whose channel changed.
    pub channels: Vec<PlaceIndex>,
    /// GA areas.
    pub areas: Vec<PlaceIndex>,
    /// The sale changed, or when it moves by itself.
    pub sale: bool,
    /// What the event is sold under changed.
    pub terms: bool,
}

impl Touched {
    /// Nothing public changed.
    pub fn is_empty(&self) -> bool {
        let Self { letters, channels, areas, sale, terms } = self;
        letters.is_empty() && channels.is_empty() && areas.is_empty() && !sale && !terms
    }

    /// Bytes it takes to keep.
    pub fn bytes(&self) -> usize {
        4 * (self.letters.len() + self.channels.len() + self.areas.len())
    }

    /// Adds what another delta names.
    pub fn add(&mut self, other: &Self) {
        self.letters.extend_from_slice(&other.letters);
        self.channels.extend_from_slice(&other.channels);
        self.areas.extend_from_slice(&other.areas);
        self.sale |= other.sale;
        self.terms |= other.terms;
    }

    /// Each place once, ascending.
    pub fn settle(&mut self) {
        for list in [&mut self.letters, &mut self.channels, &mut self.areas] {
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
            areas: &self.areas,
        }
    }

    /// Takes changes over that begin at this version, and says what they touched. A place is named even where its letter is what it was:
    /// a client may have seen another one in an answer of its own.
    pub fn apply(&mut self, changes: &Changes) -> Touched {
        let mut touched = Touched::default();
        for change in &changes.places {
            match change {
                PlaceChange::Seat { place, letter, channel } => {
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
                }
                PlaceChange::Area(units) => {
                    let Ok(at) = self.areas.binary_search_by_key(&units.place, |area| area.place) else {
                        continue;
                    };
                    self.areas[at] = area_on_the_wire(units);
                    touched.areas.push(units.place);
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

    /// The present values of what was touched.
    pub fn content(&self, touched: &Touched) -> DeltaContent {
        let letter = |place: &PlaceIndex| Some((*place, *self.letters.get(place.0 as usize)?));
        let channel = |place: &PlaceIndex| Some((*place, *self.channels.get(place.0 as usize)?));
        let area = |place: &PlaceIndex| {
            let at = self.areas.binary_search_by_key(place, |area| area.place).ok()?;
            Some(self.areas[at].clone())
        };
        DeltaContent {
            letters: touched.letters.iter().filter_map(letter).collect(),
            channels: touched.channels.iter().filter_map(channel).collect(),
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
