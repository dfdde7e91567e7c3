//! From a plan and its assignment to the arrays.

use std::collections::BTreeMap;

use super::super::model::{SeatingPlan, Zone};
use super::super::shape::Point;
use super::super::walk::{Site, Within};
use super::neighbours::{self, Chain, Line};
use super::{
    ACCESSIBLE, AS_A_WHOLE, COMPANION, Grouping, IndexAssignment, NONE, NONE_SHORT, PlaceKind, PlanIndex,
    RESTRICTED_VIEW, Stretches,
};
use crate::ids::{ContentHash, PlaceIndex};

/// A plan that validation would have refused cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the plan is broken at {pointer:?}: validate it")]
pub struct BrokenPlan {
    /// JSON pointer to what does not fit.
    pub pointer: String,
}

impl PlanIndex {
    /// Compiles the valid plan of this content hash with its assignment and the index of each of its places.
    pub(in crate::plan) fn compile(
        hash: ContentHash,
        plan: &SeatingPlan,
        assignment: &IndexAssignment,
        indexes: &[u32],
        sites: &[Site<'_>],
    ) -> Result<Self, BrokenPlan> {
        let mut index = Self { hash: hash.0, ..Self::retired(plan, assignment) };
        let levels: BTreeMap<&str, usize> = numbered(plan.levels.iter().map(|level| &level.key));
        let zones = numbered(plan.zones.iter().map(|zone| &zone.key));
        for (site, place) in sites.iter().zip(indexes) {
            let broken = || BrokenPlan { pointer: site.pointer() };
            let place = *place as usize;
            let level = site.level.and_then(|key| levels.get(key)).ok_or_else(broken)?;
            index.kinds[place] = site.kind();
            index.levels[place] = u8::try_from(*level).map_err(|_| broken())?;
            if let Some((number, section)) = site.group.section {
                index.sections[place] = u16::try_from(number).map_err(|_| broken())?;
                if let Some(key) = &section.zone {
                    let zone = zones.get(key.as_str()).ok_or_else(broken)?;
                    index.zones[place] = u16::try_from(*zone).map_err(|_| broken())?;
                }
            }
            let zone = plan.zones.get(usize::from(index.zones[place]));
            index.put(place, site, focal_point(plan, zone));
        }
        index.link(plan, indexes);
        index.group(plan, indexes);
        index.stretches = Stretches::of(&index);
        Ok(index)
    }

    /// All places of the assignment, as if this version had dropped each.
    fn retired(plan: &SeatingPlan, assignment: &IndexAssignment) -> Self {
        let count = assignment.places.len();
        let text = |text: &String| text.as_str().into();
        Self {
            kinds: vec![PlaceKind::Retired; count],
            marks: vec![0; count],
            levels: vec![0; count],
            zones: vec![NONE_SHORT; count],
            sections: vec![NONE_SHORT; count],
            rows: vec![NONE; count],
            tables: vec![NONE; count],
            lefts: vec![NONE; count],
            rights: vec![NONE; count],
            capacities: vec![0; count],
            minimums: vec![1; count],
            positions: vec![[0.0; 2]; count],
            distances: vec![0.0; count],
            labels: assignment.places.iter().map(|place| text(&place.label)).collect(),
            level_keys: plan.levels.iter().map(|level| text(&level.key)).collect(),
            level_names: plan.levels.iter().map(|level| text(&level.name)).collect(),
            level_colors: plan.levels.iter().map(|level| text(&level.color)).collect(),
            section_labels: plan.sections.iter().map(|section| text(&section.label)).collect(),
            zone_keys: plan.zones.iter().map(|zone| text(&zone.key)).collect(),
            ..Self::default()
        }
    }

    /// What a place has of itself.
    #[expect(clippy::cast_possible_truncation, reason = "a position needs no more than 24 bits")]
    fn put(&mut self, place: usize, site: &Site<'_>, focal_point: Option<Point>) {
        let position = site.position;
        self.positions[place] = [position.x.get() as f32, position.y.get() as f32];
        self.distances[place] = focal_point.map_or(0.0, |point| point.distance(position)) as f32;
        self.capacities[place] = 1;
        if let Within::Area(area) = site.within {
            let area = &site.group.areas[area];
            if area.as_a_whole {
                self.marks[place] = AS_A_WHOLE;
                let party = (area.minimum_occupancy, area.capacity);
                self.parties.extend(u32::try_from(place).map(|place| (place, party)));
            } else {
                self.capacities[place] = area.capacity;
                self.minimums[place] = area.minimum_occupancy;
            }
        }
        if let Some(seat) = site.seat {
            let mark = |set: bool, bit: u8| if set { bit } else { 0 };
            self.marks[place] = mark(seat.accessible, ACCESSIBLE)
                | mark(seat.companion, COMPANION)
                | mark(seat.restricted_view, RESTRICTED_VIEW);
        }
    }

    /// Numbers rows and tables and joins neighbours. `indexes` is in the one order of places.
    fn link(&mut self, plan: &SeatingPlan, indexes: &[u32]) {
        let mut rest = indexes;
        let mut row_members = Vec::new();
        let mut table_members = Vec::new();
        for group in plan.groups() {
            let lines = group.rows.iter().map(Line::new);
            let lines: Vec<Line> = lines.collect();
            let usual = neighbours::lower_median(lines.iter().filter_map(|line| line.pitch).collect());
            let mut pieces: BTreeMap<&str, u32> = BTreeMap::new();
            for (row, line) in group.rows.iter().zip(lines) {
                let (places, after) = rest.split_at(row.seats.len());
                rest = after;
                let next = u32::try_from(self.row_labels.len()).unwrap_or(NONE);
                let number = *pieces.entry(&row.label).or_insert(next);
                if number == next {
                    self.row_labels.push(group.prefixed(&row.label).into());
                }
                let chain = line.into_chain(usual);
                row_members.extend(self.join(&chain, places).map(|place| (number as usize, place)));
                for place in places {
                    self.rows[*place as usize] = number;
                }
            }
            for table in group.tables {
                let (places, after) = rest.split_at(table.seats.len());
                rest = after;
                let number = self.table_labels.len();
                self.table_labels.push(group.prefixed(&table.label).into());
                self.tables_as_a_whole.push(table.as_a_whole);
                self.table_minimums.push(table.minimum_occupancy);
                let chain = neighbours::ring(table);
                table_members.extend(self.join(&chain, places).map(|place| (number, place)));
                let number = u32::try_from(number).unwrap_or(NONE);
                for place in places {
                    self.tables[*place as usize] = number;
                }
            }
            rest = &rest[group.booths.len() + group.areas.len()..];
        }
        self.by_row = Grouping::new(self.row_labels.len(), row_members.into_iter());
        self.by_table = Grouping::new(self.table_labels.len(), table_members.into_iter());
    }

    /// Joins the places of one chain and gives them back in its order.
    fn join<'chain>(
        &mut self,
        chain: &'chain Chain,
        places: &'chain [u32],
    ) -> impl Iterator<Item = PlaceIndex> + use<'chain> {
        let next = chain.order.iter().cycle().skip(1);
        for ((seat, next), joined) in chain.order.iter().zip(next).zip(&chain.joined) {
            if *joined {
                self.rights[places[*seat] as usize] = places[*next];
                self.lefts[places[*next] as usize] = places[*seat];
            }
        }
        chain.order.iter().map(|seat| PlaceIndex(places[*seat]))
    }

    /// Builds the lookups that go by index.
    fn group(&mut self, plan: &SeatingPlan, indexes: &[u32]) {
        let mut sorted = indexes.to_vec();
        sorted.sort_unstable();
        let places = sorted.iter().map(|place| PlaceIndex(*place));
        let by_level = places.clone().map(|place| (usize::from(self.levels[place.0 as usize]), place));
        self.by_level = Grouping::new(plan.levels.len(), by_level);
        let by_section = places.map(|place| (usize::from(self.sections[place.0 as usize]), place));
        let inside = by_section.filter(|(section, _)| *section != usize::from(NONE_SHORT));
        self.by_section = Grouping::new(plan.sections.len(), inside);
        sorted.sort_by(|one, other| self.labels[*one as usize].cmp(&self.labels[*other as usize]));
        self.by_label = sorted;
    }
}

fn numbered<'plan>(keys: impl Iterator<Item = &'plan String>) -> BTreeMap<&'plan str, usize> {
    keys.map(String::as_str).zip(0..).collect()
}

fn focal_point(plan: &SeatingPlan, zone: Option<&Zone>) -> Option<Point> {
    zone.and_then(|zone| zone.focal_point).or(plan.focal_point)
}
