//! Reads one object of the file and accounts for each of its fields.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use super::super::issue::PlanIssueCode;
use super::super::shape::Point;
use super::intake::Intake;
use super::node::Node;

/// Which values of a known field that is not imported mean nothing here.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    /// All: the field steers the drawing program, or repeats what is imported from elsewhere.
    Meaningless,
    /// Null alone.
    Null,
    /// Null and false.
    No,
    /// Null and true.
    Yes,
    /// Null and 0.
    Zero,
}

impl Rule {
    fn says_nothing(self, value: &Node<'_>) -> bool {
        match (self, value) {
            (Self::Meaningless, _) | (_, Node::Null) => true,
            (Self::No, Node::Flag(flag)) => !flag,
            (Self::Yes, Node::Flag(flag)) => *flag,
            (Self::Zero, Node::Number(number)) => number.as_f64() == Some(0.0),
            _ => false,
        }
    }
}

/// Known fields that are not imported, each with its rule.
pub(super) type Rules = &'static [(&'static str, Rule)];

/// An object of the file, with the fields nobody has asked for yet.
pub(super) struct Object<'file> {
    kind: &'static str,
    pub pointer: String,
    fields: &'file [(Cow<'file, str>, Node<'file>)],
    asked: SmallVec<[bool; 32]>,
    /// Nothing is reported of it: what it stands for has been.
    silent: bool,
}

impl<'file> Object<'file> {
    /// Opens a value that must be an object of this kind.
    pub fn open(
        value: &'file Node<'file>,
        kind: &'static str,
        pointer: String,
        intake: &mut Intake,
    ) -> Option<Self> {
        let Node::Object(fields) = value else {
            let advice = format!("give an object ({kind}) here");
            intake.gather(PlanIssueCode::InvalidValue, kind, pointer, &value.excerpt(), &advice);
            return None;
        };
        Some(Self { kind, pointer, fields, asked: smallvec![false; fields.len()], silent: false })
    }

    /// An object without anything in it, that nothing is said of.
    pub fn nothing() -> Self {
        Self { kind: "", pointer: String::new(), fields: &[], asked: SmallVec::new(), silent: true }
    }

    /// The field's value; none where it is missing or null. Where it is there twice, that is reported.
    pub fn take(&mut self, field: &str, intake: &mut Intake) -> Option<&'file Node<'file>> {
        let mut found = None;
        let mut again = false;
        for (number, (name, value)) in self.fields.iter().enumerate() {
            if name == field {
                again |= found.is_some() && !self.asked[number];
                self.asked[number] = true;
                found = Some(value);
            }
        }
        if again {
            let advice = "leave one of them";
            self.report(PlanIssueCode::DuplicateField, field, advice, intake);
        }
        found.filter(|value| **value != Node::Null)
    }

    /// A JSON pointer to the field.
    pub fn at(&self, field: &str) -> String {
        format!("{}/{}", self.pointer, field.replace('~', "~0").replace('/', "~1"))
    }

    /// Reports the field's value under `code`.
    pub fn report(&self, code: PlanIssueCode, field: &str, advice: &str, intake: &mut Intake) {
        if self.silent {
            return;
        }
        let value = self.fields.iter().rev().find(|(name, _)| name == field);
        let value = value.map_or_else(|| "missing".to_owned(), |(_, value)| value.excerpt());
        let about = format!("{}.{field} {advice}", self.kind);
        intake.gather(code, &about, self.at(field), &value, advice);
    }

    /// Notes that the field's value was mended.
    pub fn mended(&self, field: &str, value: &Node<'_>, done: &str, intake: &mut Intake) {
        intake.mended(PlanIssueCode::InvalidValue, self.at(field), &value.excerpt(), done);
    }

    fn typed<Wanted>(
        &mut self,
        field: &str,
        what: &str,
        intake: &mut Intake,
        convert: impl FnOnce(&'file Node<'file>) -> Option<Wanted>,
    ) -> Option<Wanted> {
        let wanted = convert(self.take(field, intake)?);
        if wanted.is_none() {
            self.report(PlanIssueCode::InvalidValue, field, &format!("give {what}"), intake);
        }
        wanted
    }

    /// Reports the field where it is not there.
    pub fn needed(&mut self, field: &str, what: &str, intake: &mut Intake) {
        if self.take(field, intake).is_none() {
            self.report(PlanIssueCode::InvalidValue, field, &format!("give {what}"), intake);
        }
    }

    /// A text; in others' formats a whole number counts as its digits.
    pub fn text(&mut self, field: &str, intake: &mut Intake) -> Option<String> {
        let own = intake.closed;
        self.typed(field, "a text", intake, |value| match value {
            Node::Text(text) => Some(text.to_string()),
            Node::Number(number) if !own && !number.is_f64() => Some(number.to_string()),
            _ => None,
        })
    }

    /// A text that must be there; empty where it is not.
    pub fn needed_text(&mut self, field: &str, intake: &mut Intake) -> String {
        self.needed(field, "a text", intake);
        self.text(field, intake).unwrap_or_default()
    }

    /// A number. One that is written as a text is mended where that is asked for.
    pub fn number(&mut self, field: &str, intake: &mut Intake) -> Option<f64> {
        let value = self.take(field, intake)?;
        if let Node::Number(number) = value {
            return number.as_f64();
        }
        if let Some(number) = self.as_written(field, value, intake) {
            return Some(number);
        }
        self.report(PlanIssueCode::InvalidValue, field, "give a number", intake);
        None
    }

    /// The number that a text holds, where mends are asked for.
    fn as_written(&self, field: &str, value: &Node<'_>, intake: &mut Intake) -> Option<f64> {
        let Node::Text(text) = value else { return None };
        let number: f64 = text.trim().parse().ok()?;
        if !intake.fix || !number.is_finite() {
            return None;
        }
        self.mended(field, value, "was taken as a number", intake);
        Some(number)
    }

    /// A number that must be there; 0 where it is not.
    pub fn needed_number(&mut self, field: &str, intake: &mut Intake) -> f64 {
        self.needed(field, "a number", intake);
        self.number(field, intake).unwrap_or_default()
    }

    /// A whole number from 0 on.
    pub fn count(&mut self, field: &str, intake: &mut Intake) -> Option<u32> {
        let value = self.take(field, intake)?;
        let whole = match value {
            Node::Number(number) => number.as_u64(),
            Node::Text(text) if intake.fix => {
                let whole = text.trim().parse().ok();
                if whole.is_some() {
                    self.mended(field, value, "was taken as a number", intake);
                }
                whole
            }
            _ => None,
        };
        let count = whole.and_then(|whole| u32::try_from(whole).ok());
        if count.is_none() {
            let advice = "give a whole number from 0 to 4294967295";
            self.report(PlanIssueCode::InvalidValue, field, advice, intake);
        }
        count
    }

    /// A whole number from 0 on that must be there; 0 where it is not.
    pub fn needed_count(&mut self, field: &str, intake: &mut Intake) -> u32 {
        self.needed(field, "a whole number", intake);
        self.count(field, intake).unwrap_or_default()
    }

    /// Whether a mark is set; none where it is missing.
    pub fn mark(&mut self, field: &str, intake: &mut Intake) -> Option<bool> {
        let value = self.take(field, intake)?;
        match value {
            Node::Flag(flag) => return Some(*flag),
            Node::Text(text) if intake.fix && matches!(text.trim(), "true" | "false") => {
                self.mended(field, value, "was taken as true or false", intake);
                return Some(text.trim() == "true");
            }
            _ => {}
        }
        self.report(PlanIssueCode::InvalidValue, field, "give true or false", intake);
        None
    }

    /// Whether a mark is set; no where it is missing.
    pub fn flag(&mut self, field: &str, intake: &mut Intake) -> bool {
        self.mark(field, intake).unwrap_or_default()
    }

    /// A list's items; none where it is missing.
    pub fn list(&mut self, field: &str, intake: &mut Intake) -> &'file [Node<'file>] {
        let items = self.typed(field, "a list", intake, |value| match value {
            Node::List(items) => Some(items.as_slice()),
            _ => None,
        });
        items.unwrap_or_default()
    }

    /// The objects of a list. One that is none is `None`, so that the others keep their numbers.
    pub fn objects(
        &mut self,
        field: &str,
        kind: &'static str,
        intake: &mut Intake,
    ) -> Vec<Option<Object<'file>>> {
        let at = self.at(field);
        let items = self.list(field, intake).iter().enumerate();
        items.map(|(number, item)| Object::open(item, kind, format!("{at}/{number}"), intake)).collect()
    }

    /// An object within this one.
    pub fn object(&mut self, field: &str, kind: &'static str, intake: &mut Intake) -> Option<Object<'file>> {
        let pointer = self.at(field);
        Object::open(self.take(field, intake)?, kind, pointer, intake)
    }

    /// An object within this one that must be there.
    pub fn needed_object(
        &mut self,
        field: &str,
        kind: &'static str,
        intake: &mut Intake,
    ) -> Option<Object<'file>> {
        self.needed(field, "an object", intake);
        self.object(field, kind, intake)
    }

    /// A point within this object, moved by `offset`.
    pub fn point(&mut self, field: &str, offset: [f64; 2], intake: &mut Intake) -> Option<Point> {
        self.object(field, "point", intake).map(|point| point.into_point(offset, intake))
    }

    /// This object as a point, moved by `offset`.
    pub fn into_point(self, offset: [f64; 2], intake: &mut Intake) -> Point {
        let [x, y] = self.into_place(intake);
        Point::new(x + offset[0], y + offset[1])
    }

    /// This object as the two coordinates of a point, not rounded yet.
    pub fn into_place(mut self, intake: &mut Intake) -> [f64; 2] {
        let place = [self.needed_number("x", intake), self.needed_number("y", intake)];
        self.close(&[], intake);
        place
    }

    /// Accounts for every field that was not asked for.
    pub fn close(self, rules: Rules, intake: &mut Intake) {
        for ((field, value), _) in self.fields.iter().zip(&self.asked).filter(|(_, asked)| !**asked) {
            match rules.iter().find(|(name, _)| name == field) {
                None => {
                    let advice = "this field is not known; see whether it matters";
                    self.report(PlanIssueCode::UnknownField, field, advice, intake);
                }
                Some((name, rule)) if rule.says_nothing(value) => {
                    intake.set_aside(self.kind, name, || self.at(field));
                }
                Some(_) => {
                    let advice = "this cannot be expressed here and was left out";
                    self.report(PlanIssueCode::NotImported, field, advice, intake);
                }
            }
        }
    }
}
