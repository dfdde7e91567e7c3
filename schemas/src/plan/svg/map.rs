//! A plan with who has what on it.

use std::collections::BTreeMap;

use super::super::index::BrokenPlan;
use super::super::publish::PublishedPlan;
use super::super::walk::Group;
use super::legend::thousands;
use super::{Style, draw};
use crate::api::places::UnitCounts;
use crate::ids::PlaceIndex;

/// Colours of what is free, held, booked and killed, and of what has no state of its own.
const COLORS: [&str; 5] = ["#22a06b", "#e2a03f", "#c9372c", "#6b7280", "#94a3b8"];

/// Numbers of the colours.
const FREE: usize = 0;
const HELD: usize = 1;
const BOOKED: usize = 2;
const KILLED: usize = 3;

/// Units by state of every place, in the order in which a plan's places are walked.
pub(super) struct MapState {
    /// What stands beside the plan's name.
    pub title: String,
    units: Vec<UnitCounts>,
    /// The first place of each group, by its section.
    firsts: BTreeMap<Option<usize>, usize>,
}

/// A published plan as a standalone SVG document, each place in the colour of its state; a GA area says how much of
/// it is free. `units` gives the units of a place by state, `title` stands beside the plan's name.
///
/// # Errors
/// As [`PublishedPlan::index`].
pub fn draw_map_svg(
    plan: &PublishedPlan,
    title: &str,
    units: impl Fn(PlaceIndex) -> UnitCounts,
) -> Result<String, BrokenPlan> {
    let sites = plan.plan().sites();
    let indexes = plan.indexes(&sites)?;
    let mut firsts = BTreeMap::new();
    for (number, site) in sites.iter().enumerate() {
        firsts.entry(section(site.group)).or_insert(number);
    }
    let units = indexes.into_iter().map(|index| units(PlaceIndex(index))).collect();
    let map = MapState { title: title.to_owned(), units, firsts };
    let style =
        Style { colors: COLORS.to_vec(), levels: BTreeMap::new(), map: Some(map), ..Style::of(plan.plan()) };
    Ok(draw(plan.plan(), &style))
}

fn section(group: Group<'_>) -> Option<usize> {
    group.section.map(|(number, _)| number)
}

impl MapState {
    fn of(&self, group: Group<'_>, number: usize) -> Option<&UnitCounts> {
        self.units.get(self.firsts.get(&section(group))? + number)
    }

    /// Colour, word and units of each state.
    pub(super) fn totals(&self) -> [(&'static str, &'static str, u64); 4] {
        let sum = |of: fn(&UnitCounts) -> u64| self.units.iter().map(of).sum();
        [
            (COLORS[FREE], "free", sum(|units| units.free)),
            (COLORS[HELD], "held", sum(|units| units.held)),
            (COLORS[BOOKED], "booked", sum(|units| units.booked)),
            (COLORS[KILLED], "off sale", sum(|units| units.killed)),
        ]
    }
}

impl Style<'_> {
    /// The colour that the state of a group's place gives it; none where price levels are drawn.
    pub(super) fn color_of(&self, group: Group<'_>, number: usize) -> Option<usize> {
        let units = self.map.as_ref()?.of(group, number)?;
        Some(match units {
            UnitCounts { free: 1.., .. } => FREE,
            UnitCounts { held: 1.., .. } => HELD,
            UnitCounts { booked: 1.., .. } => BOOKED,
            UnitCounts { killed: 1.., .. } => KILLED,
            _ => COLORS.len() - 1,
        })
    }

    /// What is free of a group's GA area; none where price levels are drawn.
    pub(super) fn area_words(&self, group: Group<'_>, area: usize) -> Option<String> {
        let seats = group.rows.iter().map(|row| row.seats.len()).sum::<usize>()
            + group.tables.iter().map(|table| table.seats.len()).sum::<usize>();
        let units = self.map.as_ref()?.of(group, seats + group.booths.len() + area)?;
        let all = units.free + units.held + units.booked + units.killed;
        Some(format!("{} of {} free", thousands(units.free), thousands(all)))
    }
}
