//! Which storeys are drawn on their own.

use std::collections::{BTreeMap, BTreeSet};

use super::super::model::{SeatingPlan, Section};
use super::super::walk::Group;

/// Storeys lie over each other where at least one in so many of the cells of one holds seats of another.
const OVERLAP: usize = 20;

/// What is drawn beside each other.
pub(super) struct Panel<'plan> {
    /// The floor's name; none where the whole plan is one drawing.
    pub name: Option<&'plan str>,
    pub groups: Vec<Group<'plan>>,
}

impl<'plan> Panel<'plan> {
    pub(super) fn sections(&self) -> impl Iterator<Item = &'plan Section> {
        self.groups.iter().filter_map(|group| group.section).map(|(_, section)| section)
    }
}

/// One panel, or one a floor where floors lie over each other. What lies on no floor belongs to the first.
pub(super) fn panels(plan: &SeatingPlan, pitch: f64) -> Vec<Panel<'_>> {
    let floor = |group: &Group<'_>| {
        let key = group.section.and_then(|(_, section)| section.floor.as_ref());
        plan.floors.iter().position(|floor| Some(&floor.key) == key).unwrap_or_default()
    };
    let mut groups: Vec<Vec<Group<'_>>> = plan.floors.iter().map(|_| Vec::new()).collect();
    for group in plan.groups() {
        if let Some(list) = groups.get_mut(floor(&group)) {
            list.push(group);
        }
    }
    if !overlap(&groups, pitch) {
        return vec![Panel { name: None, groups: plan.groups().collect() }];
    }
    let panels =
        plan.floors.iter().zip(groups).map(|(floor, groups)| Panel { name: Some(&floor.name), groups });
    panels.filter(|panel| panel.groups.iter().any(|group| !is_empty(*group))).collect()
}

fn is_empty(group: Group<'_>) -> bool {
    group.rows.is_empty() && group.tables.is_empty() && group.booths.is_empty() && group.areas.is_empty()
}

/// Whether floors share cells about two seats wide.
fn overlap(floors: &[Vec<Group<'_>>], pitch: f64) -> bool {
    let mut taken: BTreeMap<[i64; 2], usize> = BTreeMap::new();
    for (number, groups) in floors.iter().enumerate() {
        let cells: BTreeSet<[i64; 2]> = groups.iter().flat_map(|group| cells(*group, pitch * 2.0)).collect();
        let shared =
            cells.iter().filter(|cell| taken.get(*cell).is_some_and(|floor| *floor != number)).count();
        if shared * OVERLAP > cells.len() {
            return true;
        }
        taken.extend(cells.into_iter().map(|cell| (cell, number)));
    }
    false
}

#[expect(clippy::cast_possible_truncation, reason = "a cell is compared, not measured")]
fn cells(group: Group<'_>, side: f64) -> impl Iterator<Item = [i64; 2]> {
    let seats = group.rows.iter().flat_map(|row| &row.seats);
    let seats = seats.chain(group.tables.iter().flat_map(|table| &table.seats));
    seats.map(move |seat| {
        [seat.position.x, seat.position.y].map(|length| (length.get() / side).floor() as i64)
    })
}
