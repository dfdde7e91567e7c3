//! The public layer: letters, channels, price levels, free units of GA areas, the sale.

use std::collections::BTreeMap;

use schemas::ids::{ChannelIndex, ContentHash, LevelIndex, PlaceIndex, Version};
use schemas::public_hash::{PublicHead, PublicPlace, public_hash};
use schemas::seat::{Letter, SaleState};
use schemas::terms::SaleSchedule;
use schemas::ws::server::{Delta, LetterChanges, PlanMoved, Sale, TermsChanged};
use schemas::ws::state::{AreaFree, Snapshot};

use super::Applied;

/// A frame that no server of this protocol sends.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenFrame {
    /// A letter that does not exist.
    #[error("{0:?} is no letter of a place")]
    Letter(char),
    /// A place beyond the end of the letters.
    #[error("there is no place {}", .0.0)]
    Place(PlaceIndex),
    /// A delta that leads backwards.
    #[error("a delta from {from} to {to} leads nowhere")]
    Direction {
        /// Its start.
        from: Version,
        /// Its end.
        to: Version,
    },
}

/// What everyone sees of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicModel {
    /// Versions of two streams cannot be compared.
    pub stream: u32,
    /// The version it is the state of.
    pub version: Version,
    /// The plan version that place indexes belong to.
    pub plan: ContentHash,
    /// The sale.
    pub sale: SaleState,
    /// When it moves by itself.
    pub schedule: SaleSchedule,
    /// The version at which what the event is sold under last changed, as far as was told.
    pub terms: Version,
    /// A letter a place, by index.
    pub letters: Vec<Letter>,
    /// The channel of each place, by index; empty where every place is in general sale, as is usual.
    channels: Vec<ChannelIndex>,
    /// The price levels that the event gives places instead of the plan.
    pub levels: BTreeMap<PlaceIndex, LevelIndex>,
    /// Free units of every GA area.
    pub areas: BTreeMap<PlaceIndex, Vec<(ChannelIndex, u32)>>,
    /// The version at which the sale was last told.
    sale_version: Version,
    /// The plan version that takes effect with a delta to come.
    next_plan: Option<PlanMoved>,
    /// Places whose letter comes from an answer, with the answer's version. They ignore older letters.
    answered: Vec<(PlaceIndex, Version)>,
}

impl PublicModel {
    pub(super) fn new(first: &Snapshot) -> Result<Self, BrokenFrame> {
        let mut model = Self {
            stream: first.stream,
            version: first.version,
            plan: first.plan,
            sale: first.sale,
            schedule: SaleSchedule::default(),
            terms: first.terms,
            letters: Vec::new(),
            channels: Vec::new(),
            levels: BTreeMap::new(),
            areas: BTreeMap::new(),
            sale_version: first.version,
            next_plan: None,
            answered: Vec::new(),
        };
        model.replace(first)?;
        Ok(model)
    }

    /// The channel that a seat or booth is sold through.
    #[must_use]
    pub fn channel(&self, place: PlaceIndex) -> ChannelIndex {
        self.channels.get(place.0 as usize).copied().unwrap_or_default()
    }

    /// What is seen of a place; none where the plan has no such place.
    #[must_use]
    pub fn place(&self, place: PlaceIndex) -> Option<PublicPlace<'_>> {
        let letter = *self.letters.get(place.0 as usize)?;
        let level = self.levels.get(&place).copied().unwrap_or(LevelIndex::OF_PLAN);
        Some(match self.areas.get(&place) {
            Some(free) => PublicPlace::Area(free, level),
            None => PublicPlace::Seat(letter, self.channel(place), level),
        })
    }

    /// The public hash, to be compared with the server's at the same version.
    #[must_use]
    pub fn hash(&self) -> ContentHash {
        let count = u32::try_from(self.letters.len()).unwrap_or(u32::MAX);
        let head = PublicHead { plan: self.plan, sale: self.sale, schedule: self.schedule };
        public_hash(&head, count, (0..count).filter_map(|place| self.place(PlaceIndex(place))))
    }

    pub(super) fn snapshot(&mut self, snapshot: &Snapshot) -> Result<Applied, BrokenFrame> {
        if snapshot.version < self.version {
            return Ok(Applied::Nothing);
        }
        let kept = self.newer_answers(snapshot.version);
        self.replace(snapshot)?;
        for (place, letter) in kept {
            self.put(place, letter)?;
        }
        self.arrived(snapshot.version);
        Ok(Applied::Changed)
    }

    fn replace(&mut self, snapshot: &Snapshot) -> Result<(), BrokenFrame> {
        let letters: Result<Vec<Letter>, BrokenFrame> = snapshot.letters.bytes().map(letter).collect();
        self.letters = letters?;
        self.channels.clear();
        for run in &snapshot.channels {
            for offset in 0..run.count {
                self.put_channel(PlaceIndex(run.first.0 + offset), run.channel)?;
            }
        }
        self.levels.clear();
        for run in &snapshot.levels {
            for offset in 0..run.count {
                self.put_level(PlaceIndex(run.first.0 + offset), run.level)?;
            }
        }
        self.areas.clear();
        snapshot.areas.iter().for_each(|area| self.put_area(area));
        self.plan = snapshot.plan;
        self.next_plan = None;
        if snapshot.version >= self.sale_version {
            (self.sale, self.sale_version) = (snapshot.sale, snapshot.version);
            self.schedule = SaleSchedule { opens_at: snapshot.opens_at_ms, closes_at: snapshot.closes_at_ms };
        }
        self.terms = self.terms.max(snapshot.terms);
        Ok(())
    }

    pub(super) fn delta(&mut self, delta: &Delta) -> Result<Applied, BrokenFrame> {
        if delta.from >= delta.to {
            return Err(BrokenFrame::Direction { from: delta.from, to: delta.to });
        }
        if delta.to <= self.version {
            return Ok(Applied::Nothing);
        }
        if delta.from > self.version {
            return Ok(Applied::Gap);
        }
        if self.next_plan.is_some_and(|plan| plan.version <= delta.to) {
            self.take_plan(delta)?;
        }
        for (letter, places) in by_letter(&delta.changes) {
            for &place in places {
                if !self.has_newer_answer(place, delta.to) {
                    self.put(place, letter)?;
                }
            }
        }
        for change in &delta.channels {
            for &place in &change.places {
                self.put_channel(place, change.channel)?;
            }
        }
        for change in &delta.levels {
            for &place in &change.places {
                self.put_level(place, change.level)?;
            }
        }
        delta.areas.iter().for_each(|area| self.put_area(area));
        self.arrived(delta.to);
        Ok(Applied::Changed)
    }

    /// A plan version is to come.
    pub(super) fn plan_moved(&mut self, plan: &PlanMoved) -> Applied {
        if plan.version > self.version {
            self.next_plan = Some(*plan);
        }
        Applied::Nothing
    }

    /// The plan version that was told of takes effect: there is room for its places, and what the delta names as
    /// a place is no area any more.
    fn take_plan(&mut self, delta: &Delta) -> Result<(), BrokenFrame> {
        let Some(plan) = self.next_plan.take() else { return Ok(()) };
        let count = plan.places as usize;
        if count < self.letters.len() {
            return Err(BrokenFrame::Place(PlaceIndex(plan.places)));
        }
        self.plan = plan.plan;
        self.letters.resize(count, Letter::Retired);
        if !self.channels.is_empty() {
            self.channels.resize(count, ChannelIndex(0));
        }
        for (_, places) in by_letter(&delta.changes) {
            for place in places {
                self.areas.remove(place);
            }
        }
        for area in &delta.areas {
            self.put(area.place, Letter::Free)?;
            if !self.channels.is_empty() {
                self.put_channel(area.place, ChannelIndex(0))?;
            }
        }
        Ok(())
    }

    pub(super) fn sale_changed(&mut self, sale: &Sale) -> Applied {
        let schedule = SaleSchedule { opens_at: sale.opens_at_ms, closes_at: sale.closes_at_ms };
        if sale.version < self.sale_version || (sale.state, schedule) == (self.sale, self.schedule) {
            return Applied::Nothing;
        }
        (self.sale, self.schedule, self.sale_version) = (sale.state, schedule, sale.version);
        Applied::Changed
    }

    pub(super) fn terms_changed(&mut self, terms: TermsChanged) -> Applied {
        if terms.version <= self.terms {
            return Applied::Nothing;
        }
        self.terms = terms.version;
        Applied::Changed
    }

    /// The public state is known up to `version`.
    pub(super) fn arrived(&mut self, version: Version) -> Applied {
        if version <= self.version {
            return Applied::Nothing;
        }
        self.version = version;
        self.answered.retain(|&(_, answered)| answered > version);
        Applied::Changed
    }

    /// An answer of `version` says what these places are. A model that is there already knows better.
    pub(super) fn answered(
        &mut self,
        version: Version,
        letter: Letter,
        places: impl Iterator<Item = PlaceIndex>,
    ) {
        if version <= self.version {
            return;
        }
        for place in places {
            if self.areas.contains_key(&place) || self.has_newer_answer(place, version) {
                continue;
            }
            if let Some(slot) = self.letters.get_mut(place.0 as usize) {
                *slot = letter;
                self.answered.retain(|&(other, _)| other != place);
                self.answered.push((place, version));
            }
        }
    }

    fn has_newer_answer(&self, place: PlaceIndex, version: Version) -> bool {
        self.answered.iter().any(|&(other, answered)| other == place && answered > version)
    }

    fn newer_answers(&self, version: Version) -> Vec<(PlaceIndex, Letter)> {
        let newer = self.answered.iter().filter(|(_, answered)| *answered > version);
        newer.filter_map(|&(place, _)| Some((place, *self.letters.get(place.0 as usize)?))).collect()
    }

    fn put(&mut self, place: PlaceIndex, letter: Letter) -> Result<(), BrokenFrame> {
        let slot = self.letters.get_mut(place.0 as usize).ok_or(BrokenFrame::Place(place))?;
        *slot = letter;
        Ok(())
    }

    fn put_channel(&mut self, place: PlaceIndex, channel: ChannelIndex) -> Result<(), BrokenFrame> {
        if self.channels.is_empty() {
            self.channels = vec![ChannelIndex(0); self.letters.len()];
        }
        let slot = self.channels.get_mut(place.0 as usize).ok_or(BrokenFrame::Place(place))?;
        *slot = channel;
        Ok(())
    }

    fn put_level(&mut self, place: PlaceIndex, level: LevelIndex) -> Result<(), BrokenFrame> {
        if place.0 as usize >= self.letters.len() {
            return Err(BrokenFrame::Place(place));
        }
        if level == LevelIndex::OF_PLAN {
            self.levels.remove(&place);
        } else {
            self.levels.insert(place, level);
        }
        Ok(())
    }

    fn put_area(&mut self, area: &AreaFree) {
        let free = area.free.iter().map(|free| (free.channel, free.units)).collect();
        self.areas.insert(area.place, free);
    }
}

fn letter(byte: u8) -> Result<Letter, BrokenFrame> {
    Letter::from_byte(byte).ok_or(BrokenFrame::Letter(char::from(byte)))
}

fn by_letter(changes: &LetterChanges) -> [(Letter, &[PlaceIndex]); 5] {
    [
        (Letter::Free, &changes.free),
        (Letter::Held, &changes.held),
        (Letter::Booked, &changes.booked),
        (Letter::Killed, &changes.killed),
        (Letter::Retired, &changes.retired),
    ]
}
