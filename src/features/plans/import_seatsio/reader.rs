//! Reads one object of the file and accounts for each of its fields.

use std::collections::BTreeSet;

use schemas::plan::{PlanIssueCode, Point};
use serde_json::{Map, Value};

use super::known::{self, Rule};
use super::report::Report;

/// An object of the file, with the fields nobody has asked for yet.
pub(super) struct Object<'file> {
    kind: &'static str,
    pub(super) pointer: String,
    fields: &'file Map<String, Value>,
    left: BTreeSet<&'file str>,
}

impl<'file> Object<'file> {
    /// Opens a value that must be an object of this kind.
    pub(super) fn open(
        value: &'file Value,
        kind: &'static str,
        pointer: String,
        report: &mut Report,
    ) -> Option<Self> {
        let Value::Object(fields) = value else {
            let advice = format!("give an object ({kind}) here");
            report.add(PlanIssueCode::InvalidValue, (kind, ""), pointer, &value.to_string(), &advice);
            return None;
        };
        let left = fields.keys().map(String::as_str).collect();
        Some(Self { kind, pointer, fields, left })
    }

    /// The field's value; none where it is missing or null.
    pub(super) fn take(&mut self, field: &str) -> Option<&'file Value> {
        self.left.remove(field);
        self.fields.get(field).filter(|value| !value.is_null())
    }

    /// A JSON pointer to the field.
    pub(super) fn at(&self, field: &str) -> String {
        format!("{}/{}", self.pointer, field.replace('~', "~0").replace('/', "~1"))
    }

    /// Reports the field's value under `code`.
    pub(super) fn report(&self, code: PlanIssueCode, field: &str, advice: &str, report: &mut Report) {
        let value = self.fields.get(field).map_or_else(|| "missing".to_owned(), Value::to_string);
        report.add(code, (self.kind, field), self.at(field), &value, advice);
    }

    fn typed<Wanted>(
        &mut self,
        field: &str,
        what: &str,
        report: &mut Report,
        convert: impl FnOnce(&'file Value) -> Option<Wanted>,
    ) -> Option<Wanted> {
        let wanted = convert(self.take(field)?);
        if wanted.is_none() {
            self.report(PlanIssueCode::InvalidValue, field, &format!("give {what}"), report);
        }
        wanted
    }

    /// A text; a whole number counts as its digits.
    pub(super) fn text(&mut self, field: &str, report: &mut Report) -> Option<String> {
        self.typed(field, "a text", report, as_text)
    }

    /// A text that must be there; empty where it is not.
    pub(super) fn needed_text(&mut self, field: &str, report: &mut Report) -> String {
        if self.take(field).is_none() {
            self.report(PlanIssueCode::InvalidValue, field, "give a text", report);
        }
        self.text(field, report).unwrap_or_default()
    }

    pub(super) fn number(&mut self, field: &str, report: &mut Report) -> Option<f64> {
        self.typed(field, "a number", report, Value::as_f64)
    }

    /// A number that must be there; 0 where it is not.
    pub(super) fn needed_number(&mut self, field: &str, report: &mut Report) -> f64 {
        if self.take(field).is_none() {
            self.report(PlanIssueCode::InvalidValue, field, "give a number", report);
        }
        self.number(field, report).unwrap_or_default()
    }

    pub(super) fn count(&mut self, field: &str, report: &mut Report) -> Option<u32> {
        self.typed(field, "a whole number from 0 to 4294967295", report, |value| {
            u32::try_from(value.as_u64()?).ok()
        })
    }

    /// Whether a mark is set; no where it is missing.
    pub(super) fn flag(&mut self, field: &str, report: &mut Report) -> bool {
        self.typed(field, "true or false", report, Value::as_bool).unwrap_or_default()
    }

    /// The fewest persons who may share it, at least 1; none where the occupancy does not vary and a minimum
    /// means nothing.
    pub(super) fn varying_occupancy(&mut self, report: &mut Report) -> Option<u32> {
        let minimum = self.count("minOccupancy", report);
        self.flag("variableOccupancy", report).then(|| minimum.unwrap_or(1))
    }

    /// A list's items; none where it is missing.
    pub(super) fn list(&mut self, field: &str, report: &mut Report) -> &'file [Value] {
        self.typed(field, "a list", report, Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// An object within this one.
    pub(super) fn object(
        &mut self,
        field: &str,
        kind: &'static str,
        report: &mut Report,
    ) -> Option<Object<'file>> {
        let pointer = self.at(field);
        Object::open(self.take(field)?, kind, pointer, report)
    }

    /// A point within this object, moved by `offset`.
    pub(super) fn point(&mut self, field: &str, offset: Point, report: &mut Report) -> Option<Point> {
        self.object(field, "point", report).map(|point| point.into_point(offset, report))
    }

    /// This object as a point, moved by `offset`.
    pub(super) fn into_point(mut self, offset: Point, report: &mut Report) -> Point {
        let x = self.needed_number("x", report) + offset.x.get();
        let y = self.needed_number("y", report) + offset.y.get();
        self.close(&[], report);
        Point::new(x, y)
    }

    /// Accounts for every field that was not asked for.
    pub(super) fn close(mut self, rules: &[(&str, Rule)], report: &mut Report) {
        for field in std::mem::take(&mut self.left) {
            let Some(value) = self.fields.get(field) else { continue };
            match rules.iter().find(|(name, _)| *name == field) {
                None => {
                    let advice = "this field is not known; look whether it matters and report it";
                    self.report(PlanIssueCode::UnknownField, field, advice, report);
                }
                Some((_, rule)) if known::says_nothing(*rule, value) => report.set_aside(self.kind, field),
                Some(_) => {
                    let advice = "this cannot be expressed here and was left out";
                    self.report(PlanIssueCode::NotImported, field, advice, report);
                }
            }
        }
    }
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}
