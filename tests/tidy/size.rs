//! How long files and functions may be.

use crate::source::{Finding, Source};

/// Lines of a file at most, tests included.
const FILE_LINES_LIMIT: usize = 500;
/// Lines of a function at most, from its name to its closing bracket.
const FUNCTION_LINES_LIMIT: usize = 70;

/// Files over their cap.
pub fn long_files(sources: &[Source]) -> Vec<Finding> {
    let finding = |source: &Source| {
        let lines = source.text.lines().count();
        (lines > FILE_LINES_LIMIT).then(|| {
            let what = format!(
                "{lines} lines, {FILE_LINES_LIMIT} are the cap: move one command, one concern or the tests \
                 (into a `tests/` submodule) to a file of its own"
            );
            Finding::new(&source.path, FILE_LINES_LIMIT + 1, what)
        })
    };
    sources.iter().filter_map(finding).collect()
}

/// Functions over their cap.
pub fn long_functions(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for function in &source.functions {
            let lines = function.last_line - function.first_line + 1;
            if lines > FUNCTION_LINES_LIMIT {
                let name = &function.name;
                let what = format!(
                    "`{name}` has {lines} lines, {FUNCTION_LINES_LIMIT} are the cap: name its steps as functions"
                );
                findings.push(Finding::new(&source.path, function.first_line, what));
            }
        }
    }
    findings
}

/// The length that half of the files stay below, in lines.
pub fn median(sources: &[Source]) -> usize {
    let mut lengths: Vec<usize> = sources.iter().map(|source| source.text.lines().count()).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or(0)
}

#[test]
fn a_file_of_one_line_too_many_is_found() {
    let fits = Source::new("fits.rs", &"// a\n".repeat(500));
    let long = Source::new("long.rs", &"// a\n".repeat(501));
    let found = long_files(&[fits, long]);
    assert_eq!(found.len(), 1);
    assert!(found[0].to_string().starts_with("long.rs:501: 501 lines"), "{}", found[0]);
}

#[test]
fn a_function_of_one_line_too_many_is_found() {
    let body = |lines: usize| format!("\nfn a() {{\n{}}}", "b();\n".repeat(lines));
    let sources = [Source::new("fits.rs", &body(68)), Source::new("long.rs", &body(69))];
    let found = long_functions(&sources);
    assert_eq!(found.len(), 1);
    assert!(found[0].to_string().starts_with("long.rs:2: `a` has 71 lines"), "{}", found[0]);
}

#[test]
fn the_median_is_the_middle_one() {
    let sources = [1, 9, 3].map(|lines| Source::new("a.rs", &"// a\n".repeat(lines)));
    assert_eq!(median(&sources), 3);
    assert_eq!(median(&[]), 0);
}
