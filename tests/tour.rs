//! The tour of README.md, walked line by line against a demo of its own by `scripts/tour.sh`.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

fn tour(server: &Path, document: &Path) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(root.join("scripts/tour.sh"))
        .env("FRONTROW_BIN", server)
        .env("TOUR_DOCUMENT", document)
        .output()
        .unwrap()
}

/// What the script printed, both ways.
fn printed(output: &Output) -> [String; 2] {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

#[test]
fn every_command_of_the_readme_prints_what_the_readme_says() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let output = tour(Path::new(env!("CARGO_BIN_EXE_frontrow")), &readme);
    let [said, complained] = printed(&output);
    assert!(output.status.success(), "{said}{complained}");
    let commands = fs::read_to_string(&readme).unwrap();
    let commands =
        commands.split("\n## ").find(|part| part.contains("tour\n")).unwrap().matches("\n$ ").count();
    assert_eq!(said, format!("tour: {commands} commands, 0 differences\n"));
}

/// A demo that says where it listens and then stands still.
const STANDING: &str = "#!/usr/bin/env bash
[[ $1 == demo ]] || exit 3
echo '{\"listen\":\"127.0.0.1:4100\"}'
while :; do sleep 0.05; done
";

#[test]
fn a_command_that_prints_something_else_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let server = folder.path().join("frontrow");
    fs::write(&server, STANDING).unwrap();
    fs::set_permissions(&server, fs::Permissions::from_mode(0o755)).unwrap();
    let document = folder.path().join("tour.md");
    let text = "# Other\n```console\n$ echo not run\n```\n## The tour\n```console\n\
                $ word=http://127.0.0.1:8080\n$ echo $word is \\\n  17\nhttp://127.0.0.1:8080 is 18\n\
                $ echo free\nheld\n$ kill -9 $(pgrep frontrow)\n$ make run\n$ echo '{\"a\":\"x9\",\"b\":1}'\n\
                {\"a\":\"y8\",\"c\":1}\n```\n";
    fs::write(&document, text).unwrap();
    let output = tour(&server, &document);
    let [said, complained] = printed(&output);
    assert_eq!((output.status.code(), said.as_str()), (Some(1), "tour: 6 commands, 2 differences\n"));
    let found: Vec<&str> = complained.lines().filter(|line| line.starts_with("tour: ")).collect();
    assert_eq!(found, ["tour: echo free", "tour: echo '{\"a\":\"x9\",\"b\":1}'"], "{complained}");
}
