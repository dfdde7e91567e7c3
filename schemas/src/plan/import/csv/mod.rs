//! Imports a table of seats: section, row, seat, level, and where each is, or nothing of that; then they are laid
//! out.

mod columns;
mod layout;
mod lines;

use std::collections::BTreeMap;

use super::super::issue::{PlanIssue, PlanIssueCode};
use super::super::limits::PLACES_MAX;
use super::super::model::{PriceLevel, Row, Seat, Section};
use super::super::shape::Point;
use super::intake::Intake;
use super::levels::{self, GREY, PALETTE};
use super::origins::{Contents, Draft, Holder, Part, Seats};
use columns::{Column, Columns};
use lines::{Lines, Record};

/// The level of all seats of a file that names none.
const ONLY_LEVEL: (&str, &str) = ("standard", "Standard");
/// The name of a plan that nobody named: a table has none.
const NAME: &str = "Imported plan";

/// Where the seats of a table stand in its text.
#[derive(Default)]
pub(super) struct Places {
    columns: Columns,
    delimiter: char,
    /// Line and offset in bytes of each record.
    offsets: Vec<(usize, usize)>,
}

impl Places {
    /// The issue with the line and the character that its pointer leads to.
    pub fn show(&self, issue: PlanIssue, text: &str) -> PlanIssue {
        let mut parts = issue.pointer.split('/').skip(1);
        let Some(line) = parts.next().and_then(|line| line.parse::<usize>().ok()) else { return issue };
        let Ok(known) = self.offsets.binary_search_by_key(&line, |(line, _)| *line) else { return issue };
        let field = parts.next().and_then(|name| self.columns.field_by_name(name)).unwrap_or_default();
        let record = Lines::at(text, self.delimiter, self.offsets[known].1, line);
        let column = record.and_then(|record| Some(record.fields.get(field)?.column)).unwrap_or(1);
        issue.at_line(line, column)
    }
}

/// One line's seat.
struct Line {
    seat: Seat,
    position: Option<[f64; 2]>,
    number: usize,
}

/// A section with the lines of its rows.
type SectionLines = (Option<String>, Vec<(String, Vec<Line>)>);

/// The seats so far, by section and row in the order in which these are met.
#[derive(Default)]
struct Table {
    sections: Vec<SectionLines>,
    by_section: BTreeMap<Option<String>, usize>,
    by_row: BTreeMap<(usize, String), usize>,
    levels: Vec<(String, usize)>,
    places: Places,
}

/// Reads the table, as a plan of this name; none where it has no columns to read.
pub(super) fn read(text: &str, name: Option<&str>, intake: &mut Intake) -> Option<Draft> {
    let mut lines = Lines::new(text);
    let mut table = Table::default();
    table.places.delimiter = lines.delimiter;
    let Some(first) = lines.next() else {
        let advice = "the file is empty: give it a first line with the columns' names";
        intake.findings.add(PlanIssueCode::NoPlaces, String::new(), "", advice);
        return None;
    };
    let columns = Columns::read(&first, intake);
    let names = columns.named;
    table.places.columns = columns;
    table.places.offsets.push((first.line, first.offset));
    if intake.findings.has_errors() {
        return None;
    }
    let unnamed = (!names).then_some(first);
    for (number, record) in unnamed.into_iter().chain(lines).enumerate() {
        if number >= PLACES_MAX {
            let advice = format!("keep to {PLACES_MAX} seats");
            let issue = PlanIssue::new(PlanIssueCode::TooMany, format!("/{}", record.line), "", advice);
            intake.findings.push(issue.at_line(record.line, 1));
            return None;
        }
        if number > 0 || names {
            table.places.offsets.push((record.line, record.offset));
        }
        table.take(&record, intake);
    }
    let mut draft = table.into_draft(intake);
    name.unwrap_or(NAME).clone_into(&mut draft.plan.name);
    Some(draft)
}

impl Table {
    fn take(&mut self, record: &Record<'_>, intake: &mut Intake) {
        let at = format!("/{}", record.line);
        if let Some((line, column)) = record.bad_quotes {
            let advice = "put quotes around the whole field, and write a quote inside it twice";
            let issue = PlanIssue::new(PlanIssueCode::CsvQuotes, at, "\"", advice);
            intake.findings.push(issue.at_line(line, column));
            return;
        }
        let columns = &self.places.columns;
        let (wanted, given) = (columns.count(), record.fields.len());
        let extra = record.fields.iter().skip(wanted).find(|field| !field.text.is_empty());
        if given < wanted || extra.is_some() {
            let advice = format!("give the line {wanted} fields as the first line has, empty ones included");
            let column = extra.or(record.fields.last()).map_or(1, |field| field.column);
            let issue = PlanIssue::new(PlanIssueCode::CsvFields, at, &given.to_string(), advice);
            intake.findings.push(issue.at_line(record.line, column));
            return;
        }
        let text = |column: Column| columns.field(column).map(|field| record.fields[field].text.as_ref());
        let full = |column: Column| text(column).filter(|text| !text.is_empty());
        let section = full(Column::Section).map(str::to_owned);
        let row = text(Column::Row).unwrap_or_default().to_owned();
        let [x, y] = [Column::X, Column::Y].map(|axis| number(columns, axis, record, intake));
        let mark = |column, intake: &mut Intake| mark(columns, column, record, intake);
        let seat = Seat {
            label: text(Column::Seat).unwrap_or_default().to_owned(),
            level: full(Column::Level).map(str::to_owned),
            accessible: mark(Column::Accessible, intake),
            companion: mark(Column::Companion, intake),
            restricted_view: mark(Column::RestrictedView, intake),
            ..Seat::default()
        };
        if let Some(level) =
            seat.level.as_ref().filter(|level| self.levels.iter().all(|(key, _)| key != *level))
            && self.levels.len() <= super::super::limits::LEVELS_MAX
        {
            self.levels.push((level.clone(), record.line));
        }
        let line = Line { seat, position: x.zip(y).map(|(x, y)| [x, y]), number: record.line };
        self.row(section, row).push(line);
    }

    /// The seats of a row, which is new where it was not met before.
    fn row(&mut self, section: Option<String>, row: String) -> &mut Vec<Line> {
        let Self { sections, by_section, by_row, .. } = self;
        let section = *by_section.entry(section.clone()).or_insert_with(|| {
            sections.push((section, Vec::new()));
            sections.len() - 1
        });
        let rows = &mut sections[section].1;
        let row = *by_row.entry((section, row.clone())).or_insert_with(|| {
            rows.push((row, Vec::new()));
            rows.len() - 1
        });
        &mut rows[row].1
    }

    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.sections.iter().flat_map(|(_, rows)| rows).flat_map(|(_, lines)| lines)
    }

    fn into_draft(mut self, intake: &mut Intake) -> Draft {
        let mut draft = Draft::default();
        draft.origins.words = words;
        self.add_levels(&mut draft, intake);
        let with = self.lines().filter(|line| line.position.is_some()).count();
        if with == 0 && self.lines().next().is_some() {
            layout::lay_out(&mut self.sections, &mut draft);
            let advice = "look at the drawing; where the venue is another, give x and y";
            intake.findings.add(PlanIssueCode::LaidOut, String::new(), "", advice);
        } else {
            self.positions_missing(intake);
        }
        for (label, rows) in self.sections {
            let first = rows.first().and_then(|(_, lines)| lines.first()).map_or(1, |line| line.number);
            let (rows, origins) = rows.into_iter().map(|(label, lines)| made(label, lines)).unzip();
            match label {
                None => {
                    draft.plan.rows = rows;
                    draft.origins.contents[0].rows = origins;
                }
                Some(label) => {
                    draft.plan.sections.push(Section { label, rows, ..Section::default() });
                    draft.origins.sections.push(format!("/{first}"));
                    draft.origins.contents.push(Contents { rows: origins, ..Contents::default() });
                }
            }
        }
        draft.origins.table = Some(self.places);
        draft
    }

    fn add_levels(&mut self, draft: &mut Draft, intake: &mut Intake) {
        if !self.places.columns.has(Column::Level) {
            let (key, name) = ONLY_LEVEL;
            let advice = "the file names no price levels, so all seats have one";
            intake.findings.add(PlanIssueCode::TakenOtherwise, String::new(), key, advice);
            let color = PALETTE.first().copied().unwrap_or(GREY).to_owned();
            draft.plan.levels.push(PriceLevel { key: key.to_owned(), name: name.to_owned(), color });
            draft.origins.levels.push(String::new());
            for line in self.sections.iter_mut().flat_map(|(_, rows)| rows).flat_map(|(_, lines)| lines) {
                line.seat.level = Some(key.to_owned());
            }
        }
        for ((key, line), color) in self.levels.iter().zip(PALETTE.iter().cycle()) {
            let level = PriceLevel { key: key.clone(), name: key.clone(), color: (*color).to_owned() };
            draft.plan.levels.push(level);
            draft.origins.levels.push(format!("/{line}/level"));
        }
    }

    fn positions_missing(&mut self, intake: &mut Intake) {
        for line in self.sections.iter_mut().flat_map(|(_, rows)| rows).flat_map(|(_, lines)| lines) {
            if line.position.is_none() {
                let advice = "give x and y to this seat, or to none";
                intake.gather(PlanIssueCode::PositionMissing, "", format!("/{}/x", line.number), "", advice);
            }
            let [x, y] = line.position.unwrap_or_default();
            line.seat.position = Point::new(x, y);
        }
    }
}

/// A row and where its seats came from.
fn made(label: String, lines: Vec<Line>) -> (Row, Holder) {
    let numbers: Vec<usize> = lines.iter().map(|line| line.number).collect();
    let mut seats: Vec<Seat> = lines.into_iter().map(|line| line.seat).collect();
    let level = levels::shared(&mut seats);
    let at = format!("/{}", numbers.first().copied().unwrap_or(1));
    (Row { label, level, seats, ..Row::default() }, Holder { at, seats: Seats::Lines(numbers) })
}

/// A coordinate; a comma may stand before its fraction.
fn number(columns: &Columns, column: Column, record: &Record<'_>, intake: &mut Intake) -> Option<f64> {
    let field = record.fields.get(columns.field(column)?).filter(|field| !field.text.is_empty())?;
    let number = field.text.replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite());
    if number.is_none() {
        let pointer = format!("/{}/{}", record.line, column.name());
        let issue = PlanIssue::new(PlanIssueCode::InvalidValue, pointer, &field.text, "give a number");
        intake.findings.push(issue.at_line(record.line, field.column));
    }
    number
}

/// Whether a mark is set.
fn mark(columns: &Columns, column: Column, record: &Record<'_>, intake: &mut Intake) -> bool {
    let Some(field) = columns.field(column).and_then(|field| record.fields.get(field)) else { return false };
    match field.text.to_lowercase().as_str() {
        "" | "0" | "no" | "false" | "n" | "nein" | "-" => false,
        "1" | "yes" | "true" | "y" | "x" | "ja" => true,
        _ => {
            let pointer = format!("/{}/{}", record.line, column.name());
            let issue = PlanIssue::new(PlanIssueCode::InvalidValue, pointer, &field.text, "write yes or no");
            intake.findings.push(issue.at_line(record.line, field.column));
            false
        }
    }
}

/// The plan's words in the table's.
fn words(part: Part, field: &str) -> String {
    let word = match (part, field) {
        (Part::Section, "label") => "/section",
        (Part::Row, "label") => "/row",
        (Part::Seat, "label") => "/seat",
        (Part::Row | Part::Seat, "level") => "/level",
        (Part::Seat, "position") => "/x",
        _ => "",
    };
    word.to_owned()
}
