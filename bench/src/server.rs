//! A frontrow server that this program starts for itself, as a child process over a temporary folder.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Instant;

use schemas::ids::EventId;
use serde::Deserialize;

use crate::client::address::ServerAddress;
use crate::limits::{SERVER_START_TIME, SERVER_STOP_TIME};

/// Names the server's binary where it does not lie beside this one.
pub const BINARY_VARIABLE: &str = "FRONTROW_BIN";

/// Why no server was started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The binary is not there, or a file cannot be made.
    #[error("cannot start {program}: {source}")]
    Io {
        /// The binary.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It ended, or said nothing in time, or something that is no first line.
    #[error("{program} did not say where it listens: {said}")]
    Silent {
        /// The binary.
        program: PathBuf,
        /// What it said instead.
        said: String,
    },
}

/// The first line that a server prints.
#[derive(Clone, Debug, Deserialize)]
pub struct FirstLine {
    /// Address and port it listens on.
    pub listen: SocketAddr,
    /// The event on sale, where it is a demo.
    pub event: Option<EventId>,
    /// Where the organiser's key lies, where it is a demo.
    pub key_file: Option<PathBuf>,
}

/// A running server. Dropping it kills it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    output: Receiver<String>,
    first_line: FirstLine,
    address: ServerAddress,
}

/// The server's binary: named by the environment, or beside this program.
#[must_use]
pub fn binary() -> PathBuf {
    std::env::var_os(BINARY_VARIABLE).map_or_else(
        || {
            let own = std::env::current_exe().unwrap_or_default();
            own.parent().unwrap_or(Path::new(".")).join("frontrow")
        },
        PathBuf::from,
    )
}

impl Server {
    /// Starts `program` with these arguments and waits for its first line. What it logs goes into
    /// `log`.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start(program: &Path, arguments: &[&str], log: &Path) -> Result<Self, StartError> {
        let failed = |source| StartError::Io { program: program.to_owned(), source };
        let log = File::options().create(true).append(true).open(log).map_err(failed)?;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(failed)?;
        let Some(output) = child.stdout.take() else {
            return Err(failed(io::Error::other("its output is not there")));
        };
        let output = lines(output).map_err(failed)?;
        let line = output.recv_timeout(SERVER_START_TIME).map_err(|error| error.to_string());
        let read =
            line.map_err(|said| StartError::Silent { program: program.to_owned(), said }).and_then(|line| {
                let silent = |error: &dyn std::fmt::Display| StartError::Silent {
                    program: program.to_owned(),
                    said: format!("{} ({error})", line.trim()),
                };
                serde_json::from_str::<FirstLine>(&line).map_err(|error| silent(&error))
            });
        match read {
            Ok(first_line) => {
                let address = first_line.listen.into();
                Ok(Self { child, output, first_line, address })
            }
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(error)
            }
        }
    }

    /// What it said first.
    #[must_use]
    pub const fn first_line(&self) -> &FirstLine {
        &self.first_line
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> &ServerAddress {
        &self.address
    }

    /// Its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Kills it where it stands, as a power cut does to a process.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub fn kill(mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(|_| ())
    }

    /// Asks it to stop and waits until it is gone; kills it where that takes too long. Returns whether it
    /// ended by itself and without an error.
    ///
    /// # Errors
    /// It cannot be asked or waited for.
    pub fn stop(mut self) -> io::Result<bool> {
        // The standard library has no gentle signal; `kill` is on every system this runs on.
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        // Its output ends when it is gone.
        let until = Instant::now() + SERVER_STOP_TIME;
        loop {
            match self.output.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return self.child.wait().map(|status| status.success());
                }
                Err(RecvTimeoutError::Timeout) => return Ok(false),
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What it prints, line by line; the reader ends with the output, so that the server never waits for one.
fn lines(output: impl io::Read + Send + 'static) -> io::Result<Receiver<String>> {
    let (sender, lines) = mpsc::channel();
    thread::Builder::new().name("server output".to_owned()).spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    })?;
    Ok(lines)
}
