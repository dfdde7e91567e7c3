//! From a place in the plan back to its place in the file.

use super::super::issue::PlanIssue;
use super::super::model::SeatingPlan;
use super::csv::Places;

/// A plan that is being made of a file.
#[derive(Default)]
pub(super) struct Draft {
    pub plan: SeatingPlan,
    pub origins: Origins,
}

/// What a value of the plan is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Plan,
    Level,
    Floor,
    Zone,
    Section,
    Row,
    Table,
    Seat,
    Booth,
    Area,
    Shape,
    Text,
}

/// Where in the file everything of the plan came from: a pointer for each item of each list.
pub(super) struct Origins {
    pub levels: Vec<String>,
    pub floors: Vec<String>,
    pub zones: Vec<String>,
    pub sections: Vec<String>,
    pub shapes: Vec<String>,
    pub texts: Vec<String>,
    /// What lies directly in the plan, then in each section.
    pub contents: Vec<Contents>,
    /// The focal point; empty where there is none.
    pub focal_point: String,
    /// Where the lines of a table stand.
    pub table: Option<Places>,
    /// The rest of a pointer below an item, in the words of the file: with a `/` before it, or empty where the
    /// item itself is as near as the file gets.
    pub words: fn(Part, &str) -> String,
}

impl Default for Origins {
    fn default() -> Self {
        Self {
            levels: Vec::new(),
            floors: Vec::new(),
            zones: Vec::new(),
            sections: Vec::new(),
            shapes: Vec::new(),
            texts: Vec::new(),
            contents: vec![Contents::default()],
            focal_point: String::new(),
            table: None,
            words: |_, _| String::new(),
        }
    }
}

/// Where the contents of the plan itself or of a section came from.
#[derive(Default)]
pub(super) struct Contents {
    pub rows: Vec<Holder>,
    pub tables: Vec<Holder>,
    pub booths: Vec<String>,
    pub areas: Vec<String>,
}

/// Where a row or table came from.
pub(super) struct Holder {
    pub at: String,
    pub seats: Seats,
}

/// Where the seats of a row or table came from.
pub(super) enum Seats {
    /// They are those of its list `seats`, in the same order.
    InList,
    /// They have these numbers in its list `seats`.
    Numbers(Vec<usize>),
    /// They stand in these lines.
    Lines(Vec<usize>),
}

impl Holder {
    pub fn new(at: String) -> Self {
        Self { at, seats: Seats::InList }
    }

    /// A pointer to a seat.
    pub fn seat(&self, seat: usize) -> String {
        match &self.seats {
            Seats::InList => format!("{}/seats/{seat}", self.at),
            Seats::Numbers(numbers) => format!("{}/seats/{}", self.at, numbers.get(seat).unwrap_or(&seat)),
            Seats::Lines(lines) => format!("/{}", lines.get(seat).unwrap_or(&seat)),
        }
    }

    /// Follows its seats into another order.
    pub fn reorder(&mut self, order: &[usize]) {
        let pick =
            |from: &[usize]| order.iter().map(|seat| from.get(*seat).copied().unwrap_or_default()).collect();
        self.seats = match &self.seats {
            Seats::InList => Seats::Numbers(order.to_vec()),
            Seats::Numbers(numbers) => Seats::Numbers(pick(numbers)),
            Seats::Lines(lines) => Seats::Lines(pick(lines)),
        };
    }
}

impl Origins {
    /// The issue with its pointers into the plan turned into pointers into the file.
    pub fn translate(&self, mut issue: PlanIssue) -> PlanIssue {
        issue.pointer = self.pointer(&issue.pointer);
        for pointer in &mut issue.also_at {
            *pointer = self.pointer(pointer);
        }
        issue
    }

    /// A pointer into the plan as one into the file.
    pub fn pointer(&self, pointer: &str) -> String {
        let path: Vec<&str> = pointer.split('/').skip(1).collect();
        let Some((list, rest)) = path.split_first() else { return String::new() };
        if *list == "focal_point" {
            return self.focal_point.clone();
        }
        let Some((Ok(number), rest)) = rest.split_first().map(|(number, rest)| (number.parse(), rest)) else {
            return (self.words)(Part::Plan, &path.join("/"));
        };
        let item = |origins: &[String], part| self.item(origins, number, part, rest);
        match *list {
            "levels" => item(&self.levels, Part::Level),
            "floors" => item(&self.floors, Part::Floor),
            "zones" => item(&self.zones, Part::Zone),
            "shapes" => item(&self.shapes, Part::Shape),
            "texts" => item(&self.texts, Part::Text),
            "sections" => match rest {
                [list, inner, rest @ ..] => {
                    self.inside(number + 1, list, inner.parse().unwrap_or_default(), rest)
                }
                _ => item(&self.sections, Part::Section),
            },
            list => self.inside(0, list, number, rest),
        }
    }

    fn item(&self, origins: &[String], number: usize, part: Part, rest: &[&str]) -> String {
        let Some(origin) = origins.get(number) else { return String::new() };
        format!("{origin}{}", self.below(part, rest))
    }

    fn below(&self, part: Part, rest: &[&str]) -> String {
        if rest.is_empty() { String::new() } else { (self.words)(part, &rest.join("/")) }
    }

    /// A pointer to something in the plan itself or in a section.
    fn inside(&self, group: usize, list: &str, number: usize, rest: &[&str]) -> String {
        let Some(contents) = self.contents.get(group) else { return String::new() };
        let (holders, part) = match list {
            "booths" => return self.item(&contents.booths, number, Part::Booth, rest),
            "areas" => return self.item(&contents.areas, number, Part::Area, rest),
            "tables" => (&contents.tables, Part::Table),
            "rows" => (&contents.rows, Part::Row),
            _ => return String::new(),
        };
        let Some(holder) = holders.get(number) else { return String::new() };
        match rest {
            ["seats", seat, rest @ ..] => {
                let seat = holder.seat(seat.parse().unwrap_or_default());
                format!("{seat}{}", self.below(Part::Seat, rest))
            }
            rest => format!("{}{}", holder.at, self.below(part, rest)),
        }
    }
}
