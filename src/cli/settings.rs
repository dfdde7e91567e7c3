//! Where the commands of a server get their configuration from.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use clap::builder::OsStringValueParser;

use crate::config::{Config, Sources, Values, load};

/// The flags of every command that reads the configuration.
#[derive(Clone, Debug, Default, Args)]
pub struct SettingFlags {
    /// A configuration file in TOML.
    #[arg(long, value_name = "FILE", env = "FRONTROW_CONFIG", value_parser = OsStringValueParser::new())]
    pub config: Option<OsString>,
    /// The data folder (data.folder).
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on (listen.address); port 0 takes a free one.
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<String>,
    /// Any setting by name, such as limits.headers=32; may be given several times.
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
}

/// The file that an option or its variable names. A variable that is there and empty names none.
pub fn named(file: Option<&OsString>) -> Option<&Path> {
    file.filter(|file| !file.is_empty()).map(Path::new)
}

impl SettingFlags {
    /// The configuration in effect. `forced` are settings that the command itself makes.
    pub fn load(&self, forced: &[(&str, &str)]) -> anyhow::Result<(Config, Values)> {
        let file = named(self.config.as_ref()).map(|path| {
            let text = std::fs::read_to_string(path);
            text.map(|text| (path.to_owned(), text))
                .with_context(|| format!("cannot read {}", path.display()))
        });
        let texts = std::env::vars_os().map(|(name, value)| (name.into_string(), value.into_string()));
        let environment = texts.filter_map(|pair| Some((pair.0.ok()?, pair.1.ok()?))).collect();
        let mut flags: Vec<(String, String, String)> = Vec::new();
        for (name, value) in forced {
            flags.push(("this command".to_owned(), (*name).to_owned(), (*value).to_owned()));
        }
        if let Some(data) = &self.data {
            flags.push(("--data".to_owned(), "data.folder".to_owned(), data.display().to_string()));
        }
        if let Some(listen) = &self.listen {
            flags.push(("--listen".to_owned(), "listen.address".to_owned(), listen.clone()));
        }
        for set in &self.set {
            let (name, value) =
                set.split_once('=').with_context(|| format!("--set {set}: expected NAME=VALUE"))?;
            flags.push(("--set".to_owned(), name.to_owned(), value.to_owned()));
        }
        Ok(load(&Sources { file: file.transpose()?, environment, flags })?)
    }
}
