//! `frontrow serve`: serves until SIGTERM or SIGINT.

use std::ffi::OsString;
use std::fs::{OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::Context;
use clap::Args;
use clap::builder::OsStringValueParser;
use tokio::signal::unix::{SignalKind, signal};

use super::output;
use super::settings::{SettingFlags, named};
use crate::bootstrap::admin_key::has_catalogue;
use crate::bootstrap::{self, Running};
use crate::http::api_key::ApiKey;
use crate::telemetry;

/// Where the admin key of the first start is put when nobody is there to read it.
pub(super) const KEY_FILE: &str = "admin.key";

/// Serves events until it is told to stop.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    flags: SettingFlags,
    /// Writes the first admin key to this new file (mode 0600) instead of showing it. Without a terminal it is
    /// written to admin.key in the data folder.
    #[arg(
        long,
        value_name = "FILE",
        env = "FRONTROW_ADMIN_KEY_FILE",
        value_parser = OsStringValueParser::new()
    )]
    key_file: Option<OsString>,
}

impl Serve {
    pub fn run(&self) -> anyhow::Result<()> {
        let (config, _) = self.flags.load(&[])?;
        let key_file = named(self.key_file.as_ref());
        if let Some(file) = key_file.filter(|file| file.exists()) {
            // Where a key was handed over before, the file is that key's; otherwise it is somebody else's.
            anyhow::ensure!(
                has_catalogue(&config.data.folder),
                "{} is there already, and a new key is not written over it: name a file that is not there",
                file.display()
            );
        }
        telemetry::start(&config.log)?;
        actix_web::rt::System::new().block_on(async {
            let running = bootstrap::start(&config).await?;
            if let Some(key) = &running.first_key {
                let folder = &config.data.folder;
                hand_over(key, key_file, folder).with_context(|| {
                    format!(
                        "the admin key was made: `frontrow key rotate --data {}` makes another",
                        folder.display()
                    )
                })?;
            }
            serve_until_stopped(running, &[]).await
        })
    }
}

/// Gives the first admin key to its bearer: the person before the terminal, or a file of theirs alone.
pub(super) fn hand_over(key: &ApiKey, file: Option<&Path>, folder: &Path) -> anyhow::Result<()> {
    if file.is_none() && output::is_error_terminal() {
        output::show_key("admin key", &key.reveal());
        return Ok(());
    }
    let path = file.map_or_else(|| folder.join(KEY_FILE), Path::to_owned);
    write_key(key, &path)?;
    tracing::info!(file = %path.display(), "the admin key was made and written to a file");
    Ok(())
}

pub(super) fn write_key(key: &ApiKey, path: &Path) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let written = options.open(path).and_then(|mut file| {
        // A file that was there keeps the mode that it had.
        file.set_permissions(Permissions::from_mode(0o600))?;
        writeln!(file, "{}", key.reveal())
    });
    written.with_context(|| format!("cannot write the admin key to {}", path.display()))
}

/// The first line on standard output: where the server listens.
fn announce(running: &Running, more: &[(&str, &str)]) {
    let listen = running.address.to_string();
    let url = format!("http://{listen}");
    let version = env!("CARGO_PKG_VERSION");
    if output::is_terminal() {
        output::tell(&format!("frontrow {version} listens on {url}"));
        for (name, value) in more {
            output::tell(&format!("  {name}: {value}"));
        }
        return;
    }
    let mut line = serde_json::json!({ "listen": listen, "url": url, "version": version });
    for (name, value) in more {
        line[*name] = (*value).into();
    }
    output::tell(&line.to_string());
}

/// Says where it listens, serves until a signal asks for a stop or the journal fails, then stops.
pub(super) async fn serve_until_stopped(running: Running, more: &[(&str, &str)]) -> anyhow::Result<()> {
    // Before anybody is told that there is something to stop.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    announce(&running, more);
    let failure = tokio::select! {
        _ = terminate.recv() => None,
        _ = interrupt.recv() => None,
        failure = running.journal_failure() => Some(failure),
    };
    match &failure {
        None => tracing::info!("stopping"),
        Some(failure) => tracing::error!(failure, "the journal failed: stopping"),
    }
    let stopped = running.stop().await;
    if let Some(failure) = failure {
        anyhow::bail!("the journal failed: {failure}");
    }
    stopped?;
    tracing::info!("stopped");
    Ok(())
}
