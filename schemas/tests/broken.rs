//! Broken files, each with the exact list of what an import says of it, without and with mends.
//!
//! `schemas/tests/broken/` has the files; beside each lies its list, `NAME.issues`. `FRONTROW_UPDATE=1` writes the
//! lists anew: read what changed before you commit it. Files that are too large to keep are made here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use schemas::plan::limits::{IMPORT_BYTES_MAX, IMPORT_VALUES_MAX, PLACES_MAX};
use schemas::plan::{Import, ImportOptions, PlanIssueCode, Severity, draw_svg, import_plan};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

/// One issue or mend, in a line.
fn line(
    weight: &str,
    code: PlanIssueCode,
    places: (&str, &[String], usize),
    value: &str,
    advice: &str,
) -> String {
    let (pointer, also_at, not_listed) = places;
    let mut line = format!("{weight} {} {pointer:?}", code.name());
    for also in also_at.iter().take(5) {
        write!(line, " +{also:?}").unwrap();
    }
    let more = also_at.len().saturating_sub(5) + not_listed;
    if more > 0 {
        write!(line, " and {more} more").unwrap();
    }
    format!("{line} {value:?}: {advice}")
}

fn told(import: &Import) -> String {
    let mut text = String::new();
    let format = import.format.map_or("no format", |format| match format {
        schemas::plan::PlanFileFormat::Native => "native",
        schemas::plan::PlanFileFormat::Seatsio => "seatsio",
        schemas::plan::PlanFileFormat::Pretix => "pretix",
        schemas::plan::PlanFileFormat::Csv => "csv",
    });
    let verdict = if import.is_usable() { "usable" } else { "refused" };
    writeln!(text, "{format}, {verdict}, {} seats", import.counts.seats).unwrap();
    for mend in &import.mends {
        let places = (mend.pointer.as_str(), mend.also_at.as_slice(), mend.not_listed);
        writeln!(text, "{}", line("mended", mend.code, places, &mend.value, &mend.done)).unwrap();
    }
    for issue in &import.issues {
        let weight = match issue.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let places = (issue.pointer.as_str(), issue.also_at.as_slice(), issue.not_listed);
        let mut told = line(weight, issue.code, places, &issue.value, &issue.advice);
        if let (Some(line), Some(column)) = (issue.line, issue.column) {
            write!(told, " (line {line}, column {column})").unwrap();
        }
        writeln!(text, "{told}").unwrap();
    }
    text
}

fn both(bytes: &[u8]) -> (Vec<Import>, String) {
    let read = |fix: bool| import_plan(bytes, ImportOptions { fix, ..ImportOptions::default() });
    let (plain, fixed) = (read(false), read(true));
    let mut text = told(&plain);
    if fixed != plain {
        write!(text, "\nasked to mend: {}", told(&fixed)).unwrap();
    }
    (vec![plain, fixed], text)
}

/// The files of the folder, and those that are made: name and content.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending != "issues") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            files.push((name, std::fs::read(path).unwrap()));
        }
    }
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let simple = std::fs::read_to_string(folder().join("rows-without-order.json")).unwrap();
    files.push(("made-200-megabytes.json".to_owned(), vec![b' '; 200 << 20]));
    files.push(("made-just-too-large.csv".to_owned(), vec![b'a'; IMPORT_BYTES_MAX + 1]));
    files.push((
        "made-depth-bomb.json".to_owned(),
        format!("{{\"zones\":{}", "[".repeat(2_000_000)).into_bytes(),
    ));
    let values = format!("{{\"zones\":[{}0]}}", "0,".repeat(IMPORT_VALUES_MAX));
    files.push(("made-too-many-values.json".to_owned(), values.into_bytes()));
    let lines = format!("row,seat\n{}", "A,1\n".repeat(PLACES_MAX + 1));
    files.push(("made-too-many-lines.csv".to_owned(), lines.into_bytes()));
    files.push(("made-utf-16.json".to_owned(), utf16(&simple)));
    files.push(("made-byte-order-mark.json".to_owned(), format!("\u{feff}{simple}").into_bytes()));
    files.push(("made-empty.json".to_owned(), Vec::new()));
    files.push(("made-picture.png".to_owned(), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()));
    files.sort();
    files
}

#[test]
fn every_broken_file_has_exactly_these_issues() {
    let update = std::env::var_os("FRONTROW_UPDATE").is_some();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, bytes) in files() {
        let (imports, found) = both(&bytes);
        assert!(
            imports[0].issues.iter().any(|issue| issue.severity > Severity::Note),
            "{name} is not broken"
        );
        let golden = folder().join(format!("{name}.issues"));
        if update {
            std::fs::write(&golden, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        if found != expected {
            wrong.push(format!("{name} says\n{found}\nand should say\n{expected}"));
        }
        count += 1;
    }
    assert!(count >= 24, "{count} files");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a draft is best seen in its drawing.
#[test]
fn every_broken_file_that_can_be_read_is_drawn() {
    let mut drawn = 0;
    for (name, bytes) in files() {
        for import in both(&bytes).0.iter().filter(|import| import.is_readable) {
            let drawing = draw_svg(&import.plan);
            assert!(drawing.starts_with("<svg ") && drawing.trim_end().ends_with("</svg>"), "{name}");
            assert!(!drawing.contains("NaN") && !drawing.contains("inf"), "{name}");
            drawn += 1;
        }
    }
    assert!(drawn >= 24, "{drawn} drawings");
}

#[test]
fn no_list_is_left_over() {
    let names: BTreeSet<String> = files().into_iter().map(|(name, _)| format!("{name}.issues")).collect();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_list = Path::new(&name).extension().is_some_and(|ending| ending == "issues");
        assert!(!is_list || names.contains(&name), "{name} belongs to no file");
    }
}

#[test]
fn every_code_is_seen_here_but_those_of_exports() {
    let mut seen = BTreeSet::new();
    for (_, bytes) in files() {
        let (imports, _) = both(&bytes);
        seen.extend(imports.into_iter().flat_map(|import| import.issues).map(|issue| issue.code));
    }
    let elsewhere = [PlanIssueCode::NotExported, PlanIssueCode::ExportedOtherwise];
    let unseen: Vec<&str> = PlanIssueCode::ALL
        .iter()
        .filter(|code| !seen.contains(code) && !elsewhere.contains(code))
        .map(|code| code.name())
        .collect();
    assert_eq!(unseen, [""; 0]);
}
