//! `frontrow config`: every setting in effect and where it comes from.

use clap::Args;

use super::output;
use super::settings::SettingFlags;
use crate::config::settings;

/// Prints every setting in effect and where it comes from.
#[derive(Debug, Args)]
pub struct PrintConfig {
    #[command(flatten)]
    flags: SettingFlags,
    /// With what each setting is for.
    #[arg(long)]
    about: bool,
}

impl PrintConfig {
    pub fn run(&self) -> anyhow::Result<()> {
        let (_, values) = self.flags.load(&[])?;
        let width = settings().map(|setting| setting.name.len()).max().unwrap_or(0);
        for setting in settings() {
            let Some((text, origin)) = values.get(setting.name) else { continue };
            output::say(&format!("{:width$} = {text:?}  ({origin})", setting.name));
            if self.about {
                output::say(&format!("{:width$}  {}", "", setting.about.trim()));
            }
        }
        Ok(())
    }
}
