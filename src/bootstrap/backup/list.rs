//! What a backup says of itself.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use actors::journal::{Position, VerifyReport};
use anyhow::Context;
use schemas::api::moment::Moment;
use schemas::ids::{ContentHash, EventId, Version};
use serde::{Deserialize, Serialize};

/// The file with the list.
pub const LIST: &str = "backup.json";
/// The format that this program writes and reads.
const FORMAT: u32 = 1;

/// Everything in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupList {
    /// The format of the backup.
    pub format: u32,
    /// The version of frontrow that took it.
    pub frontrow: String,
    /// When it was begun.
    pub taken_at: Moment,
    /// Where its log ends: segment and offset of the folder that it was taken from.
    pub position: (u64, u64),
    /// Records in its log.
    pub records: u64,
    /// Each event's last version and its chain's head there.
    pub events: BTreeMap<EventId, LogEnd>,
    /// Each file by its name in the backup.
    pub files: BTreeMap<String, ListedFile>,
}

/// The end of one event's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEnd {
    /// Its last version.
    pub version: Version,
    /// Its chain's head there.
    pub head: ContentHash,
}

/// One file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedFile {
    /// Its length.
    pub bytes: u64,
    /// BLAKE3 of it.
    pub hash: ContentHash,
}

/// The ends of all logs that were verified.
pub fn log_ends(report: &VerifyReport) -> BTreeMap<EventId, LogEnd> {
    let end = |(event, (version, head)): (&EventId, &(Version, ContentHash))| {
        (*event, LogEnd { version: *version, head: *head })
    };
    report.tails.iter().map(end).collect()
}

impl BackupList {
    /// The list of a backup that is being made.
    pub fn new(taken_at: Moment, position: Position) -> Self {
        Self {
            format: FORMAT,
            frontrow: env!("CARGO_PKG_VERSION").to_owned(),
            taken_at,
            position: (position.segment, position.offset),
            records: 0,
            events: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    /// Reads the list of the backup in `folder`.
    ///
    /// # Errors
    /// Where it is none, or of another format.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let (shown, path) = (folder.display(), folder.join(LIST));
        anyhow::ensure!(folder.is_dir(), "there is no backup {shown}");
        anyhow::ensure!(path.exists(), "{shown} is no backup: it has no {LIST}");
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let format: Format =
            serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))?;
        anyhow::ensure!(
            format.format == FORMAT,
            "{shown} has format {}; this frontrow reads format {FORMAT}",
            format.format
        );
        let list: Self =
            serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))?;
        for name in list.files.keys() {
            let is_inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
            anyhow::ensure!(is_inside, "{} is damaged: {name:?} is no name of a file in it", path.display());
        }
        Ok(list)
    }

    /// How far each event's log goes.
    pub fn logs(&self) -> BTreeMap<EventId, Version> {
        self.events.iter().map(|(event, end)| (*event, end.version)).collect()
    }

    /// The bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|file| file.bytes).sum()
    }
}

/// What is read first, whatever else there is.
#[derive(Deserialize)]
struct Format {
    format: u32,
}
