//! The files of the repository, read once a rule.

use std::path::PathBuf;
use std::process::Command;

use crate::source::Source;

/// A file that is not read as code.
#[derive(Debug)]
pub struct Text {
    /// Below the root of the repository, `/`-separated.
    pub path: String,
    pub text: String,
}

impl Text {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }
}

/// What git tracks, and what it would track if it were added now.
pub struct Tree {
    /// Every Rust file.
    pub sources: Vec<Source>,
    /// Every `Cargo.toml`.
    pub manifests: Vec<Text>,
    /// Every Markdown file.
    pub documents: Vec<Text>,
    /// Every file that is text, the above included.
    pub texts: Vec<Text>,
    /// Every path.
    pub paths: Vec<String>,
}

impl Tree {
    /// Reads the repository that cargo runs this test in.
    pub fn read() -> Self {
        let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("run by cargo test"));
        let listing = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&root)
            .output()
            .expect("git is needed to list the files; install it");
        assert!(listing.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listing.stderr));
        let listed = String::from_utf8(listing.stdout).unwrap();
        let mut paths: Vec<String> = listed.split_terminator('\0').map(ToOwned::to_owned).collect();
        paths.retain(|path| root.join(path).is_file());
        paths.sort();
        paths.dedup();
        let read = |path: &String| {
            let text = String::from_utf8(std::fs::read(root.join(path)).unwrap()).ok()?;
            Some(Text::new(path, &text))
        };
        Self::new(paths.iter().filter_map(read).collect(), paths.clone())
    }

    fn new(texts: Vec<Text>, paths: Vec<String>) -> Self {
        let ending = |end: &'static str| texts.iter().filter(move |file| file.path.ends_with(end));
        let copy = |file: &Text| Text::new(&file.path, &file.text);
        Self {
            sources: ending(".rs").map(|file| Source::new(&file.path, &file.text)).collect(),
            manifests: ending("Cargo.toml").map(copy).collect(),
            documents: ending(".md").map(copy).collect(),
            paths,
            texts,
        }
    }
}

#[test]
fn the_tree_holds_this_file() {
    let tree = Tree::read();
    assert!(tree.sources.iter().any(|source| source.path == "tests/tidy/tree.rs"));
    assert!(tree.manifests.iter().any(|manifest| manifest.path == "actors/Cargo.toml"));
    assert!(tree.documents.iter().any(|document| document.path == "CONTRIBUTING.md"));
    assert!(!tree.paths.iter().any(|path| path.starts_with("target/")));
}
