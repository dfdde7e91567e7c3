//! Lines of fields, with where each field stands.
//!
//! Fields may be quoted, a quote in one is doubled, and a quoted field may go on over lines.

use std::borrow::Cow;

/// Delimiters that are told from the first line, the likeliest first.
const DELIMITERS: [char; 4] = [';', '\t', ',', '|'];

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field<'text> {
    pub text: Cow<'text, str>,
    /// The character in its line at which it begins, from 1.
    pub column: usize,
}

/// The fields of one line, or of several where a quoted field goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record<'text> {
    /// From 1.
    pub line: usize,
    /// Where it begins in the text, in bytes.
    pub offset: usize,
    pub fields: Vec<Field<'text>>,
    /// Where the quotes of a field do not fit together: line and character.
    pub bad_quotes: Option<(usize, usize)>,
}

/// The records of a text. Empty lines are passed over.
pub(super) struct Lines<'text> {
    text: &'text str,
    pub delimiter: char,
    offset: usize,
    line: usize,
}

impl<'text> Lines<'text> {
    /// Finds the delimiter. A first line `sep=;`, as spreadsheets write it, names it.
    pub fn new(text: &'text str) -> Self {
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let named = first.trim().strip_prefix("sep=").and_then(|rest| rest.chars().next());
        if let Some(delimiter) = named {
            let offset = text.find('\n').map_or(text.len(), |end| end + 1);
            return Self { text, delimiter, offset, line: 2 };
        }
        let mut in_quotes = false;
        let outside: Vec<char> = first
            .chars()
            .filter(|letter| {
                in_quotes ^= *letter == '"';
                !in_quotes
            })
            .collect();
        let count = |delimiter: &char| outside.iter().filter(|letter| *letter == delimiter).count();
        // Of several that are equally frequent the last is taken by `max_by_key`.
        let delimiter = DELIMITERS.iter().rev().copied().max_by_key(count).unwrap_or(',');
        Self { text, delimiter, offset: 0, line: 1 }
    }

    /// The record that begins at `offset`, which is in `line`.
    pub fn at(text: &'text str, delimiter: char, offset: usize, line: usize) -> Option<Record<'text>> {
        Lines { text, delimiter, offset, line }.next()
    }

    /// Reads a field from the cursor on; the cursor is then at what ends it.
    fn field(&self, cursor: &mut Cursor<'text>) -> (Field<'text>, bool) {
        cursor.skip_while(|letter| letter != self.delimiter && letter.is_whitespace() && letter != '\n');
        let column = cursor.column;
        let ends = |letter: char| letter == self.delimiter || letter == '\n';
        if cursor.peek() != Some('"') {
            let text = cursor.take_while(|letter| !ends(letter)).trim();
            return (Field { text: Cow::Borrowed(text), column }, true);
        }
        cursor.step();
        let mut text = String::new();
        let closed = loop {
            match cursor.step() {
                None => break false,
                Some('"') if cursor.peek() == Some('"') => text.extend(cursor.step()),
                Some('"') => break true,
                Some(letter) => text.push(letter),
            }
        };
        let behind = cursor.take_while(|letter| !ends(letter)).trim();
        (Field { text: Cow::Owned(text.trim().to_owned()), column }, closed && behind.is_empty())
    }
}

impl<'text> Iterator for Lines<'text> {
    type Item = Record<'text>;

    fn next(&mut self) -> Option<Record<'text>> {
        loop {
            let rest = self.text.get(self.offset..).filter(|rest| !rest.is_empty())?;
            let mut cursor = Cursor { rest, line: self.line, column: 1 };
            let mut record =
                Record { line: self.line, offset: self.offset, fields: Vec::new(), bad_quotes: None };
            loop {
                let line = cursor.line;
                let (field, good) = self.field(&mut cursor);
                if !good {
                    record.bad_quotes.get_or_insert((line, field.column));
                }
                record.fields.push(field);
                if cursor.step() != Some(self.delimiter) {
                    break;
                }
            }
            self.offset = self.text.len() - cursor.rest.len();
            self.line = cursor.line;
            if record.bad_quotes.is_some() || record.fields.iter().any(|field| !field.text.is_empty()) {
                return Some(record);
            }
        }
    }
}

/// A place in the text.
struct Cursor<'text> {
    rest: &'text str,
    line: usize,
    column: usize,
}

impl<'text> Cursor<'text> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn step(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.rest = &self.rest[letter.len_utf8()..];
        if letter == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        Some(letter)
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        self.take_while(wanted);
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'text str {
        let from = self.rest;
        while self.peek().is_some_and(&wanted) {
            self.step();
        }
        &from[..from.len() - self.rest.len()]
    }
}
