//! The compiled form of a plan: what an engine asks of a place, by its dense index.
//!
//! Enter by [`super::PublishedPlan::index`]. Every array here has one entry a place index, dropped
//! places included, and never changes once compiled.

mod assignment;
mod build;
mod grouping;
pub(super) mod neighbours;
pub(super) mod order;
mod stretches;
mod succession;

pub use assignment::{AssignedPlace, IndexAssignment};
pub use build::BrokenPlan;
use grouping::Grouping;
pub use stretches::{Stretch, Stretches};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{ContentHash, LevelIndex, PlaceIndex};

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A numbered seat of a row or table.
    Seat,
    /// A booth, sold as one unit.
    Booth,
    /// A GA area with units.
    Area,
    /// A place of an earlier version that this one no longer has. Nothing can be done with it.
    Retired,
}

/// A section's number within a plan version: its place in the plan's list of sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionIndex(pub u16);

/// A row's number within a plan version: rows count in the order in which their first piece is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowIndex(pub u32);

/// A table's number within a plan version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableIndex(pub u32);

/// A zone's number within a plan version: its place in the plan's list of zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ZoneIndex(pub u16);

/// Stands for "none" in the arrays of `u32`.
const NONE: u32 = u32::MAX;
/// Stands for "none" in the arrays of `u16`.
const NONE_SHORT: u16 = u16::MAX;

const ACCESSIBLE: u8 = 1;
const COMPANION: u8 = 2;
const RESTRICTED_VIEW: u8 = 4;
const AS_A_WHOLE: u8 = 8;

/// A compiled plan version. All lookups by index take an index of this plan (see [`Self::contains`]) and
/// panic on another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanIndex {
    kinds: Vec<PlaceKind>,
    marks: Vec<u8>,
    levels: Vec<u8>,
    zones: Vec<u16>,
    sections: Vec<u16>,
    rows: Vec<u32>,
    tables: Vec<u32>,
    lefts: Vec<u32>,
    rights: Vec<u32>,
    capacities: Vec<u32>,
    /// Fewest and most persons of the areas sold as a whole.
    parties: BTreeMap<u32, (u32, u32)>,
    minimums: Vec<u32>,
    positions: Vec<[f32; 2]>,
    distances: Vec<f32>,
    labels: Vec<Box<str>>,
    /// Place indexes of all places that are not retired, sorted by label.
    by_label: Vec<u32>,
    by_section: Grouping,
    by_row: Grouping,
    by_table: Grouping,
    by_level: Grouping,
    level_keys: Vec<Box<str>>,
    level_names: Vec<Box<str>>,
    level_colors: Vec<Box<str>>,
    section_labels: Vec<Box<str>>,
    zone_keys: Vec<Box<str>>,
    row_labels: Vec<Box<str>>,
    table_labels: Vec<Box<str>>,
    tables_as_a_whole: Vec<bool>,
    table_minimums: Vec<u32>,
    stretches: Stretches,
    hash: [u8; 32],
}

fn some(value: u32) -> Option<u32> {
    (value != NONE).then_some(value)
}

fn some_short(value: u16) -> Option<u16> {
    (value != NONE_SHORT).then_some(value)
}

fn position_of<Number: TryFrom<usize>>(texts: &[Box<str>], wanted: &str) -> Option<Number> {
    let found = texts.iter().position(|text| **text == *wanted)?;
    Number::try_from(found).ok()
}

impl PlanIndex {
    /// The content hash of the plan version that this was compiled from.
    #[must_use]
    pub const fn hash(&self) -> ContentHash {
        ContentHash(self.hash)
    }

    /// How many indexes there are: places of this version and retired ones.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether the plan has no place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Whether `place` is an index of this plan, be it retired.
    #[must_use]
    pub fn contains(&self, place: PlaceIndex) -> bool {
        (place.0 as usize) < self.kinds.len()
    }

    /// What the place is.
    #[must_use]
    pub fn kind(&self, place: PlaceIndex) -> PlaceKind {
        self.kinds[place.0 as usize]
    }

    /// Units of the place: 1 for a seat, a booth or a GA area sold as a whole, 0 for a retired place.
    #[must_use]
    pub fn capacity(&self, place: PlaceIndex) -> u32 {
        self.capacities[place.0 as usize]
    }

    /// Units of all places together.
    #[must_use]
    pub fn total_capacity(&self) -> u64 {
        self.capacities.iter().map(|capacity| u64::from(*capacity)).sum()
    }

    /// The fewest units a hold of the place may take, at least 1. A table has a minimum of its own.
    #[must_use]
    pub fn minimum_occupancy(&self, place: PlaceIndex) -> u32 {
        self.minimums[place.0 as usize]
    }

    /// The fewest and the most persons who may share a GA area sold as a whole; none for any other place.
    #[must_use]
    pub fn party(&self, place: PlaceIndex) -> Option<(u32, u32)> {
        self.parties.get(&place.0).copied()
    }

    /// Whether the place is a GA area sold as one unit.
    #[must_use]
    pub fn is_as_a_whole(&self, place: PlaceIndex) -> bool {
        self.marks[place.0 as usize] & AS_A_WHOLE != 0
    }

    /// Whether the seat has room for a wheelchair.
    #[must_use]
    pub fn is_accessible(&self, place: PlaceIndex) -> bool {
        self.marks[place.0 as usize] & ACCESSIBLE != 0
    }

    /// Whether the seat is for who accompanies the holder of an accessible one.
    #[must_use]
    pub fn is_companion(&self, place: PlaceIndex) -> bool {
        self.marks[place.0 as usize] & COMPANION != 0
    }

    /// Whether the view is restricted.
    #[must_use]
    pub fn is_restricted_view(&self, place: PlaceIndex) -> bool {
        self.marks[place.0 as usize] & RESTRICTED_VIEW != 0
    }

    /// The place's price level; level 0 for a retired place.
    #[must_use]
    pub fn level(&self, place: PlaceIndex) -> LevelIndex {
        LevelIndex(self.levels[place.0 as usize])
    }

    /// The place's zone.
    #[must_use]
    pub fn zone(&self, place: PlaceIndex) -> Option<ZoneIndex> {
        some_short(self.zones[place.0 as usize]).map(ZoneIndex)
    }

    /// The place's section.
    #[must_use]
    pub fn section(&self, place: PlaceIndex) -> Option<SectionIndex> {
        some_short(self.sections[place.0 as usize]).map(SectionIndex)
    }

    /// The seat's row.
    #[must_use]
    pub fn row(&self, place: PlaceIndex) -> Option<RowIndex> {
        some(self.rows[place.0 as usize]).map(RowIndex)
    }

    /// The seat's table.
    #[must_use]
    pub fn table(&self, place: PlaceIndex) -> Option<TableIndex> {
        some(self.tables[place.0 as usize]).map(TableIndex)
    }

    /// The seat beside it towards the start of the row, or the one before it around its table. None at
    /// an end, an aisle or a gap.
    #[must_use]
    pub fn left(&self, place: PlaceIndex) -> Option<PlaceIndex> {
        some(self.lefts[place.0 as usize]).map(PlaceIndex)
    }

    /// The seat beside it towards the end of the row, or the one after it around its table. At a table
    /// of two, left and right are the same seat.
    #[must_use]
    pub fn right(&self, place: PlaceIndex) -> Option<PlaceIndex> {
        some(self.rights[place.0 as usize]).map(PlaceIndex)
    }

    /// The middle of the place, x to the right and y down, in plan units.
    #[must_use]
    pub fn position(&self, place: PlaceIndex) -> [f32; 2] {
        self.positions[place.0 as usize]
    }

    /// Distance to the focal point of the place's zone, else of the plan, in plan units; 0 where there
    /// is neither.
    #[must_use]
    pub fn focal_distance(&self, place: PlaceIndex) -> f32 {
        self.distances[place.0 as usize]
    }

    /// The place's label in the whole plan; a retired place keeps the one it had.
    #[must_use]
    pub fn label(&self, place: PlaceIndex) -> &str {
        &self.labels[place.0 as usize]
    }

    /// The place of this version with this label.
    #[must_use]
    pub fn place_by_label(&self, label: &str) -> Option<PlaceIndex> {
        let found =
            self.by_label.binary_search_by(|place| (*self.labels[*place as usize]).cmp(label)).ok()?;
        Some(PlaceIndex(self.by_label[found]))
    }

    /// All places of this version, by index.
    pub fn places(&self) -> impl Iterator<Item = PlaceIndex> {
        let kept = self.kinds.iter().zip(0..).filter(|(kind, _)| **kind != PlaceKind::Retired);
        kept.map(|(_, place)| PlaceIndex(place))
    }

    /// The section's places, by index; empty for an unknown section.
    #[must_use]
    pub fn places_in_section(&self, section: SectionIndex) -> &[PlaceIndex] {
        self.by_section.members(usize::from(section.0))
    }

    /// The row's seats from start to end; empty for an unknown row.
    #[must_use]
    pub fn places_in_row(&self, row: RowIndex) -> &[PlaceIndex] {
        self.by_row.members(row.0 as usize)
    }

    /// The table's seats, around it; empty for an unknown table.
    #[must_use]
    pub fn places_at_table(&self, table: TableIndex) -> &[PlaceIndex] {
        self.by_table.members(table.0 as usize)
    }

    /// The level's places, by index; empty for an unknown level.
    #[must_use]
    pub fn places_of_level(&self, level: LevelIndex) -> &[PlaceIndex] {
        self.by_level.members(usize::from(level.0))
    }

    /// The keys of the price levels, by level index.
    #[must_use]
    pub fn level_keys(&self) -> &[Box<str>] {
        &self.level_keys
    }

    /// The names of the price levels, for people, by level index.
    #[must_use]
    pub fn level_names(&self) -> &[Box<str>] {
        &self.level_names
    }

    /// The colours that the price levels are drawn in, as `#rrggbb`, by level index.
    #[must_use]
    pub fn level_colors(&self) -> &[Box<str>] {
        &self.level_colors
    }

    /// The level with this key.
    #[must_use]
    pub fn level_by_key(&self, key: &str) -> Option<LevelIndex> {
        position_of(&self.level_keys, key).map(LevelIndex)
    }

    /// The keys of the zones, by zone index.
    #[must_use]
    pub fn zone_keys(&self) -> &[Box<str>] {
        &self.zone_keys
    }

    /// The zone with this key.
    #[must_use]
    pub fn zone_by_key(&self, key: &str) -> Option<ZoneIndex> {
        position_of(&self.zone_keys, key).map(ZoneIndex)
    }

    /// The labels of the sections, by section index.
    #[must_use]
    pub fn section_labels(&self) -> &[Box<str>] {
        &self.section_labels
    }

    /// The section with this label.
    #[must_use]
    pub fn section_by_label(&self, label: &str) -> Option<SectionIndex> {
        position_of(&self.section_labels, label).map(SectionIndex)
    }

    /// The labels of the rows in the whole plan, `[section-]row`, by row index.
    #[must_use]
    pub fn row_labels(&self) -> &[Box<str>] {
        &self.row_labels
    }

    /// The row with this label, `[section-]row`.
    #[must_use]
    pub fn row_by_label(&self, label: &str) -> Option<RowIndex> {
        position_of(&self.row_labels, label).map(RowIndex)
    }

    /// The labels of the tables in the whole plan, `[section-]table`, by table index.
    #[must_use]
    pub fn table_labels(&self) -> &[Box<str>] {
        &self.table_labels
    }

    /// The table with this label, `[section-]table`.
    #[must_use]
    pub fn table_by_label(&self, label: &str) -> Option<TableIndex> {
        position_of(&self.table_labels, label).map(TableIndex)
    }

    /// The fewest seats that a hold may take of a table that is sold by the seat, at least 1.
    #[must_use]
    pub fn table_minimum_occupancy(&self, table: TableIndex) -> u32 {
        self.table_minimums[table.0 as usize]
    }

    /// The seats as stretches between aisles.
    #[must_use]
    pub const fn stretches(&self) -> &Stretches {
        &self.stretches
    }

    /// Whether the table is sold as a whole unless its event says otherwise.
    #[must_use]
    pub fn is_table_as_a_whole(&self, table: TableIndex) -> bool {
        self.tables_as_a_whole[table.0 as usize]
    }
}
