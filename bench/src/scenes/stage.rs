//! Where a scene plays: a server named by the caller, or one that is started for it and goes with it.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use schemas::ids::EventId;

use crate::client::address::ServerAddress;
use crate::client::http::HttpClient;
use crate::server::{Server, binary};

/// Which server and event.
#[derive(Clone, Debug, Args)]
pub struct StageArguments {
    /// The server, as `http://host:port`; without it a demo server is started and stopped again.
    #[arg(long, value_name = "URL", requires = "event")]
    pub server: Option<ServerAddress>,
    /// The event.
    #[arg(long, value_name = "EVENT", requires = "server")]
    pub event: Option<EventId>,
    /// A file with the organiser's key. Without a key nobody pays and nothing is audited.
    #[arg(long, value_name = "FILE", env = "FRONTROW_KEY_FILE")]
    pub key_file: Option<PathBuf>,
    /// The server's process, to print what it uses; known by itself where it is started here.
    #[arg(long, value_name = "PROCESS")]
    pub server_process: Option<u32>,
    /// The seating plan of a demo server that is started here.
    #[arg(long, value_name = "FILE", conflicts_with = "server")]
    pub plan: Option<PathBuf>,
}

/// A server with an event on sale.
pub struct Stage {
    /// Calls as buyers make them.
    pub buyers: HttpClient,
    /// Calls with the organiser's key, where there is one.
    pub shop: Option<HttpClient>,
    /// The event.
    pub event: EventId,
    /// The server's process, where it is known.
    pub process: Option<u32>,
    own: Option<(Server, tempfile::TempDir)>,
}

impl Stage {
    /// Joins the server named, or starts one.
    ///
    /// # Errors
    /// It cannot be started, or the key cannot be read.
    pub fn set(arguments: &StageArguments) -> anyhow::Result<Self> {
        Self::set_with(arguments, &[])
    }

    /// The same, where a server that is started here gets these settings, as `section.key=value`.
    ///
    /// # Errors
    /// As [`Self::set`].
    pub fn set_with(arguments: &StageArguments, settings: &[&str]) -> anyhow::Result<Self> {
        let named = arguments.server.clone().zip(arguments.event);
        let (address, event, key_file, process, own) = if let Some((address, event)) = named {
            (address, event, arguments.key_file.clone(), arguments.server_process, None)
        } else {
            let (server, folder) = start_demo(arguments, settings)?;
            let event = server.first_line().event.context("the demo server named no event")?;
            let key_file = arguments.key_file.clone().or_else(|| server.first_line().key_file.clone());
            let process = Some(server.process());
            (server.address().clone(), event, key_file, process, Some((server, folder)))
        };
        let key = match &key_file {
            Some(file) => {
                let text = std::fs::read_to_string(file);
                Some(text.with_context(|| format!("cannot read the key file {}", file.display()))?)
            }
            None => None,
        };
        let shop = key.map(|key| HttpClient::new(address.clone(), Some(key.trim().to_owned())));
        Ok(Self { buyers: HttpClient::new(address, None), shop, event, process, own })
    }

    /// Stops the server where it was started here.
    ///
    /// # Errors
    /// It did not stop as it should.
    pub fn strike(self) -> anyhow::Result<()> {
        if let Some((server, _folder)) = self.own {
            anyhow::ensure!(server.stop()?, "the server did not stop by itself, or with an error");
        }
        Ok(())
    }
}

fn start_demo(arguments: &StageArguments, settings: &[&str]) -> anyhow::Result<(Server, tempfile::TempDir)> {
    let folder = tempfile::Builder::new().prefix("onsale-").tempdir()?;
    let data = folder.path().join("data").display().to_string();
    let log = folder.path().join("server.log");
    let plan = arguments.plan.as_ref().map(|plan| plan.display().to_string());
    let mut words = vec!["demo", "--data", &data, "--listen", "127.0.0.1:0"];
    if let Some(plan) = &plan {
        words.extend(["--plan", plan]);
    }
    words.extend(settings.iter().flat_map(|setting| ["--set", setting]));
    let server = Server::start(&binary(), &words, &log).map_err(|error| {
        let last = std::fs::read_to_string(&log).unwrap_or_default();
        let tail: Vec<&str> = last.lines().rev().take(5).collect();
        anyhow::anyhow!("{error}\n{}", tail.into_iter().rev().collect::<Vec<_>>().join("\n"))
    })?;
    writeln!(std::io::stderr(), "onsale: started {} over {}", server.address(), folder.path().display())?;
    Ok((server, folder))
}
