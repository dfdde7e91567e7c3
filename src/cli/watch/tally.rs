//! An event in counts and rates, from what a client knows of it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use onsale::client::model::EventModel;
use onsale::client::venue::Venue;
use schemas::ids::{PlaceIndex, Version};
use schemas::seat::{Letter, SaleState};

/// Rates that are kept for the graph.
const RATES_KEPT: usize = 240;
/// The time over which a rate is taken.
const RATE_OVER: Duration = Duration::from_secs(2);

/// Units by what everyone sees of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// Can be held.
    pub free: u64,
    /// In holds.
    pub held: u64,
    /// Sold.
    pub booked: u64,
    /// Units of GA areas that are held or sold: everyone sees only how many are left.
    pub taken: u64,
    /// Off sale, or dropped from the plan.
    pub gone: u64,
}

impl Shares {
    /// All of them.
    #[must_use]
    pub const fn all(&self) -> u64 {
        self.free + self.held + self.booked + self.taken + self.gone
    }
}

/// A section, or what lies outside all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionTally {
    /// Its label.
    pub label: String,
    /// Its units.
    pub shares: Shares,
}

/// An event in counts and rates.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The version it is of.
    pub version: Version,
    /// The sale.
    pub sale: SaleState,
    /// The whole event.
    pub all: Shares,
    /// By section, in the plan's order; what lies outside sections last.
    pub sections: Vec<SectionTally>,
    /// Records a second of late, oldest first, a sample each.
    pub rates: VecDeque<u64>,
    /// How often the connection was lost.
    pub reconnects: u64,
    /// The section of each place, by index; the number behind the last section for those outside.
    section_of: Vec<usize>,
    /// Capacity of each GA area.
    areas: Vec<(PlaceIndex, u64)>,
    seen: VecDeque<(Instant, Version)>,
}

impl Tally {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(venue: &Venue) -> Self {
        let outside = venue.sections.len();
        let labels = venue.sections.iter().map(String::as_str).chain(["outside"]);
        let section = |label: &str| SectionTally { label: label.to_owned(), shares: Shares::default() };
        Self {
            version: Version(0),
            sale: SaleState::Draft,
            all: Shares::default(),
            sections: labels.map(section).collect(),
            rates: VecDeque::new(),
            reconnects: 0,
            section_of: venue.section_of_places().iter().map(|section| section.unwrap_or(outside)).collect(),
            areas: venue
                .areas
                .iter()
                .filter(|area| !area.as_a_whole)
                .map(|area| (area.place, u64::from(area.capacity)))
                .collect(),
            seen: VecDeque::new(),
        }
    }

    /// Counts anew.
    pub fn sample(&mut self, model: &EventModel, now: Instant, reconnects: u64) {
        (self.version, self.sale, self.reconnects) = (model.version(), model.sale(), reconnects);
        self.sections.iter_mut().for_each(|section| section.shares = Shares::default());
        for (place, letter) in (0_u32..).map(PlaceIndex).zip(&model.public.letters) {
            if !model.public.areas.contains_key(&place) {
                self.count(place, |shares| match letter {
                    Letter::Free => shares.free += 1,
                    Letter::Held => shares.held += 1,
                    Letter::Booked => shares.booked += 1,
                    Letter::Killed | Letter::Retired => shares.gone += 1,
                });
            }
        }
        for (place, capacity) in self.areas.clone() {
            let left = model
                .public
                .areas
                .get(&place)
                .map_or(0, |free| free.iter().map(|&(_, units)| u64::from(units)).sum::<u64>());
            self.count(place, |shares| {
                shares.free += left;
                shares.taken += capacity.saturating_sub(left);
            });
        }
        self.all = self.sections.iter().fold(Shares::default(), |sum, section| sum.plus(&section.shares));
        self.note_rate(now);
    }

    /// Records a second, over the last moments.
    #[must_use]
    pub fn rate(&self) -> u64 {
        self.rates.back().copied().unwrap_or(0)
    }

    fn count(&mut self, place: PlaceIndex, change: impl FnOnce(&mut Shares)) {
        let section = self.section_of.get(place.0 as usize).copied().unwrap_or(usize::MAX);
        if let Some(section) = self.sections.get_mut(section) {
            change(&mut section.shares);
        }
    }

    fn note_rate(&mut self, now: Instant) {
        self.seen.push_back((now, self.version));
        while self.seen.len() > 2 && self.seen.front().is_some_and(|(at, _)| now - *at > RATE_OVER) {
            self.seen.pop_front();
        }
        if let Some(&(since, version)) = self.seen.front() {
            let records = u128::from(self.version.0.saturating_sub(version.0));
            let elapsed_ms = (now - since).as_millis();
            let rate = (records * 1_000).checked_div(elapsed_ms).unwrap_or(0);
            self.rates.push_back(u64::try_from(rate).unwrap_or(u64::MAX));
        }
        if self.rates.len() > RATES_KEPT {
            self.rates.pop_front();
        }
    }
}

impl Shares {
    const fn plus(self, other: &Self) -> Self {
        Self {
            free: self.free + other.free,
            held: self.held + other.held,
            booked: self.booked + other.booked,
            taken: self.taken + other.taken,
            gone: self.gone + other.gone,
        }
    }
}

/// The sale in words.
#[must_use]
pub const fn sale_in_words(sale: SaleState) -> &'static str {
    match sale {
        SaleState::Draft => "a draft",
        SaleState::Scheduled => "not yet on sale",
        SaleState::OnSale => "on sale",
        SaleState::Paused => "paused",
        SaleState::Ended => "ended",
        SaleState::Cancelled => "called off",
    }
}
