//! Opens the journal and gives it its threads.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use actors::figures::Latency;
use actors::journal::{FileJournal, JournalOptions, SEGMENTS, SegmentId};
use actors::limits::JOURNAL_SEGMENT_BYTES;
use actors::ports::disk::Disk;
use actors::ports::journal::{Journal, JournalError};
use actors::ports::plans::PlanSource;
use anyhow::Context;

use super::admin_key::random;
use crate::adapters::local::disk::LocalDisk;
use crate::adapters::sqlite::PlanFile;
use crate::config::Config;

/// The journal's files in a data folder that no server works on, which stays locked meanwhile.
///
/// # Errors
/// Where there is none or it is some other folder, or a server works on it.
pub fn folder(path: &Path) -> anyhow::Result<Box<dyn Disk>> {
    check_folder(path)?;
    Ok(Box::new(LocalDisk::take(path)?))
}

/// Whether a server has worked in `path`.
pub(super) fn check_folder(path: &Path) -> anyhow::Result<()> {
    anyhow::ensure!(path.is_dir(), "there is no data folder {}", path.display());
    anyhow::ensure!(
        path.join(SEGMENTS).is_dir(),
        "{} holds no journal: it is no data folder",
        path.display()
    );
    Ok(())
}

/// The plan versions in a data folder that no server works on.
///
/// # Errors
/// Where it has no catalogue, or one of a newer frontrow.
pub fn plans(path: &Path) -> anyhow::Result<Box<dyn PlanSource>> {
    Ok(Box::new(PlanFile::open(path)?))
}

/// A journal with its threads.
pub struct Log {
    /// The journal itself.
    pub journal: Arc<FileJournal>,
    writer: JoinHandle<Result<(), JournalError>>,
    preallocator: JoinHandle<()>,
}

/// Recovers what is on disk and starts to write; `latency` is told how long records wait for the disk.
///
/// # Errors
/// Where the journal does not open, or a thread does not start.
pub fn open(disk: Arc<dyn Disk>, config: &Config, latency: Latency) -> anyhow::Result<Log> {
    // Drawn once at the start; later ids are hashes of it and a counter, so that none can fail to be drawn.
    let seed = random().context("a journal needs random ids")?;
    let drawn = AtomicU64::new(0);
    let mut options =
        JournalOptions::new(Arc::new(move || segment_id(&seed, drawn.fetch_add(1, Ordering::Relaxed))));
    let segment_bytes = config.journal.segment_bytes.0;
    if segment_bytes < JOURNAL_SEGMENT_BYTES {
        options = options.small(segment_bytes);
    }
    options.segment_bytes = segment_bytes;
    options.latency = Some(latency);
    let opened = FileJournal::open(disk, options)?;
    tracing::info!(
        segments = opened.recovered.segments,
        events = opened.recovered.events,
        end = ?opened.recovered.end,
        torn_bytes = opened.recovered.torn_bytes,
        "the journal is open"
    );
    let thread = |name: &str| std::thread::Builder::new().name(name.to_owned());
    let (writer, preallocator) = (opened.writer, opened.preallocator);
    Ok(Log {
        journal: opened.journal,
        writer: thread("journal-writer").spawn(move || writer.run())?,
        preallocator: thread("journal-filler").spawn(move || preallocator.run())?,
    })
}

fn segment_id(seed: &[u8; 32], number: u64) -> SegmentId {
    let mut id = [0; 16];
    id.copy_from_slice(&blake3::keyed_hash(seed, &number.to_be_bytes()).as_bytes()[..16]);
    id
}

impl Log {
    /// The journal that events are recorded in: this one.
    #[cfg(not(feature = "baseline"))]
    #[must_use]
    pub fn of_events(&self, _: &Config) -> Arc<dyn Journal> {
        self.journal.clone()
    }

    /// The journal that events are recorded in: this one, or none at all.
    #[cfg(feature = "baseline")]
    #[must_use]
    pub fn of_events(&self, config: &Config) -> Arc<dyn Journal> {
        tracing::warn!("A BUILD FOR BENCHMARKS: it has routes and a setting that no server should have");
        if !config.baseline.instant_journal {
            return self.journal.clone();
        }
        tracing::warn!("NOTHING IS KEPT: answers leave at once and every event is gone with this process");
        Arc::new(crate::baseline::instant_journal::InstantJournal::default())
    }

    /// Writes what is queued and a seal, and ends the threads. Blocks.
    ///
    /// # Errors
    /// Where the journal failed, now or before.
    pub fn close(self) -> Result<(), JournalError> {
        self.journal.stop();
        let gone = |_| JournalError::Poisoned("a thread of the journal ended in a panic".to_owned());
        let written = self.writer.join().map_err(gone)?;
        self.preallocator.join().map_err(gone)?;
        written
    }
}
