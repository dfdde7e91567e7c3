//! `frontrow key`: works on the admin key in the data folder, beside a running server or without one.

use clap::Subcommand;

use super::output;
use super::settings::SettingFlags;
use crate::bootstrap::admin_key;

#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Makes a new admin key and revokes the one before; a running server follows within a second. The
    /// key is printed on standard output, this once.
    Rotate(SettingFlags),
}

impl KeyCommand {
    pub fn run(&self) -> anyhow::Result<()> {
        let Self::Rotate(flags) = self;
        let (config, _) = flags.load(&[])?;
        let key = actix_web::rt::System::new().block_on(admin_key::rotate(&config.data.folder))?;
        if output::is_terminal() {
            output::show_key(&key);
        } else {
            output::say(&key.reveal());
        }
        Ok(())
    }
}
