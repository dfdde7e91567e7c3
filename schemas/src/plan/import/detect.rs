//! Which format a file has, from what it begins with and from the names of its fields; and what files are that people
//! take for plans.

use super::super::issue::PlanIssueCode;
use super::PlanFileFormat;
use super::intake::Intake;
use super::node::Node;

/// What a file is that is no plan, and what to do about it.
pub(super) struct Other {
    what: &'static str,
    advice: &'static str,
}

impl Other {
    const fn new(what: &'static str, advice: &'static str) -> Self {
        Self { what, advice }
    }

    /// Says so.
    pub fn report(&self, intake: &mut Intake) {
        intake.findings.add(PlanIssueCode::UnknownFormat, String::new(), self.what, self.advice);
    }
}

const SAVE_AS_CSV: &str = "open it in a spreadsheet, save the table of seats as CSV in UTF-8 with a first line \
                           section,row,seat,level, and import that file";
const FROM_ITS_PROGRAM: &str = "give the file that the seating program exports: frontrow's own format, a seats.io \
                                chart, a pretix seating plan, or CSV with a first line section,row,seat,level";

/// What files of other kinds begin with.
const OTHERS: [(&[u8], Other); 9] = [
    (b"PK\x03\x04", Other::new("a ZIP archive, as .xlsx and .ods are", SAVE_AS_CSV)),
    (b"\xD0\xCF\x11\xE0", Other::new("an old office document, as .xls is", SAVE_AS_CSV)),
    (b"%PDF", Other::new("a PDF", FROM_ITS_PROGRAM)),
    (b"\x89PNG", Other::new("a picture", FROM_ITS_PROGRAM)),
    (b"\xFF\xD8\xFF", Other::new("a picture", FROM_ITS_PROGRAM)),
    (b"GIF8", Other::new("a picture", FROM_ITS_PROGRAM)),
    (b"\x1F\x8B", Other::new("a gzip archive", "unpack it first")),
    (b"<", Other::new("XML or HTML, as pictures and pages are", FROM_ITS_PROGRAM)),
    (b"\xEF\xBB\xBF<", Other::new("XML or HTML, as pictures and pages are", FROM_ITS_PROGRAM)),
];

/// What the file is, where it begins as no plan does.
pub(super) fn other_product(bytes: &[u8]) -> Option<&'static Other> {
    let begin = bytes.trim_ascii_start();
    OTHERS.iter().find(|(mark, _)| begin.starts_with(mark)).map(|(_, other)| other)
}

/// What the text is, where there is no plan in it: nothing, or words, where no format was named.
pub(super) fn no_plan(text: &str, format: Option<PlanFileFormat>) -> Option<Other> {
    let begin = text.trim_start();
    if begin.is_empty() {
        return Some(Other::new("an empty file", FROM_ITS_PROGRAM));
    }
    let is_json = begin.starts_with(['{', '[']);
    (format.is_none() && !is_json && !is_table(text)).then(|| {
        let advice = "this is neither JSON nor a table: write one line a seat, and before them a line \
                      section,row,seat,level";
        Other::new("a text", advice)
    })
}

/// Whether the text is no JSON but lines of a table: it begins with no bracket, and its first line has columns.
pub(super) fn is_table(text: &str) -> bool {
    let begin = text.trim_start();
    let first = begin.lines().next().unwrap_or_default();
    !begin.starts_with(['{', '[']) && first.contains([',', ';', '\t', '|'])
}

/// The format of a JSON file; none, reported, where its fields are of no format.
pub(super) fn format(file: &Node<'_>, intake: &mut Intake) -> Option<PlanFileFormat> {
    let fields: &[_] = if let Node::Object(fields) = file { fields } else { &[] };
    let has = |wanted: &str| fields.iter().any(|(name, _)| name == wanted);
    let is_own = fields.iter().any(|(name, value)| {
        name == "format" && matches!(value, Node::Text(text) if text.starts_with("frontrow-plan/"))
    });
    if is_own {
        return Some(PlanFileFormat::Native);
    }
    if has("subChart") || has("subChartFloors") || has("venueType") {
        return Some(PlanFileFormat::Seatsio);
    }
    let is_list =
        |wanted: &str| fields.iter().any(|(name, value)| name == wanted && matches!(value, Node::List(_)));
    if has("categories") && is_list("zones") || is_list("categories") {
        return Some(PlanFileFormat::Pretix);
    }
    if is_list("levels") {
        return Some(PlanFileFormat::Native);
    }
    let advice = "say which format it is: native, seatsio, pretix or csv";
    let names: Vec<&str> = fields.iter().take(8).map(|(name, _)| name.as_ref()).collect();
    intake.findings.add(PlanIssueCode::UnknownFormat, String::new(), &names.join(", "), advice);
    None
}
