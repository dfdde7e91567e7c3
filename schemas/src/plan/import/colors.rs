//! Colours as `#rrggbb`.

use super::super::issue::PlanIssueCode;
use super::intake::Intake;
use super::reader::Object;

/// Whether the colour is of the form that plans have.
pub(super) fn is_plain(color: &str) -> bool {
    let digits = color.strip_prefix('#').unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// The colour, where it is written in another way: `#abc`, `#rrggbbaa`, `aabbcc`, `rgb(1, 2, 3)`.
pub(super) fn written_out(color: &str) -> Option<String> {
    let color = color.trim();
    if let Some(parts) = color.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
        let parts: Option<Vec<u8>> = parts.split(',').map(|part| part.trim().parse().ok()).collect();
        let parts = parts.filter(|parts| parts.len() == 3)?;
        return Some(format!("#{:02x}{:02x}{:02x}", parts[0], parts[1], parts[2]));
    }
    let digits = color.strip_prefix('#').unwrap_or(color);
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    match digits.len() {
        6 | 8 => Some(format!("#{}", &digits[..6])),
        3 => Some(digits.chars().fold("#".to_owned(), |long, digit| format!("{long}{digit}{digit}"))),
        _ => None,
    }
}

/// A colour of a file; none where it says that there is none, or, reported, where it cannot be read.
pub(super) fn color(object: &mut Object<'_>, field: &str, intake: &mut Intake) -> Option<String> {
    let text = object.text(field, intake)?;
    if matches!(text.trim(), "" | "none" | "transparent") {
        return None;
    }
    if is_plain(&text) {
        return Some(text);
    }
    let plain = written_out(&text);
    if plain.is_none() {
        let advice = "this colour is not of the form #rrggbb; it was left out";
        object.report(PlanIssueCode::NotImported, field, advice, intake);
    } else if text.trim().len() == "#rrggbbaa".len() && text.trim().starts_with('#') {
        let advice = "how far one sees through this colour was left out";
        object.report(PlanIssueCode::TakenOtherwise, field, advice, intake);
    }
    plain
}
