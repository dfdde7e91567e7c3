//! The bytes of every kind as they were when its format was fixed. A file that no longer matches means
//! that logs already written would be read differently: give the kind a new format instead.

use std::path::PathBuf;

use data_encoding::HEXLOWER;

use super::{encoded, samples};
use crate::record::decode;

/// Set, the files that are missing are written; one that is there is never changed.
const WRITE_VARIABLE: &str = "FRONTROW_WRITE_GOLDEN";

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/record_v1")
}

fn read(name: &str) -> Option<Vec<u8>> {
    let text = std::fs::read_to_string(folder().join(format!("{name}.hex"))).ok()?;
    let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    Some(HEXLOWER.decode(digits.as_bytes()).unwrap())
}

#[test]
fn records_have_the_bytes_of_their_golden_files() {
    for (name, record) in samples::all() {
        if std::env::var_os(WRITE_VARIABLE).is_some() && read(name).is_none() {
            let digits = HEXLOWER.encode(&encoded(&record));
            let lines: Vec<_> =
                digits.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
            std::fs::write(folder().join(format!("{name}.hex")), lines.join("\n") + "\n").unwrap();
        }
        let golden =
            read(name).unwrap_or_else(|| panic!("no golden file for {name}; set {WRITE_VARIABLE}=1"));
        assert_eq!(encoded(&record), golden, "{name}");
        assert_eq!(decode(record.version, &golden), Ok(record), "{name}");
    }
}

#[test]
fn every_golden_file_is_of_a_sample() {
    let names: Vec<_> = samples::all().into_iter().map(|(name, _)| format!("{name}.hex")).collect();
    for file in std::fs::read_dir(folder()).unwrap() {
        let file = file.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(&file), "{file}");
    }
}
