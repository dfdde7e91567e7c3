//! Names that say nothing.

use crate::source::{Finding, Source};

const VAGUE: &[&str] =
    &["manager", "managers", "helper", "helpers", "util", "utils", "common", "service", "services"];

/// Files, modules, functions and types whose name has a vague word in it.
pub fn vague(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let mut judge = |line: usize, name: &str| {
            if let Some(word) = words(name).into_iter().find(|word| VAGUE.contains(&word.as_str())) {
                let what = format!(
                    "`{name}`: \"{word}\" does not say what it is; take the word from docs/GLOSSARY.md"
                );
                findings.push(Finding::new(&source.path, line, what));
            }
        };
        for part in source.path.split('/') {
            judge(1, part.strip_suffix(".rs").unwrap_or(part));
        }
        for pair in source.tokens.windows(2) {
            if ["struct", "enum", "trait", "type", "union", "mod", "fn"].contains(&pair[0].text.as_str()) {
                judge(pair[1].line, &pair[1].text);
            }
        }
    }
    findings
}

/// The words of a name in any case style, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if letter.is_uppercase() || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if letter.is_alphanumeric() {
            words.last_mut().unwrap().extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn vague_names_are_found() {
    let text = "struct SeatManager;\nmod test_helpers {}\nfn commonality(service: u8) {}\nenum Utils {}\nfn service() {}";
    let found: Vec<usize> =
        vague(&[Source::new("src/a.rs", text)]).iter().map(|finding| finding.line).collect();
    assert_eq!(found, [1, 2, 4, 5]);
    assert_eq!(vague(&[Source::new("src/utils/a.rs", ""), Source::new("src/http_service.rs", "")]).len(), 2);
}

#[test]
fn names_fall_into_words() {
    assert_eq!(words("HttpRoute_of2-a"), ["http", "route", "of2", "a"]);
}
