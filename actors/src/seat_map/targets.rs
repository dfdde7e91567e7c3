//! What an organiser points at, as places.

use std::borrow::Cow;
use std::collections::BTreeSet;

use schemas::ids::{ChannelIndex, LevelIndex, PlaceIndex};
use schemas::plan::{RowIndex, SectionIndex};
use schemas::refusal::RefusalCode;
use schemas::seat::PlaceUnits;

use super::areas::ChannelUnits;
use super::command::{Target, WantedPlace};
use super::places::Rule;
use super::state::SeatMap;
use super::turn::{Flaws, Refused};

/// Targets by what is to be done with them; each list in order of place and channel.
#[derive(Debug, Default)]
pub(super) struct Targets {
    /// Seats, booths and areas sold as a whole.
    pub seats: BTreeSet<PlaceIndex>,
    /// GA areas with all their units.
    pub areas: BTreeSet<PlaceIndex>,
    /// Some units of one channel of GA areas that are not in `areas`.
    pub parts: BTreeSet<PlaceUnits>,
}

impl Targets {
    /// All places, in no order that matters.
    pub fn places(&self) -> Vec<PlaceIndex> {
        let parts = self.parts.iter().map(|part| &part.place);
        self.seats.iter().chain(&self.areas).chain(parts).copied().collect()
    }
}

impl SeatMap {
    /// The places that `targets` point at. `most` says how many units of a channel can be named.
    pub(super) fn resolve(
        &self,
        targets: &[Target],
        most: impl Fn(ChannelUnits) -> u32,
    ) -> Result<Targets, Refused> {
        if targets.is_empty() {
            return Err(RefusalCode::NoPlaces.into());
        }
        let mut resolved = Targets::default();
        let mut named = BTreeSet::new();
        let mut flaws = Flaws::default();
        for target in targets {
            match target {
                Target::Place(wanted) => {
                    let flaw = self.flaw_of_target(wanted, &most);
                    flaws.note(flaw, wanted.place);
                    if flaw == Some(RefusalCode::UnknownPlace) {
                        continue;
                    }
                    let units = self.target_units(wanted);
                    if !named.insert((units.place, units.channel)) {
                        flaws.add(RefusalCode::DuplicatePlace, wanted.place);
                    }
                    if self.places.area(wanted.place).is_some() {
                        resolved.parts.insert(units);
                    } else {
                        resolved.seats.insert(wanted.place);
                    }
                }
                Target::Whole(place) => {
                    if self.places.rule_of(*place).is_none() {
                        flaws.add(RefusalCode::UnknownPlace, *place);
                    } else if !named.insert((*place, ChannelIndex(0))) {
                        flaws.add(RefusalCode::DuplicatePlace, *place);
                    }
                    self.add_group(&[*place], &mut resolved);
                }
                group => match self.group(group) {
                    None => flaws.add_unnamed(RefusalCode::UnknownPlace),
                    Some(places) => self.add_group(&places, &mut resolved),
                },
            }
        }
        flaws.check()?;
        resolved.parts.retain(|part| !resolved.areas.contains(&part.place));
        Ok(resolved)
    }

    fn flaw_of_target(
        &self,
        wanted: &WantedPlace,
        most: impl Fn(ChannelUnits) -> u32,
    ) -> Option<RefusalCode> {
        let rule = self.places.rule_of(wanted.place);
        let known = wanted.channel.is_none_or(|channel| self.has_channel(channel));
        let most = match rule {
            None => return Some(RefusalCode::UnknownPlace),
            Some(Rule::Area) if known => {
                let channel = wanted.channel.unwrap_or_default();
                self.places.area(wanted.place).map_or(0, |area| most(area.channel(channel)))
            }
            Some(Rule::Area) => u32::MAX,
            Some(Rule::WholeArea) => self.plan.party(wanted.place).map_or(1, |(_, most)| most),
            Some(_) => 1,
        };
        if wanted.units == 0 || wanted.units > most {
            return Some(RefusalCode::InvalidUnits);
        }
        (!known).then_some(RefusalCode::UnknownChannel)
    }

    /// A seat's channel does not count: it has one state.
    fn target_units(&self, wanted: &WantedPlace) -> PlaceUnits {
        let area = self.places.area(wanted.place).is_some();
        let channel = wanted.channel.filter(|_| area).unwrap_or_default();
        PlaceUnits { place: wanted.place, units: if area { wanted.units } else { 1 }, channel }
    }

    /// The places of a row, section or level; none where the plan does not have it.
    fn group(&self, target: &Target) -> Option<Cow<'_, [PlaceIndex]>> {
        let plan = &self.plan;
        match *target {
            Target::Place(_) | Target::Whole(_) => None,
            Target::Row(row) => ((row as usize) < plan.row_labels().len())
                .then(|| Cow::Borrowed(plan.places_in_row(RowIndex(row)))),
            Target::Section(section) => {
                let section = u16::try_from(section).ok()?;
                (usize::from(section) < plan.section_labels().len())
                    .then(|| Cow::Borrowed(plan.places_in_section(SectionIndex(section))))
            }
            Target::Level(LevelIndex(level)) => {
                let has = |place: &PlaceIndex| self.places.all[place.0 as usize].level.0 == level;
                (usize::from(level) < plan.level_keys().len()).then(|| plan.places().filter(has).collect())
            }
        }
    }

    fn add_group(&self, places: &[PlaceIndex], resolved: &mut Targets) {
        for place in places {
            match self.places.rule_of(*place) {
                None => {}
                Some(Rule::Area) => {
                    resolved.areas.insert(*place);
                }
                Some(_) => {
                    resolved.seats.insert(*place);
                }
            }
        }
    }

    /// Units of one standing of all channels of an area.
    pub(super) fn units_by_channel(
        &self,
        place: PlaceIndex,
        units_of: impl Fn(ChannelUnits) -> u32,
    ) -> impl Iterator<Item = PlaceUnits> {
        let channels = self.places.area(place).map_or(&[][..], |area| &area.channels);
        let all = (0..).zip(channels).map(move |(channel, units)| PlaceUnits {
            place,
            units: units_of(*units),
            channel: ChannelIndex(channel),
        });
        all.filter(|units| units.units > 0)
    }
}
