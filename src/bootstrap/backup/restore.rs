//! Restoring a backup.

use std::path::Path;

use actors::journal::{ShowProgress, verify};
use actors::ports::clock::Clock;
use actors::ports::disk::Disk;
use schemas::time::Timestamp;

use super::super::admin_key::CONSOLE;
use super::files::{self, Making};
use super::list::{BackupList, ListedFile, log_ends};
use crate::adapters::local::clock::SlewedClock;
use crate::adapters::local::disk::Onlooker;
use crate::adapters::sqlite::{Restore, Restored, catalogue_restored};
use crate::limits::BACKUP_FINDINGS_TOLD;

/// What came back.
#[derive(Clone, Copy, Debug)]
pub struct Back {
    /// When the backup was taken.
    pub taken: Timestamp,
    /// Events in its log.
    pub events: usize,
    /// Records in its log.
    pub records: u64,
    /// Bytes in all.
    pub bytes: u64,
}

/// Reads the whole backup and says whether every file is as it was and the log is sound. Changes nothing.
///
/// # Errors
/// Everything that does not fit.
pub fn check(backup: &Path, progress: ShowProgress<'_>) -> anyhow::Result<Back> {
    let list = BackupList::read(backup)?;
    each_file(&list, |name| files::listed(&backup.join(name)))?;
    check_log(&Onlooker::new(backup.to_owned()), &list, progress)?;
    Ok(back(&list))
}

/// Makes the data folder `data`, which must not be there, of a backup. Events go on in another stream from their next
/// load.
///
/// # Errors
/// As [`check`]; where `data` is there already, or the system refuses.
pub fn restore(backup: &Path, data: &Path, progress: ShowProgress<'_>) -> anyhow::Result<(Back, Restored)> {
    let list = BackupList::read(backup)?;
    let making = Making::begin(data, ".restoring")?;
    each_file(&list, |name| files::copy(&backup.join(name), &making.folder.join(name)))?;
    check_log(&making.disk, &list, progress)?;
    let restored = catalogue_restored(
        &making.folder,
        Restore { at: SlewedClock::start().now(), taken: list.taken_at.0, by: CONSOLE, logs: &list.logs() },
    )?;
    making.end()?;
    Ok((back(&list), restored))
}

fn back(list: &BackupList) -> Back {
    Back { taken: list.taken_at.0, events: list.events.len(), records: list.records, bytes: list.bytes() }
}

/// Reads each listed file by `read` and compares it; what does not fit is told all at once.
fn each_file(list: &BackupList, read: impl Fn(&str) -> std::io::Result<ListedFile>) -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    for (name, expected) in &list.files {
        match read(name) {
            Ok(found) if found == *expected => {}
            Ok(found) if found.bytes != expected.bytes => {
                wrong.push(format!("{name} has {} bytes, and had {}", found.bytes, expected.bytes));
            }
            Ok(_) => wrong.push(format!("{name} is damaged: its bytes are not those that were written")),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    let told = wrong.len().min(BACKUP_FINDINGS_TOLD);
    anyhow::ensure!(
        wrong.is_empty(),
        "the backup is damaged, and nothing was restored: {}{}",
        wrong[..told].join("; "),
        if wrong.len() > told { format!("; and {} more", wrong.len() - told) } else { String::new() }
    );
    Ok(())
}

fn check_log(disk: &dyn Disk, list: &BackupList, progress: ShowProgress<'_>) -> anyhow::Result<()> {
    let report = verify(disk, progress)?;
    if let Some(damage) = report.damage() {
        anyhow::bail!("the backup's log is damaged: {}: {}", damage.place, damage.what);
    }
    anyhow::ensure!(
        log_ends(&report) == list.events,
        "the backup's log does not end where its list says: the list is of another backup"
    );
    Ok(())
}
