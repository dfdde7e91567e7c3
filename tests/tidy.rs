//! The rules of this code base that a program can check.
//!
//! Each rule is one test here and one function in `tests/tidy/`, which returns what it found; beside it a test
//! shows it a bad sample, so that a rule which can no longer fail is noticed. An answer names the file, the line
//! and what to do. Sources are read as tokens, so that comments and texts never count as code.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "tidy/calls.rs"]
mod calls;
#[path = "tidy/documents.rs"]
mod documents;
#[path = "tidy/layers.rs"]
mod layers;
#[path = "tidy/names.rs"]
mod names;
#[path = "tidy/size.rs"]
mod size;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/texts.rs"]
mod texts;
#[path = "tidy/tree.rs"]
mod tree;

use source::Finding;
use tree::Tree;

fn assert_clean(findings: &[Finding]) {
    let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{} to mend:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn files_stay_below_their_cap() {
    let tree = Tree::read();
    println!("median file length: {} lines of {} files", size::median(&tree.sources), tree.sources.len());
    assert_clean(&size::long_files(&tree.sources));
}

#[test]
fn functions_stay_below_their_cap() {
    assert_clean(&size::long_functions(&Tree::read().sources));
}

#[test]
fn nobody_makes_a_banned_call() {
    assert_clean(&calls::banned(&Tree::read().sources));
}

#[test]
fn no_test_is_ignored() {
    assert_clean(&calls::ignored(&Tree::read().sources));
}

#[test]
fn names_say_what_a_thing_is() {
    assert_clean(&names::vague(&Tree::read().sources));
}

#[test]
fn crates_depend_one_way() {
    assert_clean(&layers::dependencies(&Tree::read().manifests));
}

#[test]
fn actix_is_seen_in_two_files_of_an_actor() {
    assert_clean(&layers::actix_seen(&Tree::read().sources));
}

#[test]
fn features_know_neither_each_other_nor_adapters() {
    assert_clean(&layers::features(&Tree::read().sources));
}

#[test]
fn every_source_file_opens_with_what_it_is() {
    assert_clean(&documents::openings(&Tree::read().sources));
}

#[test]
fn every_error_code_has_its_page() {
    let tree = Tree::read();
    assert_clean(&documents::error_pages(&tree.sources, &tree.documents));
}

#[test]
fn decisions_are_numbered_listed_and_whole() {
    assert_clean(&documents::decisions(&Tree::read().documents));
}

#[test]
fn links_between_documents_lead_somewhere() {
    let tree = Tree::read();
    assert_clean(&documents::links(&tree.documents, &tree.paths));
}

#[test]
fn code_that_documents_name_is_there() {
    let tree = Tree::read();
    assert_clean(&documents::named_code(&tree.documents, &tree.sources));
}

#[test]
fn no_file_names_a_registry_or_one_machine_s_folders() {
    assert_clean(&texts::places_of_one_machine(&Tree::read().texts));
}
