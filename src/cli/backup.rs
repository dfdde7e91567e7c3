//! `frontrow backup` and `frontrow restore`: everything that a data folder holds, as one consistent set.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use schemas::api::moment::Moment;

use super::journal::progress;
use super::output;
use super::settings::SettingFlags;
use crate::bootstrap::backup::{Back, check, restore, take};

/// Takes a backup, also while a server works on the data folder.
#[derive(Debug, Args)]
pub struct Backup {
    /// The folder to make for it.
    folder: PathBuf,
    #[command(flatten)]
    flags: SettingFlags,
}

/// Makes a data folder of a backup.
#[derive(Debug, Args)]
pub struct RestoreBackup {
    /// The folder of the backup.
    backup: PathBuf,
    /// Only reads the backup and says whether it is whole.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    flags: SettingFlags,
}

impl Backup {
    pub fn run(&self) -> anyhow::Result<()> {
        let data = self.flags.load(&[])?.0.data.folder;
        let started = Instant::now();
        let taken = take(&data, &self.folder, &mut progress)?;
        let folder = self.folder.display();
        output::say(&format!(
            "{folder}: {} and {}, {}, {}, and the catalogue: {} in {:.1} s",
            output::counted(taken.events as u64, "event"),
            output::counted(taken.records, "record"),
            output::counted(taken.checkpoints as u64, "checkpoint"),
            "read back and sound",
            output::bytes(taken.bytes),
            started.elapsed().as_secs_f64()
        ));
        output::say(
            "Keep it as secret as the data folder: it has what API keys and hold tokens are checked with.",
        );
        output::say(&format!("To go on from it: frontrow restore {folder} --data NEW_FOLDER"));
        Ok(())
    }
}

impl RestoreBackup {
    pub fn run(&self) -> anyhow::Result<()> {
        let started = Instant::now();
        if self.check {
            let back = check(&self.backup, &mut progress)?;
            say_back(&format!("{} is whole", self.backup.display()), back, started);
            return Ok(());
        }
        let data = self.flags.load(&[])?.0.data.folder;
        let (back, restored) = restore(&self.backup, &data, &mut progress)?;
        let shown = data.display();
        say_back(&format!("{shown} is restored from {}", self.backup.display()), back, started);
        if restored.set_back > 0 {
            output::say(&format!(
                "{} changed while the backup was taken, after the end of its log: set back to that",
                output::counted(restored.set_back, "event")
            ));
        }
        output::say(&format!(
            "What was sold or changed after {} is not in it, and a key revoked since is valid again: look at \
             `frontrow key list`.",
            Moment(back.taken)
        ));
        output::say(&format!(
            "Buyers' pages notice by themselves: events go on in stream {}.",
            restored.stream
        ));
        output::say(&format!("To serve it: frontrow serve --data {shown}"));
        Ok(())
    }
}

fn say_back(what: &str, back: Back, started: Instant) {
    output::say(&format!(
        "{what}, taken {}: {} and {}, {}, in {:.1} s",
        Moment(back.taken),
        output::counted(back.events as u64, "event"),
        output::counted(back.records, "record"),
        output::bytes(back.bytes),
        started.elapsed().as_secs_f64()
    ));
}
