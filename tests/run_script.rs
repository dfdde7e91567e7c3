//! `scripts/run.sh`, which is what `make run` starts: with two small programs in the place of the real ones.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const FIRST_LINE: &str = r#"echo '{"listen":"127.0.0.1:4100","event":"ev_demo"}'"#;
const UNTIL_STOPPED: &str = "while :; do sleep 0.05; done";

struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    /// Both programs note how they were called and that they were stopped.
    fn new(server: &str, buyers: &str) -> Self {
        let stage = Self { folder: tempfile::tempdir().unwrap() };
        for (name, body) in [("server", server), ("buyers", buyers)] {
            let log = stage.path("log");
            let log = log.display();
            let script = format!(
                "#!/usr/bin/env bash\ntrap 'echo {name} stopped >>{log}; exit 0' TERM\necho {name} \"$@\" >>{log}\n{body}\n"
            );
            fs::write(stage.path(name), script).unwrap();
            fs::set_permissions(stage.path(name), fs::Permissions::from_mode(0o755)).unwrap();
        }
        stage
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, environment: &[(&str, &str)]) -> Output {
        Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/run.sh"))
            .env("FRONTROW_BIN", self.path("server"))
            .env("ONSALE_BIN", self.path("buyers"))
            .env("DATA", self.path("data"))
            .env("BUYERS", "7")
            .env_remove("PLAN")
            .env_remove("LISTEN")
            .envs(environment.iter().copied())
            .output()
            .unwrap()
    }

    /// What the programs noted, with the folder's name taken out.
    fn log(&self) -> Vec<String> {
        let log = fs::read_to_string(self.path("log")).unwrap_or_default();
        log.lines().map(|line| line.replace(&self.folder.path().display().to_string(), "HERE")).collect()
    }
}

#[test]
fn buyers_are_sent_to_the_server_that_was_bound_and_the_server_ends_with_them() {
    let stage = Stage::new(&format!("{FIRST_LINE}\n{UNTIL_STOPPED}"), "exit 4");
    let output = stage.run(&[("LISTEN", "127.0.0.1:0")]);
    assert_eq!(output.status.code(), Some(4));
    let expected = [
        "server demo --data HERE/data --listen 127.0.0.1:0",
        "buyers mixed --buyers 7 --server http://127.0.0.1:4100 --event ev_demo",
        "server stopped",
    ];
    assert_eq!(stage.log(), expected);
}

#[test]
fn a_server_that_ends_takes_the_buyers_with_it_and_its_status_is_told() {
    let server = format!(
        "{FIRST_LINE}\nuntil grep -q buyers \"${{BASH_SOURCE%/*}}/log\"; do sleep 0.05; done\nexit 3"
    );
    let stage = Stage::new(&server, UNTIL_STOPPED);
    let output = stage.run(&[]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(stage.log()[2..], ["buyers stopped"]);
}

#[test]
fn a_server_that_does_not_start_is_told_and_no_buyer_comes() {
    let stage = Stage::new("exit 1", "exit 0");
    let output = stage.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("frontrow ended"));
    assert_eq!(stage.log(), ["server demo --data HERE/data"]);
}

#[test]
fn a_plan_that_cannot_be_read_stops_it_before_anything_starts() {
    let stage = Stage::new("exit 1", "exit 0");
    let plan = stage.path("none.json");
    let output = stage.run(&[("PLAN", plan.to_str().unwrap())]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot read the plan"));
    assert_eq!(stage.log(), [""; 0]);
    fs::write(&plan, "{}").unwrap();
    stage.run(&[("PLAN", plan.to_str().unwrap())]);
    assert_eq!(stage.log(), ["server demo --data HERE/data --plan HERE/none.json"]);
}

#[test]
fn no_buyers_is_a_server_alone() {
    let stage = Stage::new(&format!("{FIRST_LINE}\nexit 0"), "exit 0");
    assert_eq!(stage.run(&[("BUYERS", "0")]).status.code(), Some(0));
    assert_eq!(stage.log(), ["server demo --data HERE/data"]);
}
