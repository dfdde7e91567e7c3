//! What must be written down: what a file is, what an error code means, what was decided and why.

use std::path::{Component, Path, PathBuf};

use crate::source::{Finding, Source, Token};
use crate::tree::Text;

const ERROR_CODES: &str = "schemas/src/error_code.rs";
const ERROR_PAGES: &str = "docs/errors/";
const DECISIONS: &str = "docs/adr/";
const DECISION_PARTS: &[&str] =
    &["## Context", "## Decision", "## Consequences", "## What would make us change"];

/// Files whose first line is not a `//!` text. Tests inside a crate, in `tests.rs` or `tests/`,
/// are introduced by what they test.
pub fn openings(sources: &[Source]) -> Vec<Finding> {
    let opens = |source: &&Source| {
        source
            .text
            .lines()
            .find(|line| !line.trim().is_empty())
            .is_some_and(|line| line.strip_prefix("//!").is_some_and(|text| !text.trim().is_empty()))
    };
    let finding = |source: &Source| {
        Finding::new(
            &source.path,
            1,
            "opens with a `//!` text: what it owns, where to enter, what it must never do",
        )
    };
    sources.iter().filter(|source| !source.is_inner_test() && !opens(source)).map(finding).collect()
}

/// Error codes without a page, and pages without a code.
pub fn error_pages(sources: &[Source], documents: &[Text]) -> Vec<Finding> {
    let Some(source) = sources.iter().find(|source| source.path == ERROR_CODES) else { return Vec::new() };
    let codes = error_codes(source);
    let mut findings = Vec::new();
    if codes.is_empty() {
        findings.push(Finding::new(ERROR_CODES, 1, "no rows `Variant = \"code\", …;` found here"));
    }
    for (code, line) in &codes {
        let page = format!("{ERROR_PAGES}{code}.md");
        if !documents.iter().any(|document| document.path == page) {
            findings.push(Finding::new(ERROR_CODES, *line, format!("`{code}` has no page: write {page}")));
        }
    }
    for document in documents {
        let Some(page) = document.path.strip_prefix(ERROR_PAGES) else { continue };
        let stem = page.strip_suffix(".md").unwrap_or(page);
        if stem != "README" && !codes.iter().any(|(code, _)| code == stem) {
            findings.push(Finding::new(
                &document.path,
                1,
                "no error code has this name: remove the page or name it anew",
            ));
        }
    }
    findings
}

/// The codes of the table's rows, `Variant = "code", …;`, with their lines.
fn error_codes(source: &Source) -> Vec<(String, usize)> {
    let row = |window: &[Token]| {
        let starts_row = ["{", ";"].contains(&window[0].text.as_str()) && window[2].text == "=";
        let code = window[3].text.strip_prefix('"')?.strip_suffix('"')?;
        starts_row.then(|| (code.to_owned(), window[3].line))
    };
    source.tokens.windows(4).filter_map(row).collect()
}

/// Decision records that share a number, lack a part, or are not listed.
pub fn decisions(documents: &[Text]) -> Vec<Finding> {
    let list = documents.iter().find(|document| document.path == format!("{DECISIONS}README.md"));
    let list = list.map_or("", |document| document.text.as_str());
    let mut findings = Vec::new();
    let mut last_number = None;
    for document in documents {
        let Some(name) = document.path.strip_prefix(DECISIONS).filter(|name| *name != "README.md") else {
            continue;
        };
        let mut add = |what: String| findings.push(Finding::new(&document.path, 1, what));
        let number = name.split('-').next().unwrap_or_default();
        if number.len() != 4 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            add("is named by four digits and its subject, as 0007-merging-tick.md".to_owned());
            continue;
        }
        if last_number == Some(number) {
            add(format!("number {number} is taken: take the next free one"));
        }
        last_number = Some(number);
        if !document.text.starts_with(&format!("# {number} ")) {
            add(format!("opens with `# {number} ` and its decision in one line"));
        }
        for part in DECISION_PARTS.iter().filter(|part| !document.text.lines().any(|line| line == **part)) {
            add(format!("lacks the part `{part}`"));
        }
        if !list.contains(&format!("({name})")) {
            add(format!("is not listed: add a line with a link to it in {DECISIONS}README.md"));
        }
    }
    findings
}

/// Links to files of the repository that are not there.
pub fn links(documents: &[Text], paths: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in documents {
        let folder = Path::new(&document.path).parent().unwrap_or(Path::new(""));
        let mut in_code = false;
        for (index, line) in document.text.lines().enumerate() {
            in_code ^= line.trim_start().starts_with("```");
            if in_code {
                continue;
            }
            for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let file = target.split('#').next().unwrap_or_default();
                if file.is_empty() || file.contains("://") || file.starts_with("mailto:") {
                    continue;
                }
                let wanted = plain(&folder.join(file));
                let is_there = |path: &String| Path::new(path).starts_with(&wanted);
                if !paths.iter().any(is_there) {
                    let what = format!("links to {file}, which is not there");
                    findings.push(Finding::new(&document.path, index + 1, what));
                }
            }
        }
    }
    findings
}

/// Code that documents name and that is not there: spans as `src/main.rs`, and as `src/main.rs::main`.
pub fn named_code(documents: &[Text], sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in documents {
        let mut in_code = false;
        for (index, line) in document.text.lines().enumerate() {
            in_code ^= line.trim_start().starts_with("```");
            if in_code {
                continue;
            }
            for span in line.split('`').skip(1).step_by(2) {
                if let Some(what) = not_there(span, sources) {
                    findings.push(Finding::new(&document.path, index + 1, what));
                }
            }
        }
    }
    findings
}

fn not_there(span: &str, sources: &[Source]) -> Option<String> {
    let (file, item) = span.split_once("::").unwrap_or((span, ""));
    if std::path::Path::new(file).extension().is_none_or(|ending| ending != "rs")
        || !file.contains('/')
        || file.contains([' ', '*', '{', '<'])
    {
        return None;
    }
    let Some(source) = sources.iter().find(|source| source.path == file) else {
        return Some(format!("names {file}, which is not there"));
    };
    let name = item.rsplit("::").next().unwrap_or_default();
    let kinds = ["fn", "struct", "enum", "trait", "const", "static", "type", "mod"];
    let makes = |pair: &[Token]| kinds.contains(&pair[0].text.as_str()) && pair[1].text == name;
    let is_there = name.is_empty() || source.tokens.windows(2).any(makes);
    (!is_there).then(|| format!("names {name}, which {file} does not have"))
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            Component::Normal(part) => plain.push(part),
            _ => {}
        }
    }
    plain
}

#[test]
fn a_file_that_does_not_say_what_it_is_is_found() {
    let sources = ["//! What.\n", "\nuse a;\n", "//!\n", ""];
    let found = sources.iter().map(|text| openings(&[Source::new("src/a.rs", text)]).len());
    assert_eq!(found.collect::<Vec<_>>(), [0, 1, 1, 1]);
    let at = |path: &str| openings(&[Source::new(path, "use a;")]).len();
    assert_eq!([at("src/a/tests.rs"), at("actors/src/hub/tests/slow.rs"), at("tests/crash.rs")], [0, 0, 1]);
}

#[test]
fn a_code_without_page_and_a_page_without_code_are_found() {
    let text = "m! { ($v:ident = $n:literal;) => { #[serde(rename_all = \"x\")] enum E { $($v)* } } }
table! {
    IdReused = \"id_reused\", 409, Final, \"Text; here = there\";
    // Rows may be parted.
    Taken = \"taken\", 409, Final, \"Taken\";
    Busy = \"busy\", 503, Repeat, \"Busy\";
}";
    let source = Source::new(ERROR_CODES, text);
    let names: Vec<String> = error_codes(&source).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["id_reused", "taken", "busy"]);
    let pages =
        ["id_reused", "README", "busy", "old"].map(|name| Text::new(&format!("docs/errors/{name}.md"), ""));
    let found: Vec<String> = error_pages(&[source], &pages).iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 2);
    assert!(found[0].starts_with("schemas/src/error_code.rs:5: `taken`"), "{}", found[0]);
    assert!(found[1].starts_with("docs/errors/old.md:1:"), "{}", found[1]);
}

#[test]
fn a_decision_that_is_not_whole_is_found() {
    let whole = DECISION_PARTS.join("\n\ntext\n\n");
    let documents = [
        Text::new("docs/adr/0001-a.md", &format!("# 0001 A\n{whole}")),
        Text::new("docs/adr/0001-b.md", &format!("# 0001 B\n{whole}")),
        Text::new("docs/adr/0002-c.md", &format!("# 0003 C\n{whole}")),
        Text::new("docs/adr/0003-d.md", "# 0003 D\n## Context\n## Decision\n## Consequences"),
        Text::new("docs/adr/4-e.md", ""),
        Text::new("docs/adr/README.md", "(0001-a.md) (0001-b.md) (0002-c.md)"),
    ];
    let found: Vec<String> =
        decisions(&documents).into_iter().map(|finding| finding.path + " " + &finding.what).collect();
    let starts = [
        "0001-b.md number",
        "0002-c.md opens",
        "0003-d.md lacks",
        "0003-d.md is not listed",
        "4-e.md is named",
    ];
    assert_eq!(found.len(), starts.len(), "{found:?}");
    for (line, start) in found.iter().zip(starts) {
        assert!(line.starts_with(&format!("docs/adr/{start}")), "{line}");
    }
}

#[test]
fn a_link_to_nowhere_is_found() {
    let text =
        "[a](../LICENSE) [b](adr/) [c](gone.md#x)\n[d](#here) [e](https://example.com)\n```\n[f](g.md)\n```";
    let paths = ["LICENSE", "docs/adr/README.md", "docs/a.md"].map(ToOwned::to_owned);
    let found = links(&[Text::new("docs/a.md", text)], &paths);
    assert_eq!(found, [Finding::new("docs/a.md", 1, "links to gone.md, which is not there")]);
}

#[test]
fn code_that_is_named_and_not_there_is_found() {
    let sources = [Source::new("src/a.rs", "//! A.\nstruct Hub;\nimpl Hub { fn join() { leave() } }\n")];
    let text = "`src/a.rs` `a.rs` `src/a.rs::join` `src/a.rs::Hub::join` `src/*.rs`\n\
                `src/b.rs` `src/a.rs::leave` `src/a.rs::Hub`\n```\n`src/c.rs`\n```";
    let found = named_code(&[Text::new("docs/a.md", text)], &sources);
    let expected = ["names src/b.rs, which is not there", "names leave, which src/a.rs does not have"];
    assert_eq!(found, expected.map(|what| Finding::new("docs/a.md", 2, what)));
}
