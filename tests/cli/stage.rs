//! A server in a process of its own, and commands beside it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use onsale::server::Server;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The binary under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_frontrow");

/// A data folder, with a server on it until that is stopped.
pub struct Stage {
    pub folder: TempDir,
    server: Option<Server>,
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// What stands on standard output of a command that went well and had nothing to complain of.
    #[track_caller]
    pub fn well(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out.trim_end().to_owned()
    }

    /// A command that ended with this code, said nothing but this line, and that on standard error.
    #[track_caller]
    pub fn fails(self, code: i32, line: &str) {
        assert_eq!((self.code, self.out, self.err), (code, String::new(), format!("frontrow: {line}\n")));
    }
}

/// Runs the binary in an environment of these variables alone.
pub fn run(environment: &[(&str, &str)], arguments: &[&str]) -> Said {
    let output = Command::new(PROGRAM)
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

impl Stage {
    pub fn new() -> Self {
        let mut stage = Self::before();
        stage.start();
        stage
    }

    /// A folder before its first start.
    pub fn before() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), server: None }
    }

    /// Starts a server on the folder, with everything that there is to log.
    pub fn start(&mut self) {
        let data = self.data();
        let arguments = [
            "serve",
            "--data",
            data.to_str().unwrap(),
            "--listen=127.0.0.1:0",
            "--set=journal.segment_bytes=1048576",
            "--set=limits.lift_for_loopback=true",
            "--set=log.filter=debug",
        ];
        self.server = Some(Server::start(Path::new(PROGRAM), &arguments, &self.path("server.log")).unwrap());
    }

    /// Stops the server, as an operator does.
    pub fn stop(&mut self) {
        assert!(self.server.take().unwrap().stop().unwrap(), "{}", self.log());
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// The server's process.
    pub fn process(&self) -> u32 {
        self.server.as_ref().unwrap().process()
    }

    /// Everything that the server has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("server.log")).unwrap()
    }

    pub fn url(&self) -> String {
        self.server.as_ref().unwrap().address().to_string()
    }

    /// The first admin key.
    pub fn key(&self) -> String {
        std::fs::read_to_string(self.data().join("admin.key")).unwrap().trim().to_owned()
    }

    /// Runs a command with this key against the server.
    pub fn run_with(&self, key: &str, arguments: &[&str]) -> Said {
        run(&[("FRONTROW_SERVER", &self.url()), ("FRONTROW_KEY", key)], arguments)
    }

    /// Runs a command as the organiser.
    pub fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(&self.key(), arguments)
    }

    /// Writes a file; gives its path.
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Publishes the small house (see [`plan`]) and gives its hash.
    pub fn publish(&self) -> String {
        let file = self.file("plan.json", &plan().to_string());
        let plan = self.run(&["plan", "import", &file]).well();
        self.run(&["plan", "publish", &plan]).well()
    }

    /// An event on the small house.
    pub fn event(&self) -> String {
        let plan = self.publish();
        let new = ["event", "create", "--plan", &plan, "--name", "First night", "--price", "near=4500"];
        self.run(&[&new[..], &["--starts-at", "2030-01-01T19:30:00Z"]].concat()).well()
    }
}

/// One row of five seats.
pub fn plan() -> Value {
    let seat = |label: u32| json!({ "label": label.to_string(), "position": { "x": label * 20, "y": 0 } });
    json!({
        "format": "frontrow-plan/1",
        "name": "Small house",
        "focal_point": { "x": 60, "y": -100 },
        "levels": [{ "key": "near", "name": "Near", "color": "#aa0000" }],
        "sections": [{
            "label": "S",
            "level": "near",
            "rows": [{ "label": "A", "seats": (1..=5).map(seat).collect::<Vec<_>>() }],
        }],
    })
}
