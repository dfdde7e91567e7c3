//! The one table of issue codes: name, severity, title and page.
//!
//! A code is a promise: its name and meaning stay. Each has a page under `docs/issues/`, embedded here, so that
//! a code without one does not compile.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Severity;

macro_rules! codes {
    ($($variant:ident = $name:literal, $severity:ident, $title:literal;)*) => {
        /// The kinds of issue. The names are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum PlanIssueCode {
            $(#[doc = $title] #[serde(rename = $name)] $variant,)*
        }

        impl PlanIssueCode {
            /// All kinds, in their order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How bad issues of this kind are, where the format does not say otherwise.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// One line for people.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// Its page, in Markdown.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("../../../../docs/issues/", $name, ".md")),)*
                }
            }
        }
    };
}

codes! {
    FileTooLarge = "file_too_large", Error, "The file is larger than is read";
    NotUtf8 = "not_utf8", Error, "The file is not UTF-8";
    Utf16 = "utf16", Warning, "The file is UTF-16";
    ByteOrderMark = "byte_order_mark", Note, "The file begins with a byte order mark";
    UnknownFormat = "unknown_format", Error, "The file is of no format that is read";
    InvalidJson = "invalid_json", Error, "The text is not JSON";
    TooDeep = "too_deep", Error, "The file is nested too deep";
    DuplicateField = "duplicate_field", Error, "An object has a field twice";
    UnknownField = "unknown_field", Warning, "A field that the importer does not know";
    InvalidValue = "invalid_value", Error, "A value of the wrong type, or one that is missing";
    NotImported = "not_imported", Warning, "A value that cannot be expressed here was left out";
    TakenOtherwise = "taken_otherwise", Note, "A value was taken over in another form";
    SetAside = "set_aside", Note, "A field that means nothing here";
    CsvQuotes = "csv_quotes", Error, "Quotes that do not fit together";
    CsvFields = "csv_fields", Error, "A line has more or fewer fields than the first";
    CsvColumn = "csv_column", Error, "A column is missing, or there twice";
    CsvNoHeader = "csv_no_header", Warning, "The first line names no columns";
    PositionMissing = "position_missing", Error, "Some seats have a position and others have none";
    LaidOut = "laid_out", Note, "The seats were laid out";
    DuplicateLabel = "duplicate_label", Error, "Several places, or several tables, have one label";
    DuplicateGuid = "duplicate_guid", Error, "Several seats have one guid";
    DuplicateKey = "duplicate_key", Error, "Several levels, zones, floors or sections have one key";
    UnknownLevel = "unknown_level", Error, "The plan has no such price level";
    LevelMissing = "level_missing", Error, "A place has no price level";
    UnknownZone = "unknown_zone", Error, "The plan has no such zone";
    UnknownFloor = "unknown_floor", Error, "The plan has no such floor";
    EmptyText = "empty_text", Error, "A key, label or name is empty";
    InvalidText = "invalid_text", Error, "A text is too long or holds control characters";
    InvalidColor = "invalid_color", Error, "A colour is not of the form #rrggbb";
    TooMany = "too_many", Error, "There are more of these than a plan may have";
    NumberOutOfRange = "number_out_of_range", Error, "A number lies beyond its limit";
    ZeroCapacity = "zero_capacity", Error, "A GA area takes nobody";
    InvalidOccupancy = "invalid_occupancy", Error, "A minimum occupancy is 0 or above what it takes";
    InvalidOutline = "invalid_outline", Error, "An outline has no extent";
    NoPlaces = "no_places", Error, "The plan has no place at all";
    EmptyRow = "empty_row", Error, "A row or table has no seats";
    SamePosition = "same_position", Warning, "Several seats lie on one point";
    RowWithoutOrder = "row_without_order", Warning, "The seats of a row do not lie along a line";
    RowOutOfOrder = "row_out_of_order", Note, "The seats of a row are listed in another order than they sit";
    NoFocalPoint = "no_focal_point", Warning, "Nothing says where the audience looks";
    Unused = "unused", Warning, "A price level, zone or floor that nothing names";
    MoreIssues = "more_issues", Warning, "There are more issues than are told";
    NotExported = "not_exported", Warning, "The other format cannot say this";
    ExportedOtherwise = "exported_otherwise", Note, "This was written in another form";
}

impl PlanIssueCode {
    /// The code of this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_its_own_name_and_travels_under_it() {
        let names: BTreeSet<_> = PlanIssueCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), PlanIssueCode::ALL.len());
        for code in PlanIssueCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.name());
            assert_eq!(PlanIssueCode::by_name(code.name()), Some(*code));
        }
    }

    #[test]
    fn every_page_is_about_its_code() {
        for code in PlanIssueCode::ALL {
            let page = code.page();
            assert!(page.starts_with(&format!("# {}\n", code.name())), "{}", code.name());
            let severity = serde_json::to_value(code.severity()).unwrap();
            let line = format!("{}. Severity: {}", code.title(), severity.as_str().unwrap());
            assert!(page.contains(&line), "{} does not say {line:?}", code.name());
            for heading in ["## What it means", "## What to do"] {
                assert!(page.contains(heading), "{} lacks {heading:?}", code.name());
            }
        }
    }

    #[test]
    fn no_page_is_left_over() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/issues");
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let code = name.strip_suffix(".md").and_then(PlanIssueCode::by_name);
            assert!(code.is_some(), "docs/issues/{name} belongs to no code");
        }
    }
}
