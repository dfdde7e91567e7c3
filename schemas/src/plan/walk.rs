//! The one order in which a plan's places are walked: the plan's own rows, tables, booths and areas,
//! then each section's.

use super::index::PlaceKind;
use super::model::{Area, Booth, Row, Seat, SeatingPlan, Section, Table};
use super::shape::Point;

/// What lies directly in the plan or in one section.
#[derive(Clone, Copy)]
pub(super) struct Group<'plan> {
    /// The section and its number; none for what lies directly in the plan.
    pub section: Option<(usize, &'plan Section)>,
    pub rows: &'plan [Row],
    pub tables: &'plan [Table],
    pub booths: &'plan [Booth],
    pub areas: &'plan [Area],
}

/// What a place is a part of within its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    Row { row: usize, seat: usize },
    Table { table: usize, seat: usize },
    Booth(usize),
    Area(usize),
}

/// One place where it lies.
#[derive(Clone, Copy)]
pub(super) struct Site<'plan> {
    pub group: Group<'plan>,
    pub within: Within,
    pub seat: Option<&'plan Seat>,
    /// The label of its row, table, booth or area.
    pub holder: &'plan str,
    /// The key of its level: its own, else its row's or table's, else its section's.
    pub level: Option<&'plan str>,
    pub position: Point,
}

impl<'plan> Group<'plan> {
    /// A JSON pointer to the group itself.
    pub fn pointer(&self) -> String {
        self.section.map_or_else(String::new, |(number, _)| format!("/sections/{number}"))
    }

    /// The label of something in this group that takes the section's label before its own.
    pub fn prefixed(&self, label: &str) -> String {
        self.section.map_or_else(|| label.to_owned(), |(_, section)| format!("{}-{label}", section.label))
    }

    fn seat_site(
        self,
        within: Within,
        holder: (&'plan str, Option<&'plan String>),
        seat: &'plan Seat,
    ) -> Site<'plan> {
        let level = seat.level.as_ref().or(holder.1).or_else(|| self.section_level());
        let (position, holder) = (seat.position, holder.0);
        Site { group: self, within, seat: Some(seat), holder, level: level.map(String::as_str), position }
    }

    fn section_level(&self) -> Option<&'plan String> {
        self.section.and_then(|(_, section)| section.level.as_ref())
    }

    fn walk(self, sites: &mut Vec<Site<'plan>>) {
        for (number, row) in self.rows.iter().enumerate() {
            let holder = (row.label.as_str(), row.level.as_ref());
            let seats = row.seats.iter().enumerate();
            sites.extend(
                seats.map(|(seat, place)| self.seat_site(Within::Row { row: number, seat }, holder, place)),
            );
        }
        for (number, table) in self.tables.iter().enumerate() {
            let holder = (table.label.as_str(), table.level.as_ref());
            let seats = table.seats.iter().enumerate();
            sites.extend(
                seats.map(|(seat, place)| {
                    self.seat_site(Within::Table { table: number, seat }, holder, place)
                }),
            );
        }
        let mut whole = |within, label: &'plan str, level: Option<&'plan String>, position| {
            let level = level.or_else(|| self.section_level()).map(String::as_str);
            sites.push(Site { group: self, within, seat: None, holder: label, level, position });
        };
        for (number, booth) in self.booths.iter().enumerate() {
            whole(Within::Booth(number), &booth.label, booth.level.as_ref(), booth.outline.center());
        }
        for (number, area) in self.areas.iter().enumerate() {
            whole(Within::Area(number), &area.label, area.level.as_ref(), area.outline.center());
        }
    }
}

impl Site<'_> {
    /// The place's label in the whole plan.
    pub fn label(&self) -> String {
        let mut label = String::new();
        self.write_label(&mut label);
        label
    }

    /// Appends the place's label to `text`.
    pub fn write_label(&self, text: &mut String) {
        if let (Some((_, section)), true) = (self.group.section, self.seat.is_some()) {
            text.push_str(&section.label);
            text.push('-');
        }
        text.push_str(self.holder);
        if let Some(seat) = self.seat {
            text.push('-');
            text.push_str(&seat.label);
        }
    }

    pub fn kind(&self) -> PlaceKind {
        match self.within {
            Within::Row { .. } | Within::Table { .. } => PlaceKind::Seat,
            Within::Booth(_) => PlaceKind::Booth,
            Within::Area(_) => PlaceKind::Area,
        }
    }

    /// A JSON pointer to the place.
    pub fn pointer(&self) -> String {
        let group = self.group.pointer();
        match self.within {
            Within::Row { row, seat } => format!("{group}/rows/{row}/seats/{seat}"),
            Within::Table { table, seat } => format!("{group}/tables/{table}/seats/{seat}"),
            Within::Booth(booth) => format!("{group}/booths/{booth}"),
            Within::Area(area) => format!("{group}/areas/{area}"),
        }
    }
}

impl SeatingPlan {
    /// The plan's own group, then each section's.
    pub(super) fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        let own = Group {
            section: None,
            rows: &self.rows,
            tables: &self.tables,
            booths: &self.booths,
            areas: &self.areas,
        };
        let sections = self.sections.iter().enumerate().map(|(number, section)| Group {
            section: Some((number, section)),
            rows: &section.rows,
            tables: &section.tables,
            booths: &section.booths,
            areas: &section.areas,
        });
        std::iter::once(own).chain(sections)
    }

    /// All places, in the one order.
    pub(super) fn sites(&self) -> Vec<Site<'_>> {
        let mut sites = Vec::new();
        self.groups().for_each(|group| group.walk(&mut sites));
        sites
    }
}
