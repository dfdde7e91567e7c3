//! From bytes to text: sizes and encodings.

use std::borrow::Cow;

use super::super::issue::{PlanIssue, PlanIssueCode};
use super::super::limits::IMPORT_BYTES_MAX;
use super::intake::Intake;

/// The letters of Windows-1252 from 0x80 to 0x9F; the five that it leaves open are taken as they are.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text in `bytes`; none where it cannot be read.
pub(super) fn decode<'bytes>(bytes: &'bytes [u8], intake: &mut Intake) -> Option<Cow<'bytes, str>> {
    if bytes.len() > IMPORT_BYTES_MAX {
        let advice =
            format!("no more than {IMPORT_BYTES_MAX} bytes are read; leave out what is not the plan");
        intake.findings.add(PlanIssueCode::FileTooLarge, String::new(), &bytes.len().to_string(), advice);
        return None;
    }
    if let Some(big_endian) = utf16(bytes) {
        return decode_utf16(bytes, big_endian, intake).map(Cow::Owned);
    }
    let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if plain.len() < bytes.len() {
        let advice = "nothing needs to be done: the first three bytes were left out";
        intake.findings.add(PlanIssueCode::ByteOrderMark, String::new(), "EF BB BF", advice);
    }
    match std::str::from_utf8(plain) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(error) => decode_old(plain, error.valid_up_to(), intake).map(Cow::Owned),
    }
}

/// Whether the bytes are UTF-16, and if so whether the higher byte comes first. JSON and CSV begin with two
/// letters of ASCII, of which UTF-16 makes every other byte 0.
fn utf16(bytes: &[u8]) -> Option<bool> {
    match bytes {
        [0xFF, 0xFE, rest @ ..] if !rest.starts_with(&[0, 0]) => Some(false),
        [0xFE, 0xFF, ..] => Some(true),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some(false),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some(true),
        _ => None,
    }
}

fn decode_utf16(bytes: &[u8], big_endian: bool, intake: &mut Intake) -> Option<String> {
    let units = bytes.chunks(2).map(|pair| match (pair, big_endian) {
        ([high, low], true) | ([low, high], false) => u16::from_be_bytes([*high, *low]),
        // Half a letter at the end: no letter.
        _ => 0xD800,
    });
    let mut text = String::with_capacity(bytes.len() / 2);
    for letter in char::decode_utf16(units) {
        let Ok(letter) = letter else {
            let (line, column) = end_of(&text);
            let advice = "a letter is broken here; save the file as UTF-8";
            let issue = PlanIssue::new(PlanIssueCode::NotUtf8, "", "UTF-16", advice).at_line(line, column);
            intake.findings.push(issue);
            return None;
        };
        if letter != '\u{feff}' || !text.is_empty() {
            text.push(letter);
        }
    }
    let advice = "it was read; save the file as UTF-8 for other programs";
    intake.findings.add(PlanIssueCode::Utf16, String::new(), "UTF-16", advice);
    Some(text)
}

/// Bytes that are not UTF-8 from the byte at `good` on.
fn decode_old(bytes: &[u8], good: usize, intake: &mut Intake) -> Option<String> {
    let value = format!("byte 0x{:02X}", bytes.get(good).copied().unwrap_or_default());
    if intake.fix {
        let done = "the file was read as Windows-1252; look at the letters beyond A to Z";
        intake.mends.add(PlanIssueCode::NotUtf8, String::new(), &value, done);
        let letter = |byte: &u8| match byte {
            0x80..=0x9F => WINDOWS_1252[usize::from(byte - 0x80)],
            byte => char::from(*byte),
        };
        return Some(bytes.iter().map(letter).collect());
    }
    let (line, column) = end_of(&String::from_utf8_lossy(&bytes[..good]));
    let advice = "save the file as UTF-8; asked to mend, it is read as Windows-1252";
    intake.findings.push(PlanIssue::new(PlanIssueCode::NotUtf8, "", &value, advice).at_line(line, column));
    None
}

/// Line and character, both from 1, of what comes after `text`.
fn end_of(text: &str) -> (usize, usize) {
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    let last = text.rsplit('\n').next().unwrap_or_default();
    (lines + 1, last.chars().count() + 1)
}

/// Line and character, both from 1, of the byte at `offset`.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
    end_of(&String::from_utf8_lossy(before))
}
