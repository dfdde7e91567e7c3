//! JSON as it stands in the file: every field, twice where it is there twice, in the file's order.

use std::borrow::Cow;
use std::fmt::{self, Write};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::super::issue::{Findings, PlanIssue, PlanIssueCode};
use super::super::limits::{IMPORT_DEPTH_MAX, IMPORT_VALUES_MAX, VALUE_CHARACTERS_MAX};
use super::text::line_and_column;

/// Letters that are shown before the place where a text is no JSON.
const TEXT_SHOWN: usize = 24;

/// A value of the file; its texts are the file's own.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node<'text> {
    Null,
    Flag(bool),
    Number(Number),
    Text(Cow<'text, str>),
    List(Vec<Node<'text>>),
    Object(Vec<(Cow<'text, str>, Node<'text>)>),
}

/// Reads the text; none where it is not JSON or larger than a plan can be.
pub(super) fn parse<'text>(text: &'text str, findings: &mut Findings) -> Option<Node<'text>> {
    if let Some(issue) = too_much(text) {
        findings.push(issue);
        return None;
    }
    match serde_json::from_str(text) {
        Ok(node) => Some(node),
        Err(error) => {
            let message = error.to_string();
            // Line and column are told in their own fields.
            let message = message.split(" at line ").next().unwrap_or_default();
            let (line, column, value) = place_of(text, error.line(), error.column());
            let issue =
                PlanIssue::new(PlanIssueCode::InvalidJson, "", &value, format!("mend the text: {message}"));
            findings.push(issue.at_line(line, column));
            None
        }
    }
}

/// Line, column and what stands before them. The parser counts bytes in a line; people count letters.
fn place_of(text: &str, line: usize, bytes: usize) -> (usize, usize, String) {
    let found = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let before = found.as_bytes().get(..bytes).unwrap_or(found.as_bytes());
    let before: Vec<char> = String::from_utf8_lossy(before).chars().collect();
    let shown = &before[before.len().saturating_sub(TEXT_SHOWN)..];
    (line.max(1), before.len().max(1), shown.iter().collect())
}

/// One look at the brackets and commas, before anything is built of them.
fn too_much(text: &str) -> Option<PlanIssue> {
    let (mut depth, mut values, mut in_text, mut escaped) = (0_usize, 0_usize, false, false);
    for (offset, byte) in text.bytes().enumerate() {
        if in_text {
            in_text = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'[' | b'{' => {
                depth += 1;
                values += 1;
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if depth > IMPORT_DEPTH_MAX {
            let advice = format!("keep to {IMPORT_DEPTH_MAX} lists and objects within each other");
            let (line, column) = line_and_column(text, offset);
            let issue = PlanIssue::new(PlanIssueCode::TooDeep, "", &depth.to_string(), advice);
            return Some(issue.at_line(line, column));
        }
    }
    (values > IMPORT_VALUES_MAX).then(|| {
        let advice = format!("keep to {IMPORT_VALUES_MAX} values; leave out what is not the plan");
        PlanIssue::new(PlanIssueCode::TooMany, "", &values.to_string(), advice)
    })
}

impl Node<'_> {
    /// The start of the value as JSON, no longer than an issue shows.
    pub fn excerpt(&self) -> String {
        let mut excerpt = Excerpt { text: String::new(), left: VALUE_CHARACTERS_MAX };
        // It ends with an error where the excerpt is full.
        let _ = self.write(&mut excerpt);
        excerpt.text
    }

    fn write(&self, to: &mut Excerpt) -> fmt::Result {
        match self {
            Self::Null => to.write_str("null"),
            Self::Flag(flag) => write!(to, "{flag}"),
            Self::Number(number) => write!(to, "{number}"),
            Self::Text(text) => write!(to, "{text:?}"),
            Self::List(items) => {
                for (number, item) in items.iter().enumerate() {
                    to.write_char(if number == 0 { '[' } else { ',' })?;
                    item.write(to)?;
                }
                to.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Self::Object(fields) => {
                for (number, (name, value)) in fields.iter().enumerate() {
                    to.write_char(if number == 0 { '{' } else { ',' })?;
                    write!(to, "{name:?}:")?;
                    value.write(to)?;
                }
                to.write_str(if fields.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

/// Text up to a length; what comes after it is an error, so that nobody goes on writing.
struct Excerpt {
    text: String,
    left: usize,
}

impl Write for Excerpt {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for letter in text.chars() {
            self.left = self.left.checked_sub(1).ok_or(fmt::Error)?;
            self.text.push(letter);
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<Source: Deserializer<'de>>(source: Source) -> Result<Self, Source::Error> {
        source.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<Error>(self) -> Result<Self::Value, Error> {
        Ok(Node::Null)
    }

    fn visit_bool<Error>(self, flag: bool) -> Result<Self::Value, Error> {
        Ok(Node::Flag(flag))
    }

    fn visit_u64<Error>(self, number: u64) -> Result<Self::Value, Error> {
        Ok(Node::Number(number.into()))
    }

    fn visit_i64<Error>(self, number: i64) -> Result<Self::Value, Error> {
        Ok(Node::Number(number.into()))
    }

    fn visit_f64<Error>(self, number: f64) -> Result<Self::Value, Error> {
        Ok(Number::from_f64(number).map_or(Node::Null, Node::Number))
    }

    fn visit_borrowed_str<Error>(self, text: &'de str) -> Result<Self::Value, Error> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<Error>(self, text: &str) -> Result<Self::Value, Error> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<Items: SeqAccess<'de>>(self, mut items: Items) -> Result<Self::Value, Items::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<Fields: MapAccess<'de>>(self, mut fields: Fields) -> Result<Self::Value, Fields::Error> {
        let mut object = Vec::new();
        while let Some((Name(name), value)) = fields.next_entry()? {
            object.push((name, value));
        }
        Ok(Node::Object(object))
    }
}

/// A field's name, borrowed from the text where nothing in it is escaped.
struct Name<'text>(Cow<'text, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<Source: Deserializer<'de>>(source: Source) -> Result<Self, Source::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a field's name")
            }

            fn visit_borrowed_str<Error>(self, name: &'de str) -> Result<Self::Value, Error> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<Error>(self, name: &str) -> Result<Self::Value, Error> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        source.deserialize_str(NameVisitor)
    }
}
