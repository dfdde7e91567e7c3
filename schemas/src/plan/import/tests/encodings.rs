//! Bytes that are no UTF-8, no JSON, or too much of it.

use super::*;
use crate::plan::limits::{IMPORT_BYTES_MAX, IMPORT_DEPTH_MAX, IMPORT_VALUES_MAX};

/// A plan with a letter of each kind in its name.
const NAME: &str = "Große Bühne – «é»";

fn plan(name: &str) -> String {
    json!({
        "format": "frontrow-plan/1", "name": name, "focal_point": {"x": 0, "y": 0},
        "levels": [{"key": "a", "name": "A", "color": "#112233"}],
        "rows": [{"label": "A", "level": "a", "seats": [{"label": "1", "position": {"x": 0, "y": 0}}]}]
    })
    .to_string()
}

fn found(import: &Import) -> Vec<String> {
    import
        .issues
        .iter()
        .map(|issue| format!("{} {:?} {:?} {}", issue.code.name(), issue.line, issue.column, issue.value))
        .collect()
}

#[test]
fn a_byte_order_mark_is_left_out() {
    let import = import_bytes(format!("\u{feff}{}", plan(NAME)).as_bytes());
    assert_eq!(found(&import), ["byte_order_mark None None EF BB BF"]);
    assert_eq!(import.plan.name, NAME);
}

#[test]
fn utf_16_is_read_with_and_without_its_mark() {
    for (mark, big_endian) in [("\u{feff}", false), ("\u{feff}", true), ("", false), ("", true)] {
        let text = format!("{mark}{}", plan(NAME));
        let bytes: Vec<u8> = text
            .encode_utf16()
            .flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect();
        let import = import_bytes(&bytes);
        assert_eq!(found(&import), ["utf16 None None UTF-16"]);
        assert_eq!(import.plan.name, NAME);
        let half = import_bytes(&bytes[..bytes.len() - 1]);
        assert_eq!(half.issues[0].code, PlanIssueCode::NotUtf8);
        assert_eq!(half.plan, SeatingPlan::default());
    }
}

#[test]
fn an_old_encoding_is_refused_and_read_when_asked_to_mend() {
    let old = |text: &str| -> Vec<u8> {
        text.chars()
            .map(|letter| match letter {
                '–' => 0x96,
                letter => u8::try_from(u32::from(letter)).unwrap(),
            })
            .collect()
    };
    let bytes = old(&plan(NAME).replace(',', ",\n"));
    let import = import_bytes(&bytes);
    let text = plan(NAME).replace(',', ",\n");
    let line = text.lines().position(|line| line.contains("Große")).unwrap();
    let column = text.lines().nth(line).unwrap().chars().position(|letter| letter == 'ß').unwrap();
    let (line, column) = (Some(u32::try_from(line + 1).unwrap()), Some(u32::try_from(column + 1).unwrap()));
    assert_eq!(found(&import), [format!("not_utf8 {line:?} {column:?} byte 0xDF")]);
    let import = import_plan(&bytes, ImportOptions { fix: true, ..ImportOptions::default() });
    assert_eq!(found(&import), [""; 0]);
    assert_eq!(import.plan.name, NAME);
    assert_eq!(import.mends[0].code, PlanIssueCode::NotUtf8);
}

#[test]
fn sizes_are_looked_at_before_anything_is_built() {
    let too_large = vec![b' '; IMPORT_BYTES_MAX + 1];
    assert_eq!(
        found(&import_bytes(&too_large)),
        [format!("file_too_large None None {}", IMPORT_BYTES_MAX + 1)]
    );
    assert_eq!(import_bytes(&too_large[1..]).issues[0].code, PlanIssueCode::UnknownFormat);
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let column = Some(u32::try_from(IMPORT_DEPTH_MAX + 1).unwrap());
    assert_eq!(
        found(&import_bytes(deep(1_000_000).as_bytes())),
        [format!("too_deep Some(1) {column:?} {}", IMPORT_DEPTH_MAX + 1)]
    );
    assert_eq!(import_bytes(deep(IMPORT_DEPTH_MAX).as_bytes()).issues[0].code, PlanIssueCode::UnknownFormat);
    let many = format!("[{}0]", "0,".repeat(IMPORT_VALUES_MAX));
    assert_eq!(
        found(&import_bytes(many.as_bytes())),
        [format!("too_many None None {}", IMPORT_VALUES_MAX + 1)]
    );
}

#[test]
fn bad_json_is_one_issue_with_line_and_letter() {
    let import = import_bytes("{\n \"näme\": \"ä\" \"x\"}".as_bytes());
    assert_eq!(found(&import), ["invalid_json Some(2) Some(14)  \"näme\": \"ä\" \""]);
    assert_eq!(import_bytes(b"{\"x\": 1e999}").issues[0].code, PlanIssueCode::InvalidJson);
}

#[test]
fn a_file_of_no_format_says_so() {
    let import = import_bytes(br#"{"a": 1, "b": 2}"#);
    assert_eq!(found(&import), ["unknown_format None None a, b"]);
    assert_eq!((import.format, import.is_readable), (None, false));
}

#[test]
fn files_that_people_take_for_plans_are_told_by_what_they_are() {
    for (bytes, what) in [
        (&b"PK\x03\x04\x14\0\x06\0"[..], "a ZIP archive, as .xlsx and .ods are"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1", "an old office document, as .xls is"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\xFF\xD8\xFF\xE0", "a picture"),
        (b"\x1F\x8B\x08", "a gzip archive"),
        (b"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<a, b/>", "XML or HTML, as pictures and pages are"),
        (b"", "an empty file"),
        (b"\xEF\xBB\xBF \n", "an empty file"),
        (b"Row A has 12 seats\nRow B has 10, 2 of them on the aisle\n", "a text"),
        (b"hello", "a text"),
    ] {
        for fix in [false, true] {
            let import = import_plan(bytes, ImportOptions { fix, ..ImportOptions::default() });
            let unknown = format!("unknown_format None None {what}");
            assert!(found(&import).contains(&unknown), "{:?}", found(&import));
            assert!(!import.is_readable && import.mends.is_empty());
        }
    }
}

#[test]
fn a_field_that_is_there_twice_is_reported() {
    let text = plan("x").replace("\"name\":\"x\"", "\"name\":\"x\",\"name\":\"y\"");
    assert_eq!(lines(&import_bytes(text.as_bytes()).issues), ["duplicate_field /name"]);
}
