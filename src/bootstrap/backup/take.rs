//! Taking a backup.

use std::path::Path;

use actors::journal::{ShowProgress, back_up, verify};
use actors::ports::clock::Clock;
use anyhow::Context;
use schemas::api::moment::Moment;

use super::super::journal::check_folder;
use super::files::{self, Making};
use super::list::{BackupList, LIST, log_ends};
use crate::adapters::local::clock::SlewedClock;
use crate::adapters::local::disk::Onlooker;
use crate::adapters::sqlite::{FILE_NAME, catalogue_events, copy_catalogue};

/// A backup that was taken.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// Events in its log.
    pub events: usize,
    /// Records in its log.
    pub records: u64,
    /// Checkpoints in it.
    pub checkpoints: usize,
    /// Bytes in all.
    pub bytes: u64,
}

/// Takes a backup of the data folder `data`, whether or not a server works on it, into a new folder `to`.
///
/// # Errors
/// Where `data` is no data folder or is damaged, `to` is there already, or the system refuses.
pub fn take(data: &Path, to: &Path, progress: ShowProgress<'_>) -> anyhow::Result<Taken> {
    check_folder(data)?;
    let now = SlewedClock::start().now();
    super::refuse_to_serve(data)?;
    let making = Making::begin(to, ".partial")?;
    let from = Onlooker::new(data.to_owned());
    let copied = back_up(&from, &making.disk, now, progress).context("the journal was not copied")?;
    // After the log: so it has every event and plan that the log names.
    let catalogue = making.folder.join(FILE_NAME);
    copy_catalogue(data, &catalogue)?;
    files::keep(&catalogue).with_context(|| format!("cannot keep {}", catalogue.display()))?;

    let report = verify(&making.disk, progress)?;
    if let Some(damage) = report.damage() {
        anyhow::bail!(
            "the journal is damaged: {}: {}. No backup was taken; `frontrow journal verify` says more",
            damage.place,
            damage.what
        );
    }
    let known = catalogue_events(&making.folder)?;
    if let Some(event) = report.tails.keys().find(|event| !known.contains(event)) {
        anyhow::bail!(
            "the log has records of {event}, and the catalogue does not know it: no backup was taken"
        );
    }
    let mut list = BackupList::new(Moment(now), copied.position);
    list.records = report.records;
    list.events = log_ends(&report);
    for name in files::names(&making.folder)? {
        let file =
            files::listed(&making.folder.join(&name)).with_context(|| format!("cannot read {name}"))?;
        list.files.insert(name, file);
    }
    let mut text = serde_json::to_vec_pretty(&list)?;
    text.push(b'\n');
    files::write(&making.folder.join(LIST), &text).with_context(|| format!("cannot write {LIST}"))?;
    making.end()?;
    Ok(Taken {
        events: report.tails.len(),
        records: report.records,
        checkpoints: report.checkpoints,
        bytes: list.bytes(),
    })
}
