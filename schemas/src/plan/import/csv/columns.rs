//! Which column is which, by the words of the first line.

use super::super::super::issue::{PlanIssue, PlanIssueCode};
use super::super::intake::Intake;
use super::lines::Record;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Section,
    Row,
    Seat,
    Level,
    X,
    Y,
    Accessible,
    Companion,
    RestrictedView,
}

impl Column {
    /// All columns; without a first line that names them, a file has the first six in this order.
    const ALL: [Self; 9] = [
        Self::Section,
        Self::Row,
        Self::Seat,
        Self::Level,
        Self::X,
        Self::Y,
        Self::Accessible,
        Self::Companion,
        Self::RestrictedView,
    ];

    /// How many there are at least without a first line that names them: section, row and seat.
    const UNNAMED_LEAST: usize = 3;
    /// How many there are then at most.
    const UNNAMED: usize = 6;

    /// Its name, as it stands in pointers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Row => "row",
            Self::Seat => "seat",
            Self::Level => "level",
            Self::X => "x",
            Self::Y => "y",
            Self::Accessible => "accessible",
            Self::Companion => "companion",
            Self::RestrictedView => "restricted_view",
        }
    }

    /// The column that people call so, whatever the case and the signs between the words.
    fn by_word(word: &str) -> Option<Self> {
        let plain: String = word.chars().filter(|letter| letter.is_alphanumeric()).collect();
        match plain.to_lowercase().as_str() {
            "section" | "block" | "sector" | "area" | "zone" | "stand" | "bereich" | "sektor" => {
                Some(Self::Section)
            }
            "row" | "rowlabel" | "rownumber" | "rowname" | "reihe" => Some(Self::Row),
            "seat" | "seatlabel" | "seatnumber" | "number" | "place" | "platz" | "sitz" | "sitzplatz" => {
                Some(Self::Seat)
            }
            "level" | "pricelevel" | "category" | "pricecategory" | "price" | "kategorie"
            | "preiskategorie" => Some(Self::Level),
            "x" | "posx" | "positionx" | "left" => Some(Self::X),
            "y" | "posy" | "positiony" | "top" => Some(Self::Y),
            "accessible" | "wheelchair" | "rollstuhl" => Some(Self::Accessible),
            "companion" | "companionseat" | "begleitung" => Some(Self::Companion),
            "restrictedview" | "restricted" | "sichtbehinderung" => Some(Self::RestrictedView),
            _ => None,
        }
    }
}

/// Which field of a line each column is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    fields: Vec<Option<Column>>,
    /// Whether the first line names them, and is no seat.
    pub named: bool,
}

impl Columns {
    /// Reads the first line.
    pub fn read(first: &Record<'_>, intake: &mut Intake) -> Self {
        let fields: Vec<Option<Column>> =
            first.fields.iter().map(|field| Column::by_word(&field.text)).collect();
        let columns = if fields.iter().any(Option::is_some) {
            Self { fields, named: true }
        } else if fields.len() < Column::UNNAMED_LEAST {
            let advice = "no word of this line names a column, and it has too few to be taken in order: write a \
                          first line such as section,row,seat,level";
            let value = first.fields.iter().map(|field| field.text.as_ref()).collect::<Vec<_>>().join(", ");
            let issue = PlanIssue::new(PlanIssueCode::CsvColumn, format!("/{}", first.line), &value, advice);
            intake.findings.push(issue.at_line(first.line, 1));
            return Self::default();
        } else {
            let advice =
                "the columns were taken as section, row, seat, level, x, y: name them in the first line";
            let value = first.fields.iter().map(|field| field.text.as_ref()).collect::<Vec<_>>().join(", ");
            let issue =
                PlanIssue::new(PlanIssueCode::CsvNoHeader, format!("/{}", first.line), &value, advice);
            intake.findings.push(issue.at_line(first.line, 1));
            let count = first.fields.len().min(Column::UNNAMED);
            Self { fields: Column::ALL[..count].iter().copied().map(Some).collect(), named: false }
        };
        columns.check(first, intake);
        columns
    }

    fn check(&self, first: &Record<'_>, intake: &mut Intake) {
        let at = format!("/{}", first.line);
        for (number, field) in first.fields.iter().enumerate() {
            let column = self.fields.get(number).copied().flatten();
            let pointer = format!("{at}/{}", field.text.replace('~', "~0").replace('/', "~1"));
            let issue = match column {
                None if self.named && !field.text.is_empty() => {
                    let advice = "this column is not known; see whether it matters";
                    PlanIssue::new(PlanIssueCode::UnknownField, pointer, &field.text, advice)
                }
                None if !self.named => {
                    let advice = "without names there are six columns; name this one in the first line";
                    PlanIssue::new(PlanIssueCode::UnknownField, at.clone(), &field.text, advice)
                }
                Some(column) if self.fields[..number].contains(&Some(column)) => {
                    let advice = format!("there are two columns {}: leave one of them", column.name());
                    PlanIssue::new(PlanIssueCode::CsvColumn, pointer, &field.text, advice)
                }
                _ => continue,
            };
            intake.findings.push(issue.at_line(first.line, field.column));
        }
        let mut missing: Vec<Column> =
            [Column::Row, Column::Seat].into_iter().filter(|column| !self.has(*column)).collect();
        match (self.has(Column::X), self.has(Column::Y)) {
            (true, false) => missing.push(Column::Y),
            (false, true) => missing.push(Column::X),
            _ => {}
        }
        for column in missing {
            let advice = format!("name a column {:?} in the first line", column.name());
            let issue = PlanIssue::new(PlanIssueCode::CsvColumn, at.clone(), "missing", advice);
            intake.findings.push(issue.at_line(first.line, 1));
        }
    }

    /// Whether there is such a column.
    pub fn has(&self, column: Column) -> bool {
        self.fields.contains(&Some(column))
    }

    /// The number of the field that holds the column.
    pub fn field(&self, column: Column) -> Option<usize> {
        self.fields.iter().position(|found| *found == Some(column))
    }

    /// The number of the field of the column that pointers call so.
    pub fn field_by_name(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|column| column.is_some_and(|column| column.name() == name))
    }

    /// How many fields a line has.
    pub fn count(&self) -> usize {
        self.fields.len()
    }
}
